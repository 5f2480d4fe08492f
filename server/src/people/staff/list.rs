//! `GET /toa-soan/nhan-su`: everybody, by name.

use std::sync::Arc;

use content::workflow::rights::Grant;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::people::{PeoplePage, PersonRow};

use crate::app::App;
use crate::error::Result;
use crate::http::respond::percent;
use crate::people::screen::{Notice, Screen};
use crate::people::store::{Person, staff};
use crate::people::who::Manager;

/// Lines of one page.
const LINES: usize = 50;
/// Longest question that is looked for, in characters.
const WORDS_MAX: usize = 100;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    /// `<id>.<name>` of the last line seen.
    sau: String,
}

#[handler]
pub(crate) async fn list(
    app: Data<&Arc<App>>,
    who: Manager,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let words: String = asked.q.chars().take(WORDS_MAX).collect();
    let after = cursor(&asked.sau);
    let mut people = staff::page(&app.db.read, &words, after.as_ref(), LINES + 1).await?;
    let more = people.len() > LINES;
    people.truncate(LINES);
    let next = people.last().filter(|_| more).map(|last| {
        let (name, id) = staff::place(last);
        let place = percent(&format!("{id}.{name}"));
        format!("/toa-soan/nhan-su?q={}&sau={place}", percent(&words))
    });
    let screen = Screen::new(&app, &who.0, request);
    let page = PeoplePage {
        frame: screen.frame(screen.say("desk-people"), Notice::default()),
        question: words,
        people: people.iter().map(|person| row(&screen, person)).collect(),
        next: next.unwrap_or_default(),
    };
    screen.show(StatusCode::OK, &page)
}

fn cursor(text: &str) -> Option<staff::Place> {
    let (id, name) = text.split_once('.')?;
    Some((name.to_owned(), id.parse().ok()?))
}

fn row(screen: &Screen<'_>, person: &Person) -> PersonRow {
    let roles = person.grants.iter().map(|grant| role(screen, grant));
    PersonRow {
        url: format!("/toa-soan/nhan-su/{}", person.id),
        name: person.name.clone(),
        email: person.email.clone(),
        roles: roles.collect(),
        state: state(person, screen.app.clock.now_ms()).to_owned(),
        seen: person.seen_ms.map(dates::short).unwrap_or_default(),
        seen_iso: person.seen_ms.map(dates::iso).unwrap_or_default(),
    }
}

/// `Biên tập viên (2 chuyên mục)`
fn role(screen: &Screen<'_>, grant: &Grant) -> String {
    let texts = screen.app.themes.texts();
    let role = screen.say(&format!("role-{}", grant.role.as_str()));
    let mut limits = Vec::new();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    if !grant.sections.is_empty() {
        let values = [("count", count(grant.sections.len()).into())];
        limits.push(texts.say(screen.language, "people-of-sections", &values));
    }
    if !grant.languages.is_empty() {
        let tags: Vec<&str> = grant.languages.iter().map(content::lang::Lang::as_str).collect();
        limits.push(tags.join(", "));
    }
    if limits.is_empty() { role } else { format!("{role} ({})", limits.join("; ")) }
}

/// How an account stands: `active`, `invited`, `locked` or `disabled`.
pub(super) fn state(person: &Person, now_ms: i64) -> &'static str {
    match () {
        () if person.disabled => "disabled",
        () if person.locked_until_ms.is_some_and(|until| until > now_ms) => "locked",
        () if person.password_hash.is_none() => "invited",
        () => "active",
    }
}

#[cfg(test)]
mod tests {
    use super::cursor;

    #[test]
    fn a_place_in_the_list_is_an_id_and_a_name() {
        assert_eq!(cursor("7.Lò Thị Mai"), Some(("Lò Thị Mai".to_owned(), 7)));
        assert_eq!(cursor("7.a.b"), Some(("a.b".to_owned(), 7)));
        for broken in ["", "7", "x.An"] {
            assert_eq!(cursor(broken), None, "{broken}");
        }
    }
}
