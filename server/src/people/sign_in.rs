//! `/toa-soan/dang-nhap`: a page, and the check of address and password.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::view::desk::enter::SignInPage;
use themes::view::desk::frame::DeskFrame;

use super::store::{self, Person, session};
use super::{password, set_up};
use crate::app::App;
use crate::error::Result;
use crate::http::forms::Form;
use crate::http::{csrf, respond};

/// Wrong passwords in a row before an account is closed for a while.
const FAILURES_MAX: i32 = 10;
/// How long it stays closed.
const LOCKED_MS: i64 = 15 * 60_000;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    tiep: Option<String>,
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
    show(&app, request, &Shown { email: "", next: &next, fault: None }).await
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
    if let Some(person) = &found
        && person.locked_until_ms.is_some_and(|until| until > now)
    {
        return refuse(&app, request, &sent, "sign-in-locked").await;
    }
    let stored = found.as_ref().and_then(|person| person.password_hash.clone());
    let right = password::matches(sent.password.clone(), stored).await?;
    match found {
        Some(person) if right && !person.disabled => {
            let (_, cookie) = session::begin(&app, Some(person.id), before.as_ref()).await?;
            note_failure(&app, &person, 0, now).await?;
            let mut response = respond::see_other(&safe_next(&sent.tiep));
            put_cookie(&mut response, &cookie);
            Ok(response)
        }
        Some(person) if right => {
            tracing::info!(person = person.id.get(), "a disabled account tried to sign in");
            refuse(&app, request, &sent, "sign-in-disabled").await
        }
        Some(person) => {
            note_failure(&app, &person, person.failures + 1, now).await?;
            refuse(&app, request, &sent, "sign-in-wrong").await
        }
        None => refuse(&app, request, &sent, "sign-in-wrong").await,
    }
}

async fn note_failure(app: &App, person: &Person, failures: i32, now_ms: i64) -> Result<()> {
    if failures == 0 && person.failures == 0 {
        return Ok(());
    }
    let lock = failures >= FAILURES_MAX;
    let (failures, until) = if lock { (0, Some(now_ms + LOCKED_MS)) } else { (failures, None) };
    let tx = app.db.begin().await?;
    store::count_failure(&tx, person.id, failures, until).await?;
    tx.commit().await?;
    Ok(())
}

struct Shown<'a> {
    email: &'a str,
    next: &'a str,
    fault: Option<&'static str>,
}

async fn refuse(
    app: &App,
    request: &Request,
    sent: &Sent,
    fault: &'static str,
) -> Result<Response> {
    let shown = Shown { email: &sent.email, next: &sent.tiep, fault: Some(fault) };
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
