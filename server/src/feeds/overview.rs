//! `GET /rss`: the page that lists the feeds, and the addresses other papers use for them.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use themes::view::reader::lists::{FeedRow, FeedsPage};

use crate::app::App;
use crate::error::{Error, Result};
use crate::http::page_cache::Tag;
use crate::http::respond;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::sites::frame::{self, About};

#[handler]
pub(crate) async fn overview(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let key = here.key("/rss".to_owned());
    let made = async {
        Ok(Made::html(vec![Tag::Site(here.id)], move |app| {
            let site = here.site()?;
            let title = app.themes.texts().say(here.language(site), "feeds", &[]);
            let about = About {
                reading: here.reading,
                title,
                canonical: format!("{}/rss", frame::base_url(app, site)),
                ..About::default()
            };
            let row = |name: &str, path: &str, depth| FeedRow {
                name: name.to_owned(),
                depth,
                rss: format!("{path}/rss.xml"),
                atom: format!("{path}/atom.xml"),
                json: format!("{path}/feed.json"),
            };
            let mut feeds = vec![row(&site.name, "", 0)];
            feeds.extend(here.atlas.sections_of(site.id).map(|section| {
                let depth = section.path.matches('/').count();
                row(&section.name, &format!("/{}", section.path), depth)
            }));
            let frame = frame::frame(app, &here.atlas, site, about);
            Ok(app.themes.render(&site.theme, &FeedsPage { frame, feeds })?)
        }))
    };
    serve_page::serve(&app, req, key, made).await
}

/// `/rss/home.rss` and `/rss/{section}.rss`, as other Vietnamese papers have them.
#[handler]
pub(crate) async fn usual_name(here: Here, Path(name): Path<String>) -> Result<Response> {
    let name = name.strip_suffix(".rss").unwrap_or(&name);
    if name == "home" {
        return Ok(respond::moved("/rss.xml"));
    }
    let found = here
        .atlas
        .sections_of(here.id)
        .find(|section| section.path == name || section.path.rsplit('/').next() == Some(name));
    let section = found.ok_or(Error::NotFound)?;
    Ok(respond::moved(&format!("/{}/rss.xml", section.path)))
}
