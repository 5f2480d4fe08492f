//! `GET /api/v1/articles` and `/api/v1/articles/{id}`: what is live, newest first.

use std::sync::Arc;

use content::body::{Body, html};
use content::id::ArticleId;
use poem::web::{Data, Json, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::articles::around::opened;
use crate::articles::store::corrections::Correction;
use crate::articles::store::live::cards::{self, Scope, Stretch};
use crate::articles::store::live::labels::{self, Kind};
use crate::articles::store::live::whole::{self, LiveArticle, Public};
use crate::error::{Error, Result};
use crate::media::shelf::Shelf;
use crate::media::spoken::recorded;
use crate::search::find::utc;
use crate::sites::atlas::Atlas;
use crate::sites::frame;

/// Articles in one answer at most.
const LIMIT_MAX: u64 = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    site: Option<String>,
    section: Option<String>,
    tag: Option<String>,
    byline: Option<String>,
    since: Option<String>,
    until: Option<String>,
    limit: Option<u64>,
    /// `<published in ms>-<id>` of the last one seen.
    cursor: Option<String>,
}

#[handler]
pub(crate) async fn list(app: Data<&Arc<App>>, req: &Request) -> Result<Response> {
    let query = req.uri().query().unwrap_or_default();
    let asked: Asked =
        serde_html_form::from_str(query).ok().ok_or(Error::BadRequest("error-form"))?;
    let atlas = app.atlas();
    let limit = asked.limit.unwrap_or(20).clamp(1, LIMIT_MAX);
    let stretch = Stretch {
        since_ms: time(asked.since.as_deref())?,
        until_ms: time(asked.until.as_deref())?,
        after: cursor(asked.cursor.as_deref())?,
        limit,
        ..Stretch::default()
    };
    let scope = scope(&app, &atlas, &asked).await?;
    let cards = cards::cards(&app.db.read, &scope, stretch).await?;
    let next = (cards.len() as u64 == limit)
        .then(|| cards.last().map(|card| format!("{}-{}", card.published_ms, card.id)))
        .flatten();
    let ids: Vec<ArticleId> = cards.iter().map(|card| card.id).collect();
    let mut articles = whole::read_many(&app.db.read, &ids).await?;
    articles.sort_by_key(|article| ids.iter().position(|id| *id == article.id));
    let items: Vec<Value> = articles.iter().map(|live| view(&app, &atlas, live)).collect();
    Ok(Json(json!({ "items": items, "next": next })).into_response())
}

#[handler]
pub(crate) async fn one(app: Data<&Arc<App>>, Path(id): Path<i64>) -> Result<Response> {
    let live = match whole::read(&app.db.read, ArticleId::new(id)).await? {
        Public::Live(live) => live,
        Public::Withdrawn { .. } => return Err(Error::Gone),
        Public::Never => return Err(Error::NotFound),
    };
    let (body, shelf) = opened(&app, &live).await?;
    let node = Arc::clone(app.0);
    // Off the reactor: a body may have a megabyte.
    let item =
        tokio::task::spawn_blocking(move || whole_view(&node, &live, (&body, &shelf))).await?;
    Ok(Json(item).into_response())
}

/// The article with its text, as source and as HTML.
fn whole_view(app: &App, live: &LiveArticle, (body, shelf): (&Body, &Shelf)) -> Value {
    let atlas = app.atlas();
    let base = atlas.site(live.home).map(|site| frame::base_url(app, site)).unwrap_or_default();
    let mut item = view(app, &atlas, live);
    if let Some(map) = item.as_object_mut() {
        map.insert("body".to_owned(), json!(live.text.body));
        let html = html::to_feed_html(body, shelf, &base);
        map.insert("body_html".to_owned(), json!(html.as_str()));
        let sounds = recorded(body, shelf, &base).into_iter().map(|made| {
            json!({
                "url": made.sound.address,
                "media": made.audio.media,
                "title": made.audio.title,
                "credit": made.audio.credit,
                "kind": made.sound.kind,
                "bytes": made.sound.bytes,
                "duration_ms": made.sound.duration_ms,
            })
        });
        map.insert("audio".to_owned(), sounds.collect());
    }
    item
}

async fn scope(app: &App, atlas: &Atlas, asked: &Asked) -> Result<Scope> {
    let key = asked.site.as_deref();
    let named = key.map(|key| atlas.site_by_key(key).ok_or(Error::NotFound)).transpose()?;
    let first = named.or_else(|| atlas.sites.first()).ok_or(Error::NotFound)?.id;
    if let Some(path) = &asked.section {
        let section = atlas.section_by_path(first, path).ok_or(Error::NotFound)?;
        return Ok(Scope::Sections(atlas.subtree(section.id)));
    }
    let label = |name: &str| content::slug::Slug::of(name).as_str().to_owned();
    if let Some(tag) = &asked.tag {
        let found = labels::by_slug(&app.db.read, Kind::Tag, &label(tag)).await?;
        return Ok(Scope::Tag(first, found.ok_or(Error::NotFound)?.id));
    }
    if let Some(byline) = &asked.byline {
        let found = labels::by_slug(&app.db.read, Kind::Byline, &label(byline)).await?;
        return Ok(Scope::Byline(first, found.ok_or(Error::NotFound)?.id));
    }
    Ok(named.map_or(Scope::Everywhere, |site| Scope::Site(site.id)))
}

fn time(text: Option<&str>) -> Result<Option<i64>> {
    let Some(text) = text else { return Ok(None) };
    let at = text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond).ok();
    at.or_else(|| themes::dates::start_of_day(text))
        .map(Some)
        .ok_or(Error::BadRequest("search-bad-date"))
}

fn cursor(text: Option<&str>) -> Result<Option<(i64, ArticleId)>> {
    let Some(text) = text else { return Ok(None) };
    let parts =
        text.rsplit_once('-').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.map(Some).ok_or(Error::BadRequest("error-form"))
}

fn view(app: &App, atlas: &Atlas, live: &LiveArticle) -> Value {
    let home = atlas.site(live.home);
    let base = home.map(|site| frame::base_url(app, site)).unwrap_or_default();
    let path = |id| atlas.section(id).map(|section| section.path.clone());
    let places: Vec<Value> = live
        .places
        .iter()
        .filter_map(|place| {
            let site = atlas.site(place.site)?;
            Some(json!({ "site": site.key, "section": path(place.section) }))
        })
        .collect();
    json!({
        "id": live.id,
        "source_id": live.source_id,
        "site": home.map(|site| site.key.clone()),
        "section": live.text.section.and_then(path),
        "places": places,
        "url": format!("{base}{}", live.path()),
        "title": live.text.title,
        "kicker": live.text.kicker,
        "lead": live.text.lead,
        "bylines": live.text.bylines,
        "tags": live.text.tags,
        "language": live.text.language,
        "genre": live.text.context.genre,
        "storylines": live.text.context.storylines,
        "translates": live.text.context.translates,
        "ai_use": live.text.context.ai_use,
        "cover": live.text.cover,
        "published_at": utc(live.published_ms),
        "updated_at": utc(live.updated_ms.unwrap_or(live.published_ms)),
        "corrections": live.corrections.iter().map(correction).collect::<Vec<_>>(),
    })
}

fn correction(told: &Correction) -> Value {
    json!({ "at": utc(told.at_ms), "note": told.note })
}
