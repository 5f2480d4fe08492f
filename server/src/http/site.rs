//! Which site a request is for, by its host.

use std::sync::Arc;

use content::id::SiteId;
use poem::http::header;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody};

use crate::app::App;
use crate::error::{Error, Result};
use crate::sites::atlas::{Atlas, Site};

/// The site that was asked; a handler that takes one is never reached for an unknown host.
#[derive(Debug, Clone)]
pub(crate) struct Here {
    pub(crate) atlas: Arc<Atlas>,
    pub(crate) id: SiteId,
}

impl Here {
    /// The site itself.
    ///
    /// # Errors
    /// Never while `atlas` is the one in which it was found.
    pub(crate) fn site(&self) -> Result<&Site> {
        self.atlas.site(self.id).ok_or(Error::UnknownSite)
    }

    /// The site of a request, by `Host` or, in HTTP/2, by the authority asked for.
    pub(crate) fn of(app: &App, req: &Request) -> Result<Self> {
        let host = req.header(header::HOST).or_else(|| req.uri().host()).unwrap_or_default();
        let atlas = app.atlas();
        let id = atlas.site_of_host(host).map(|site| site.id).ok_or(Error::UnknownSite)?;
        Ok(Self { atlas, id })
    }
}

impl<'a> FromRequest<'a> for Here {
    async fn from_request(req: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app: Data<&Arc<App>> = Data::from_request_without_body(req).await?;
        Ok(Self::of(&app, req)?)
    }
}
