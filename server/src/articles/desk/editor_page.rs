//! What the page for writing shows to this person: the text, the choices, and the next steps.

use content::article::{Fault, PublicState, ReviewState, Text};
use content::body::{SafeHtml, html, read};
use content::context::{Context, Genre};
use content::id::{ArticleId, PersonId, SectionId, SiteId};
use content::lang::OF_READERS as LANGUAGES;
use content::workflow::decide::Act;
use content::workflow::rights::{Ownership, Right, Rights};
use themes::dates;
use themes::view::desk::editor::{EditorPage, FaultView, PlaceView, TextView, TriedView};
use themes::view::desk::frame::Choice;

use super::checklist;
use super::conflict::numbers;
use super::hint::{self, Looking};
use super::screen::{Notice, Screen};
use super::{open, steps};
use crate::app::App;
use crate::articles::acts;
use crate::articles::shape::sent;
use crate::articles::store::acts::{Found, Place, last_said, taken_by};
use crate::articles::store::{corrections, placements};
use crate::error::{Error, Result};
use crate::http::respond;
use crate::media::shelf::Shelf;
use crate::people::store::names;
use crate::sites::atlas::{Section, Site};

/// A text on the page: the stored one, or what was typed and could not be kept.
#[derive(Debug)]
pub(crate) struct Showing<'a> {
    pub(crate) text: &'a Text,
    pub(crate) notice: Notice,
}

/// The page.
pub(crate) async fn page(
    screen: &Screen<'_>,
    found: &Found,
    showing: Showing<'_>,
) -> Result<EditorPage> {
    let (id, text) = (found.id, showing.text);
    let rights = acts::rights(screen.who, found);
    let may_write = steps::allowed(found, &rights, Act::Write, screen.app.clock.now_ms());
    let own = found.owner == Some(screen.who.id);
    let looking = Looking { rights: &rights, own, may_write };
    let (returned_by, returned_note) = returned(screen, found).await?;
    let missing = text.missing_to_publish();
    let texts = screen.app.themes.texts();
    let sentence = |fault: &Fault| FaultView {
        anchor: fault.field().to_owned(),
        text: respond::fault_sentence(texts, screen.language, *fault),
    };
    let live = found.public == PublicState::Live;
    let now_ms = screen.app.clock.now_ms();
    Ok(EditorPage {
        frame: screen.frame(title(screen, text), showing.notice),
        id: id.get(),
        version: found.draft.version,
        save_id: uuid::Uuid::now_v7().to_string(),
        text: text_view(screen, text).await?,
        base: base(&found.draft.text),
        open_by: open::of_article(screen, id).await?,
        others_compare: open::others_compare(screen, id).await?,
        corrections: told_corrections(screen, id).await?,
        sections: sections(screen, found, text),
        languages: languages(screen, text),
        genres: genres(screen, text),
        state: found.state(),
        review: found.review.as_str().to_owned(),
        public: found.public.as_str().to_owned(),
        newer: live && found.review == ReviewState::Approved && found.live != found.draft.revision,
        owner: name(screen, found.owner).await?,
        taken_by: name(screen, taken_by(&screen.app.db.read, found).await?).await?,
        saved: format!("{} {}", screen.say("desk-saved-at"), dates::clock(found.draft.saved_ms)),
        may_write,
        acts: steps::steps(found, looking, now_ms),
        times: steps::times(found),
        places: places(screen, found, &rights),
        faults: missing.iter().map(sentence).collect(),
        checks: checklist::view(screen, id, text).await?,
        live_url: live.then(|| acts::public_url(screen.app, found)).flatten().unwrap_or_default(),
        preview_url: format!("/toa-soan/bai/{id}/xem-truoc"),
        history_url: format!("/toa-soan/bai/{id}/lich-su"),
        returned_by,
        returned_note,
        hints: hint::hints(found, looking),
        shown_at: shown_at(screen, found).await?,
        body: if may_write { SafeHtml::default() } else { body(screen.app, text).await? },
        tried: TriedView::default(),
    })
}

