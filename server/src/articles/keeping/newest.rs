//! `GET /toa-soan/bai/{id}/ban-nhap`: the stored draft for an open page that has an older one, and
//! the person's own texts beside it.

use std::sync::Arc;

use content::id::ArticleId;
use poem::web::{Data, Json, Path};
use poem::{IntoResponse, Response, handler};
use serde_json::json;
use themes::dates;

use super::autosave;
use crate::app::App;
use crate::articles::acts;
use crate::articles::shape::{api, sent};
use crate::articles::store::asides::{self, Aside};
use crate::error::Result;
use crate::people::who::Editor;

#[handler]
pub(crate) async fn newest(
    app: Data<&Arc<App>>,
    who: Editor,
    Path(id): Path<i64>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let mut body = autosave::newest(&app, &who, &found.draft).await?;
    let asides = asides::of(&app.db.read, found.id, who.id).await?;
    if let Some(fields) = body.as_object_mut() {
        let asides: Vec<_> = asides.iter().map(told).collect();
        fields.insert("asides".to_owned(), asides.into());
    }
    Ok(Json(body).with_header("etag", api::etag(found.draft.version)).into_response())
}

fn told(aside: &Aside) -> serde_json::Value {
    json!({
        "tab": aside.tab,
        "version": aside.version,
        "saved_at": dates::iso(aside.saved_ms),
        "base": sent::told(&aside.base),
        "mine": sent::told(&aside.mine),
    })
}
