//! `POST /toa-soan/anh` and `POST /api/v1/media`: takes in one picture.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::web::{Data, Json, Multipart, Query};
use poem::{IntoResponse, Response, handler};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;

use super::keep;
use super::store::Media;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::csrf;
use crate::http::respond;
use crate::people::who::{ApiUser, Editor};

/// A picture file is at most this large; cameras make some 15 MB.
const FILE_MAX: u64 = 20 * 1024 * 1024;

/// What the form may say beside the file.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// Without script: the desk page to go back to.
    #[serde(rename = "tra-ve")]
    back: Option<String>,
}

/// What the desk and the API hear of a kept picture.
#[derive(Debug, Serialize)]
struct Kept {
    media: String,
    width: u32,
    height: u32,
    src: String,
    thumb: String,
}

struct Sent {
    file_name: String,
    bytes: Vec<u8>,
    csrf: Option<String>,
}

/// The desk's face.
#[handler]
pub(crate) async fn upload(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &poem::Request,
    Query(asked): Query<Asked>,
    form: Multipart,
) -> Result<Response> {
    let sent = read(form).await?;
    csrf::check(request, &who, sent.csrf.as_deref())?;
    let media = keep::upload(&app, &sent.file_name, sent.bytes, Some(who.id)).await?;
    match asked.back.filter(|back| back.starts_with("/toa-soan/")) {
        Some(back) => Ok(respond::see_other(&format!("{back}?anh={}", media.hash))),
        None => Ok(answer(&media)),
    }
}

/// The API's face.
#[handler]
pub(crate) async fn upload_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    form: Multipart,
) -> Result<Response> {
    who.may_write()?;
    let sent = read(form).await?;
    let media = keep::upload(&app, &sent.file_name, sent.bytes, Some(who.person.id)).await?;
    Ok(answer(&media))
}

fn answer(media: &Media) -> Response {
    let kept = Kept {
        media: media.hash.clone(),
        width: media.width,
        height: media.height,
        src: media.rendition(media.at_width(960), "jpg"),
        thumb: media.rendition(media.at_width(320), "jpg"),
    };
    Json(kept)
        .with_status(StatusCode::CREATED)
        .with_header(header::LOCATION, media.original())
        .into_response()
}

/// Reads the parts with a counter; never more than the bound comes into memory.
async fn read(mut form: Multipart) -> Result<Sent> {
    let mut sent = Sent { file_name: String::new(), bytes: Vec::new(), csrf: None };
    while let Some(part) = form.next_field().await.ok().ok_or(Error::BadRequest("error-form"))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().unwrap_or("anh").to_owned();
        let mut bytes = Vec::new();
        let mut bounded = part.into_async_read().take(FILE_MAX + 1);
        bounded.read_to_end(&mut bytes).await.ok().ok_or(Error::BadRequest("error-form"))?;
        if bytes.len() as u64 > FILE_MAX {
            return Err(Error::TooLarge { max: FILE_MAX });
        }
        match name.as_str() {
            "file" => {
                sent.file_name = file_name;
                sent.bytes = bytes;
            }
            "_csrf" => sent.csrf = String::from_utf8(bytes).ok(),
            _ => {}
        }
    }
    if sent.bytes.is_empty() {
        return Err(Error::BadRequest("error-file-missing"));
    }
    Ok(sent)
}
