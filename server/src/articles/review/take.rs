//! Takes up an article for editing: `POST /toa-soan/bai/{id}/nhan`, `POST /api/v1/articles/{id}/take`.

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

/// The desk's face.
#[handler]
pub(crate) async fn take(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(form): Form<ActForm>,
) -> Result<Response> {
    let doing = Doing::seen(Act::Take, form.version);
    faces::by_desk(&app, &who, request, id, (&form, doing)).await
}

/// The API's face.
#[handler]
pub(crate) async fn take_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(sent): JsonBody<SentAct>,
) -> Result<Response> {
    who.may_write()?;
    let act = Act::Take;
    faces::by_api(&app, &who, request, id, (&sent, act)).await
}
