//! `/toa-soan/loi-moi/{secret}`: an invited person chooses name and password; so does one who
//! was sent a link to set a new password.

use std::sync::Arc;

use content::id::PersonId;
use content::text::tidy_line;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use themes::view::desk::enter::{InvitedPage, MessagePage};
use themes::view::desk::frame::DeskFrame;

use super::password;
use super::sign_in::put_cookie;
use super::store::invites::{self, Invite};
use super::store::session::Which;
use super::store::{self, Person, session};
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};

/// Longest name, in characters.
pub(crate) const NAME_MAX: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    name: String,
    password: String,
    again: String,
    #[serde(rename = "_csrf")]
    csrf: String,
}

/// Looking at the page uses nothing up: programs that check mails look too.
#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    request: &Request,
    Path(secret): Path<String>,
) -> Result<Response> {
    let Some((_, person)) = invited(&app, &secret).await? else { return over(&app, request) };
    // Who was added without a name bears the address until now.
    let named = if person.name == person.email { "" } else { &person.name };
    let sent = Sent { name: named.to_owned(), ..Sent::default() };
    show(&app, request, &person, (&secret, &sent, None)).await
}

#[handler]
pub(crate) async fn accept(
    app: Data<&Arc<App>>,
    request: &Request,
    Path(secret): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let Some((invite, person)) = invited(&app, &secret).await? else { return over(&app, request) };
    let before = session::of(&app, request).await?;
    let kept = before.as_ref().map_or("", |session| session.csrf.as_str());
    let ours = csrf::same(kept, &sent.csrf).and_then(|()| csrf::same_origin(request));
    let fault = if ours.is_err() { Some("error-csrf") } else { fault(&sent) };
    if let Some(fault) = fault {
        let mut response = show(&app, request, &person, (&secret, &sent, Some(fault))).await?;
        response.set_status(StatusCode::UNPROCESSABLE_ENTITY);
        return Ok(response);
    }
    match keep(&app, invite, &person, &sent).await {
        Ok(()) => Ok(respond::see_other("/toa-soan/dang-nhap?xong=moi")),
        Err(Error::NotFound) => over(&app, request),
        Err(err) => Err(err),
    }
}

/// The link and its person, while both are good.
async fn invited(app: &App, secret: &str) -> Result<Option<(Invite, Person)>> {
    let invite = match invites::open(&app.db.read, secret, app.clock.now_ms()).await {
        Ok(invite) => invite,
        Err(Error::NotFound) => return Ok(None),
        Err(err) => return Err(err),
    };
    let person = store::by_id(&app.db.read, invite.person).await?;
    Ok((!person.disabled).then_some((invite, person)))
}

fn fault(sent: &Sent) -> Option<&'static str> {
    let name = tidy_line(&sent.name);
    match () {
        () if name.is_empty() => Some("set-up-name-missing"),
        () if name.chars().count() > NAME_MAX => Some("people-name-long"),
        () if !password::acceptable(&sent.password) => Some("set-up-password-short"),
        () if sent.password != sent.again => Some("account-passwords-differ"),
        () => None,
    }
}

/// A new password ends all sessions: whoever else knew the old one is out.
async fn keep(app: &App, invite: Invite, person: &Person, sent: &Sent) -> Result<()> {
    let hash = password::hash(sent.password.clone()).await?;
    let (id, name, now): (PersonId, _, _) = (person.id, tidy_line(&sent.name), app.clock.now_ms());
    let tx = app.db.begin().await?;
    invites::use_up(&tx, invite, now).await?;
    store::set_password(&tx, id, &hash).await?;
    store::accounts::set_name(&tx, id, &name).await?;
    session::end_of(&tx, id, Which::All).await?;
    let mut line = Entry::on_person(Some(id), "link_used", id);
    (line.before, line.after) = (json!({ "name": person.name }), json!({ "name": name }));
    audit::append(&tx, &line, now).await?;
    tx.commit().await?;
    Ok(())
}

/// One page for a link that never was, was used, or is over.
fn over(app: &App, request: &Request) -> Result<Response> {
    let language = respond::language_of(request).to_owned();
    let say = |key: &str| app.themes.texts().say(&language, key, &[]);
    let view = MessagePage {
        heading: say("invite-over"),
        message: say("invite-over-explained"),
        error_id: String::new(),
        next: "/toa-soan".to_owned(),
        frame: DeskFrame {
            title: say("invite-over"),
            language: language.clone(),
            ..DeskFrame::default()
        },
    };
    let mut response = respond::html(app, "desk", &view)?;
    response.set_status(StatusCode::NOT_FOUND);
    Ok(response)
}

async fn show(
    app: &App,
    request: &Request,
    person: &Person,
    (secret, sent, fault): (&str, &Sent, Option<&'static str>),
) -> Result<Response> {
    let (session, cookie) = match session::of(app, request).await? {
        Some(session) => (session, None),
        None => session::begin(app, None, None).await.map(|(s, cookie)| (s, Some(cookie)))?,
    };
    let language = respond::language_of(request).to_owned();
    let texts = app.themes.texts();
    let heading = if person.password_hash.is_none() { "invite-heading" } else { "invite-reset" };
    let view = InvitedPage {
        heading: texts.say(&language, heading, &[]),
        address: format!("/toa-soan/loi-moi/{secret}"),
        email: person.email.clone(),
        name: sent.name.clone(),
        fault: fault.map_or_else(String::new, |key| texts.say(&language, key, &[])),
        frame: DeskFrame {
            title: texts.say(&language, heading, &[]),
            csrf: session.csrf,
            language,
            ..DeskFrame::default()
        },
    };
    let mut response = respond::html(app, "desk", &view)?;
    if let Some(cookie) = cookie {
        put_cookie(&mut response, &cookie);
    }
    Ok(response)
}
