//! `GET /toa-soan/phan-cong/{id}`: a piece of work, and what the person may do with it.

use std::sync::Arc;

use content::assignment::{Act, Party, decide};
use content::id::{AssignmentId, PersonId};
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::planning::{AssignmentPage, AssignmentRow};

use super::assign::form_of;
use super::sent::Sent;
use super::sight::party;
use crate::app::App;
use crate::articles::acts;
use crate::articles::desk::screen::{Notice, Screen};
use crate::assignments::store::{self, Assignment};
use crate::error::{Error, Result};
use crate::people::store::names;
use crate::people::who::Editor;

/// The steps with a button of their own, the likeliest first.
const BUTTONS: [Act; 5] = [Act::Accept, Act::Done, Act::Decline, Act::Reopen, Act::Cancel];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
}

#[handler]
pub(crate) async fn one(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let work = store::find(&app.db.read, AssignmentId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    let known = Act::parse(&asked.xong).map(Act::as_str);
    let known = known.or((asked.xong == "assign").then_some("assign"));
    let notice = known
        .map(|act| Notice { kind: "done", words: screen.say(&format!("planning-done-{act}")) });
    show(&screen, &work, (notice.unwrap_or_default(), None), StatusCode::OK).await
}

/// The page; `typed` is what was sent and could not be kept.
pub(super) async fn show(
    screen: &Screen<'_>,
    work: &Assignment,
    (notice, typed): (Notice, Option<&Sent>),
    status: StatusCode,
) -> Result<Response> {
    let (app, who) = (screen.app, screen.who);
    let party = party(who, work)?;
    let people: Vec<PersonId> =
        [work.wish.assignee, work.answered_by, Some(work.made_by)].into_iter().flatten().collect();
    let names = names(&app.db.read, &people).await?;
    let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
    let address = address(work.id);
    let may = |act| decide(work.state, act, party, "-").is_ok();
    let form = match may(Act::Change) {
        true => {
            let stored = sent_of(screen, work);
            Some(form_of(screen, typed.unwrap_or(&stored), address.clone()).await?)
        }
        false => None,
    };
    let (article_url, article_title) = article(app, who, work).await?;
    let page = AssignmentPage {
        frame: screen.frame(work.wish.title.clone(), notice),
        row: row(screen, work, work.wish.assignee.map(name).unwrap_or_default()),
        version: work.version,
        brief: work.wish.brief.clone(),
        answer: work.answer.clone(),
        answered_by: work.answered_by.map(name).unwrap_or_default(),
        made_by: name(work.made_by),
        made: dates::short(work.made_ms),
        mine: work.wish.assignee == Some(who.id),
        acts: buttons(work, party),
        may_write: work.article.is_none() && who.may_begin() && may(Act::Begin),
        article_url,
        article_title,
        form,
        address,
    };
    screen.show(status, &page)
}

fn buttons(work: &Assignment, party: Party) -> Vec<String> {
    let possible = |act: &Act| decide(work.state, *act, party, "-").is_ok();
    BUTTONS.into_iter().filter(possible).map(|act| act.as_str().to_owned()).collect()
}

pub(super) fn address(id: AssignmentId) -> String {
    format!("/toa-soan/phan-cong/{id}")
}

/// Address and title of the article, for who may read it.
async fn article(app: &App, who: &Editor, work: &Assignment) -> Result<(String, String)> {
    let Some(id) = work.article else { return Ok(Default::default()) };
    match acts::readable(app, who, id).await {
        Ok(found) => Ok((format!("/toa-soan/bai/{id}"), found.draft.text.title)),
        Err(Error::Forbidden | Error::NotFound) => Ok(Default::default()),
        Err(err) => Err(err),
    }
}

fn sent_of(screen: &Screen<'_>, work: &Assignment) -> Sent {
    let wish = &work.wish;
    let atlas = screen.app.atlas();
    let key = atlas.site(wish.site).map(|site| site.key.clone()).unwrap_or_default();
    let section = wish.section.map(|id| id.to_string()).unwrap_or_default();
    Sent {
        csrf: String::new(),
        version: work.version,
        title: wish.title.clone(),
        brief: wish.brief.clone(),
        place: wish.place.clone(),
        due: dates::field(wish.due_ms),
        priority: wish.priority.as_str().to_owned(),
        section: format!("{key}/{section}"),
        person: wish.assignee.map(|id| id.to_string()).unwrap_or_default(),
    }
}

/// A line of the list.
pub(super) fn row(screen: &Screen<'_>, work: &Assignment, assignee: String) -> AssignmentRow {
    let wish = &work.wish;
    let atlas = screen.app.atlas();
    let site = atlas.site(wish.site).map(|site| site.name.clone()).unwrap_or_default();
    let section = wish.section.and_then(|id| atlas.section(id));
    AssignmentRow {
        url: address(work.id),
        title: wish.title.clone(),
        section: match section {
            Some(section) => format!("{site} · {}", section.name),
            None => site,
        },
        place: wish.place.clone(),
        due: dates::short(wish.due_ms),
        due_iso: dates::iso(wish.due_ms),
        overdue: is_overdue(screen.app, work),
        priority: wish.priority.as_str().to_owned(),
        state: work.state.as_str().to_owned(),
        assignee,
        mine: wish.assignee == Some(screen.who.id),
    }
}

pub(super) fn is_overdue(app: &App, work: &Assignment) -> bool {
    work.state.is_open() && work.wish.due_ms < app.clock.now_ms()
}
