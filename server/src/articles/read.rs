//! `GET /{slug}-{id}.html`: the article as readers see it.

use std::sync::Arc;

use content::article::Cover;
use content::body::block::Figure;
use content::body::{Body, Picture, SafeHtml, html, plain, read};
use content::id::{ArticleId, SectionId};
use content::lang::{self, Lang};
use content::text::excerpt;
use poem::{Request, Response};
use themes::dates;
use themes::texts::Texts;
use themes::view::reader::article::{ArticlePage, ArticleView, CorrectionView};
use themes::view::reader::frame::{Alternate, Link};

use super::beside::{self, Beside};
use super::card::{self, Look};
use super::store::corrections::Correction;
use super::store::live::cards::{self, Card, Scope, Stretch};
use super::store::live::facts;
use super::store::live::known::Known;
use super::store::live::labels::{self, Kind};
use super::store::live::translations::{self, Translation};
use super::store::live::whole::{self, LiveArticle, Public};
use super::structured;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::page_cache::Tag;
use crate::http::reading::Reading;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::media::shelf::Shelf;
use crate::sites::frame::{self, About};

/// Cards below the article.
const RELATED: usize = 4;
/// Articles that the index is asked for: the cards are chosen from them.
const ALIKE: usize = 12;
/// Lines of the running story that it belongs to.
const OF_STORYLINE: u64 = 4;
/// Lines beside it.
const NEWEST: usize = 8;
/// With fewer lines than this the section is too small, and the site's newest stand there.
const SECTION_FILLS: usize = 3;
/// Characters of the description for search engines where there is no lead.
const DESCRIPTION: usize = 160;

/// Answers with the article that the number names, or says where it is.
pub(crate) async fn page(
    app: &Arc<App>,
    req: &Request,
    here: Here,
    path: &str,
    id: ArticleId,
) -> Result<Response> {
    let key = here.key(path.to_owned());
    serve_page::serve(app, req, key, make(app, here, path, id)).await
}

async fn make(app: &Arc<App>, here: Here, path: &str, id: ArticleId) -> Result<Made> {
    let live = match whole::read(&app.db.read, id).await? {
        Public::Live(live) => live,
        Public::Withdrawn { .. } => return Err(Error::Gone),
        Public::Never => return Err(Error::NotFound),
    };
    let Some(section) = live.section_on(here.id) else {
        return Ok(Made::Moved(canonical(app, &here, &live)?));
    };
    if path != live.path() {
        return Ok(Made::Moved(live.path()));
    }
    let shown = around(app, &here, *live, section).await?;
    let tags = shown.tags();
    app.views.shows(id, shown.views, app.clock.now_ms());
    Ok(Made::html(tags, move |app| {
        let site = here.site()?;
        Ok(app.themes.render(&site.theme, &article_page(app, &here, &shown)?)?)
    }))
}

/// The address at the article's home.
///
/// # Errors
/// `NotFound` when its home is no site of ours any more.
pub(crate) fn canonical(app: &App, here: &Here, live: &LiveArticle) -> Result<String> {
    let home = here.atlas.site(live.home).ok_or(Error::NotFound)?;
    Ok(format!("{}{}", frame::base_url(app, home), live.path()))
}

/// An article and all that its page shows with it.
pub(crate) struct Shown {
    pub(crate) live: LiveArticle,
    /// Where it stands on this site.
    pub(crate) section: SectionId,
    pub(crate) related: Vec<Card>,
    pub(crate) newest: Vec<Card>,
    /// The newest others of its first running story.
    pub(crate) storyline: Vec<Card>,
    /// The same in other languages.
    pub(crate) translations: Vec<Translation>,
    /// What the newest are the newest of, and whatever else the page is made anew with.
    pub(crate) around: Vec<Tag>,
    pub(crate) shelf: Shelf,
    pub(crate) views: i64,
    /// A draft on the desk.
    pub(crate) preview: bool,
}

impl Shown {
    /// With nothing around it.
    pub(crate) fn alone(
        (live, section): (LiveArticle, SectionId),
        shelf: Shelf,
        views: i64,
    ) -> Self {
        Self {
            live,
            section,
            related: Vec::new(),
            newest: Vec::new(),
            storyline: Vec::new(),
            translations: Vec::new(),
            around: Vec::new(),
            shelf,
            views,
            preview: false,
        }
    }

    fn tags(&self) -> Vec<Tag> {
        let id = self.live.id;
        let mut tags = vec![Tag::Article(id), Tag::Views(id)];
        tags.extend(self.around.iter().cloned());
        let cards = self.related.iter().chain(&self.newest).chain(&self.storyline);
        tags.extend(card::tags(cards));
        tags
    }
}

