//! `GET /api/v1/sections`: the sections of every site.

use std::sync::Arc;

use poem::web::{Data, Json};
use poem::{IntoResponse, Response, handler};
use serde_json::json;

use crate::app::App;
use crate::error::Result;

#[handler]
pub(crate) async fn sections(app: Data<&Arc<App>>) -> Result<Response> {
    let atlas = app.atlas();
    let items: Vec<_> = atlas
        .sections
        .iter()
        .filter_map(|section| {
            let site = atlas.site(section.site)?;
            Some(json!({ "site": site.key, "path": section.path, "name": section.name }))
        })
        .collect();
    Ok(Json(json!({ "items": items })).into_response())
}
