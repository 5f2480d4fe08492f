//! Takes the own text back before an editor has it: `POST /toa-soan/bai/{id}/rut`, `…/recall`.

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
pub(crate) async fn recall(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(form): Form<ActForm>,
) -> Result<Response> {
    let doing = Doing::seen(Act::Recall, form.version);
    faces::by_desk(&app, &who, request, id, (&form, doing)).await
}

/// The API's face.
#[handler]
pub(crate) async fn recall_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(sent): JsonBody<SentAct>,
) -> Result<Response> {
    who.may_write()?;
    let act = Act::Recall;
    faces::by_api(&app, &who, request, id, (&sent, act)).await
}
