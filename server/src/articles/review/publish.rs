//! Shows an article to readers: `POST /toa-soan/bai/{id}/xuat-ban`, `POST /api/v1/articles/{id}/publish`.

use std::sync::Arc;

use content::workflow::decide::Act;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::faces;
use crate::app::App;
use crate::articles::acts::Doing;
use crate::articles::shape::api::{self, SentAct};
use crate::articles::shape::sent::ActForm;
use crate::articles::store::acts::Place;
use crate::error::{Error, Result};
use crate::http::forms::{Form, JsonBody};
use crate::people::who::{ApiUser, Editor};

/// The desk's face.
#[handler]
pub(crate) async fn publish(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(form): Form<ActForm>,
) -> Result<Response> {
    let places = places(&app, &form.places)?;
    let override_reason = form.override_reason.clone();
    let doing = Doing::seen(Act::Publish, form.version);
    let doing = Doing { places: Some(places), override_reason, ..doing };
    faces::by_desk(&app, &who, request, id, (&form, doing)).await
}

/// The API's face.
#[handler]
pub(crate) async fn publish_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(sent): JsonBody<SentAct>,
) -> Result<Response> {
    who.may("publish")?;
    let act = Act::Publish;
    faces::by_api(&app, &who, request, id, (&sent, act)).await
}

/// `<site key>/<section id>` each; an empty one means no place on that site.
pub(super) fn places(app: &App, chosen: &[String]) -> Result<Vec<Place>> {
    let chosen = chosen.iter().filter(|value| !value.is_empty());
    chosen.map(|value| place(app, value)).collect()
}

fn place(app: &App, value: &str) -> Result<Place> {
    let unknown = || Error::BadRequest("error-unknown-section");
    let (site, section) = value.rsplit_once('/').ok_or_else(unknown)?;
    let section = section.parse().or(Err(unknown()))?;
    Ok(Place { site: api::site_at(app, site)?, section })
}
