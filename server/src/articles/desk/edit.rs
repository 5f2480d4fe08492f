//! `GET /toa-soan/bai/{id}`: the page on which an article is written.

use std::sync::Arc;

use content::id::ArticleId;
use content::workflow::decide::Refusal;
use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::view::desk::editor::{EditorPage, TriedView};

use super::editor_page::{self, Showing};
use super::screen::{Notice, Screen};
use crate::app::App;
use crate::articles::acts;
use crate::error::{Error, Result};
use crate::http::respond;
use crate::people::who::Editor;

/// What has just been done, and a picture that was uploaded without script.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
    anh: String,
    /// The revision that was taken back.
    ban: String,
}

#[handler]
pub(crate) async fn edit(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    let mut typed = found.draft.text.clone();
    if !asked.anh.is_empty() {
        typed.cover.get_or_insert_default().media = asked.anh;
    }
    let notice = match asked.ban.parse::<i32>() {
        Ok(number) => restored(&screen, &asked.xong, number),
        Err(_) => done(&screen, &asked.xong),
    };
    let mut page = editor_page::page(&screen, &found, Showing { text: &typed, notice }).await?;
    if asked.xong == "approve" && !page.checks.blockers.is_empty() {
        let words = screen.say("desk-done-approve-blocked");
        page.frame = screen.frame(page.frame.title, Notice { kind: "warning", words });
    }
    screen.show(StatusCode::OK, &page)
}

/// The address of an act, opened by itself: on to the article.
#[handler]
pub(crate) async fn back(request: &Request) -> Result<Response> {
    let id = request.raw_path_param("id").and_then(|id| id.parse::<ArticleId>().ok());
    let id = id.ok_or(Error::NotFound)?;
    Ok(respond::see_other(&format!("/toa-soan/bai/{id}")))
}

/// An old text is back, or was there already.
fn restored(screen: &Screen<'_>, act: &str, number: i32) -> Notice {
    let key = match act {
        "restore" => "history-restored",
        "restore-same" => "history-restore-same",
        _ => return Notice::default(),
    };
    let texts = screen.app.themes.texts();
    let words = texts.say(screen.language, key, &[("number", number.into())]);
    Notice { kind: "done", words }
}

/// Only our own acts have a sentence; anything else in the address says nothing.
fn done(screen: &Screen<'_>, act: &str) -> Notice {
    let known = [
        "save",
        "merge",
        "submit",
        "recall",
        "discard",
        "recover",
        "take",
        "return",
        "approve",
        "publish",
        "places",
        "withdraw",
        "schedule",
        "unschedule",
        "expire_at",
        "embargo",
        "embargo-lifted",
        "expire_at-lifted",
        "correct",
    ];
    match known.into_iter().find(|known| *known == act) {
        Some(act) => Notice { kind: "done", words: screen.say(&format!("desk-done-{act}")) },
        None => Notice::default(),
    }
}

/// The page again with the reason why an act was refused.
pub(crate) async fn refused(
    screen: &Screen<'_>,
    id: ArticleId,
    (err, tried): (&Error, TriedView),
) -> Result<Response> {
    let found = acts::readable(screen.app, screen.who, id).await?;
    let notice =
        Notice { kind: "error", words: respond::sentence(screen.app, screen.language, err) };
    let showing = Showing { text: &found.draft.text, notice };
    let mut page = editor_page::page(screen, &found, showing).await?;
    if let Error::Refused(Refusal::Incomplete(faults)) = err {
        let first = faults.first().map(|fault| fault.field().to_owned());
        page.frame.notice_field = first.unwrap_or_default();
    }
    screen.show(err.status(), &EditorPage { tried, ..page })
}
