//! What stands around every reader's page: masthead, menu, footer, head.

use content::id::SectionId;
use serde_json::json;
use themes::dates;
use themes::texts::Texts;
use themes::view::reader::frame::{
    Alternate, FeedLink, Frame, Link, MenuItem, Site as SiteView, Tongue,
};

use super::atlas::{Atlas, Section, Site};
use super::card::SharedCard;
use crate::app::App;
use crate::http::reading::Reading;

/// What a page says of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    /// Without the site's name; empty on the first page.
    pub(crate) title: String,
    pub(crate) description: String,
    /// Scheme, host and path.
    pub(crate) canonical: String,
    /// The section in which the page stands.
    pub(crate) section: Option<SectionId>,
    pub(crate) noindex: bool,
    /// Shown in a frame of the desk: its links lead nowhere.
    pub(crate) preview: bool,
    /// The picture for shared links; without one that of the section or the site stands there.
    pub(crate) card: Option<SharedCard>,
    /// schema.org as JSON; may be empty.
    pub(crate) structured: String,
    /// Path of the list whose feeds belong to the page, without a slash at the end.
    pub(crate) feed_of: Option<String>,
    pub(crate) reading: Reading,
    pub(crate) alternates: Vec<Alternate>,
}

/// The kinds of feeds, each with its file name.
const FEEDS: [(&str, &str); 3] = [
    ("rss.xml", "application/rss+xml"),
    ("atom.xml", "application/atom+xml"),
    ("feed.json", "application/feed+json"),
];

/// Scheme and host of a site as readers reach it.
pub(crate) fn base_url(app: &App, site: &Site) -> String {
    site.base_url(app.config.public_url.as_deref(), app.config.listen.port())
}

/// The feeds of a list in every form.
fn feeds(site: &Site, list: &str, title: &str) -> Vec<FeedLink> {
    let title = if list.is_empty() { site.name.as_str() } else { title };
    let each = FEEDS.iter().map(|(file, kind)| FeedLink {
        title: title.to_owned(),
        url: format!("{list}/{file}"),
        kind: (*kind).to_owned(),
    });
    each.collect()
}

/// Makes the frame of a page.
pub(crate) fn frame(app: &App, atlas: &Atlas, site: &Site, about: About) -> Frame {
    let language = about.reading.language(site);
    let current = about.section.map(|id| atlas.trail(id)).unwrap_or_default();
    let current = current.first().map(|top| top.id);
    let menu = atlas.sections_of(site.id).filter(|section| section.parent.is_none());
    // An article's page leads to the feeds of its section, which have that one's name.
    let of = about.section.and_then(|id| atlas.section(id));
    let named = of.map_or(about.title.as_str(), |section| section.name.as_str());
    let feeds = about.feed_of.as_ref().map(|list| feeds(site, list, named));
    let feeds = feeds.unwrap_or_default();
    let card = about.card.unwrap_or_else(|| {
        let section = about.section.and_then(|id| atlas.section(id));
        section.map_or_else(
            || SharedCard::of_site(site),
            |section| SharedCard::of_section(site, section),
        )
    });
    let sisters = atlas.sites.iter().filter(|other| other.id != site.id);
    Frame {
        site: site_view(site),
        language: language.to_owned(),
        languages: others(app, language),
        description: if about.description.is_empty() {
            least_said(site, &about.title)
        } else {
            about.description
        },
        canonical: about.canonical,
        noindex: about.noindex,
        preview: about.preview,
        reading: about.reading.word().to_owned(),
        today: dates::day(app.clock.now_ms(), language),
        menu: menu.map(|section| item(atlas, section, current)).collect(),
        feeds,
        image: format!("{}{}", base_url(app, site), card.path(app, site)),
        image_alt: card.alt,
        sisters: sisters
            .map(|other| Link { name: other.name.clone(), url: base_url(app, other) })
            .collect(),
        structured: about.structured,
        alternates: about.alternates,
        breadcrumbs: about.section.map(|id| breadcrumbs(app, atlas, site, id)).unwrap_or_default(),
        title: about.title,
    }
}

/// The languages that menus and labels are not in, each named in itself.
fn others(app: &App, language: &str) -> Vec<Tongue> {
    let others = Texts::languages().filter(|tag| *tag != language);
    let named = |tag: &str| Tongue {
        language: tag.to_owned(),
        name: app.themes.texts().say(tag, "this-language", &[]),
    };
    others.map(named).collect()
}

/// What a page says of itself that nobody has described: search engines show it below the title.
fn least_said(site: &Site, title: &str) -> String {
    let parts = [title, &site.name, &site.imprint.publisher].into_iter();
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – ")
}

/// The site, then the sections down to this one, for search engines.
fn breadcrumbs(app: &App, atlas: &Atlas, site: &Site, section: SectionId) -> String {
    let base = base_url(app, site);
    let home = Link { name: site.name.clone(), url: "/".to_owned() };
    let steps = std::iter::once(home).chain(trail(atlas, section)).zip(1..);
    let items = steps.map(|(step, position)| {
        let address = format!("{base}{}", step.url);
        json!({ "@type": "ListItem", "position": position, "name": step.name, "item": address })
    });
    let list = json!({
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": items.collect::<Vec<_>>(),
    });
    list.to_string()
}

/// The way down to a section.
pub(crate) fn trail(atlas: &Atlas, section: SectionId) -> Vec<Link> {
    atlas.trail(section).into_iter().map(link).collect()
}

/// A section as a link.
pub(crate) fn link(section: &Section) -> Link {
    Link { name: section.name.clone(), url: format!("/{}", section.path) }
}

fn item(atlas: &Atlas, section: &Section, current: Option<SectionId>) -> MenuItem {
    MenuItem {
        name: section.name.clone(),
        url: format!("/{}", section.path),
        current: current == Some(section.id),
        children: atlas.children_of(section.id).map(link).collect(),
    }
}

fn site_view(site: &Site) -> SiteView {
    let imprint = site.imprint.clone();
    SiteView {
        key: site.key.clone(),
        theme: site.theme.clone(),
        language: site.language.as_str().to_owned(),
        name: site.name.clone(),
        tagline: imprint.tagline,
        publisher: imprint.publisher,
        host: site.host.clone(),
        license_number: imprint.license_number,
        license_date: imprint.license_date,
        license_authority: imprint.license_authority,
        address: imprint.address,
        phone: imprint.phone,
        email: imprint.email,
        editor_in_chief: imprint.editor_in_chief,
    }
}
