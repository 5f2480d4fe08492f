//! `GET /tro-nang`: the accessibility statement. What it says was checked is written by the browser
//! tests, which fail when it is no longer true.

use std::sync::Arc;

use poem::web::Data;
use poem::{Request, Response, handler};
use themes::view::reader::accessibility::{AccessibilityPage, Checked};

use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::sites::frame::{self, About};

#[handler]
pub(crate) async fn statement(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let key = here.key("/tro-nang".to_owned());
    serve_page::serve(&app, req, key, async { Ok(make(here)) }).await
}

fn make(here: Here) -> Made {
    Made::html(vec![Tag::Site(here.id)], move |app| {
        let site = here.site()?;
        let about = About {
            title: app.themes.texts().say(here.language(site), "accessibility", &[]),
            canonical: format!("{}/tro-nang", frame::base_url(app, site)),
            reading: here.reading,
            ..About::default()
        };
        let frame = frame::frame(app, &here.atlas, site, about);
        let view = AccessibilityPage { frame, checked: Checked::last()? };
        Ok(app.themes.render(&site.theme, &view)?)
    })
}
