//! Which site a request is for, by its host.

use std::sync::Arc;

use content::id::SiteId;
use poem::http::header;
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
