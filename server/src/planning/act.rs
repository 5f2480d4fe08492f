//! `POST /toa-soan/phan-cong/{id}/viec`: accepted, declined, done, cancelled, taken up again.

use std::sync::Arc;

use content::assignment::{Act, Refusal, WORDS_MAX, decide};
use content::id::AssignmentId;
use content::text::nfc;
use poem::error::ResponseError;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;

use super::assign::ADDRESS as LIST;
use super::one::{self, address};
use super::sent::too_long;
use super::sight::party;
use super::tell;
use crate::app::App;
use crate::articles::desk::screen::{Notice, Screen};
use crate::assignments::store;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

/// One button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Pressed {
    #[serde(rename = "_csrf")]
    csrf: String,
    version: i64,
    viec: String,
    note: String,
}

impl Pressed {
    pub(super) fn csrf(&self) -> &str {
        &self.csrf
    }
}

#[handler]
pub(crate) async fn answer(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(pressed): Form<Pressed>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&pressed.csrf))?;
    let id = AssignmentId::new(id);
    let act = Act::parse(&pressed.viec).filter(|act| !matches!(act, Act::Change | Act::Begin));
    let act = act.ok_or(Error::BadRequest("error-form"))?;
    match keep(&app, &who, id, (act, &pressed)).await {
        // Who declined may not see it any more.
        Ok(()) if act == Act::Decline => Ok(respond::see_other(&format!("{LIST}?xong=decline"))),
        Ok(()) => Ok(respond::see_other(&format!("{}?xong={}", address(id), act.as_str()))),
        Err(err @ (Error::BadRequest(_) | Error::Invalid(_) | Error::StaleWrite { .. })) => {
            let screen = Screen::new(&app, &who, request);
            let work = store::find(&app.db.read, id).await?;
            let words = respond::sentence(&app, screen.language, &err);
            let notice = Notice { kind: "error", words };
            one::show(&screen, &work, (notice, None), err.status()).await
        }
        Err(err) => Err(err),
    }
}

async fn keep(
    app: &App,
    who: &Editor,
    id: AssignmentId,
    (act, pressed): (Act, &Pressed),
) -> Result<()> {
    let note = nfc(pressed.note.trim());
    let faults = too_long(&[("note", &note, WORDS_MAX)]);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let tx = app.db.begin().await?;
    let before = store::hold(&tx, id).await?;
    let party = party(who, &before)?;
    if before.version != pressed.version {
        return Err(Error::StaleWrite { stored: before.version });
    }
    let mut after = before.clone();
    after.state = decide(before.state, act, party, &note).map_err(refused)?;
    if act == Act::Decline {
        after.wish.assignee = None;
    }
    if !note.is_empty() || act == Act::Decline {
        (after.answer, after.answered_by) = (note.clone(), Some(who.id));
    }
    let now_ms = app.clock.now_ms();
    store::keep(&tx, &after, now_ms).await?;
    let noted = Entry {
        act: "assignment",
        by: Some(who.id),
        article: after.article,
        subject: None,
        before: json!({ "assignment": id, "title": after.wish.title, "state": before.state.as_str() }),
        after: json!({ "assignment": id, "title": after.wish.title, "act": act.as_str(),
                       "state": after.state.as_str(), "note": note }),
    };
    audit::append(&tx, &noted, now_ms).await?;
    if act == Act::Decline {
        tell::declined(&tx, app, who.id, &after).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A refusal as an error of the request.
pub(super) fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::NotAllowed => Error::Forbidden,
        Refusal::NotFrom => Error::BadRequest("planning-not-from"),
        Refusal::NoteMissing => Error::BadRequest("planning-note-missing"),
    }
}
