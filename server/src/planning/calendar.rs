//! `GET /toa-soan/lich`: a week or a day: notes, work that is due, what waits for its time and
//! what went live.

use std::sync::Arc;

use content::article::PublicState;
use content::id::PersonId;
use content::workflow::duties;
use content::workflow::rights::Right;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::planning::{CalendarLine, CalendarPage, DayView, NoteView};

use super::notes::ON_A_DAY;
use super::one::{self, is_overdue};
use super::sight::{may_enter, sight};
use super::store::{self, Note};
use crate::app::App;
use crate::articles::desk::list::scopes;
use crate::articles::desk::screen::{Notice, Screen};
use crate::articles::store::calendar::{self, Time, Timed};
use crate::assignments::store::{self as assignments, Assignment};
use crate::error::Result;
use crate::people::store::names;
use crate::people::who::Editor;

/// Lines of each kind on one day of a week; a day alone shows more.
const IN_A_WEEK: u64 = 12;
const IN_A_DAY: u64 = 200;
/// Articles with a time that are looked at, of each kind.
const WAITING_MAX: u64 = 200;
/// A day in Vietnam, which has no summer time.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `2024-01-08`; today without one.
    ngay: String,
    /// `ngay` or `tuan`.
    xem: String,
}

/// The days to be shown.
struct Span {
    view: &'static str,
    date: String,
    /// `2024-01-08` of each.
    days: Vec<String>,
    limit: u64,
}

#[handler]
pub(crate) async fn look(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    may_enter(&who)?;
    let screen = Screen::new(&app, &who, request);
    let span = span(&app, &asked);
    let waiting = waiting(&screen, &span).await?;
    let mut found = Vec::with_capacity(span.days.len());
    for day in &span.days {
        found.push(read_day(&screen, &span, day, &waiting).await?);
    }
    notes(&screen, &span, &mut found).await?;
    let page = CalendarPage {
        frame: screen.frame(screen.say("desk-calendar"), Notice::default()),
        view: span.view.to_owned(),
        heading: heading(&screen, &span),
        previous: beside(&span, -1),
        next: beside(&span, 1),
        today: address(span.view, &dates::date(app.clock.now_ms())),
        day_url: address("day", &span.date),
        week_url: address("week", &span.date),
        date: span.date,
        days: found,
        may_plan: duties::may_plan_days(&who.grants),
        may_assign: duties::may_assign_somewhere(&who.grants),
    };
    screen.show(StatusCode::OK, &page)
}

fn span(app: &App, asked: &Asked) -> Span {
    let today = dates::date(app.clock.now_ms());
    let date = dates::start_of_day(&asked.ngay).map(dates::date).unwrap_or(today);
    if asked.xem == "ngay" {
        return Span { view: "day", days: vec![date.clone()], date, limit: IN_A_DAY };
    }
    let monday = dates::monday(&date).unwrap_or_else(|| date.clone());
    let days = (0..7).filter_map(|more| dates::days_later(&monday, more)).collect();
    Span { view: "week", date, days, limit: IN_A_WEEK }
}

fn heading(screen: &Screen<'_>, span: &Span) -> String {
    let name = |day: Option<&String>| {
        let at = day.and_then(|day| dates::start_of_day(day)).unwrap_or_default();
        dates::day(at, screen.language)
    };
    let (first, last) = (name(span.days.first()), name(span.days.last()));
    if first == last { first } else { format!("{first} – {last}") }
}

fn address(view: &str, date: &str) -> String {
    let word = if view == "day" { "ngay" } else { "tuan" };
    format!("/toa-soan/lich?xem={word}&ngay={date}")
}

fn beside(span: &Span, step: i64) -> String {
    let days = if span.view == "day" { step } else { step * 7 };
    dates::days_later(&span.date, days).map(|date| address(span.view, &date)).unwrap_or_default()
}

/// What has a time in these days, as far as the person may read it.
async fn waiting(screen: &Screen<'_>, span: &Span) -> Result<Vec<(Time, Timed)>> {
    let start = |day: Option<&String>| day.and_then(|day| dates::start_of_day(day));
    let (Some(first), Some(last)) = (start(span.days.first()), start(span.days.last())) else {
        return Ok(Vec::new());
    };
    let scopes = scopes(&screen.who.grants, Right::Read);
    let (seen, hours) = ((screen.who.id, scopes.as_slice()), (first, last + DAY_MS));
    let mut all = Vec::new();
    for time in Time::ALL {
        let found = calendar::waiting(&screen.app.db.read, time, seen, hours, WAITING_MAX).await?;
        all.extend(found.into_iter().map(|article| (time, article)));
    }
    Ok(all)
}

