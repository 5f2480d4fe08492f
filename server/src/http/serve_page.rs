//! Answers from the page cache: found, bytes out; else made once, compressed once and kept.

use std::sync::Arc;

use bytes::Bytes;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response};

use super::encoding::{Encoding, preferred};
use super::page_cache::{Key, Page, Tag};
use super::reading::VARY;
use crate::app::App;
use crate::error::{Error, Result};

/// Browsers ask each time and mostly hear 304: what is withdrawn is gone at once.
const CACHE_CONTROL: &str = "public, max-age=0, must-revalidate";

/// HTML.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// What an address turned out to be.
pub(crate) enum Made {
    Page(Draft),
    /// Lives at another address for good.
    Moved(String),
}

/// Everything that a page shows has been read; what is left is to write it.
pub(crate) struct Draft {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    /// What it shows: a change of one of these drops the page.
    pub(crate) tags: Vec<Tag>,
    /// Runs off the reactor.
    pub(crate) write: Writer,
}

type Writer = Box<dyn FnOnce(&App) -> Result<Vec<u8>> + Send>;

impl Made {
    /// A page whose view is made and rendered by `write`.
    pub(crate) fn html(
        tags: Vec<Tag>,
        write: impl FnOnce(&App) -> Result<String> + Send + 'static,
    ) -> Self {
        Self::bytes(HTML, tags, |app| Ok(write(app)?.into_bytes()))
    }

    /// Something other than a page.
    pub(crate) fn bytes(
        content_type: &'static str,
        tags: Vec<Tag>,
        write: impl FnOnce(&App) -> Result<Vec<u8>> + Send + 'static,
    ) -> Self {
        Self::Page(Draft { status: StatusCode::OK, content_type, tags, write: Box::new(write) })
    }
}

/// Answers with the page under `key`; `make` is only waited for when there is none.
///
/// # Errors
/// Those of `make`; they are not kept.
pub(crate) async fn serve(
    app: &Arc<App>,
    req: &Request,
    key: Key,
    make: impl Future<Output = Result<Made>>,
) -> Result<Response> {
    if let Some(ready) = app.pages.get(&key) {
        return answer(req, &ready);
    }
    let _turn = app.pages.turn(&key).await;
    if let Some(ready) = app.pages.get(&key) {
        return answer(req, &ready);
    }
    let started = app.pages.start();
    let draft = match make.await? {
        Made::Page(draft) => draft,
        Made::Moved(to) => return moved(&to),
    };
    let node = Arc::clone(app);
    let Draft { status, content_type, tags, write } = draft;
    let page = tokio::task::spawn_blocking(move || {
        let body = write(&node)?;
        Ok::<_, Error>(Arc::new(Page::new(status.as_u16(), content_type, body)))
    })
    .await??;
    app.pages.keep(started, key, &page, tags);
    answer(req, &page)
}

/// 301 to an address of ours.
///
/// # Errors
/// `NotFound` for an address that could lead away from us.
pub(crate) fn moved(to: &str) -> Result<Response> {
    let value = HeaderValue::from_str(to).ok().ok_or(Error::NotFound)?;
    Ok(Response::builder()
        .status(StatusCode::MOVED_PERMANENTLY)
        .header(header::LOCATION, value)
        .header(header::CACHE_CONTROL, CACHE_CONTROL)
        .finish())
}

fn answer(req: &Request, page: &Page) -> Result<Response> {
    let accepted = req.header(header::ACCEPT_ENCODING).unwrap_or_default();
    let (encoding, body) = choose(page, preferred(accepted));
    let etag = match encoding {
        None => page.etag.clone(),
        Some(encoding) => format!("{}-{}\"", page.etag.trim_end_matches('"'), encoding.name()),
    };
    let mut response = Response::builder()
        .header(header::ETAG, etag)
        .header(header::CACHE_CONTROL, CACHE_CONTROL)
        .header(header::VARY, if page.content_type == HTML { VARY } else { "Accept-Encoding" });
    if req.header(header::IF_NONE_MATCH).is_some_and(|seen| matches(seen, &page.etag)) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    if let Some(encoding) = encoding {
        response = response.header(header::CONTENT_ENCODING, encoding.name());
    }
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
    // Said here because an answer to HEAD loses its body before hyper could count it.
    let response = response.status(status).header(header::CONTENT_LENGTH, body.len());
    Ok(response.content_type(page.content_type).body(body))
}

fn choose(page: &Page, encodings: Vec<Encoding>) -> (Option<Encoding>, Bytes) {
    for encoding in encodings {
        let body = match encoding {
            Encoding::Brotli => &page.brotli,
            Encoding::Zstd => &page.zstd,
            Encoding::Gzip => &page.gzip,
        };
        if !body.is_empty() {
            return (Some(encoding), body.clone());
        }
    }
    (None, page.identity.clone())
}

/// Whether one of the validators a client sent is of this page, in whichever encoding.
fn matches(seen: &str, etag: &str) -> bool {
    let own = etag.trim_matches('"');
    seen.split(',').map(|one| one.trim().trim_start_matches("W/").trim_matches('"')).any(|one| {
        one == "*" || one == own || one.split_once('-').is_some_and(|(hash, _)| hash == own)
    })
}

#[cfg(test)]
mod tests {
    use super::{answer, matches};
    use crate::http::page_cache::Page;
    use poem::Request;
    use poem::http::{StatusCode, header};

    fn page() -> Page {
        Page::new(200, super::HTML, "<p>Chợ phiên</p>".repeat(99).into_bytes())
    }

    #[test]
    fn a_validator_is_known_again_in_every_encoding() {
        assert!(matches("\"abc\"", "\"abc\"") && matches("W/\"abc-br\"", "\"abc\""));
        assert!(matches("\"x\", \"abc-gzip\"", "\"abc\"") && matches("*", "\"abc\""));
        assert!(!matches("\"abcd\"", "\"abc\"") && !matches("", "\"abc\""));
    }

    #[test]
    fn the_answer_is_in_the_encoding_asked_for_and_says_its_length() {
        let page = page();
        for (asked, told, body) in [
            ("br, gzip", Some("br"), &page.brotli),
            ("gzip", Some("gzip"), &page.gzip),
            ("zstd;q=1, br;q=0.5", Some("zstd"), &page.zstd),
            ("", None, &page.identity),
        ] {
            let req = Request::builder().header(header::ACCEPT_ENCODING, asked).finish();
            let response = answer(&req, &page).unwrap();
            let of = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(of(header::CONTENT_ENCODING), told, "{asked}");
            assert_eq!(of(header::CONTENT_LENGTH), Some(body.len().to_string().as_str()));
            assert_eq!(of(header::VARY), Some(super::VARY));
        }
    }

    #[test]
    fn a_known_page_is_answered_with_304_and_no_body() {
        let page = page();
        let req = Request::builder()
            .header(header::ACCEPT_ENCODING, "br")
            .header(header::IF_NONE_MATCH, page.etag.as_str())
            .finish();
        let response = answer(&req, &page).unwrap();
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert!(response.headers().contains_key(header::ETAG));
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
    }
}