/// Reads what stands around an article: of what is in memory nothing is asked again.
async fn around(app: &App, here: &Here, live: LiveArticle, section: SectionId) -> Result<Shown> {
    let db = &app.db.read;
    let beside = Beside { db, kept: &app.pages, site: here.id };
    let (alike, pictures) = looked_up(app, here, &live).await?;
    let cards = beside.related(&live, &alike, RELATED).await?;
    let related = beside::on(here.id, &cards);
    let others = |newest: Vec<Arc<Known>>| -> Vec<Arc<Known>> {
        let again = |id: ArticleId| id == live.id || related.iter().any(|card| card.id == id);
        newest.into_iter().filter(|one| !again(one.id())).take(NEWEST).collect()
    };
    let mut newest = others(beside.newest(Some(section)).await?);
    let of_the_site = newest.len() < SECTION_FILLS;
    if of_the_site {
        newest = others(beside.newest(None).await?);
    }
    // The newest are lines without a picture.
    let known = cards.iter().filter_map(|one| one.cover.clone()).collect();
    let shelf = Shelf::with(&app.db, known, &pictures).await?;
    let newest = beside::on(here.id, &newest);
    let facts = facts::of(db, live.id).await?;
    let mut around = vec![if of_the_site { Tag::Site(here.id) } else { Tag::Section(section) }];
    // Just published, it is not in the index yet: with the next step of that it is made anew.
    if alike.is_empty() {
        around.push(Tag::Search);
    }
    let original = live.original.unwrap_or(live.id);
    let translations = if facts.translated {
        translations::of(db, original, (live.id, &live.text.language)).await?
    } else {
        Vec::new()
    };
    around.push(Tag::Translations(original));
    let storyline = storyline(app, here, &live, &mut around).await?;
    let preview = false;
    Ok(Shown {
        live,
        section,
        related,
        newest,
        storyline,
        translations,
        around,
        shelf,
        views: facts.views,
        preview,
    })
}

/// The newest others of its first running story.
async fn storyline(
    app: &App,
    here: &Here,
    live: &LiveArticle,
    around: &mut Vec<Tag>,
) -> Result<Vec<Card>> {
    let Some(name) = live.text.context.storylines.first() else { return Ok(Vec::new()) };
    let slug = Kind::Storyline.slug(name);
    let db = &app.db.read;
    let Some(label) = labels::by_slug(db, Kind::Storyline, &slug).await? else {
        return Ok(Vec::new());
    };
    around.push(Tag::Storyline(slug));
    let stretch = Stretch { limit: OF_STORYLINE + 1, ..Stretch::default() };
    let mut cards = cards::cards(db, &Scope::Tag(here.id, label.id), stretch).await?;
    cards.retain(|card| card.id != live.id);
    cards.truncate(usize::try_from(OF_STORYLINE).unwrap_or_default());
    Ok(cards)
}

/// Articles of the site that the search index finds to be about the same, and the pictures of this
/// one. A body may have a megabyte, and the index reads a disk: nothing for the reactor.
async fn looked_up(
    app: &App,
    here: &Here,
    live: &LiveArticle,
) -> Result<(Vec<ArticleId>, Vec<String>)> {
    let (index, site, id) = (Arc::clone(&app.index), here.site()?.key.clone(), live.id);
    let (body, cover) = (live.text.body.clone(), live.text.cover.clone());
    let look = move || (index.related(id, &site, ALIKE), pictures(&body, cover.as_ref()));
    Ok(tokio::task::spawn_blocking(look).await?)
}

fn pictures(body: &str, cover: Option<&Cover>) -> Vec<String> {
    let mut hashes = read::read(body).0.media_used();
    hashes.extend(cover.map(|cover| cover.media.clone()));
    hashes
}

/// The pictures of an article.
pub(crate) async fn shelf(app: &App, live: &LiveArticle) -> Result<Shelf> {
    let (body, cover) = (live.text.body.clone(), live.text.cover.clone());
    let look = move || pictures(&body, cover.as_ref());
    Shelf::fetch(&app.db, &tokio::task::spawn_blocking(look).await?).await
}

