//! `GET /toa-soan/bai/{id}/xem-truoc`: the draft as readers would see it, kept by nobody.

use std::sync::Arc;

use content::article::PublicState;
use content::id::{ArticleId, RevisionId, SectionId};
use poem::http::{HeaderName, HeaderValue, header};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::screen::Screen;
use crate::app::App;
use crate::articles::acts;
use crate::articles::around;
use crate::articles::read::{self, Shown};
use crate::articles::store::acts::Found;
use crate::articles::store::live::whole::{LiveArticle, Place};
use crate::error::{Error, Result};
use crate::http::headers::Frames;
use crate::http::reading::Reading;
use crate::http::respond;
use crate::http::site::Here;
use crate::people::who::Editor;

/// The desk's own; its page of screen sizes shows this one in frames.
#[handler]
pub(crate) async fn preview(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let shown = found.public == PublicState::Live && found.live == found.draft.revision;
    let note =
        if shown { Screen::new(&app, &who, request).say("preview-shown") } else { String::new() };
    let mut response = as_readers_see_it(&app, &found, note).await?;
    response.extensions_mut().insert(Frames::IsFramed);
    Ok(response)
}

/// The newest text on the page of its home site, with a line that says what it is. Nobody keeps
/// it, no search engine takes it in, no link on it tells where the reader came from.
pub(crate) async fn as_readers_see_it(
    app: &Arc<App>,
    found: &Found,
    note: String,
) -> Result<Response> {
    let atlas = app.atlas();
    let first = atlas.sections_of(found.site).next().map(|section| section.id);
    let section = found.draft.text.section.or(first).ok_or(Error::NotFound)?;
    let here = Here { atlas, id: found.site, reading: Reading::default() };
    let live = as_live(found, app.clock.now_ms(), section);
    let opened = around::opened(app, &live).await?;
    let shown = Shown { preview: true, ..Shown::alone((live, section), opened, 0) };
    let node = Arc::clone(app);
    // Off the reactor: a body may have a megabyte.
    let made = tokio::task::spawn_blocking(move || {
        let mut page = read::article_page(&node, &here, &shown)?;
        page.preview_note = note;
        respond::html(&node, &here.site()?.theme, &page)
    });
    let mut response = made.await??;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// The draft, as if it went live now.
fn as_live(found: &Found, now_ms: i64, section: SectionId) -> LiveArticle {
    LiveArticle {
        id: found.id,
        slug: found.slug.as_str().to_owned(),
        source_id: found.source_id.clone(),
        home: found.site,
        revision: found.draft.revision.unwrap_or(RevisionId::new(0)),
        text: found.draft.text.clone(),
        published_ms: found.published_ms.unwrap_or(now_ms),
        updated_ms: None,
        places: vec![Place { site: found.site, section }],
        original: None,
        corrections: vec![],
    }
}
