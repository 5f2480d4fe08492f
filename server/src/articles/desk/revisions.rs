//! The history of an article: `…/lich-su`, and its list in the API.

use std::collections::HashMap;
use std::sync::Arc;

use content::article::PublicState;
use content::id::{ArticleId, PersonId, RevisionId};
use content::workflow::rights::may_inspect;
use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::json;
use themes::dates;
use themes::view::desk::history::{ActRow, HistoryPage, RevisionRow};

use super::compare;
use super::screen::{Notice, Screen};
use crate::app::App;
use crate::articles::acts;
use crate::articles::shape::api;
use crate::articles::store::audits;
use crate::articles::store::revisions::{self, Line};
use crate::error::Result;
use crate::people::store::names;
use crate::people::who::{ApiUser, Editor};

/// All revisions, newest first, each with what was done with it.
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
    let done = audits::of_article(&app.db.read, found.id).await?;
    let made = lines.iter().filter_map(|line| line.made_by.map(PersonId::new));
    let numbers: Vec<i64> = lines.iter().map(|line| line.id).collect();
    let writers = revisions::writers(&app.db.read, &numbers).await?;
    let people = made.chain(done.iter().filter_map(|line| line.by));
    let people: Vec<_> = people.chain(writers.values().flatten().copied()).collect();
    let names = names(&app.db.read, &people).await?;
    let live = found.live.map(RevisionId::get);
    let row = |line: &Line| RevisionRow {
        by: name(&names, line.made_by.map(PersonId::new)),
        with: with(line, &writers, &names),
        live: found.public == PublicState::Live && live == Some(line.id),
        acts: acts_with(line, &lines, &done).map(|act| act_row(act, &names)).collect(),
        ..row(found.id, line)
    };
    // What the writer sent against what it is now; else the newest one.
    let sent = lines.iter().find(|line| line.act == "submit").or(lines.first());
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
        compare: compare::form(&screen, &lines, (sent.map(|line| line.number), None)),
        may_restore: compare::may_restore(&screen, &found),
        restore_hint: compare::restore_hint(&screen, &found),
        revisions: lines.iter().map(row).collect(),
    };
    screen.show(StatusCode::OK, &page)
}

/// Whose words are in a revision beside those of who made it.
fn with(
    line: &Line,
    writers: &HashMap<i64, Vec<PersonId>>,
    names: &HashMap<PersonId, String>,
) -> Vec<String> {
    let made_by = line.made_by.map(PersonId::new);
    let others = writers.get(&line.id).into_iter().flatten();
    others.filter(|person| Some(**person) != made_by).map(|id| name(names, Some(*id))).collect()
}

fn name(names: &HashMap<PersonId, String>, id: Option<PersonId>) -> String {
    id.and_then(|id| names.get(&id)).cloned().unwrap_or_default()
}

/// What was done while this revision was the newest, but for the act that made it.
fn acts_with<'a>(
    line: &Line,
    lines: &[Line],
    done: &'a [audits::Line],
) -> impl Iterator<Item = &'a audits::Line> {
    let next = lines.iter().filter(|other| other.number > line.number).map(|other| other.made_ms);
    let (since, until) = (line.made_ms, next.min().unwrap_or(i64::MAX));
    let own = line.act.clone();
    done.iter().filter(move |act| {
        let made_it = act.at_ms == since && act.act == own && act.override_reason.is_empty();
        (since..until).contains(&act.at_ms) && !made_it
    })
}

fn act_row(line: &audits::Line, names: &HashMap<PersonId, String>) -> ActRow {
    ActRow {
        act: line.act.clone(),
        by: name(names, line.by),
        at: dates::short(line.at_ms),
        iso: dates::iso(line.at_ms),
        note: line.note.clone(),
        override_reason: line.override_reason.clone(),
    }
}

/// One revision on a line.
pub(super) fn row(id: ArticleId, line: &Line) -> RevisionRow {
    RevisionRow {
        number: line.number,
        url: format!("/toa-soan/bai/{id}/lich-su/{}", line.number),
        act: line.act.clone(),
        note: line.note.clone(),
        at: dates::short(line.made_ms),
        iso: dates::iso(line.made_ms),
        ..RevisionRow::default()
    }
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
    let live = found.live.map(RevisionId::get);
    let tell = |line: &Line| {
        json!({
            "number": line.number, "act": line.act, "note": line.note, "title": line.title,
            "made_at": api::time(line.made_ms), "live": live == Some(line.id),
        })
    };
    let items: Vec<_> = lines.iter().map(tell).collect();
    Ok(Json(json!({ "items": items })).into_response())
}

#[cfg(test)]
mod tests {
    use super::{Line, acts_with, audits};

    #[test]
    fn an_act_stands_with_the_text_it_was_done_on() {
        let line = |number, made_ms, act: &str| Line {
            id: i64::from(number),
            number,
            made_by: None,
            made_ms,
            act: act.to_owned(),
            note: String::new(),
            title: String::new(),
        };
        let act = |act: &str, at_ms, reason: &str| audits::Line {
            by: None,
            at_ms,
            act: act.to_owned(),
            note: String::new(),
            override_reason: reason.to_owned(),
        };
        let lines = [line(2, 50, "submit"), line(1, 10, "submit")];
        let done = [
            act("submit", 10, ""),
            act("take", 20, ""),
            act("submit", 50, ""),
            act("approve", 60, ""),
            act("publish", 70, "Tin khẩn"),
        ];
        let with = |line: &Line| -> Vec<String> {
            acts_with(line, &lines, &done).map(|act| act.act.clone()).collect()
        };
        assert_eq!(with(&lines[1]), ["take"]);
        assert_eq!(with(&lines[0]), ["approve", "publish"]);
    }
}
