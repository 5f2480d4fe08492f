//! The history of an article: `…/lich-su`, `…/lich-su/{number}`, and its list in the API.

use std::sync::Arc;

use content::article::Text;
use content::id::{ArticleId, PersonId};
use content::workflow::rights::may_inspect;
use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::json;
use themes::dates;
use themes::view::desk::history::{HistoryPage, RevisionField, RevisionPage, RevisionRow};

use super::conflict::{pieces, words};
use super::screen::{Notice, Screen};
use crate::app::App;
use crate::articles::acts;
use crate::articles::shape::api;
use crate::articles::store::revisions::{self, Line};
use crate::error::{Error, Result};
use crate::people::store::names;
use crate::people::who::{ApiUser, Editor};

/// All revisions, newest first.
#[handler]
pub(crate) async fn history(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    let lines = revisions::list(&app.db.read, found.id).await?;
    let people: Vec<_> = lines.iter().filter_map(|line| line.made_by).map(PersonId::new).collect();
    let names = names(&app.db.read, &people).await?;
    let live = found.live.map(content::id::RevisionId::get);
    let row = |line: &Line| RevisionRow {
        by: line.made_by.and_then(|by| names.get(&PersonId::new(by))).cloned().unwrap_or_default(),
        live: live == Some(line.id),
        ..row(found.id, line)
    };
    let page = HistoryPage {
        frame: screen.frame(screen.say("desk-history"), Notice::default()),
        id,
        title: found.draft.text.title.clone(),
        article_url: format!("/toa-soan/bai/{id}"),
        records_url: if may_inspect(&who.grants) {
            format!("/toa-soan/nhat-ky?bai={id}")
        } else {
            String::new()
        },
        revisions: lines.iter().map(row).collect(),
    };
    screen.show(StatusCode::OK, &page)
}

fn row(id: ArticleId, line: &Line) -> RevisionRow {
    RevisionRow {
        number: line.number,
        url: format!("/toa-soan/bai/{id}/lich-su/{}", line.number),
        act: line.act.clone(),
        note: line.note.clone(),
        by: String::new(),
        at: dates::short(line.made_ms),
        iso: dates::iso(line.made_ms),
        live: false,
    }
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
    let revision = revisions::by_number(&app.db.read, found.id, number).await?;
    let before = match revisions::by_number(&app.db.read, found.id, number - 1).await {
        Ok(before) => before.text,
        Err(Error::NotFound) => Text::default(),
        Err(err) => return Err(err),
    };
    let screen = Screen::new(&app, &who, request);
    let by: Vec<_> = revision.made_by.into_iter().collect();
    let line = Line {
        id: revision.id.get(),
        number,
        made_by: None,
        made_ms: revision.made_ms,
        act: revision.act,
        note: revision.note,
        title: String::new(),
    };
    let page = RevisionPage {
        frame: screen.frame(revision.text.title.clone(), Notice::default()),
        id,
        revision: RevisionRow {
            by: names(&app.db.read, &by).await?.into_values().next().unwrap_or_default(),
            live: found.live == Some(revision.id),
            ..row(found.id, &line)
        },
        history_url: format!("/toa-soan/bai/{id}/lich-su"),
        fields: changed(&screen, &before, &revision.text),
    };
    screen.show(StatusCode::OK, &page)
}

fn changed(screen: &Screen<'_>, old: &Text, new: &Text) -> Vec<RevisionField> {
    let pairs = words(screen, old).into_iter().zip(words(screen, new));
    pairs
        .filter(|((_, old), (_, new))| old != new)
        .map(|((name, old), (_, new))| RevisionField {
            name: name.to_owned(),
            pieces: pieces(&old, &new),
        })
        .collect()
}

/// `GET /api/v1/articles/{id}/revisions`.
#[handler]
pub(crate) async fn list_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    Path(id): Path<i64>,
) -> Result<Response> {
    who.may("read")?;
    let found = acts::readable(&app, &who.person, ArticleId::new(id)).await?;
    let lines = revisions::list(&app.db.read, found.id).await?;
    let live = found.live.map(content::id::RevisionId::get);
    let tell = |line: &Line| {
        json!({
            "number": line.number, "act": line.act, "note": line.note, "title": line.title,
            "made_at": api::time(line.made_ms), "live": live == Some(line.id),
        })
    };
    let items: Vec<_> = lines.iter().map(tell).collect();
    Ok(Json(json!({ "items": items })).into_response())
}
