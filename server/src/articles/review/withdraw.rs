//! Takes an article from readers, saying why: `POST /toa-soan/bai/{id}/go`, `…/withdraw`.

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
pub(crate) async fn withdraw(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(form): Form<ActForm>,
) -> Result<Response> {
    let doing = Doing::seen(Act::Withdraw { reason: form.note.clone() }, form.version);
    faces::by_desk(&app, &who, request, id, (&form, doing)).await
}

/// The API's face.
#[handler]
pub(crate) async fn withdraw_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(sent): JsonBody<SentAct>,
) -> Result<Response> {
    who.may("publish")?;
    let act = Act::Withdraw { reason: sent.words() };
    faces::by_api(&app, &who, request, id, (&sent, act)).await
}