/// The view of the whole page; also for the desk's preview.
pub(crate) fn article_page(app: &App, here: &Here, shown: &Shown) -> Result<ArticlePage> {
    let site = here.site()?;
    let look = Look { atlas: &here.atlas, site, shelf: &shown.shelf, reading: here.reading };
    let article = article_view(app.themes.texts(), &look, shown);
    let address = canonical(app, here, &shown.live)?;
    let text = &shown.live.text;
    let cover = text.cover.as_ref().and_then(|cover| shown.shelf.get(&cover.media));
    let base = frame::base_url(app, site);
    let image =
        cover.map(|media| format!("{base}{}", media.rendition(media.at_width(1200), "jpg")));
    let image = image.unwrap_or_default();
    let about = About {
        reading: here.reading,
        preview: false,
        title: text.title.clone(),
        description: description(&shown.live),
        structured: structured::article(site, &shown.live, &address, &image),
        canonical: address.clone(),
        section: Some(shown.section),
        noindex: shown.preview,
        image,
        feed_of: here.atlas.section(shown.section).map(|section| format!("/{}", section.path)),
        alternates: alternates(app, here, shown, &address),
    };
    Ok(ArticlePage {
        frame: frame::frame(app, &here.atlas, site, about),
        article,
        related: look.cards(&shown.related),
        newest: look.cards(&shown.newest),
        storyline: look.cards(&shown.storyline),
        preview: shown.preview,
        preview_note: String::new(),
    })
}

/// The article in each of its languages, this one first; nothing when it is in one only.
fn alternates(app: &App, here: &Here, shown: &Shown, address: &str) -> Vec<Alternate> {
    if shown.translations.is_empty() {
        return Vec::new();
    }
    let texts = app.themes.texts();
    let one = |language: &Lang, url: String| {
        let tag = language.as_str();
        let name = lang::own_name(tag).map(str::to_owned).unwrap_or_else(|| {
            let known = lang::OF_READERS.contains(&tag);
            if known { texts.say("vi", &format!("language-{tag}"), &[]) } else { tag.to_owned() }
        });
        Alternate { language: tag.to_owned(), name, url }
    };
    let others = shown.translations.iter().filter_map(|other| {
        let home = here.atlas.site(other.home)?;
        Some(one(&other.language, format!("{}{}", frame::base_url(app, home), other.path)))
    });
    std::iter::once(one(&shown.live.text.language, address.to_owned())).chain(others).collect()
}

/// The article itself, on a screen or on paper.
pub(crate) fn article_view(texts: &Texts, look: &Look<'_>, shown: &Shown) -> ArticleView {
    let live = &shown.live;
    let text = &live.text;
    let (body, _notices) = read::read(&text.body);
    let labels = |kind: Kind, names: &[String]| -> Vec<Link> {
        names.iter().map(|name| Link { name: name.clone(), url: kind.path(name) }).collect()
    };
    ArticleView {
        id: live.id.get(),
        url: live.path(),
        print_url: format!("/in/{}", live.id),
        kicker: text.kicker.clone(),
        title: text.title.clone(),
        lead: text.lead.clone(),
        stamp: look.stamp(live.published_ms),
        iso: dates::iso(live.published_ms),
        updated: live.updated_ms.map(|at| look.stamp(at)).unwrap_or_default(),
        updated_iso: live.updated_ms.map(dates::iso).unwrap_or_default(),
        views: shown.views,
        bylines: labels(Kind::Byline, &text.bylines),
        trail: frame::trail(look.atlas, shown.section),
        tags: labels(Kind::Tag, &text.tags),
        genre: text.context.genre.as_str().to_owned(),
        storylines: labels(Kind::Storyline, &text.context.storylines),
        ai_use: text.context.ai_use.clone(),
        language: text.language.as_str().to_owned(),
        cover: text.cover.as_ref().and_then(|cover| look.cover(texts, cover)),
        body: body_html(texts, look, &body),
        corrections: live.corrections.iter().map(|one| correction(look, one)).collect(),
    }
}

/// The body with its pictures, or with links to them.
fn body_html(texts: &Texts, look: &Look<'_>, body: &Body) -> SafeHtml {
    let told = |figure: &Figure, picture: &Picture| {
        let bytes = picture.light.as_ref().map(|(_, bytes)| *bytes);
        look.instead(texts, [&figure.alt, &figure.caption], bytes)
    };
    match look.reading {
        Reading::Whole => html::to_html(body, look.shelf),
        Reading::TextFirst => html::to_text_first_html(body, look.shelf, &told),
    }
}

fn correction(look: &Look<'_>, one: &Correction) -> CorrectionView {
    CorrectionView {
        stamp: look.stamp(one.at_ms),
        iso: dates::iso(one.at_ms),
        note: one.note.clone(),
    }
}

/// The lead, or the beginning of the body.
fn description(live: &LiveArticle) -> String {
    if !live.text.lead.is_empty() {
        return live.text.lead.clone();
    }
    let (body, _notices) = read::read(&live.text.body);
    excerpt(&content::text::tidy_line(&plain::to_plain(&body)), DESCRIPTION)
}
