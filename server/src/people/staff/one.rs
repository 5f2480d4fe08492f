//! `GET /toa-soan/nhan-su/{id}`: one person's roles, account and signed-in browsers.

use std::sync::Arc;

use content::id::PersonId;
use content::workflow::rights::{Grant, Role};
use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::people::PersonPage;

use super::grant;
use super::list::state;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::respond;
use crate::people::devices;
use crate::people::screen::{Notice, Screen};
use crate::people::store::{self, grants, session};
use crate::people::who::Manager;

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
}

/// What has a sentence after it was done.
const DONE: [&str; 6] = ["roles", "disabled", "enabled", "unlocked", "sessions", "removed"];

#[handler]
pub(crate) async fn one(
    app: Data<&Arc<App>>,
    who: Manager,
    request: &Request,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who.0, request);
    let done = DONE.into_iter().find(|known| *known == asked.xong);
    let notice = done.map_or_else(Notice::default, |act| Notice {
        kind: "done",
        words: screen.say(&format!("people-done-{act}")),
    });
    let page = page(&screen, PersonId::new(id), notice).await?;
    screen.show(StatusCode::OK, &page)
}

/// Back to the page after an act, or the page again with the reason why it was refused.
pub(super) async fn answer(
    screen: &Screen<'_>,
    id: PersonId,
    (done, kept): (&str, Result<()>),
) -> Result<Response> {
    match kept {
        Ok(()) => Ok(respond::see_other(&format!("/toa-soan/nhan-su/{id}?xong={done}"))),
        Err(err @ Error::BadRequest(_)) => {
            let words = respond::sentence(screen.app, screen.language, &err);
            let page = page(screen, id, Notice { kind: "error", words }).await?;
            screen.show(err.status(), &page)
        }
        Err(err) => Err(err),
    }
}

/// The page.
pub(super) async fn page(screen: &Screen<'_>, id: PersonId, notice: Notice) -> Result<PersonPage> {
    let (app, now) = (screen.app, screen.app.clock.now_ms());
    let person = store::by_id(&app.db.read, id).await?;
    let held = grants::held_by(&app.db.read, id).await?;
    let sessions = session::lines(&app.db.read, id, now).await?;
    let own = screen.who.session.as_ref().filter(|_| id == screen.who.id);
    let none = Grant { role: Role::Reporter, sections: vec![], languages: vec![] };
    let grants = held.iter().map(|held| grant::form(screen, held.id.to_string(), &held.grant));
    Ok(PersonPage {
        frame: screen.frame(person.name.clone(), notice),
        url: format!("/toa-soan/nhan-su/{id}"),
        name: person.name.clone(),
        email: person.email.clone(),
        state: state(&person, now).to_owned(),
        seen: person.seen_ms.map(dates::short).unwrap_or_default(),
        grants: grants.collect(),
        new_grant: grant::form(screen, String::new(), &none),
        sessions: devices::rows(screen, &sessions, own),
        done_url: format!("/toa-soan/nhat-ky?nguoi={id}"),
        about_url: format!("/toa-soan/nhat-ky?ve={id}"),
        tried: String::new(),
        link: String::new(),
        link_words: String::new(),
        link_until: String::new(),
    })
}
