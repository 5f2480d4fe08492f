//! `GET /toa-soan/ngon-ngu/{tag}`: the language of the desk in this browser, whatever it asks for.

use poem::http::{HeaderValue, Uri, header};
use poem::web::Path;
use poem::{Request, Response, handler};

use crate::error::{Error, Result};
use crate::http::respond::{self, LANGUAGE_COOKIE};

/// Kept for a year.
const KEPT_S: u32 = 365 * 24 * 3_600;

/// Chooses, and goes back to the page of the desk that was left.
#[handler]
pub(crate) async fn choose(request: &Request, Path(tag): Path<String>) -> Result<Response> {
    let tag = ["vi", "en"].into_iter().find(|known| **known == tag).ok_or(Error::NotFound)?;
    let from = request.header(header::REFERER).and_then(|from| from.parse::<Uri>().ok());
    let back = from.as_ref().and_then(Uri::path_and_query).map(ToString::to_string);
    let back = back.filter(|path| {
        path == "/toa-soan" || path.starts_with("/toa-soan/") || path.starts_with("/toa-soan?")
    });
    let mut response = respond::see_other(back.as_deref().unwrap_or("/toa-soan"));
    let cookie = format!(
        "{LANGUAGE_COOKIE}={tag}; Path=/toa-soan; Max-Age={KEPT_S}; HttpOnly; SameSite=Lax"
    );
    let cookie = HeaderValue::from_str(&cookie).ok().ok_or(Error::NotFound)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
