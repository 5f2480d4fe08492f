//! The short way: a page that lies ready leaves before any handler is looked for.

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response};
use poem::http::{HeaderMap, Method, header};

use super::page_cache::Key;
use super::reading::Reading;
use crate::app::App;

/// The ready answer to a request, if there is one. It is exactly what the handler would answer:
/// pages are kept under their address, and nothing else in a request but the way of reading and
/// the encodings taken changes them.
pub(super) fn answer<B>(app: &App, request: &Request<B>) -> Option<Response<Full<Bytes>>> {
    let (uri, headers) = (request.uri(), request.headers());
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    if !asks || headers.contains_key(header::AUTHORIZATION) {
        return None;
    }
    // An article's page asks no question; those of shared links (`?utm_source=…`) are for others.
    if uri.query().is_some() && !uri.path().ends_with(".html") {
        return None;
    }
    let host = text(headers, header::HOST).or_else(|| uri.host())?;
    let atlas = app.atlas();
    let site = atlas.site_of_host(host)?;
    let reading = Reading::of_headers(headers).on(site);
    let key = Key { site: site.id, address: uri.path().to_owned(), reading };
    let page = app.pages.get(&key)?;
    let (status, answer, body) = page.ready(headers)?;
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    *response.headers_mut() = answer;
    Some(response)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