async fn told_corrections(screen: &Screen<'_>, id: ArticleId) -> Result<Vec<(String, String)>> {
    let mut all = corrections::of(&screen.app.db.read, std::iter::once(id.get())).await?;
    let told = all.remove(&id.get()).unwrap_or_default().into_iter();
    Ok(told.map(|one| (dates::short(one.at_ms), one.note)).collect())
}

/// Who returned or withdrew it when, and why; both empty when nobody did.
async fn returned(screen: &Screen<'_>, found: &Found) -> Result<(String, String)> {
    let act = match (found.public, found.review) {
        (PublicState::Withdrawn, _) => "withdraw",
        (_, ReviewState::Returned) => "return",
        _ => return Ok(Default::default()),
    };
    let Some(said) = last_said(&screen.app.db.read, found.id, act).await? else {
        return Ok(Default::default());
    };
    let by = format!("{}, {}", name(screen, said.by).await?, dates::short(said.at_ms));
    Ok((by, said.note))
}

async fn name(screen: &Screen<'_>, id: Option<PersonId>) -> Result<String> {
    let ids: Vec<_> = id.into_iter().collect();
    Ok(names(&screen.app.db.read, &ids).await?.into_values().next().unwrap_or_default())
}

/// Where readers find it now, home first.
async fn shown_at(screen: &Screen<'_>, found: &Found) -> Result<Vec<String>> {
    if found.public != PublicState::Live {
        return Ok(Vec::new());
    }
    let atlas = screen.app.atlas();
    let places = placements::of(&screen.app.db.read, found.id).await?;
    let name = |place: &Place| {
        let section = atlas.section(place.section).map(|section| section.name.clone());
        Some(format!("{} › {}", atlas.site(place.site)?.name, section?))
    };
    Ok(places.iter().filter_map(name).collect())
}

/// The body as readers see it. Off the reactor: it may have a megabyte.
async fn body(app: &App, text: &Text) -> Result<SafeHtml> {
    let markdown = text.body.clone();
    let body = tokio::task::spawn_blocking(move || read::read(&markdown).0).await?;
    let shelf = Shelf::fetch(&app.db, &body.media_used()).await?;
    Ok(tokio::task::spawn_blocking(move || html::to_html(&body, &shelf)).await?)
}

/// Beyond this many bytes a form does not carry its text a second time; in conflict its person then
/// sees both texts instead of the merged one.
const BASE_MAX: usize = 300_000;

/// The stored text, for a form to carry.
pub(super) fn base(stored: &Text) -> String {
    if stored.body.len() > BASE_MAX { String::new() } else { sent::told(stored).to_string() }
}

fn title(screen: &Screen<'_>, text: &Text) -> String {
    if text.title.is_empty() { screen.say("desk-untitled") } else { text.title.clone() }
}

/// The fields of the form.
pub(super) async fn text_view(screen: &Screen<'_>, text: &Text) -> Result<TextView> {
    let cover = text.cover.clone().unwrap_or_default();
    let shelf = match text.cover {
        Some(_) => Shelf::fetch(&screen.app.db, std::slice::from_ref(&cover.media)).await?,
        None => Shelf::default(),
    };
    let media = shelf.get(&cover.media);
    let context = &text.context;
    Ok(TextView {
        has_context: *context != Context::default(),
        storylines: context.storylines.join(", "),
        translates: numbers(context.translates.as_slice()),
        translates_title: titles(screen, context.translates.as_slice()).await?,
        related: numbers(&context.related),
        related_titles: titles(screen, &context.related).await?,
        ai_use: context.ai_use.clone(),
        title: text.title.clone(),
        kicker: text.kicker.clone(),
        lead: text.lead.clone(),
        body: text.body.clone(),
        section: text.section.map(|id| id.to_string()).unwrap_or_default(),
        language: text.language.as_str().to_owned(),
        bylines: text.bylines.join("; "),
        tags: text.tags.join(", "),
        cover_src: media.map(|m| m.rendition(m.at_width(320), "jpg")).unwrap_or_default(),
        cover_media: cover.media,
        cover_alt: cover.alt,
        cover_caption: cover.caption,
        cover_credit: cover.credit,
    })
}

