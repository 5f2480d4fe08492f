//! The short way: a page that lies ready leaves before any handler is looked for.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response};
use poem::http::{HeaderMap, HeaderName, Method, StatusCode, header};

use super::page::Page;
use super::page_cache::Key;
use super::reading::Reading;
use crate::app::App;
use crate::telemetry::Asked;

/// Where a site's pages of results lie.
const SEARCH: &str = "/tim-kiem";

/// The headers of a request, however they were read.
pub(super) trait Headers {
    /// The values under a name that are text, in their order.
    fn all<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a str>;

    /// The first value, when it is text.
    fn first<'a>(&'a self, name: &'a HeaderName) -> Option<&'a str>;
}

impl Headers for HeaderMap {
    fn all<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a str> {
        self.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
    }

    fn first<'a>(&'a self, name: &'a HeaderName) -> Option<&'a str> {
        self.get(name)?.to_str().ok()
    }
}

/// The ready answer to a request, if there is one. It is exactly what the handler would answer:
/// pages are kept under their address, and nothing else in a request but the way of reading and
/// the encodings taken changes them.
pub(super) fn answer<B>(app: &App, request: &Request<B>) -> Option<Response<Full<Bytes>>> {
    let (uri, headers) = (request.uri(), request.headers());
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    if !asks || headers.contains_key(header::AUTHORIZATION) {
        return None;
    }
    let host = headers.first(&header::HOST).or_else(|| uri.host())?;
    let page = page(app, host, (uri.path(), uri.query()), headers)?;
    let (status, answer, body) = page.ready(headers)?;
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    *response.headers_mut() = answer;
    Some(response)
}

/// The page that lies ready at an address of a host, for who asks with these headers.
pub(super) fn page(
    app: &App,
    host: &str,
    (path, query): (&str, Option<&str>),
    headers: &impl Headers,
) -> Option<Arc<Page>> {
    let address = match query {
        // An article's page asks no question; those of shared links (`?utm_source=…`) are for others.
        Some(_) if path.ends_with(".html") => path.to_owned(),
        // As a browser sends the form: that is the form under which the page is kept. Without a name
        // it would be one that stands for a long question.
        Some(query) if path == SEARCH && query.contains('=') => {
            format!("{SEARCH}?{}", query.replace("%20", "+"))
        }
        Some(_) => return None,
        None => path.to_owned(),
    };
    let atlas = app.atlas();
    let site = atlas.site_of_host(host)?;
    let reading = Reading::of_headers(headers).on(site);
    app.pages.get(&Key { site: site.id, address, reading })
}

/// Counts what was answered the short way.
pub(super) fn count(app: &App, (path, query): (&str, Option<&str>), status: StatusCode) {
    app.telemetry.hit(Asked::of(path), status);
    if let Some(query) = query
        && path == SEARCH
    {
        app.usage.asked_again(query);
    }
}
