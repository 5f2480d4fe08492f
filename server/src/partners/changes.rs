//! `GET /api/v1/changes?after=N`: what was published and withdrawn, for partners that mirror.

use std::sync::Arc;

use content::id::ChangeNumber;
use poem::web::{Data, Json};
use poem::{IntoResponse, Request, Response, handler};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::changes::{Kind, store};
use crate::error::{Error, Result};
use crate::search::find::utc;

const LIMIT_MAX: u64 = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: i64,
    limit: Option<u64>,
}

#[handler]
pub(crate) async fn changes(app: Data<&Arc<App>>, req: &Request) -> Result<Response> {
    let query = req.uri().query().unwrap_or_default();
    let asked: Asked =
        serde_html_form::from_str(query).ok().ok_or(Error::BadRequest("error-form"))?;
    let limit = asked.limit.unwrap_or(100).clamp(1, LIMIT_MAX);
    let batch = store::after(&app.db, ChangeNumber::new(asked.after), limit).await?;
    let last = batch.last().map_or(asked.after, |change| change.number.get());
    let items: Vec<_> = batch
        .iter()
        .filter(|change| !matches!(change.kind, Kind::Frame | Kind::Front))
        .map(|change| {
            json!({
                "seq": change.number,
                "kind": change.kind.as_str(),
                "article": change.article,
                "at": utc(change.at_ms),
            })
        })
        .collect();
    Ok(Json(json!({ "items": items, "last": last })).into_response())
}
