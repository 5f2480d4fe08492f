//! `GET /luu-tru/{year}/{month}/{day}`: what a site published on one day, and the days around it.
//! `GET /luu-tru?ngay=` leads there, so that a day is chosen without a script.

use std::sync::Arc;

use poem::http::header;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::reader::frame::Link;
use themes::view::reader::lists::ArchivePage;

use crate::app::App;
use crate::articles::card::{self, Look};
use crate::articles::store::live::cards::{self, Card, Scope, Stretch};
use crate::articles::store::live::picked;
use crate::error::{Error, Result};
use crate::http::page_cache::Tag;
use crate::http::respond;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::media::shelf::Shelf;
use crate::sites::frame::{self, About};

/// More than any paper publishes in a day.
const OF_A_DAY: u64 = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `YYYY-MM-DD`, as `<input type=date>` sends it.
    ngay: String,
}

/// On to the day that was chosen; without one to the newest with anything.
#[handler]
pub(crate) async fn choose(
    app: Data<&Arc<App>>,
    here: Here,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let chosen = dates::start_of_day(asked.ngay.trim()).map(dates::date);
    let date = match chosen {
        Some(date) => date,
        None => {
            let newest = Stretch { limit: 1, ..Stretch::default() };
            let newest = cards::cards(&app.db.read, &Scope::Site(here.id), newest).await?;
            let at_ms = newest.first().map_or(app.clock.now_ms(), |card| card.published_ms);
            dates::date(at_ms)
        }
    };
    let mut response = respond::see_other(&path(&date));
    let never = poem::http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(response)
}

#[handler]
pub(crate) async fn day(
    app: Data<&Arc<App>>,
    req: &Request,
    here: Here,
    Path((year, month, day)): Path<(String, String, String)>,
) -> Result<Response> {
    let date = format!("{year}-{month}-{day}");
    let since_ms = dates::start_of_day(&date).ok_or(Error::NotFound)?;
    // One address a day: `2024-1-8` and days to come are none.
    if dates::date(since_ms) != date || since_ms > app.clock.now_ms() {
        return Err(Error::NotFound);
    }
    let key = here.key(path(&date));
    serve_page::serve(&app, req, key, make(&app, here, (date, since_ms))).await
}

/// What the page shows.
struct Shown {
    date: String,
    since_ms: i64,
    cards: Vec<Card>,
    shelf: Shelf,
    /// Days around it on which something was published.
    earlier: Option<String>,
    later: Option<String>,
}

async fn make(app: &Arc<App>, here: Here, (date, since_ms): (String, i64)) -> Result<Made> {
    let (db, scope) = (&app.db.read, Scope::Site(here.id));
    let next = dates::days_later(&date, 1).and_then(|next| dates::start_of_day(&next));
    let until_ms = next.ok_or(Error::NotFound)?;
    let of_day = Stretch {
        since_ms: Some(since_ms),
        until_ms: Some(until_ms),
        limit: OF_A_DAY,
        ..Stretch::default()
    };
    let cards = cards::cards(db, &scope, of_day).await?;
    let before = Stretch { until_ms: Some(since_ms), limit: 1, ..Stretch::default() };
    let earlier = cards::cards(db, &scope, before).await?;
    let earlier = earlier.first().map(|card| dates::date(card.published_ms));
    let later = picked::first_since(db, &scope, until_ms).await?.map(dates::date);
    let shelf = card::shelf(app, &cards.iter().collect::<Vec<_>>()).await?;
    let mut tags = card::tags(&cards);
    tags.push(Tag::Site(here.id));
    let shown = Shown { date, since_ms, cards, shelf, earlier, later };
    Ok(Made::html(tags, move |app| {
        let site = here.site()?;
        Ok(app.themes.render(&site.theme, &view(app, &here, &shown)?)?)
    }))
}

fn view(app: &App, here: &Here, shown: &Shown) -> Result<ArchivePage> {
    let site = here.site()?;
    let look = Look { atlas: &here.atlas, site, shelf: &shown.shelf, reading: here.reading };
    let language = here.language(site);
    let name = |date: &str| {
        dates::start_of_day(date).map(|at_ms| dates::day(at_ms, language)).unwrap_or_default()
    };
    let link = |date: &Option<String>| match date {
        Some(date) => Link { name: name(date), url: path(date) },
        None => Link::default(),
    };
    let heading = dates::day(shown.since_ms, language);
    let about = About {
        title: heading.clone(),
        canonical: format!("{}{}", frame::base_url(app, site), path(&shown.date)),
        noindex: shown.cards.is_empty(),
        reading: here.reading,
        ..About::default()
    };
    Ok(ArchivePage {
        frame: frame::frame(app, &here.atlas, site, about),
        heading,
        date: shown.date.clone(),
        today: dates::date(app.clock.now_ms()),
        cards: look.cards(&shown.cards),
        earlier: link(&shown.earlier),
        later: link(&shown.later),
    })
}

fn path(date: &str) -> String {
    format!("/luu-tru/{}", date.replace('-', "/"))
}
