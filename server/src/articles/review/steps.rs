//! The steps that ask for nothing, for a word or for a time: each is a few lines here, with a form
//! on the desk (`/toa-soan/bai/{id}/…`) and JSON in the API (`/api/v1/articles/{id}/…`).

use std::sync::Arc;

use content::workflow::decide::Act;
use poem::web::{Data, Path};
use poem::{Endpoint, FromRequest, Request, Response};

use super::faces;
use crate::app::App;
use crate::articles::acts::Doing;
use crate::articles::shape::api::SentAct;
use crate::articles::shape::sent::ActForm;
use crate::error::Result;
use crate::http::forms::{Form, JsonBody};
use crate::people::who::{ApiUser, Editor};

/// A step, as a form and a program ask for it.
#[derive(Debug)]
pub(crate) struct Step {
    form: fn(&ActForm) -> Result<Act>,
    sent: fn(&SentAct) -> Result<Act>,
    /// What a program's key must be for.
    scope: &'static str,
}

/// Sends an article for editing.
pub(crate) static SUBMIT: Step =
    Step { form: |_| Ok(Act::Submit), sent: |_| Ok(Act::Submit), scope: "write" };

/// Takes the own text back before an editor has it.
pub(crate) static RECALL: Step =
    Step { form: |_| Ok(Act::Recall), sent: |_| Ok(Act::Recall), scope: "write" };

/// Throws away a text that no reader has seen.
pub(crate) static DISCARD: Step =
    Step { form: |_| Ok(Act::Discard), sent: |_| Ok(Act::Discard), scope: "write" };

/// Brings back what was thrown away.
pub(crate) static RECOVER: Step =
    Step { form: |_| Ok(Act::Recover), sent: |_| Ok(Act::Recover), scope: "write" };

/// Takes up an article for editing.
pub(crate) static TAKE: Step =
    Step { form: |_| Ok(Act::Take), sent: |_| Ok(Act::Take), scope: "write" };

/// Gives an article back to its writer, saying why.
pub(crate) static RETURN: Step = Step {
    form: |form| Ok(Act::Return { note: form.note.clone() }),
    sent: |sent| Ok(Act::Return { note: sent.words() }),
    scope: "write",
};

/// Approves a text.
pub(crate) static APPROVE: Step =
    Step { form: |_| Ok(Act::Approve), sent: |_| Ok(Act::Approve), scope: "write" };

/// Takes back the minute at which a text was to go out.
pub(crate) static UNSCHEDULE: Step =
    Step { form: |_| Ok(Act::Unschedule), sent: |_| Ok(Act::Unschedule), scope: "publish" };

/// Keeps an article from readers until a time; without one that is lifted.
pub(crate) static EMBARGO: Step = Step {
    form: |form| Ok(Act::Embargo { until_ms: form.at_ms()? }),
    sent: |sent| Ok(Act::Embargo { until_ms: sent.at_ms()? }),
    scope: "write",
};

/// Takes an article from readers at a time; without one that is lifted.
pub(crate) static EXPIRE: Step = Step {
    form: |form| Ok(Act::ExpireAt { at_ms: form.at_ms()? }),
    sent: |sent| Ok(Act::ExpireAt { at_ms: sent.at_ms()? }),
    scope: "publish",
};

/// Tells readers what was wrong in a live article.
pub(crate) static CORRECT: Step = Step {
    form: |form| Ok(Act::Correct { note: form.note.clone() }),
    sent: |sent| Ok(Act::Correct { note: sent.words() }),
    scope: "publish",
};

/// Takes an article from readers, saying why.
pub(crate) static WITHDRAW: Step = Step {
    form: |form| Ok(Act::Withdraw { reason: form.note.clone() }),
    sent: |sent| Ok(Act::Withdraw { reason: sent.words() }),
    scope: "publish",
};

/// The desk's face of a step.
#[derive(Debug)]
pub(crate) struct ByDesk(pub(crate) &'static Step);

impl Endpoint for ByDesk {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let (request, mut body) = request.split();
        let app: Data<&Arc<App>> = Data::from_request(&request, &mut body).await?;
        let who = Editor::from_request(&request, &mut body).await?;
        let Path(id) = Path::from_request(&request, &mut body).await?;
        let Form(form) = Form::<ActForm>::from_request(&request, &mut body).await?;
        let doing = Doing::seen((self.0.form)(&form)?, form.version);
        Ok(faces::by_desk(&app, &who, &request, id, (&form, doing)).await?)
    }
}

/// The API's face of a step.
#[derive(Debug)]
pub(crate) struct ByApi(pub(crate) &'static Step);

impl Endpoint for ByApi {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let (request, mut body) = request.split();
        let app: Data<&Arc<App>> = Data::from_request(&request, &mut body).await?;
        let who = ApiUser::from_request(&request, &mut body).await?;
        let Path(id) = Path::from_request(&request, &mut body).await?;
        let JsonBody(sent) = JsonBody::<SentAct>::from_request(&request, &mut body).await?;
        who.may(self.0.scope)?;
        let act = (self.0.sent)(&sent)?;
        Ok(faces::by_api(&app, &who, &request, id, (&sent, act)).await?)
    }
}
