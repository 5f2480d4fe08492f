//! All that an article's page shows around it, read once for the page.

use std::sync::Arc;

use content::article::Cover;
use content::body::Body;
use content::body::player::Player;
use content::body::read;
use content::id::{ArticleId, SectionId};

use super::beside::{self, Beside};
use super::read::Shown;
use super::store::live::cards::{self, Card, Scope, Stretch};
use super::store::live::facts;
use super::store::live::known::Known;
use super::store::live::labels::{self, Kind};
use super::store::live::translations;
use super::store::live::whole::LiveArticle;
use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;
use crate::http::site::Here;
use crate::media::shelf::Shelf;

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

/// Reads what stands around an article: of what is in memory nothing is asked again.
pub(super) async fn around(
    app: &App,
    here: &Here,
    live: LiveArticle,
    section: SectionId,
) -> Result<Shown> {
    let db = &app.db.read;
    let beside = Beside { db: &app.db, kept: &app.pages, site: here.id };
    let (alike, used) = looked_up(app, here, &live).await?;
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
    let shelf = Shelf::with(&app.db, known, &used.media).await?;
    let Used { body, players, .. } = used;
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
        body,
        section,
        related,
        newest,
        storyline,
        translations,
        around,
        shelf,
        players,
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

/// Articles of the site that the search index finds to be about the same, and what the body of
/// this one shows. A body may have a megabyte, and the index reads a disk: nothing for the reactor.
async fn looked_up(app: &App, here: &Here, live: &LiveArticle) -> Result<(Vec<ArticleId>, Used)> {
    let (index, site, id) = (Arc::clone(&app.index), here.site()?.key.clone(), live.id);
    let (body, cover) = (live.text.body.clone(), live.text.cover.clone());
    let look = move || (index.related(id, &site, ALIKE), used(&body, cover.as_ref()));
    Ok(tokio::task::spawn_blocking(look).await?)
}

/// A body and what it shows.
struct Used {
    body: Body,
    /// Pictures and recordings, by hash.
    media: Vec<String>,
    players: Vec<Player>,
}

fn used(body: &str, cover: Option<&Cover>) -> Used {
    let body = read::read(body).0;
    let mut media = body.media_used();
    media.extend(cover.map(|cover| cover.media.clone()));
    Used { media, players: body.players(), body }
}

/// The body of an article, with its pictures and recordings.
pub(crate) async fn opened(app: &App, live: &LiveArticle) -> Result<(Body, Shelf)> {
    let (body, cover) = (live.text.body.clone(), live.text.cover.clone());
    let used = tokio::task::spawn_blocking(move || used(&body, cover.as_ref())).await?;
    let shelf = Shelf::fetch(&app.db, &used.media).await?;
    Ok((used.body, shelf))
}
