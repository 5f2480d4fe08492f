//! Reads forms and JSON within a bound, repeated fields included.

use std::time::Duration;

use poem::web::{Field, Multipart};
use poem::{FromRequest, Request, RequestBody};
use serde::de::DeserializeOwned;
use tokio::io::{self, AsyncReadExt};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::media::sound::{SOUND_MAX, begins_as_sound};

/// Largest form or JSON body: an article's largest text, percent-encoded, and some more.
pub(crate) const BODY_MAX: usize = 4 * 1024 * 1024;
/// A picture file is at most this large; cameras make some 15 MB.
const FILE_MAX: usize = 20 * 1024 * 1024;
/// A file that is too large is read to here and thrown away, for the sake of the words behind it.
const PASSED_MAX: u64 = 200 * 1024 * 1024;

/// A form sent as `application/x-www-form-urlencoded`.
#[derive(Debug)]
pub(crate) struct Form<T>(pub(crate) T);

/// A file that came with a form.
#[derive(Debug)]
pub(crate) struct Attached {
    /// As it is called where it came from.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Kept for as long as a large file is in memory.
    _room: Option<SemaphorePermit<'static>>,
}

/// A form with at most one file, sent as `multipart/form-data`; without one also in the other way.
#[derive(Debug)]
pub(crate) struct FormWithFile<T> {
    pub(crate) form: T,
    /// `TooLarge` for a file that was not kept; the words beside it are there all the same.
    pub(crate) file: Option<Result<Attached>>,
}

/// A body of JSON.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<'a, T: DeserializeOwned> FromRequest<'a> for Form<T> {
    async fn from_request(_request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let bytes = bytes(body).await?;
        let form =
            serde_html_form::from_bytes(&bytes).map_err(|err| unreadable(&err, "error-form"))?;
        Ok(Self(form))
    }
}

impl<'a, T: DeserializeOwned> FromRequest<'a> for FormWithFile<T> {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        if !request.content_type().is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let Form(form) = Form::from_request(request, body).await?;
            return Ok(Self { form, file: None });
        }
        let mut parts = Multipart::from_request(request, body).await?;
        let (mut fields, mut left, mut file) = (Vec::new(), BODY_MAX, None);
        let broken = |err| unreadable(&err, "error-form");
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            // Parts that say nothing cost too: there must be an end to them.
            let cost = name.len() + 1;
            left = left.checked_sub(cost).ok_or(Error::TooLarge { max: BODY_MAX as u64 })?;
            if let Some(called) = part.file_name().map(str::to_owned) {
                if file.is_some() {
                    return Err(Error::BadRequest("error-form").into());
                }
                let bytes = file_bytes(part).await?;
                // A field in which nothing was chosen is sent too.
                if !matches!(&bytes, Ok((bytes, _)) if bytes.is_empty()) {
                    let kept = |(bytes, room)| Attached { name: called, bytes, _room: room };
                    file = Some(bytes.map(kept));
                }
                continue;
            }
            let bytes = at_most(part, left).await?;
            left -= bytes.len();
            let value = String::from_utf8(bytes).map_err(|err| unreadable(&err, "error-form"))?;
            fields.push((name, value));
        }
        let sent =
            serde_html_form::to_string(fields).map_err(|err| unreadable(&err, "error-form"))?;
        let form =
            serde_html_form::from_str(&sent).map_err(|err| unreadable(&err, "error-form"))?;
        Ok(Self { form, file })
    }
}

/// Files beyond `FILE_MAX` that are in memory at the same time, some 200 MB of them.
static LARGE: Semaphore = Semaphore::const_new(3);
/// Nobody waits longer for the room to send one.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file, and its room if it is large.
type Whole = (Vec<u8>, Option<SemaphorePermit<'static>>);

/// A file, or why it is not taken; an error outside when not even what follows can be read.
async fn file_bytes(part: Field) -> Result<Result<Whole>> {
    let mut bytes = Vec::new();
    let mut reader = part.into_async_read();
    let broken = |err| unreadable(&err, "error-form");
    let mut bounded = (&mut reader).take(FILE_MAX as u64 + 1);
    bounded.read_to_end(&mut bytes).await.map_err(broken)?;
    let (mut max, mut room) = (FILE_MAX, None);
    if bytes.len() > max && begins_as_sound(&bytes) {
        room = timeout(PATIENCE, LARGE.acquire()).await.ok().and_then(std::result::Result::ok);
        if room.is_some() {
            max = SOUND_MAX;
            let left = max.saturating_sub(bytes.len()) as u64 + 1;
            (&mut reader).take(left).read_to_end(&mut bytes).await.map_err(broken)?;
        }
    }
    if bytes.len() <= max {
        return Ok(Ok((bytes, room)));
    }
    let busy = max == FILE_MAX && begins_as_sound(&bytes);
    let why =
        if busy { Error::Busy { retry_after: 30 } } else { Error::TooLarge { max: max as u64 } };
    drop((bytes, room));
    let mut rest = reader.take(PASSED_MAX);
    let passed = io::copy(&mut rest, &mut io::sink()).await;
    let passed = passed.map_err(|err| unreadable(&err, "error-form"))?;
    if passed < PASSED_MAX { Ok(Err(why)) } else { Err(why) }
}

/// One part, with a counter; never more than the bound comes into memory.
async fn at_most(part: Field, max: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut bounded = part.into_async_read().take(max as u64 + 1);
    bounded.read_to_end(&mut bytes).await.map_err(|err| unreadable(&err, "error-form"))?;
    if bytes.len() > max { Err(Error::TooLarge { max: max as u64 }) } else { Ok(bytes) }
}

impl<'a, T: DeserializeOwned> FromRequest<'a> for JsonBody<T> {
    async fn from_request(_request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let bytes = bytes(body).await?;
        // An act without a note may come without a body.
        let sent: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let value = serde_json::from_slice(sent).map_err(|err| unreadable(&err, "error-json"))?;
        Ok(Self(value))
    }
}

fn unreadable(err: &dyn std::fmt::Display, key: &'static str) -> Error {
    tracing::debug!(%err, "a body cannot be read");
    Error::BadRequest(key)
}

/// The whole body, or `TooLarge` as soon as it passes the bound.
async fn bytes(body: &mut RequestBody) -> Result<Vec<u8>> {
    let body = body.take().map_err(|err| unreadable(&err, "error-form"))?;
    body.into_bytes_limit(BODY_MAX)
        .await
        .map(Into::into)
        .ok()
        .ok_or(Error::TooLarge { max: BODY_MAX as u64 })
}
