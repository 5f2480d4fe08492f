//! `/toa-soan/nhan-su/moi`: a new person, who is sent a link to choose a password.

use std::sync::Arc;

use content::text::tidy_line;
use content::workflow::rights::{Grant, Role};
use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Request, Response, handler};
use serde_json::json;
use themes::view::desk::people::NewPersonPage;

use super::grant::{self, SentGrant};
use super::link;
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::invited::NAME_MAX;
use crate::people::screen::{Notice, Screen};
use crate::people::store::{self, NewPerson, invites};
use crate::people::who::Manager;

/// Longest address of a mail box (RFC 5321 section 4.5.3.1.3).
const EMAIL_MAX: usize = 254;

#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Manager,
    request: &Request,
) -> Result<Response> {
    let screen = Screen::new(&app, &who.0, request);
    screen.show(StatusCode::OK, &form(&screen, &SentGrant::default(), Notice::default()))
}

#[handler]
pub(crate) async fn add(
    app: Data<&Arc<App>>,
    who: Manager,
    request: &Request,
    Form(sent): Form<SentGrant>,
) -> Result<Response> {
    csrf::check(request, &who.0, Some(&sent.csrf))?;
    let screen = Screen::new(&app, &who.0, request);
    match keep(&app, &who, &sent).await {
        Ok((id, secret)) => link::show(&screen, id, (&secret, request)).await,
        Err(err @ (Error::BadRequest(_) | Error::Taken(_))) => {
            let words = match err {
                Error::Taken(_) => screen.say("people-email-taken"),
                _ => respond::sentence(&app, screen.language, &err),
            };
            screen.show(err.status(), &form(&screen, &sent, Notice { kind: "error", words }))
        }
        Err(err) => Err(err),
    }
}

async fn keep(
    app: &App,
    who: &Manager,
    sent: &SentGrant,
) -> Result<(content::id::PersonId, String)> {
    let grant = sent.read(&app.atlas())?;
    let email = email(&sent.email)?;
    let name = tidy_line(&sent.name);
    if name.chars().count() > NAME_MAX {
        return Err(Error::BadRequest("people-name-long"));
    }
    // Until the person says otherwise, the address names them.
    let name = if name.is_empty() { email.clone() } else { name };
    let new = NewPerson { email: email.clone(), name: name.clone(), password_hash: None };
    let now = app.clock.now_ms();
    let tx = app.db.begin().await?;
    store::staff::hold(&tx, who.0.id, who.0.id).await?;
    let id = store::insert(&tx, &new, &[grant], now).await?;
    let secret = invites::make(&tx, id, Some(who.0.id), now).await?;
    let mut after = grant::told(&store::by_id(&tx, id).await?);
    if let Some(after) = after.as_object_mut() {
        after.insert("email".to_owned(), json!(email));
        after.insert("name".to_owned(), json!(name));
    }
    let line = Entry { after, ..Entry::on_person(Some(who.0.id), "person_invited", id) };
    audit::append(&tx, &line, now).await?;
    tx.commit().await?;
    Ok((id, secret))
}

/// Checked by the very rules of the one that sends mail.
fn email(text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    let fits = text.len() <= EMAIL_MAX && crate::mail::is_address(&text);
    if fits { Ok(text) } else { Err(Error::BadRequest("set-up-email-missing")) }
}

fn form(screen: &Screen<'_>, sent: &SentGrant, notice: Notice) -> NewPersonPage {
    let role = Role::parse(&sent.role).unwrap_or(Role::Reporter);
    let typed = sent.read(&screen.app.atlas()).ok();
    let grant = typed.unwrap_or(Grant { role, sections: vec![], languages: vec![] });
    NewPersonPage {
        frame: screen.frame(screen.say("people-add"), notice),
        email: sent.email.clone(),
        name: sent.name.clone(),
        grant: grant::form(screen, String::new(), &grant),
    }
}
