//! Feeds of every list, and the addresses that machines ask for.
//!
//! Addresses: any list + `/rss.xml`, `/atom.xml`, `/feed.json`; `/rss`, `/rss/{name}.rss`,
//! `/sitemap.xml`, `/sitemap-news.xml`, `/robots.txt`, `/opensearch.xml`.

mod atom;
mod item;
mod json;
pub(crate) mod machines;
pub(crate) mod overview;
mod rss;

use std::sync::Arc;

use poem::{Request, Response};

use crate::app::App;
use crate::articles::store::live::cards::{self, Stretch};
use crate::articles::store::live::whole::{self, LiveArticle};
use crate::error::{Error, Result};
use crate::http::page_cache::Tag;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::lists::which::{List, Named};
use crate::media::shelf::Shelf;
use item::{Feed, Item};

/// Articles of one feed.
const ITEMS: u64 = 30;

/// The forms of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Rss,
    Atom,
    Json,
}

impl Format {
    /// `rss.xml`, `atom.xml` or `feed.json`.
    pub(crate) fn of_file(name: &str) -> Option<Self> {
        match name {
            "rss.xml" => Some(Self::Rss),
            "atom.xml" => Some(Self::Atom),
            "feed.json" => Some(Self::Json),
            _ => None,
        }
    }

    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Rss => "rss.xml",
            Self::Atom => "atom.xml",
            Self::Json => "feed.json",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }
}

/// The feed of a list.
pub(crate) async fn serve(
    app: &Arc<App>,
    req: &Request,
    here: Here,
    (named, format): (Named, Format),
) -> Result<Response> {
    let address = format!("{}/{}", named.path(), format.file());
    let key = here.common_key(address);
    serve_page::serve(app, req, key, make(app, here, named, format)).await
}

async fn make(app: &Arc<App>, here: Here, named: Named, format: Format) -> Result<Made> {
    let list = List::find(app, &here, &named).await?.ok_or(Error::NotFound)?;
    let stretch = Stretch { limit: ITEMS, ..Stretch::default() };
    let cards = cards::cards(&app.db.read, &list.scope(&here), stretch).await?;
    let ids: Vec<_> = cards.iter().map(|card| card.id).collect();
    let mut articles = whole::read_many(&app.db.read, &ids).await?;
    articles.sort_by_key(|article| ids.iter().position(|id| *id == article.id));
    // Reading thirty bodies takes longer than other requests should wait.
    let (articles, media) = tokio::task::spawn_blocking(move || {
        let media: Vec<String> = articles.iter().flat_map(media_of).collect();
        (articles, media)
    })
    .await?;
    let shelf = Shelf::fetch(&app.db, &media).await?;
    let mut tags: Vec<Tag> = ids.iter().map(|id| Tag::Article(*id)).collect();
    tags.push(list.tag(here.id));
    Ok(Made::bytes(format.content_type(), tags, move |app| {
        let site = here.site()?;
        let items = articles.iter().map(|live| Item::of(app, &here.atlas, live, &shelf)).collect();
        let feed = Feed::of(app, site, &list, items);
        match format {
            Format::Rss => rss::write(&feed),
            Format::Atom => atom::write(&feed),
            Format::Json => json::write(&feed),
        }
    }))
}

/// The pictures of an article, cover and body.
fn media_of(article: &LiveArticle) -> Vec<String> {
    let (body, _) = content::body::read::read(&article.text.body);
    let mut media = body.media_used();
    media.extend(article.text.cover.iter().map(|cover| cover.media.clone()));
    media
}
