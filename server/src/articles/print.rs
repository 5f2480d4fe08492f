//! `GET /in/{id}`: the article on paper.

use std::sync::Arc;

use content::id::ArticleId;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use themes::view::reader::article::PrintPage;

use super::around;
use super::card::Look;
use super::read::{self, Shown};
use super::store::live::facts;
use super::store::live::whole::{self, Public};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::page_cache::Tag;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::sites::frame::{self, About};

#[handler]
pub(crate) async fn print(
    app: Data<&Arc<App>>,
    req: &Request,
    here: Here,
    Path(id): Path<String>,
) -> Result<Response> {
    let id: ArticleId = id.parse().ok().ok_or(Error::NotFound)?;
    let key = here.key(format!("/in/{id}"));
    serve_page::serve(&app, req, key, make(&app, here, id)).await
}

async fn make(app: &Arc<App>, here: Here, id: ArticleId) -> Result<Made> {
    let live = match whole::read(&app.db.read, id).await? {
        Public::Live(live) => *live,
        Public::Withdrawn { .. } => return Err(Error::Gone),
        Public::Never => return Err(Error::NotFound),
    };
    let Some(section) = live.section_on(here.id) else { return Err(Error::NotFound) };
    let opened = around::opened(app, &live).await?;
    let facts = facts::of(&app.db.read, id).await?;
    let shown = Shown::alone((live, section), opened, facts.views);
    Ok(Made::html(vec![Tag::Article(id), Tag::Views(id)], move |app| {
        let site = here.site()?;
        let about = About {
            reading: here.reading,
            title: shown.live.text.title.clone(),
            canonical: read::canonical(app, &here, &shown.live)?,
            noindex: true,
            ..About::default()
        };
        let look = Look { atlas: &here.atlas, site, shelf: &shown.shelf, reading: here.reading };
        let view = PrintPage {
            frame: frame::frame(app, &here.atlas, site, about),
            article: read::article_view(app, &look, &shown),
        };
        Ok(app.themes.render(&site.theme, &view)?)
    }))
}
