//! `GET /toa-soan/thong-bao/{id}`: goes where a notice leads, and counts it as read.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Response, handler};

use super::store;
use crate::app::App;
use crate::error::Result;
use crate::http::respond;
use crate::people::who::Editor;

/// The one GET that writes: only a mark of the person's own, and the same however often.
#[handler]
pub(crate) async fn open(
    app: Data<&Arc<App>>,
    who: Editor,
    Path(id): Path<i64>,
) -> Result<Response> {
    let url = store::read(&app.db, who.id, id, app.clock.now_ms()).await?;
    let inside = url.starts_with("/toa-soan") && !url.contains(['\\', '\r', '\n']);
    Ok(respond::see_other(if inside { &url } else { "/toa-soan/thong-bao" }))
}
