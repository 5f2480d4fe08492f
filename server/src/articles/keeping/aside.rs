//! `DELETE /toa-soan/bai/{id}/ban-rieng/{tab}`: the person has decided on a text beside the draft.

use std::sync::Arc;

use content::id::ArticleId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use crate::app::App;
use crate::articles::acts;
use crate::articles::shape::sent;
use crate::articles::store::asides::{self, Writer};
use crate::error::Result;
use crate::http::csrf;
use crate::people::who::Editor;

/// Only the person's own can be named; one that is not there is forgotten already.
#[handler]
pub(crate) async fn forget(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path((id, tab)): Path<(i64, String)>,
) -> Result<Response> {
    csrf::check(request, &who, None)?;
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let tx = app.db.begin().await?;
    let writer = Writer { article: found.id, person: who.id, tab: sent::tab(&tab)? };
    asides::forget(&tx, &writer).await?;
    tx.commit().await?;
    Ok(Response::builder().status(StatusCode::NO_CONTENT).finish())
}
