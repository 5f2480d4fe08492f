//! `GET /{slug}-{id}.html`: the article as readers see it.

use std::borrow::Cow;
use std::sync::Arc;

use content::body::block::Figure;
use content::body::html::TextFirst;
use content::body::player::Player;
use content::body::{Body, Picture, SafeHtml, html, plain};
use content::context::Genre;
use content::id::{ArticleId, SectionId};
use content::lang::{self, Lang};
use content::text::excerpt;
use poem::{Request, Response};
use themes::dates;
use themes::view::reader::article::{ArticlePage, ArticleView, CorrectionView};
use themes::view::reader::frame::{Alternate, Link};

use super::around::around;
use super::card::{self, Look};
use super::store::corrections::Correction;
use super::store::live::cards::Card;
use super::store::live::labels::Kind;
use super::store::live::translations::Translation;
use super::store::live::whole::{self, LiveArticle, Public};
use super::structured;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::page_cache::Tag;
use crate::http::reading::Pictures;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::media::shelf::Shelf;
use crate::media::spoken::{Spoken, recorded};
use crate::sites::atlas::{Atlas, Site};
use crate::sites::card::SharedCard;
use crate::sites::frame::{self, About};

/// Width of the cover's file that is drawn into the picture for shared links, of which it fills less
/// than half.
const SHARED_COVER_WIDTH: u32 = 960;
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
    let players = shown.players.iter().map(|player| player.origin).collect();
    let made = Made::html(tags, move |app| {
        let site = here.site()?;
        Ok(app.themes.render(&site.theme, &article_page(app, &here, &shown)?)?)
    });
    Ok(made.with_players(players))
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
    /// What its text says, read once for all that is made of it.
    pub(crate) body: Body,
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
    /// Players that its reader may ask for.
    pub(crate) players: Vec<Player>,
    pub(crate) views: i64,
    /// A draft on the desk.
    pub(crate) preview: bool,
}

impl Shown {
    /// With nothing around it.
    pub(crate) fn alone(
        (live, section): (LiveArticle, SectionId),
        (body, shelf): (Body, Shelf),
        views: i64,
    ) -> Self {
        Self {
            live,
            body,
            section,
            related: Vec::new(),
            newest: Vec::new(),
            storyline: Vec::new(),
            translations: Vec::new(),
            around: Vec::new(),
            shelf,
            players: Vec::new(),
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

/// The view of the whole page; also for the desk's preview.
pub(crate) fn article_page(app: &App, here: &Here, shown: &Shown) -> Result<ArticlePage> {
    let site = here.site()?;
    let look = Look { atlas: &here.atlas, site, shelf: &shown.shelf, reading: here.reading };
    let article = article_view(app, &look, shown);
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
        description: description(&shown.live, &shown.body),
        structured: structured::article(
            site,
            &shown.live,
            (&address, &image),
            &recorded(&shown.body, &shown.shelf, &base),
        ),
        canonical: address.clone(),
        section: Some(shown.section),
        noindex: shown.preview,
        card: (!shown.preview)
            .then(|| shared_card((&here.atlas, site), (&shown.live, shown.section), &shown.shelf)),

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

/// The picture for shared links of an article as a site shows it.
pub(crate) fn shared_card(
    (atlas, site): (&Atlas, &Site),
    (live, section): (&LiveArticle, SectionId),
    shelf: &Shelf,
) -> SharedCard {
    let text = &live.text;
    let section = atlas.section(section).map(|section| section.name.as_str());
    let over = [text.kicker.as_str(), section.unwrap_or_default()];
    let kicker = over.into_iter().find(|words| !words.is_empty()).unwrap_or_default();
    let media = text.cover.as_ref().and_then(|cover| shelf.get(&cover.media));
    let cover = media
        .map(|media| (media.hash.clone(), format!("{}.jpg", media.at_width(SHARED_COVER_WIDTH))));
    SharedCard::of_article(site, live.id, (kicker, &text.title), cover)
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
pub(crate) fn article_view(app: &App, look: &Look<'_>, shown: &Shown) -> ArticleView {
    let texts = app.themes.texts();
    let live = &shown.live;
    let text = &live.text;
    let spoken = Spoken {
        shelf: look.shelf,
        texts,
        language: look.site.language.as_str(),
        base: frame::base_url(app, look.site),
    };
    let has_sound = !recorded(&shown.body, look.shelf, "").is_empty();
    let mut body = Cow::Borrowed(&shown.body);
    let player = above(look, &mut body, &spoken, text.context.genre);
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
        player,
        body: body_html(look, &body, &spoken),
        has_sound,
        has_player: !shown.players.is_empty(),
        corrections: live.corrections.iter().map(|one| correction(look, one)).collect(),
    }
}

/// Where the article is a recording that comes with words, that stands above them.
fn above(look: &Look<'_>, body: &mut Cow<'_, Body>, spoken: &Spoken<'_>, genre: Genre) -> SafeHtml {
    if genre != Genre::Audio {
        return SafeHtml::default();
    }
    let Some(mut audio) = body.to_mut().take_first_sound() else { return SafeHtml::default() };
    audio.reading = true;
    let text_first = match look.reading.pictures {
        Pictures::Whole => TextFirst::No,
        Pictures::TextFirst => TextFirst::Yes,
    };
    html::sound_to_html(&audio, spoken, text_first)
}

/// The body with its pictures, or with links to them.
fn body_html(look: &Look<'_>, body: &Body, spoken: &Spoken<'_>) -> SafeHtml {
    let told = |figure: &Figure, picture: &Picture| {
        let bytes = picture.light.as_ref().map(|(_, bytes)| *bytes);
        look.instead(spoken.texts, [&figure.alt, &figure.caption], bytes)
    };
    match look.reading.pictures {
        Pictures::Whole => html::to_html(body, spoken),
        Pictures::TextFirst => html::to_text_first_html(body, spoken, &told),
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
fn description(live: &LiveArticle, body: &Body) -> String {
    if !live.text.lead.is_empty() {
        return live.text.lead.clone();
    }
    excerpt(&content::text::tidy_line(&plain::to_plain(body)), DESCRIPTION)
}
