//! `GET /toa-soan/tai-khoan`: one's own account.

use std::sync::Arc;

use content::workflow::rights::Right;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::view::desk::account::AccountPage;
use themes::view::desk::frame::Choice;

use crate::app::App;
use crate::articles::desk::list::scopes;
use crate::error::Result;
use crate::notices::Kind;
use crate::people::devices;
use crate::people::screen::{Notice, Screen};
use crate::people::store::{self, session};
use crate::people::who::Editor;

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
}

/// What has a sentence after it was done.
const DONE: [&str; 3] = ["choices", "password", "sessions"];

#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who, request);
    let done = DONE.into_iter().find(|known| *known == asked.xong);
    let notice = done.map_or_else(Notice::default, |act| Notice {
        kind: "done",
        words: screen.say(&format!("account-done-{act}")),
    });
    show(&screen, StatusCode::OK, notice).await
}

/// The page again with the reason why nothing was kept.
pub(super) async fn refuse(screen: &Screen<'_>, key: &str) -> Result<Response> {
    let notice = Notice { kind: "error", words: screen.say(key) };
    show(screen, StatusCode::UNPROCESSABLE_ENTITY, notice).await
}

/// The kinds that this person can be told of: a text waits only for those who may take or publish.
pub(super) fn offered(who: &Editor) -> impl Iterator<Item = Kind> {
    let may = |right| !scopes(&who.grants, right).is_empty();
    Kind::ALL.into_iter().filter(|kind| kind.by_mail()).filter(move |kind| match kind {
        Kind::Submitted => may(Right::Take),
        Kind::ToPublish => may(Right::Publish),
        _ => true,
    })
}

async fn show(screen: &Screen<'_>, status: StatusCode, notice: Notice) -> Result<Response> {
    let (app, who) = (screen.app, screen.who);
    let person = store::by_id(&app.db.read, who.id).await?;
    let sessions = session::lines(&app.db.read, who.id, app.clock.now_ms()).await?;
    let kind = |kind: Kind| Choice {
        value: kind.as_str().to_owned(),
        name: screen.say(&format!("notice-kind-{}", kind.as_str())),
        depth: 0,
        chosen: !person.mails_off.iter().any(|off| off == kind.as_str()),
    };
    let language = |tag: &str| Choice {
        value: tag.to_owned(),
        name: screen.say(&format!("language-{tag}")),
        depth: 0,
        chosen: tag == person.language,
    };
    let view = AccountPage {
        frame: screen.frame(screen.say("desk-account"), notice),
        name: person.name.clone(),
        email: person.email.clone(),
        languages: ["vi", "en"].map(language).to_vec(),
        mails_on: app.mail.is_on(),
        kinds: offered(who).map(kind).collect(),
        sessions: devices::rows(screen, &sessions, who.session.as_ref()),
    };
    screen.show(status, &view)
}
