//! `/toa-soan/thiet-lap`: the first site and the first account of an empty installation.

use std::sync::Arc;

use content::lang::Lang;
use content::text::tidy_line;
use content::workflow::rights::{Grant, Role};
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::view::desk::enter::SetUpPage;
use themes::view::desk::frame::DeskFrame;

use super::password;
use super::sign_in::put_cookie;
use super::store::{self, NewPerson, session};
use crate::app::App;
use crate::changes::{Kind, store as changes};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::sites::atlas::Imprint;
use crate::sites::store::{NewSite, insert_site, section_at};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    code: String,
    #[serde(default)]
    site_name: String,
    #[serde(default)]
    host: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default, rename = "_csrf")]
    csrf: String,
}

/// Open only while nobody has an account.
pub(crate) async fn is_open(app: &App) -> Result<bool> {
    store::nobody(&app.db.read).await
}

#[handler]
pub(crate) async fn page(app: Data<&Arc<App>>, request: &Request) -> Result<Response> {
    if !is_open(&app).await? {
        return Ok(respond::see_other("/toa-soan"));
    }
    let host = request.header("host").unwrap_or_default().split(':').next().unwrap_or_default();
    let sent = Sent { host: host.to_owned(), ..Sent::default() };
    show(&app, request, &sent, None).await
}

#[handler]
pub(crate) async fn set_up(
    app: Data<&Arc<App>>,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    if !is_open(&app).await? {
        return Ok(respond::see_other("/toa-soan"));
    }
    let before = session::of(&app, request).await?;
    let kept = before.as_ref().map_or("", |session| session.csrf.as_str());
    csrf::same(kept, &sent.csrf)?;
    csrf::same_origin(request)?;
    if let Some(fault) = fault(&app, &sent) {
        let mut response = show(&app, request, &sent, Some(fault)).await?;
        response.set_status(StatusCode::UNPROCESSABLE_ENTITY);
        return Ok(response);
    }
    let person = keep(&app, &sent).await?;
    app.reload_atlas().await?;
    let (_, cookie) = session::sign_in(&app, person, before.as_ref(), request).await?;
    let mut response = respond::see_other("/toa-soan");
    put_cookie(&mut response, &cookie);
    Ok(response)
}

fn fault(app: &App, sent: &Sent) -> Option<&'static str> {
    let code_is_right = csrf::same(app.set_up_code(), sent.code.trim()).is_ok();
    let host_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let host = !sent.host.is_empty() && sent.host.chars().all(host_plain);
    match () {
        () if !code_is_right => Some("set-up-wrong-code"),
        () if tidy_line(&sent.site_name).is_empty() => Some("set-up-site-missing"),
        () if !host => Some("set-up-host-missing"),
        () if tidy_line(&sent.name).is_empty() => Some("set-up-name-missing"),
        () if !sent.email.contains('@') => Some("set-up-email-missing"),
        () if !password::acceptable(&sent.password) => Some("set-up-password-short"),
        () => None,
    }
}

/// Sections that every newspaper has; more are made later.
const SECTIONS: [(&str, &str); 6] = [
    ("thoi-su", "Thời sự"),
    ("kinh-te", "Kinh tế"),
    ("xa-hoi", "Xã hội"),
    ("van-hoa", "Văn hóa"),
    ("giao-duc", "Giáo dục"),
    ("chuyen-doi-so", "Chuyển đổi số"),
];

async fn keep(app: &App, sent: &Sent) -> Result<content::id::PersonId> {
    let hash = password::hash(sent.password.clone()).await?;
    let now = app.clock.now_ms();
    let site = NewSite {
        key: "bao".to_owned(),
        host: sent.host.to_lowercase(),
        aliases: if sent.host == "localhost" { vec!["127.0.0.1".to_owned()] } else { vec![] },
        theme: "newspaper".to_owned(),
        stamp: "newspaper".to_owned(),
        language: Lang::vi(),
        name: tidy_line(&sent.site_name),
        imprint: Imprint::default(),
    };
    let whole = |role| Grant { role, sections: vec![], languages: vec![] };
    let person = NewPerson {
        email: sent.email.clone(),
        name: tidy_line(&sent.name),
        password_hash: Some(hash),
    };
    let tx = app.db.begin().await?;
    let id = insert_site(&tx, &site).await?;
    for (path, name) in SECTIONS {
        section_at(&tx, id, path, name, "").await?;
    }
    // Looked at again inside the transaction: two people may send the form at once.
    if !store::nobody(&tx).await? {
        return Err(Error::Forbidden);
    }
    let person =
        store::insert(&tx, &person, &[whole(Role::Admin), whole(Role::Chief)], now).await?;
    let number = changes::append(&tx, &app.db, Kind::Frame, None, now).await?;
    tx.commit().await?;
    app.bell.ring(number);
    Ok(person)
}

async fn show(
    app: &App,
    request: &Request,
    sent: &Sent,
    fault: Option<&'static str>,
) -> Result<Response> {
    let (session, cookie) = match session::of(app, request).await? {
        Some(session) => (session, None),
        None => session::begin(app, None, None).await.map(|(s, cookie)| (s, Some(cookie)))?,
    };
    let language = respond::language_of(request).to_owned();
    let texts = app.themes.texts();
    let view = SetUpPage {
        site_name: sent.site_name.clone(),
        host: sent.host.clone(),
        name: sent.name.clone(),
        email: sent.email.clone(),
        fault: fault.map_or_else(String::new, |key| texts.say(&language, key, &[])),
        frame: DeskFrame {
            title: texts.say(&language, "desk-set-up", &[]),
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
