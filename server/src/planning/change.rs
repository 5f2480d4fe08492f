//! `POST /toa-soan/phan-cong/{id}`: changes what is asked for, or to whom it is given.

use std::sync::Arc;

use content::assignment::{Act, State, decide};
use content::id::{AssignmentId, PersonId};
use poem::error::ResponseError;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde_json::json;

use super::act::refused;
use super::one::{self, address};
use super::sent::Sent;
use super::sight::party;
use super::tell;
use crate::app::App;
use crate::articles::desk::screen::{Notice, Screen};
use crate::assignments::store::{self, Wish};
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

#[handler]
pub(crate) async fn change(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let id = AssignmentId::new(id);
    match keep(&app, &who, id, &sent).await {
        Ok(()) => Ok(respond::see_other(&format!("{}?xong=change", address(id)))),
        Err(err @ (Error::BadRequest(_) | Error::Invalid(_) | Error::StaleWrite { .. })) => {
            let screen = Screen::new(&app, &who, request);
            let work = store::find(&app.db.read, id).await?;
            let words = respond::sentence(&app, screen.language, &err);
            // What was typed stays in the form, over the version that is stored now.
            let typed = Sent { version: work.version, ..sent.clone() };
            let notice = Notice { kind: "error", words };
            one::show(&screen, &work, (notice, Some(&typed)), err.status()).await
        }
        Err(err) => Err(err),
    }
}

async fn keep(app: &App, who: &Editor, id: AssignmentId, sent: &Sent) -> Result<()> {
    let seen = store::find(&app.db.read, id).await?;
    party(who, &seen)?;
    let wish = sent.wish(app, who, Some(seen.wish.due_ms)).await?;
    let tx = app.db.begin().await?;
    let before = store::hold(&tx, id).await?;
    if before.version != sent.version {
        return Err(Error::StaleWrite { stored: before.version });
    }
    let state = decide(before.state, Act::Change, party(who, &before)?, "").map_err(refused)?;
    let to = newly(&before.wish, &wish);
    let mut after = before.clone();
    // Somebody else has not accepted anything yet.
    after.state = if before.wish.assignee == wish.assignee { state } else { State::Open };
    after.wish = wish;
    let now_ms = app.clock.now_ms();
    store::keep(&tx, &after, now_ms).await?;
    let tell_of = |wish: &Wish| {
        json!({ "assignment": id, "title": wish.title, "person": wish.assignee,
                "due_ms": wish.due_ms, "section": wish.section })
    };
    let noted = Entry {
        act: "assign",
        by: Some(who.id),
        article: after.article,
        subject: None,
        before: tell_of(&before.wish),
        after: tell_of(&after.wish),
    };
    audit::append(&tx, &noted, now_ms).await?;
    if let Some(person) = to {
        tell::assignee(&tx, app, (who.id, person), &after).await?;
    }
    Ok(tx.commit().await?)
}

/// The person to whom it is given now and was not before.
fn newly(before: &Wish, after: &Wish) -> Option<PersonId> {
    after.assignee.filter(|person| before.assignee != Some(*person))
}
