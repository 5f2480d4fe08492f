//! `/toa-soan/dang-nhap`: a page, and the check of address and password.

use std::sync::Arc;

use content::id::PersonId;
use poem::http::{StatusCode, header};
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use themes::view::desk::enter::SignInPage;
use themes::view::desk::frame::DeskFrame;

use super::store::{self, session};
use super::{password, set_up};
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::Result;
use crate::http::forms::Form;
use crate::http::{csrf, proxies, respond};

/// Wrong passwords in a row before an account is closed for a while.
pub(super) const FAILURES_MAX: i32 = 10;
/// How long it stays closed.
pub(super) const LOCKED_MS: i64 = 15 * 60_000;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    tiep: Option<String>,
    /// A password has just been set through a link.
    xong: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    tiep: String,
    #[serde(default, rename = "_csrf")]
    csrf: String,
}

/// The page; begins a session without a person, whose token the form carries.
#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    if set_up::is_open(&app).await? {
        return Ok(respond::see_other("/toa-soan/thiet-lap"));
    }
    let next = asked.tiep.unwrap_or_default();
    let done = asked.xong.is_some().then_some("invite-done");
    show(&app, request, &Shown { email: "", next: &next, fault: None, done }).await
}

/// The check.
#[expect(
    clippy::cognitive_complexity,
    reason = "each way in which a sign-in fails is told apart here, in order"
)]
#[handler]
pub(crate) async fn sign_in(
    app: Data<&Arc<App>>,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let before = session::of(&app, request).await?;
    let kept = before.as_ref().map_or("", |session| session.csrf.as_str());
    if csrf::same(kept, &sent.csrf).and_then(|()| csrf::same_origin(request)).is_err() {
        // Most often the page stood open too long: nothing is wrong with the person.
        return refuse(&app, request, &sent, "error-csrf").await;
    }
    let found = store::by_email(&app.db.read, &sent.email).await?;
    let now = app.clock.now_ms();
    let locked_until = match &found {
        Some(person) => person.locked_until_ms,
        None => app.strangers.locked_until_ms(&sent.email),
    };
    if locked_until.is_some_and(|until| until > now) {
        return refuse(&app, request, &sent, "sign-in-locked").await;
    }
    let stored = found.as_ref().and_then(|person| person.password_hash.clone());
    let right = password::matches(sent.password.clone(), stored).await?;
    match found {
        Some(person) if right && !person.disabled => {
            let (_, cookie) = session::sign_in(&app, person.id, before.as_ref(), request).await?;
            let mut response = respond::see_other(&safe_next(&sent.tiep));
            put_cookie(&mut response, &cookie);
            Ok(response)
        }
        Some(person) if right => {
            tracing::info!(person = person.id.get(), "a disabled account tried to sign in");
            refuse(&app, request, &sent, "sign-in-disabled").await
        }
        Some(person) => {
            note_failure(&app, person.id, request).await?;
            refuse(&app, request, &sent, "sign-in-wrong").await
        }
        None => {
            app.strangers.failed(&sent.email, now);
            refuse(&app, request, &sent, "sign-in-wrong").await
        }
    }
}

/// Counts a wrong password of an account, closes it for a while after too many, and writes both
/// down. Wrong passwords that arrive at once are counted one after the other.
pub(crate) async fn note_failure(app: &App, id: PersonId, request: &Request) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    store::accounts::hold(&tx, id).await?;
    let failures = store::by_id(&tx, id).await?.failures + 1;
    let lock = failures >= FAILURES_MAX;
    let (failures, until) = if lock { (0, Some(now_ms + LOCKED_MS)) } else { (failures, None) };
    store::count_failure(&tx, id, failures, until).await?;
    let address = proxies::address_of(request, &app.config.trusted_proxies);
    let mut line = Entry::on_person(None, "sign_in_failed", id);
    line.after = json!({ "address": address });
    audit::append(&tx, &line, now_ms).await?;
    if lock {
        audit::append(&tx, &Entry::on_person(None, "account_locked", id), now_ms).await?;
    }
    tx.commit().await?;
    Ok(())
}

struct Shown<'a> {
    email: &'a str,
    next: &'a str,
    fault: Option<&'static str>,
    done: Option<&'static str>,
}

async fn refuse(
    app: &App,
    request: &Request,
    sent: &Sent,
    fault: &'static str,
) -> Result<Response> {
    let shown = Shown { email: &sent.email, next: &sent.tiep, fault: Some(fault), done: None };
    let mut response = show(app, request, &shown).await?;
    response.set_status(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(response)
}

async fn show(app: &App, request: &Request, shown: &Shown<'_>) -> Result<Response> {
    let (session, cookie) = match session::of(app, request).await? {
        Some(session) => (session, None),
        None => session::begin(app, None, None).await.map(|(s, cookie)| (s, Some(cookie)))?,
    };
    let language = respond::language_of(request).to_owned();
    let texts = app.themes.texts();
    let view = SignInPage {
        email: shown.email.to_owned(),
        next: shown.next.to_owned(),
        fault: shown.fault.map_or_else(String::new, |key| texts.say(&language, key, &[])),
        frame: DeskFrame {
            title: texts.say(&language, "desk-sign-in", &[]),
            csrf: session.csrf,
            notice: shown.done.map_or_else(String::new, |key| texts.say(&language, key, &[])),
            notice_kind: "done".to_owned(),
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

pub(super) fn put_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Only to a page of the desk: an address elsewhere would make sign-in a trap.
fn safe_next(next: &str) -> String {
    let inside = next.starts_with("/toa-soan") && !next.contains(['\\', '\r', '\n']);
    if inside { next.to_owned() } else { "/toa-soan".to_owned() }
}
