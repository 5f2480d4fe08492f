//! The bounds of an article's time with readers: not before (`…/cam-dang`, `…/embargo`), and not
//! after (`…/het-han`, `…/expire`). Without a time the bound is lifted.

use std::sync::Arc;

use content::workflow::decide::Act;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::faces;
use crate::app::App;
use crate::articles::acts::Doing;
use crate::articles::shape::api::SentAct;
use crate::articles::shape::sent::ActForm;
use crate::error::Result;
use crate::http::forms::{Form, JsonBody};
use crate::people::who::{ApiUser, Editor};

/// Not before. The desk's face.
#[handler]
pub(crate) async fn embargo(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(form): Form<ActForm>,
) -> Result<Response> {
    let doing = Doing::seen(Act::Embargo { until_ms: form.at_ms()? }, form.version);
    faces::by_desk(&app, &who, request, id, (&form, doing)).await
}

/// The API's face.
#[handler]
pub(crate) async fn embargo_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(sent): JsonBody<SentAct>,
) -> Result<Response> {
    who.may_write()?;
    let act = Act::Embargo { until_ms: sent.at_ms()? };
    faces::by_api(&app, &who, request, id, (&sent, act)).await
}

/// Not after. The desk's face.
#[handler]
pub(crate) async fn expire(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(form): Form<ActForm>,
) -> Result<Response> {
    let doing = Doing::seen(Act::ExpireAt { at_ms: form.at_ms()? }, form.version);
    faces::by_desk(&app, &who, request, id, (&form, doing)).await
}

/// The API's face.
#[handler]
pub(crate) async fn expire_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(sent): JsonBody<SentAct>,
) -> Result<Response> {
    who.may("publish")?;
    let act = Act::ExpireAt { at_ms: sent.at_ms()? };
    faces::by_api(&app, &who, request, id, (&sent, act)).await
}
