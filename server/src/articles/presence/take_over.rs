//! `POST /toa-soan/bai/{id}/tiep-quan`: takes the editing lock from whoever holds it, by right.

use std::sync::Arc;

use content::id::ArticleId;
use poem::web::{Data, Json, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde::Deserialize;

use super::store::{self, Page};
use super::told::{may_take_over, told};
use crate::app::App;
use crate::articles::acts;
use crate::articles::shape::sent;
use crate::error::{Error, Result};
use crate::http::csrf;
use crate::http::forms::JsonBody;
use crate::people::who::Editor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    tab: String,
}

/// The holder before learns of it at the next heartbeat; their text goes on being saved.
#[handler]
pub(crate) async fn take_over(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(sent): JsonBody<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, None)?;
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let now_ms = app.clock.now_ms();
    if !may_take_over(&who, &found, now_ms) {
        return Err(Error::Forbidden);
    }
    let page = Page { article: found.id, person: who.id, tab: sent::tab(&sent.tab)?, now_ms };
    let tx = app.db.begin().await?;
    store::seen(&tx, &page, None).await?;
    store::hold(&tx, &page, now_ms).await?;
    tx.commit().await?;
    Ok(Json(told(&app, &who, &found).await?).into_response())
}
