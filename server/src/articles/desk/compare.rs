//! Any two texts of an article against each other, word by word, over every field:
//! `…/lich-su/{number}` and `…/lich-su/so-sanh`.

use std::sync::Arc;

use content::article::Text;
use content::id::ArticleId;
use content::workflow::decide::Act;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::frame::Choice;
use themes::view::desk::history::{CompareForm, RevisionField, RevisionPage, RevisionRow};

use super::conflict::{pieces, read_aloud, words};
use super::revisions::row;
use super::screen::{Notice, Screen};
use super::steps;
use crate::app::App;
use crate::articles::acts;
use crate::articles::store::acts::Found;
use crate::articles::store::revisions::{self, Line, Revision};
use crate::error::{Error, Result};
use crate::people::store::names;
use crate::people::who::Editor;

/// The word for the text that is being written.
const DRAFT: &str = "nhap";

/// Which two: a revision's number, 0 for nothing at all, or [`DRAFT`].
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    cu: String,
    moi: String,
}

/// One revision against the one before.
#[handler]
pub(crate) async fn one(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path((id, number)): Path<(i64, i32)>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    let newer = side(&app, &found, &number.to_string()).await?;
    let older = match side(&app, &found, &number.saturating_sub(1).to_string()).await {
        Err(Error::NotFound) => Side::Nothing,
        older => older?,
    };
    show(&screen, &found, (older, newer)).await
}

/// Any two.
#[handler]
pub(crate) async fn any_two(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    let older = side(&app, &found, &asked.cu).await?;
    let newer = side(&app, &found, &asked.moi).await?;
    show(&screen, &found, (older, newer)).await
}

/// One of the two texts.
#[derive(Debug)]
enum Side {
    /// Before anything was written.
    Nothing,
    Revision(Box<Revision>),
    Draft,
}

impl Side {
    fn number(&self) -> Option<i32> {
        match self {
            Self::Nothing => Some(0),
            Self::Revision(revision) => Some(revision.number),
            Self::Draft => None,
        }
    }

    fn text(&self, found: &Found) -> Text {
        match self {
            Self::Nothing => Text::default(),
            Self::Revision(revision) => revision.text.clone(),
            Self::Draft => found.draft.text.clone(),
        }
    }
}

async fn side(app: &App, found: &Found, word: &str) -> Result<Side> {
    if word == DRAFT {
        return Ok(Side::Draft);
    }
    match word.trim().parse::<i32>().or(Err(Error::NotFound))? {
        0 => Ok(Side::Nothing),
        number => {
            let revision = revisions::by_number(&app.db.read, found.id, number).await?;
            Ok(Side::Revision(Box::new(revision)))
        }
    }
}

async fn show(
    screen: &Screen<'_>,
    found: &Found,
    (older, newer): (Side, Side),
) -> Result<Response> {
    let id = found.id;
    let lines = revisions::list(&screen.app.db.read, id).await?;
    let revision = match &newer {
        Side::Revision(revision) => Some(told(screen, found, revision).await?),
        Side::Nothing | Side::Draft => None,
    };
    let restore_url = match &revision {
        Some(row) if may_restore(screen, found) => format!("{}/khoi-phuc", row.url),
        _ => String::new(),
    };
    let (old_name, heading) = (name(screen, older.number()), name(screen, newer.number()));
    let values = [("old", old_name.into()), ("new", heading.clone().into())];
    let differing = differing(screen, &older.text(found), &newer.text(found));
    // Off the reactor: two bodies of a megabyte take half a second at most.
    let fields = tokio::task::spawn_blocking(move || changed(differing)).await?;
    let page = RevisionPage {
        frame: screen.frame(heading.clone(), Notice::default()),
        id: id.get(),
        compared: screen.app.themes.texts().say(screen.language, "history-compared", &values),
        heading,
        revision,
        history_url: format!("/toa-soan/bai/{id}/lich-su"),
        compare: form(screen, &lines, (older.number(), newer.number())),
        restore_hint: restore_hint(screen, found),
        restore_url,
        article_url: format!("/toa-soan/bai/{id}"),
        fields,
    };
    screen.show(StatusCode::OK, &page)
}

