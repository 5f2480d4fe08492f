//! `GET /ngoai-tuyen.js`: the worker, at the top of the site and under a name that stays, since a
//! browser only lets it see what lies below its address and asks for it again under that.

use std::sync::Arc;

use poem::http::header;
use poem::web::Data;
use poem::{Response, handler};

use crate::app::App;
use crate::error::{Error, Result};

#[handler]
pub(crate) fn worker(app: Data<&Arc<App>>) -> Result<Response> {
    let assets = app.themes.assets();
    let name = assets.address("ngoai-tuyen.js");
    let name = name.rsplit('/').next().unwrap_or_default();
    let asset = assets.get(name).ok_or(Error::NotFound)?;
    Ok(Response::builder()
        .content_type(asset.content_type)
        .header(header::CACHE_CONTROL, "max-age=0, must-revalidate")
        .body(asset.identity.to_vec()))
}
