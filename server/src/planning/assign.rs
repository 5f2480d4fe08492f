//! `GET /toa-soan/phan-cong/moi` and `POST /toa-soan/phan-cong`: gives out a piece of work.

use std::sync::Arc;

use content::workflow::duties;
use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use themes::view::desk::planning::{AssignmentForm, NewAssignmentPage};

use super::sent::Sent;
use super::{choices, tell};
use crate::app::App;
use crate::articles::desk::screen::{Notice, Screen};
use crate::assignments::store::{self, Wish};
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

/// Where the form is sent to.
pub(super) const ADDRESS: &str = "/toa-soan/phan-cong";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The day on which it is to be due, `2024-01-08`.
    ngay: String,
}

#[handler]
pub(crate) async fn form(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    allowed(&who)?;
    let screen = Screen::new(&app, &who, request);
    let day = themes::dates::start_of_day(&asked.ngay).map(|_| asked.ngay.as_str());
    let due = day.map(|day| format!("{day}T17:00")).unwrap_or_default();
    let sent = Sent { due, priority: "normal".to_owned(), ..Sent::default() };
    show(&screen, &sent, Notice::default(), StatusCode::OK).await
}

#[handler]
pub(crate) async fn assign(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    allowed(&who)?;
    match sent.wish(&app, &who, None).await {
        Ok(wish) => {
            let id = keep(&app, &who, &wish).await?;
            Ok(respond::see_other(&format!("{ADDRESS}/{id}?xong=assign")))
        }
        Err(err @ (Error::BadRequest(_) | Error::Invalid(_))) => {
            let screen = Screen::new(&app, &who, request);
            let words = respond::sentence(&app, screen.language, &err);
            show(&screen, &sent, Notice { kind: "error", words }, err.status()).await
        }
        Err(err) => Err(err),
    }
}

fn allowed(who: &Editor) -> Result<()> {
    if duties::may_assign_somewhere(&who.grants) { Ok(()) } else { Err(Error::Forbidden) }
}

async fn keep(app: &App, who: &Editor, wish: &Wish) -> Result<content::id::AssignmentId> {
    let tx = app.db.begin().await?;
    let now_ms = app.clock.now_ms();
    let id = store::insert(&tx, wish, who.id, now_ms).await?;
    let noted = Entry {
        act: "assign",
        by: Some(who.id),
        article: None,
        subject: None,
        before: json!(null),
        after: json!({ "assignment": id, "title": wish.title, "person": wish.assignee }),
    };
    audit::append(&tx, &noted, now_ms).await?;
    let work = store::find(&tx, id).await?;
    if let Some(person) = wish.assignee {
        tell::assignee(&tx, app, (who.id, person), &work).await?;
    }
    tx.commit().await?;
    Ok(id)
}

async fn show(
    screen: &Screen<'_>,
    sent: &Sent,
    notice: Notice,
    status: StatusCode,
) -> Result<Response> {
    let page = NewAssignmentPage {
        frame: screen.frame(screen.say("planning-new"), notice),
        form: form_of(screen, sent, ADDRESS.to_owned()).await?,
    };
    screen.show(status, &page)
}

/// The form with what was typed.
pub(super) async fn form_of(
    screen: &Screen<'_>,
    sent: &Sent,
    address: String,
) -> Result<AssignmentForm> {
    let person = sent.person.parse().ok().map(content::id::PersonId::new);
    Ok(AssignmentForm {
        address,
        version: sent.version,
        title: sent.title.clone(),
        brief: sent.brief.clone(),
        place: sent.place.clone(),
        due: sent.due.clone(),
        priorities: choices::priorities(screen, &sent.priority),
        sections: choices::assignable(screen, &sent.section),
        people: choices::people(screen, person).await?,
    })
}
