//! Reads forms and JSON within a bound, repeated fields included.

use poem::{FromRequest, Request, RequestBody};
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Largest form or JSON body: an article's largest text, percent-encoded, and some more.
pub(crate) const BODY_MAX: usize = 4 * 1024 * 1024;

/// A form sent as `application/x-www-form-urlencoded`.
#[derive(Debug)]
pub(crate) struct Form<T>(pub(crate) T);

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
