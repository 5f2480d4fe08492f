//! `PUT /toa-soan/bai/{id}/ban-nhap`: keeps what is being written, every few seconds.

use std::sync::Arc;

use content::article::Text;
use content::id::ArticleId;
use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::json;
use themes::dates;

use super::acts::{self, Fold, Writing};
use super::shape::{api, sent};
use super::store::drafts;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::forms::JsonBody;
use crate::http::{csrf, respond};
use crate::people::store::names;
use crate::people::who::Editor;

/// Answers with the new version and with what is still missing, which never stops a save.
#[handler]
pub(crate) async fn autosave(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(body): JsonBody<sent::Autosave>,
) -> Result<Response> {
    csrf::check(request, &who, None)?;
    let id = ArticleId::new(id);
    let based_on = sent::if_match(request)?;
    let sent::Autosave { save_id, fields } = body;
    let text = fields.text()?;
    let save_id = sent::save_id(&save_id)?;
    let writing = Writing { based_on, text: &text, save_id, fold: Fold::Autosave };
    match acts::write(&app, &who, id, &writing).await {
        Ok(saved) => {
            let faults = api::faults(&app, "vi", &text.missing_to_publish());
            let body = json!({
                "version": saved.version,
                "saved_at": dates::iso(saved.saved_ms),
                "faults": faults,
            });
            Ok(Json(body).with_header("etag", api::etag(saved.version)).into_response())
        }
        Err(err @ Error::StaleWrite { .. }) => conflict(&app, request, id, (&err, &text)).await,
        Err(err) => Err(err),
    }
}

/// Both texts, so that the page can show them side by side.
async fn conflict(
    app: &App,
    request: &Request,
    id: ArticleId,
    (err, yours): (&Error, &Text),
) -> Result<Response> {
    let stored = drafts::read(&app.db.read, id).await?;
    let by: Vec<_> = stored.saved_by.into_iter().collect();
    let names = names(&app.db.read, &by).await?;
    let body = json!({
        "message": respond::sentence(app, respond::language_of(request), err),
        "version": stored.version,
        "saved_at": dates::iso(stored.saved_ms),
        "saved_by": names.values().next(),
        "theirs": sent::told(&stored.text),
        "yours": sent::told(yours),
    });
    let etag = api::etag(stored.version);
    Ok(Json(body).with_status(StatusCode::CONFLICT).with_header("etag", etag).into_response())
}
