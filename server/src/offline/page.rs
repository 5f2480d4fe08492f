//! `GET /ngoai-tuyen`: choose what this browser keeps, and see it. The worker keeps this very page
//! too and shows it where a page was asked for that it has not.

use std::sync::Arc;

use poem::web::Data;
use poem::{Request, Response, handler};
use themes::view::reader::offline::OfflinePage;

use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::sites::frame::{self, About};

#[handler]
pub(crate) async fn page(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let key = here.key("/ngoai-tuyen".to_owned());
    serve_page::serve(&app, req, key, async { Ok(make(here)) }).await
}

fn make(here: Here) -> Made {
    Made::html(vec![Tag::Site(here.id)], move |app| {
        let site = here.site()?;
        let about = About {
            title: app.themes.texts().say(here.language(site), "offline", &[]),
            canonical: format!("{}/ngoai-tuyen", frame::base_url(app, site)),
            reading: here.reading,
            ..About::default()
        };
        let view = OfflinePage { frame: frame::frame(app, &here.atlas, site, about) };
        Ok(app.themes.render(&site.theme, &view)?)
    })
}
