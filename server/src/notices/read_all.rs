//! `POST /toa-soan/thong-bao/da-doc`: everything that the page listed counts as read.

use std::sync::Arc;

use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::store;
use crate::app::App;
use crate::error::Result;
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    /// The newest that the page showed: what came after it was not seen.
    newest: i64,
    #[serde(rename = "_csrf")]
    csrf: String,
}

#[handler]
pub(crate) async fn read_all(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    store::read_up_to(&app.db, who.id, sent.newest, app.clock.now_ms()).await?;
    Ok(respond::see_other("/toa-soan/thong-bao"))
}