/// Why an old text cannot be taken back now, as a text key, for who could otherwise.
pub(super) fn restore_hint(screen: &Screen<'_>, found: &Found) -> String {
    let rights = acts::rights(screen.who, found);
    let may = |act| steps::allowed(found, &rights, act, screen.app.clock.now_ms());
    let hint = match () {
        () if may(Act::Write) => "",
        () if may(Act::Recall) => "history-recall-first",
        () if may(Act::Recover) => "history-recover-first",
        () if found.owner == Some(screen.who.id) => "history-restore-later",
        () => "",
    };
    hint.to_owned()
}

/// Who may write the text may take an old one back.
pub(super) fn may_restore(screen: &Screen<'_>, found: &Found) -> bool {
    let rights = acts::rights(screen.who, found);
    steps::allowed(found, &rights, Act::Write, screen.app.clock.now_ms())
}

/// `Bản 2 – Gửi biên tập, 08:19, 25/11/2026`.
fn told_as(screen: &Screen<'_>, lines: &[Line], number: Option<i32>) -> String {
    let name = name(screen, number);
    match lines.iter().find(|line| Some(line.number) == number) {
        Some(line) => {
            let act = screen.say(&format!("act-{}", line.act));
            format!("{name} – {act}, {}", dates::short(line.made_ms))
        }
        None => name,
    }
}

/// The choice of two, among all revisions and the text being written; nothing means that.
pub(super) fn form(
    screen: &Screen<'_>,
    lines: &[Line],
    (old, new): (Option<i32>, Option<i32>),
) -> CompareForm {
    let choice = |number: Option<i32>, chosen: Option<i32>| Choice {
        value: number.map_or_else(|| DRAFT.to_owned(), |number| number.to_string()),
        name: told_as(screen, lines, number),
        depth: 0,
        chosen: number == chosen,
    };
    let all = || std::iter::once(None).chain(lines.iter().map(|line| Some(line.number)));
    CompareForm {
        old: all().chain([Some(0)]).map(|number| choice(number, old)).collect(),
        new: all().map(|number| choice(number, new)).collect(),
    }
}

fn name(screen: &Screen<'_>, number: Option<i32>) -> String {
    match number {
        None => screen.say("history-newest"),
        Some(0) => screen.say("history-before-first"),
        Some(number) => {
            let texts = screen.app.themes.texts();
            texts.say(screen.language, "desk-revision", &[("number", number.into())])
        }
    }
}

async fn told(screen: &Screen<'_>, found: &Found, revision: &Revision) -> Result<RevisionRow> {
    let by: Vec<_> = revision.made_by.into_iter().collect();
    let line = Line {
        id: revision.id.get(),
        number: revision.number,
        made_by: None,
        made_ms: revision.made_ms,
        act: revision.act.clone(),
        note: revision.note.clone(),
        title: String::new(),
    };
    Ok(RevisionRow {
        by: names(&screen.app.db.read, &by).await?.into_values().next().unwrap_or_default(),
        live: found.live == Some(revision.id),
        ..row(found.id, &line)
    })
}

/// A field, its older text and its newer one.
type Differing = (&'static str, String, String);

/// The fields that differ, as people read them.
fn differing(screen: &Screen<'_>, old: &Text, new: &Text) -> Vec<Differing> {
    let pairs = words(screen, old).into_iter().zip(words(screen, new));
    pairs
        .filter(|((_, old), (_, new))| old != new)
        .map(|((name, old), (_, new))| {
            let (old, new) = read_aloud(screen, name, (&old, &new));
            (name, old, new)
        })
        .collect()
}

fn changed(fields: Vec<Differing>) -> Vec<RevisionField> {
    let field = |(name, old, new): Differing| RevisionField {
        name: name.to_owned(),
        pieces: pieces(&old, &new),
    };
    fields.into_iter().map(field).collect()
}
