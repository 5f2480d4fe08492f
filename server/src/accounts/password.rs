//! `POST /toa-soan/tai-khoan/mat-khau`: a new password, for the one who knows the old one.

use std::sync::Arc;

use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::page;
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::password;
use crate::people::screen::Screen;
use crate::people::sign_in::note_failure;
use crate::people::store::session::{Which, end_of};
use crate::people::store::{self, invites};
use crate::people::who::Editor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    old: String,
    new: String,
    again: String,
    #[serde(rename = "_csrf")]
    csrf: String,
}

/// A wrong old password counts as at sign-in: an open browser is no place to guess from.
#[handler]
pub(crate) async fn change(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let screen = Screen::new(&app, &who, request);
    let person = store::by_id(&app.db.read, who.id).await?;
    if person.locked_until_ms.is_some_and(|until| until > app.clock.now_ms()) {
        return page::refuse(&screen, "sign-in-locked").await;
    }
    if !password::acceptable(&sent.new) {
        return page::refuse(&screen, "set-up-password-short").await;
    }
    if sent.new != sent.again {
        return page::refuse(&screen, "account-passwords-differ").await;
    }
    if !password::matches(sent.old, person.password_hash).await? {
        note_failure(&app, who.id, request).await?;
        return page::refuse(&screen, "account-old-wrong").await;
    }
    keep(&app, &who, sent.new).await?;
    Ok(respond::see_other("/toa-soan/tai-khoan?xong=password"))
}

/// All other browsers are signed out, and no link that was made before works any more.
async fn keep(app: &App, who: &Editor, new: String) -> Result<()> {
    let hash = password::hash(new).await?;
    let own = who.session.as_ref().ok_or(Error::SignIn)?;
    let tx = app.db.begin().await?;
    store::set_password(&tx, who.id, &hash).await?;
    end_of(&tx, who.id, Which::Others(own)).await?;
    invites::end_all(&tx, who.id).await?;
    let line = Entry::on_person(Some(who.id), "password_changed", who.id);
    audit::append(&tx, &line, app.clock.now_ms()).await?;
    tx.commit().await?;
    Ok(())
}
