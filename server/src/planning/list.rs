//! `GET /toa-soan/phan-cong`: the own work, or all of it, by when it is due.

use std::sync::Arc;

use content::id::{PersonId, SectionId};
use content::workflow::duties;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::view::desk::frame::Choice;
use themes::view::desk::planning::{AssignmentRow, AssignmentsPage};

use super::sight::{may_enter, sight};
use super::{choices, one};
use crate::app::App;
use crate::articles::desk::screen::{Notice, Screen};
use crate::assignments::store::{self, Ask, Assignment, Filter, Sight};
use crate::error::Result;
use crate::http::respond::percent;
use crate::people::store::names;
use crate::people::who::Editor;

/// Lines of one page.
const LINES: usize = 40;

/// The filters: word in the address, text key.
const FILTERS: [(&str, &str); 5] = [
    ("chua-xong", "planning-filter-open"),
    ("qua-han", "planning-filter-overdue"),
    ("chua-ai-nhan", "planning-filter-nobody"),
    ("da-xong", "planning-filter-done"),
    ("da-huy", "planning-filter-cancelled"),
];

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `cua-toi` or `tat-ca`.
    ai: String,
    loc: String,
    /// Id of a person.
    nguoi: String,
    /// `<site key>/<section id>`.
    muc: String,
    /// `<due>.<id>` of the last line seen.
    sau: String,
    /// What has just been done.
    xong: String,
}

#[handler]
pub(crate) async fn list(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(mut asked): Query<Asked>,
) -> Result<Response> {
    may_enter(&who)?;
    let sees_all = duties::may_see_all_work(&who.grants);
    // Who gives out work looks after all of it first.
    let all = sees_all && asked.ai != "cua-toi";
    asked.ai = if all { "tat-ca" } else { "cua-toi" }.to_owned();
    let known = FILTERS
        .iter()
        .find(|(word, _)| *word == asked.loc)
        .unwrap_or(&("chua-xong", "planning-filter-open"));
    asked.loc = known.0.to_owned();
    let ask = ask(&app, &who, &asked);
    let mut found = store::list(&app.db.read, &ask).await?;
    let more = found.len() > LINES;
    found.truncate(LINES);
    let screen = Screen::new(&app, &who, request);
    let further = found.last().filter(|_| more).map(|last| further(&asked, last));
    let page = AssignmentsPage {
        frame: screen.frame(screen.say("desk-assignments"), done(&screen, &asked.xong)),
        whose: if sees_all { whose(&asked) } else { Vec::new() },
        filters: filters(&asked),
        people: if all { choices::people(&screen, ask.assignee).await? } else { Vec::new() },
        sections: if all { visible_sections(&screen, &asked.muc) } else { Vec::new() },
        rows: rows(&screen, &found).await?,
        new_url: new_url(&who),
        further: further.unwrap_or_default(),
        whose_word: asked.ai,
        filter_word: asked.loc,
    };
    screen.show(StatusCode::OK, &page)
}

fn done(screen: &Screen<'_>, told: &str) -> Notice {
    if told == "decline" {
        Notice { kind: "done", words: screen.say("planning-done-decline") }
    } else {
        Notice::default()
    }
}

fn new_url(who: &Editor) -> String {
    let may = duties::may_assign_somewhere(&who.grants);
    if may { "/toa-soan/phan-cong/moi".to_owned() } else { String::new() }
}

fn ask(app: &App, who: &Editor, asked: &Asked) -> Ask {
    let filter = match asked.loc.as_str() {
        "qua-han" => Filter::Overdue(app.clock.now_ms()),
        "chua-ai-nhan" => Filter::Nobody,
        "da-xong" => Filter::Done,
        "da-huy" => Filter::Cancelled,
        _ => Filter::Open,
    };
    let all = asked.ai == "tat-ca";
    // "Nobody has it yet" is asked of all work that the person sees, never of the own.
    let assignee = match all {
        true => asked.nguoi.parse().ok().map(PersonId::new),
        false => Some(who.id),
    };
    let section = asked.muc.split_once('/').and_then(|(_, id)| id.parse().ok());
    let section = section.map(SectionId::new).filter(|_| all);
    Ask {
        sight: if all { sight(who) } else { Sight::All },
        filter,
        assignee: assignee.filter(|_| filter != Filter::Nobody || !all),
        sections: section.map(|id| app.atlas().subtree(id)).unwrap_or_default(),
        after: cursor(&asked.sau),
        limit: LINES as u64 + 1,
    }
}

/// The sections whose work the person may see.
fn visible_sections(screen: &Screen<'_>, chosen: &str) -> Vec<Choice> {
    let seen = sight(screen.who);
    choices::sections(&screen.app.atlas(), chosen, |section| match (&seen, section) {
        (_, None) => false,
        (Sight::All, Some(_)) => true,
        (Sight::Within(_, own), Some(section)) => own.contains(&section),
    })
}

fn whose(asked: &Asked) -> Vec<Choice> {
    let words = [("cua-toi", "planning-mine"), ("tat-ca", "planning-all")];
    let choice = |(word, name): (&str, &str)| Choice {
        value: format!("/toa-soan/phan-cong?ai={word}"),
        name: name.to_owned(),
        depth: 0,
        chosen: asked.ai == word,
    };
    words.into_iter().map(choice).collect()
}

fn filters(asked: &Asked) -> Vec<Choice> {
    let all = asked.ai == "tat-ca";
    let choice = |(word, name): &(&str, &str)| Choice {
        value: format!("/toa-soan/phan-cong?ai={}&loc={word}{}", asked.ai, narrowed(asked)),
        name: (*name).to_owned(),
        depth: 0,
        chosen: asked.loc == *word,
    };
    // What nobody has is never one's own.
    FILTERS.iter().filter(|(word, _)| all || *word != "chua-ai-nhan").map(choice).collect()
}

fn narrowed(asked: &Asked) -> String {
    if asked.nguoi.is_empty() && asked.muc.is_empty() {
        return String::new();
    }
    format!("&nguoi={}&muc={}", percent(&asked.nguoi), percent(&asked.muc))
}

fn further(asked: &Asked, last: &Assignment) -> String {
    let place = format!("{}.{}", last.wish.due_ms, last.id);
    format!("/toa-soan/phan-cong?ai={}&loc={}{}&sau={place}", asked.ai, asked.loc, narrowed(asked))
}

fn cursor(text: &str) -> Option<(i64, i64)> {
    let (due_ms, id) = text.split_once('.')?;
    Some((due_ms.parse().ok()?, id.parse().ok()?))
}

async fn rows(screen: &Screen<'_>, found: &[Assignment]) -> Result<Vec<AssignmentRow>> {
    let people: Vec<PersonId> = found.iter().filter_map(|work| work.wish.assignee).collect();
    let names = names(&screen.app.db.read, &people).await?;
    let row = |work: &Assignment| {
        let name = work.wish.assignee.and_then(|id| names.get(&id).cloned());
        one::row(screen, work, name.unwrap_or_default())
    };
    Ok(found.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::{Asked, cursor, filters};

    #[test]
    fn a_place_in_the_list_is_two_numbers_or_none() {
        assert_eq!(cursor("170.5"), Some((170, 5)));
        for broken in ["", "170", "170.", "a.5", "1.2.3"] {
            assert_eq!(cursor(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_own_list_does_not_offer_what_nobody_has() {
        let own = Asked { ai: "cua-toi".to_owned(), ..Asked::default() };
        let all = Asked { ai: "tat-ca".to_owned(), ..Asked::default() };
        assert_eq!((filters(&own).len(), filters(&all).len()), (4, 5));
    }
}
