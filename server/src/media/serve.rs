//! `GET /media/{hash}/…`: hands out pictures, which never change under their address.

use std::sync::Arc;

use poem::http::{Method, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, Response, handler};

use super::storage::Storage;
use crate::app::App;
use crate::error::{Error, Result};

/// The original: `/media/{hash}/{name}.{jpg,png}`.
#[handler]
pub(crate) async fn original(
    app: Data<&Arc<App>>,
    method: Method,
    Path((hash, name)): Path<(String, String)>,
) -> Result<Response> {
    let kind = name.rsplit_once('.').map(|(_, kind)| kind).ok_or(Error::NotFound)?;
    file(&app, &method, &hash, &format!("goc.{kind}")).await
}

/// A rendition: `/media/{hash}/{width}/{name}.{webp,jpg}`.
#[handler]
pub(crate) async fn rendition(
    app: Data<&Arc<App>>,
    method: Method,
    Path((hash, width, name)): Path<(String, u32, String)>,
) -> Result<Response> {
    let kind = name.rsplit_once('.').map(|(_, kind)| kind).ok_or(Error::NotFound)?;
    file(&app, &method, &hash, &format!("{width}.{kind}")).await
}

async fn file(app: &App, method: &Method, hash: &str, file: &str) -> Result<Response> {
    let content_type = match file.rsplit_once('.').map(|(_, kind)| kind) {
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => return Err(Error::NotFound),
    };
    let storage = Storage::new(app.config.media.clone());
    let path = storage.path(hash, file).ok_or(Error::NotFound)?;
    let open = tokio::fs::File::open(path).await.ok().ok_or(Error::NotFound)?;
    let length = open.metadata().await?.len();
    let body = if method == Method::HEAD { Body::empty() } else { Body::from_async_read(open) };
    Ok(Response::builder()
        .status(StatusCode::OK)
        .content_type(content_type)
        .header(header::CONTENT_LENGTH, length)
        .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(body))
}