/// The sections of the home site in which the person may write, and the one it is in.
fn sections(screen: &Screen<'_>, found: &Found, text: &Text) -> Vec<Choice> {
    let own = if found.owner == Some(screen.who.id) { Ownership::Own } else { Ownership::Other };
    let may =
        |id: SectionId| screen.who.rights_for(Some(id), &text.language, own).has(Right::Write);
    choices(screen, found.site, text.section, |id| may(id) || text.section == Some(id))
        .into_iter()
        .map(|(id, choice)| Choice { value: id.to_string(), ..choice })
        .collect()
}

fn choices(
    screen: &Screen<'_>,
    site: SiteId,
    chosen: Option<SectionId>,
    offered: impl Fn(SectionId) -> bool,
) -> Vec<(SectionId, Choice)> {
    let atlas = screen.app.atlas();
    let tree = atlas.tree_of(site).into_iter().filter(|section| offered(section.id));
    let choice = |section: &Section| Choice {
        value: String::new(),
        name: section.name.clone(),
        depth: section.path.matches('/').count(),
        chosen: chosen == Some(section.id),
    };
    tree.map(|section| (section.id, choice(section))).collect()
}

fn genres(screen: &Screen<'_>, text: &Text) -> Vec<Choice> {
    let choice = |genre: Genre| Choice {
        value: genre.as_str().to_owned(),
        name: screen.say(&format!("genre-{}", genre.as_str())),
        depth: 0,
        chosen: genre == text.context.genre,
    };
    Genre::ALL.into_iter().map(choice).collect()
}

/// The titles of articles, each after its number, as far as the person may read them.
async fn titles(screen: &Screen<'_>, ids: &[ArticleId]) -> Result<String> {
    let mut titles = Vec::with_capacity(ids.len());
    for id in ids {
        let title = match acts::readable(screen.app, screen.who, *id).await {
            Ok(found) if !found.draft.text.title.is_empty() => found.draft.text.title,
            Ok(_) => screen.say("desk-untitled"),
            Err(Error::NotFound | Error::Forbidden) => screen.say("desk-no-such-article"),
            Err(err) => return Err(err),
        };
        titles.push(format!("{id}: {title}"));
    }
    Ok(titles.join(" · "))
}

fn languages(screen: &Screen<'_>, text: &Text) -> Vec<Choice> {
    let current = text.language.as_str();
    let other = (!LANGUAGES.contains(&current)).then_some(current);
    let choice = |tag: &str| Choice {
        value: tag.to_owned(),
        name: if other == Some(tag) {
            tag.to_owned()
        } else {
            screen.say(&format!("language-{tag}"))
        },
        depth: 0,
        chosen: tag == current,
    };
    LANGUAGES.into_iter().chain(other).map(choice).collect()
}

/// Other sites for the one who may publish there.
fn places(screen: &Screen<'_>, found: &Found, rights: &Rights) -> Vec<PlaceView> {
    if !rights.has(Right::Publish) {
        return Vec::new();
    }
    let atlas = screen.app.atlas();
    let others = atlas.sites.iter().filter(|site| site.id != found.site);
    others.filter_map(|site| place(screen, found, site)).collect()
}

fn place(screen: &Screen<'_>, found: &Found, site: &Site) -> Option<PlaceView> {
    let places = found.schedule.as_ref().map_or(&found.places, |waits| &waits.places);
    let chosen = places.iter().find(|place| place.site == site.id).map(|place| place.section);
    let may = |id| acts::may_show_in(screen.who, found, id);
    let offered = choices(screen, site.id, chosen, may);
    let sections = offered
        .into_iter()
        .map(|(id, choice)| Choice { value: format!("{}/{id}", site.key), ..choice })
        .collect::<Vec<_>>();
    let (site, site_name) = (site.key.clone(), site.name.clone());
    (!sections.is_empty()).then_some(PlaceView { site, site_name, sections })
}
