//! `GET /toa-soan/trang-nhat`: the fronts that a person may arrange.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Request, Response, handler};
use themes::view::desk::frame::Choice;
use themes::view::desk::front::{FrontsOfSite, FrontsPage};

use super::door::{address, may_arrange};
use crate::app::App;
use crate::articles::desk::screen::{Notice, Screen};
use crate::error::{Error, Result};
use crate::people::who::Editor;
use crate::sites::atlas::{Atlas, Site};

#[handler]
pub(crate) async fn overview(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
) -> Result<Response> {
    let atlas = app.atlas();
    let sites = atlas.sites.iter().map(|site| fronts(&who, &atlas, site));
    let sites: Vec<FrontsOfSite> =
        sites.filter(|one| !one.home.is_empty() || !one.sections.is_empty()).collect();
    if sites.is_empty() {
        return Err(Error::Forbidden);
    }
    let screen = Screen::new(&app, &who, request);
    let frame = screen.frame(screen.say("desk-fronts"), Notice::default());
    screen.show(StatusCode::OK, &FrontsPage { frame, sites })
}

fn fronts(who: &Editor, atlas: &Atlas, site: &Site) -> FrontsOfSite {
    let home = may_arrange(who, atlas, site, None).then(|| address(&site.key, ""));
    let sections = atlas
        .sections_of(site.id)
        .filter(|section| may_arrange(who, atlas, site, Some(section.id)))
        .map(|section| Choice {
            value: address(&site.key, &section.path),
            name: section.name.clone(),
            depth: atlas.trail(section.id).len().saturating_sub(1),
            chosen: false,
        });
    FrontsOfSite {
        name: site.name.clone(),
        home: home.unwrap_or_default(),
        sections: sections.collect(),
    }
}
