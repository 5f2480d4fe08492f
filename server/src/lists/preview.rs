//! `GET /toa-soan/trang-nhat-xem-truoc/{site}[/{section}]`: an arranged front as readers would
//! see it, at the width of a phone and of a screen, before it is put up.

use std::sync::Arc;

use content::front::Layout;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::front::FrontPreviewPage;

use super::{home, list};
use crate::app::App;
use crate::articles::desk::screen::{Notice, Screen};
use crate::error::Result;
use crate::fronts::desk::door::{Door, Named};
use crate::fronts::store::{live, work};
use crate::http::headers::Frames;
use crate::http::reading::Reading;
use crate::http::respond;
use crate::http::site::Here;
use crate::people::who::Editor;
use crate::sites::frame::About;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `trang`: the readers' page itself, for the frames of the page around it.
    khung: String,
    /// A minute at which to look, as `2024-01-08T09:24`; now without one.
    luc: String,
}

#[handler]
pub(crate) async fn preview(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let door = Door::open(&app, &who, &named)?;
    let at_ms = dates::minute(&asked.luc).unwrap_or_else(|| app.clock.now_ms());
    let work = work::read(&app.db.read, door.front).await?;
    if asked.khung == "trang" {
        let mut page = as_readers(&app, &door, (work.layout, at_ms)).await?;
        page.extensions_mut().insert(Frames::IsFramed);
        return Ok(page);
    }
    let screen = Screen::new(&app, &who, request);
    let at = dates::field(at_ms);
    let page = FrontPreviewPage {
        frame: screen.frame(screen.say("front-preview"), Notice::default()),
        heading: door.heading(&screen),
        back: door.address(),
        address: door.preview_address(),
        frame_url: format!("{}?khung=trang&luc={at}", door.preview_address()),
        at,
        version: work.version,
    };
    let mut response = screen.show(StatusCode::OK, &page)?;
    response.extensions_mut().insert(Frames::HoldsFrames);
    Ok(response)
}

/// The readers' page with this layout.
async fn as_readers(app: &App, door: &Door, (layout, at_ms): (Layout, i64)) -> Result<Response> {
    let here =
        Here { atlas: Arc::clone(&door.atlas), id: door.front.site, reading: Reading::default() };
    let theme = &here.site()?.theme;
    let about = About { noindex: true, preview: true, ..About::default() };
    if let Some(shown) = list::as_arranged(app, &here, door.front, (&layout, at_ms)).await? {
        return respond::html(app, theme, &list::view(app, &here, &shown, about)?);
    }
    let mut layouts = live::of_site(&app.db.read, here.id).await?;
    layouts.insert(None, layout);
    let shown = home::read(app, &here, &layouts, at_ms).await?;
    respond::html(app, theme, &home::view(app, &here, &shown, about)?)
}