fn kind(time: Time) -> &'static str {
    match time {
        Time::Scheduled => "scheduled",
        Time::Expires => "expires",
        Time::Embargo => "embargo",
    }
}

async fn read_day(
    screen: &Screen<'_>,
    span: &Span,
    day: &str,
    waiting: &[(Time, Timed)],
) -> Result<DayView> {
    let db = &screen.app.db.read;
    let midnight = dates::start_of_day(day).unwrap_or_default();
    let hours = (midnight, midnight + DAY_MS);
    let live = calendar::published(db, hours, span.limit + 1).await?;
    let due = assignments::due_between(db, &sight(screen.who), hours, span.limit + 1).await?;
    let people: Vec<PersonId> = due.iter().filter_map(|work| work.wish.assignee).collect();
    let names = names(db, &people).await?;
    let within = |at: i64| (hours.0..hours.1).contains(&at);
    let soon = waiting.iter().filter(|(_, article)| within(article.at_ms));
    let at_most = usize::try_from(span.limit).unwrap_or(usize::MAX);
    let more = live.len() > at_most || due.len() > at_most;
    let mut lines: Vec<CalendarLine> = soon.map(|(time, a)| line(screen, kind(*time), a)).collect();
    let shown = live.iter().take(at_most);
    lines.extend(shown.map(|article| line(screen, what_became(article.public), article)));
    lines.extend(due.iter().take(at_most).map(|work| {
        let name = work.wish.assignee.and_then(|id| names.get(&id).cloned());
        due_line(screen, work, name.unwrap_or_default())
    }));
    lines.sort_by_key(|line| line.at_ms);
    let today = dates::date(screen.app.clock.now_ms()) == day;
    Ok(DayView {
        date: day.to_owned(),
        name: dates::day(midnight, screen.language),
        today,
        url: address("day", day),
        notes: Vec::new(),
        lines,
        more,
    })
}

/// The kind of the line of what went live that day.
fn what_became(public: PublicState) -> &'static str {
    match public {
        PublicState::Withdrawn => "withdrawn",
        PublicState::Expired => "expired",
        _ => "published",
    }
}

fn line(screen: &Screen<'_>, kind: &str, article: &Timed) -> CalendarLine {
    let atlas = screen.app.atlas();
    let site = atlas.site(article.site).map(|site| site.name.clone()).unwrap_or_default();
    let section = article.section.and_then(|id| atlas.section(id));
    let at_ms = article.at_ms;
    CalendarLine {
        kind: kind.to_owned(),
        at_ms,
        time: dates::clock(at_ms),
        iso: dates::iso(at_ms),
        title: article.title.clone(),
        url: format!("/toa-soan/bai/{}", article.id),
        detail: section.map_or(site, |section| section.name.clone()),
        overdue: false,
        done: false,
    }
}

fn due_line(screen: &Screen<'_>, work: &Assignment, assignee: String) -> CalendarLine {
    CalendarLine {
        kind: "due".to_owned(),
        at_ms: work.wish.due_ms,
        time: dates::clock(work.wish.due_ms),
        iso: dates::iso(work.wish.due_ms),
        title: work.wish.title.clone(),
        url: one::address(work.id),
        detail: if assignee.is_empty() { screen.say("planning-nobody") } else { assignee },
        overdue: is_overdue(screen.app, work),
        done: !work.state.is_open(),
    }
}

/// Puts the notes onto their days.
async fn notes(screen: &Screen<'_>, span: &Span, days: &mut [DayView]) -> Result<()> {
    let (Some(first), Some(last)) = (span.days.first(), span.days.last()) else { return Ok(()) };
    let db = &screen.app.db.read;
    let limit = u64::try_from(ON_A_DAY * span.days.len()).unwrap_or_default();
    let found = store::between(db, (first, last), limit).await?;
    let by: Vec<PersonId> = found.iter().map(|note| note.by).collect();
    let names = names(db, &by).await?;
    let may_remove = duties::may_plan_days(&screen.who.grants);
    let view = |note: &Note| NoteView {
        id: note.id,
        words: note.words.clone(),
        by: names.get(&note.by).cloned().unwrap_or_default(),
        may_remove,
    };
    for day in days {
        day.notes = found.iter().filter(|note| note.day == day.date).map(view).collect();
    }
    Ok(())
}
