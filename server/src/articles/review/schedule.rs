//! Sets the minute at which an article goes out: `POST /toa-soan/bai/{id}/hen-gio`, `…/schedule`.

use std::sync::Arc;

use content::workflow::decide::Act;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::faces;
use super::publish::places;
use crate::app::App;
use crate::articles::acts::Doing;
use crate::articles::shape::api::SentAct;
use crate::articles::shape::sent::ActForm;
use crate::error::{Error, Result};
use crate::http::forms::{Form, JsonBody};
use crate::people::who::{ApiUser, Editor};

/// The desk's face.
#[handler]
pub(crate) async fn schedule(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(form): Form<ActForm>,
) -> Result<Response> {
    let at_ms = form.at_ms()?.ok_or(Error::BadRequest("error-time"))?;
    let places = places(&app, &form.places)?;
    let override_reason = form.override_reason.clone();
    let doing = Doing::seen(Act::Schedule { at_ms }, form.version);
    let doing = Doing { places: Some(places), override_reason, ..doing };
    faces::by_desk(&app, &who, request, id, (&form, doing)).await
}

/// The API's face.
#[handler]
pub(crate) async fn schedule_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(sent): JsonBody<SentAct>,
) -> Result<Response> {
    who.may("publish")?;
    let at_ms = sent.at_ms()?.ok_or(Error::BadRequest("error-time"))?;
    let act = Act::Schedule { at_ms };
    faces::by_api(&app, &who, request, id, (&sent, act)).await
}
