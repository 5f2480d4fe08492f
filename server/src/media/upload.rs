//! `POST /toa-soan/anh` and `POST /api/v1/media`: takes in one picture or recording.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::web::{Data, Json, Query};
use poem::{IntoResponse, Response, handler};
use serde::{Deserialize, Serialize};

use super::store::Media;
use super::{keep, sound};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::csrf;
use crate::http::forms::FormWithFile;
use crate::http::respond;
use crate::people::who::{ApiUser, Editor};

/// What the form may say beside the file.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// Without script: the desk page to go back to.
    #[serde(rename = "tra-ve")]
    back: Option<String>,
}

/// What the desk and the API hear of a kept recording.
#[derive(Debug, Serialize)]
struct KeptSound {
    media: String,
    /// Media type, as `audio/mpeg`.
    kind: String,
    duration_ms: u64,
    bytes: u64,
    src: String,
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

/// What is sent beside the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    csrf: Option<String>,
}

/// The desk's face.
#[handler]
pub(crate) async fn upload(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &poem::Request,
    Query(asked): Query<Asked>,
    FormWithFile { form, file }: FormWithFile<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, form.csrf.as_deref())?;
    let file = file.ok_or(Error::BadRequest("error-file-missing"))??;
    let media = keep::any(&app, &file.name, file.bytes, Some(who.id)).await?;
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
    FormWithFile { file, .. }: FormWithFile<Sent>,
) -> Result<Response> {
    who.may_write()?;
    let file = file.ok_or(Error::BadRequest("error-file-missing"))??;
    let media = keep::any(&app, &file.name, file.bytes, Some(who.person.id)).await?;
    Ok(answer(&media))
}

fn answer(media: &Media) -> Response {
    let created = |answer: Response| {
        answer.with_status(StatusCode::CREATED).with_header(header::LOCATION, media.original())
    };
    if let (Some(duration_ms), Some(kind)) = (media.duration_ms, sound::media_type(&media.kind)) {
        let kept = KeptSound {
            media: media.hash.clone(),
            kind: kind.to_owned(),
            duration_ms,
            bytes: media.bytes,
            src: media.original(),
        };
        return created(Json(kept).into_response()).into_response();
    }
    let kept = Kept {
        media: media.hash.clone(),
        width: media.width,
        height: media.height,
        src: media.rendition(media.at_width(960), "jpg"),
        thumb: media.rendition(media.at_width(320), "jpg"),
    };
    created(Json(kept).into_response()).into_response()
}
