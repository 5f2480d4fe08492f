//! Which site a request is for, by its host.

use std::sync::Arc;

use content::id::SiteId;
use poem::http::{HeaderValue, Method, Request as HttpRequest, StatusCode, Version, header};
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody};

use crate::app::App;
use crate::error::{Error, Result};
use crate::http::page_cache::Key;
use crate::http::reading::Reading;
use crate::sites::atlas::{Atlas, Site};

/// The site that was asked; a handler that takes one is never reached for an unknown host.
#[derive(Debug, Clone)]
pub(crate) struct Here {
    pub(crate) atlas: Arc<Atlas>,
    pub(crate) id: SiteId,
    /// How the reader wants its pages.
    pub(crate) reading: Reading,
}

impl Here {
    /// The site itself.
    ///
    /// # Errors
    /// Never while `atlas` is the one in which it was found.
    pub(crate) fn site(&self) -> Result<&Site> {
        self.atlas.site(self.id).ok_or(Error::UnknownSite)
    }

    /// The language of its menus and labels for this reader.
    pub(crate) fn language<'a>(&self, site: &'a Site) -> &'a str {
        self.reading.language(site)
    }

    /// The key of the page at an address, as this reader wants it.
    pub(crate) fn key(&self, address: String) -> Key {
        Key { site: self.id, address, reading: self.reading }
    }

    /// The key of what is the same for everybody: feeds, maps.
    pub(crate) fn common_key(&self, address: String) -> Key {
        Key { site: self.id, address, reading: Reading::default() }
    }

    /// The site of a request, by `Host` or, in HTTP/2, by the authority asked for.
    pub(crate) fn of(app: &App, req: &Request) -> Result<Self> {
        let host = req.header(header::HOST).or_else(|| req.uri().host()).unwrap_or_default();
        let atlas = app.atlas();
        let site = atlas.site_of_host(host).ok_or(Error::UnknownSite)?;
        let (id, reading) = (site.id, Reading::of(req).on(site));
        Ok(Self { atlas, id, reading })
    }
}

impl<'a> FromRequest<'a> for Here {
    async fn from_request(req: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app: Data<&Arc<App>> = Data::from_request_without_body(req).await?;
        Ok(Self::of(&app, req)?)
    }
}

/// Everybody after this reads one host in one place: a request names it once, and the host of an
/// absolute target counts for more than the header (RFC 9112 sections 3.2 and 3.2.2).
///
/// # Errors
/// 400 for a request that names none, several, or one of another protocol.
pub(super) fn name_one_host<B>(
    request: &mut HttpRequest<B>,
) -> std::result::Result<(), StatusCode> {
    let bad = StatusCode::BAD_REQUEST;
    let named = request.headers().get_all(header::HOST).iter().count();
    if named > 1 || (named == 0 && request.version() == Version::HTTP_11) {
        return Err(bad);
    }
    let uri = request.uri().clone();
    let Some(authority) = uri.authority().filter(|_| request.method() != Method::CONNECT) else {
        return Ok(());
    };
    if ![Some("http"), Some("https")].contains(&uri.scheme_str()) {
        return Err(bad);
    }
    let host = HeaderValue::from_str(authority.as_str()).ok().ok_or(bad)?;
    let path = uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    *request.uri_mut() = path.parse().ok().ok_or(bad)?;
    request.headers_mut().insert(header::HOST, host);
    Ok(())
}
