//! `GET /toa-soan/nhat-ky`: every act with who, when, what about, before and after.

use std::sync::Arc;

use content::id::{ArticleId, PersonId};
use content::workflow::rights::{Right, Role, may_inspect};
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::frame::Choice;
use themes::view::desk::records::{RecordRow, RecordsPage};

use super::words::{self, Known};
use crate::app::App;
use crate::articles::desk::list::scopes;
use crate::articles::store::desk_list::{self, Filter};
use crate::articles::store::drafts::titles;
use crate::articles::store::live::picked::{self, Titles};
use crate::audit::Line;
use crate::audit::store::{self as audit, Ask};
use crate::error::{Error, Result};
use crate::http::respond::percent;
use crate::people::screen::{Notice, Screen};
use crate::people::store::{names, staff};
use crate::people::who::Editor;

/// Lines of one page.
const LINES: usize = 40;
/// Longest question for titles, in characters.
const WORDS_MAX: usize = 200;
/// Articles whose titles have the words and whose lines are shown.
const TITLED_MAX: u64 = 50;
/// A day in milliseconds; Vietnam has no summer time.
const DAY_MS: i64 = 24 * 3_600_000;

/// Acts that can be asked for; each has the text `act-<word>`.
const ACTS: [&str; 46] = [
    "submit",
    "recall",
    "discard",
    "recover",
    "take",
    "return",
    "approve",
    "publish",
    "schedule",
    "unschedule",
    "release",
    "embargo",
    "expire_at",
    "expire",
    "withdraw",
    "correct",
    "write",
    "sign_in",
    "sign_in_failed",
    "account_locked",
    "person_invited",
    "person_renamed",
    "roles_changed",
    "person_disabled",
    "person_enabled",
    "person_unlocked",
    "link_made",
    "link_used",
    "password_changed",
    "sessions_ended",
    "preview_made",
    "preview_revoked",
    "front",
    "assign",
    "assignment",
    "day_note",
    "day_note_removed",
    "checks_changed",
    "abbreviations_changed",
    "recency_changed",
    "law_set",
    "site_changed",
    "report_settled",
    "blocks_changed",
    "token_made",
    "token_revoked",
];

/// What the address asks for; what cannot be read asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Who did it.
    nguoi: String,
    /// To whom.
    ve: String,
    viec: String,
    /// An article's number, its address, or words of its title.
    bai: String,
    /// `YYYY-MM-DD`.
    tu: String,
    den: String,
    /// `<time>.<id>` of the last line seen.
    truoc: String,
}

#[handler]
pub(crate) async fn list(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    if !may_inspect(&who.grants) {
        return Err(Error::Forbidden);
    }
    let mut ask = asked.question();
    let words = asked.words();
    if !words.is_empty() {
        // Who may not read articles finds none by their titles either.
        let found = if reads(&who) { titled(&app, &who, &words).await? } else { Vec::new() };
        ask.articles = Some(found);
    }
    let mut lines = audit::lines(&app.db.read, &ask).await?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let people: Vec<PersonId> = lines
        .iter()
        .flat_map(|line| [line.by, line.subject].into_iter().flatten().chain(words::people(line)))
        .chain(ask.subject)
        .collect();
    let shown: Vec<ArticleId> = lines.iter().flat_map(words::articles).collect();
    let known = Known {
        people: names(&app.db.read, &people).await?,
        titles: titles_for(&app, &who, &shown).await?,
    };
    let everybody = staff::all_names(&app.db.read).await?;
    let screen = Screen::new(&app, &who, request);
    let older = lines.last().filter(|_| more).map(|last| asked.older(last));
    let page = RecordsPage {
        frame: screen.frame(screen.say("desk-records"), Notice::default()),
        people: everybody.into_iter().map(|(id, name)| person(id, name, ask.by)).collect(),
        acts: ACTS.iter().map(|word| act(&screen, word, ask.act.as_deref())).collect(),
        article: asked.bai.trim().chars().take(WORDS_MAX).collect(),
        subject: ask.subject.map(|id| id.to_string()).unwrap_or_default(),
        subject_name: ask.subject.and_then(|id| known.people.get(&id)).cloned().unwrap_or_default(),
        since: ask.since_ms.map(|_| asked.tu.clone()).unwrap_or_default(),
        until: ask.until_ms.map(|_| asked.den.clone()).unwrap_or_default(),
        rows: lines.iter().map(|line| row(&screen, line, &known)).collect(),
        older: older.unwrap_or_default(),
        by_title: reads(&who),
    };
    screen.show(StatusCode::OK, &page)
}

impl Asked {
    fn question(&self) -> Ask {
        Ask {
            by: self.nguoi.trim().parse().ok(),
            subject: self.ve.trim().parse().ok(),
            act: ACTS.iter().find(|known| **known == self.viec).map(|act| (*act).to_owned()),
            articles: self.article().map(|id| vec![id]),
            since_ms: dates::start_of_day(self.tu.trim()),
            until_ms: dates::start_of_day(self.den.trim()).map(|start| start + DAY_MS),
            before: cursor(&self.truoc),
            limit: LINES as u64 + 1,
        }
    }

    /// The article that is named by its number, or by its address here or where readers see it.
    fn article(&self) -> Option<ArticleId> {
        let asked = self.bai.trim();
        // As the list itself writes it: `Bài 65`.
        let named =
            asked.split_once(' ').filter(|(word, _)| matches!(*word, "Bài" | "bài" | "Article"));
        let named = named.map(|(_, number)| number.trim());
        let last = asked.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let of_readers = last.strip_suffix(".html").and_then(|name| name.rsplit('-').next());
        let of_desk =
            asked.split("/bai/").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
        [Some(asked), named, of_desk, of_readers]
            .into_iter()
            .flatten()
            .find_map(|id| id.parse().ok())
    }

    /// The words of a title, when no article is named.
    fn words(&self) -> String {
        let words = self.bai.trim().chars().take(WORDS_MAX);
        if self.article().is_some() { String::new() } else { words.collect() }
    }

    fn older(&self, last: &Line) -> String {
        let asked = [
            ("nguoi", &self.nguoi),
            ("ve", &self.ve),
            ("viec", &self.viec),
            ("bai", &self.bai),
            ("tu", &self.tu),
            ("den", &self.den),
        ];
        let kept: String = asked
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}&", percent(value)))
            .collect();
        format!("/toa-soan/nhat-ky?{kept}truoc={}.{}", last.at_ms, last.id)
    }
}

/// Articles with these words in their title, the newest first.
async fn titled(app: &App, who: &Editor, words: &str) -> Result<Vec<ArticleId>> {
    let mut found = Vec::new();
    for filter in [Filter::All, Filter::Discarded] {
        let ask = desk_list::Ask {
            person: who.id,
            scopes: scopes(&who.grants, Right::Read),
            approves: Vec::new(),
            publishes: Vec::new(),
            sections: Vec::new(),
            filter,
            owner: None,
            words: words.to_owned(),
            within: (None, None),
            before: None,
            limit: TITLED_MAX,
        };
        found.extend(desk_list::page(&app.db.read, &ask).await?.lines.iter().map(|line| line.id));
    }
    Ok(found)
}

fn cursor(text: &str) -> Option<(i64, i64)> {
    let (at_ms, id) = text.split_once('.')?;
    Some((at_ms.parse().ok()?, id.parse().ok()?))
}

fn person(id: PersonId, name: String, asked: Option<PersonId>) -> Choice {
    Choice { value: id.to_string(), name, depth: 0, chosen: asked == Some(id) }
}

fn act(screen: &Screen<'_>, word: &str, asked: Option<&str>) -> Choice {
    Choice {
        value: word.to_owned(),
        name: screen.say(&format!("act-{word}")),
        depth: 0,
        chosen: asked == Some(word),
    }
}

/// The act by the word of its text; to lift a time is not what to set one is.
fn done(line: &Line) -> String {
    let lifted = |field: &str| line.after.get(field).is_some_and(serde_json::Value::is_null);
    match line.act.as_str() {
        "embargo" if lifted("embargo_ms") => "embargo-lifted".to_owned(),
        "expire_at" if lifted("expires_ms") => "expire_at-lifted".to_owned(),
        act => act.to_owned(),
    }
}

fn row(screen: &Screen<'_>, line: &Line, known: &Known) -> RecordRow {
    let name = |id: Option<PersonId>| id.and_then(|id| known.people.get(&id)).cloned();
    // What one does to one's own account needs no second name.
    let subject = line.subject.filter(|subject| line.by != Some(*subject));
    let number = |id: ArticleId| id.to_string();
    let address = |id: ArticleId| format!("/toa-soan/bai/{id}");
    RecordRow {
        at: dates::short(line.at_ms),
        iso: dates::iso(line.at_ms),
        by: name(line.by).unwrap_or_else(|| screen.say("record-by-nobody")),
        act: screen.say(&format!("act-{}", done(line))),
        article: line.article.map(number).unwrap_or_default(),
        title: line.article.and_then(|id| known.titles.get(&id)).cloned().unwrap_or_default(),
        about: words::about(screen, line),
        article_url: line.article.filter(|_| reads(screen.who)).map(address).unwrap_or_default(),
        subject: name(subject).unwrap_or_default(),
        changes: words::changes(screen, known, line),
    }
}

/// Who does not read drafts knows the titles that readers have seen.
async fn titles_for(app: &App, who: &Editor, shown: &[ArticleId]) -> Result<Titles> {
    match reads(who) {
        true => titles(&app.db.read, shown).await,
        false => picked::titles(&app.db.read, shown).await,
    }
}

/// Who only manages people sees that an article was acted on, and cannot open it.
fn reads(who: &Editor) -> bool {
    who.grants.iter().any(|grant| matches!(grant.role, Role::Chief | Role::Inspector))
}

#[cfg(test)]
mod tests {
    use content::id::ArticleId;

    use super::Asked;

    #[test]
    fn hostile_questions_ask_for_nothing() {
        let asked = Asked {
            nguoi: "1; DROP TABLE audit".to_owned(),
            viec: "sign_in' OR 1=1".to_owned(),
            bai: "<script>".to_owned(),
            tu: "2024-02-30".to_owned(),
            truoc: "x.y".to_owned(),
            ..Asked::default()
        };
        let ask = asked.question();
        assert_eq!((ask.by, ask.act, ask.articles), (None, None, None));
        assert_eq!((ask.since_ms, ask.before), (None, None));
    }

    #[test]
    fn an_article_is_named_by_its_number_or_its_address_and_else_by_words() {
        let asked = |bai: &str| Asked { bai: bai.to_owned(), ..Asked::default() };
        let named = [
            " 17 ",
            "Bài 17",
            "/toa-soan/bai/17",
            "https://bao.example/toa-soan/bai/17/lich-su?x=1",
            "https://bao.example/cho-phien-17.html",
        ];
        for name in named {
            let asked = asked(name);
            assert_eq!(asked.article().map(ArticleId::get), Some(17), "{name}");
            assert_eq!(asked.words(), "");
        }
        for words in ["chợ phiên", "17 buôn", "a-17", "/bai/x"] {
            assert_eq!(asked(words).article(), None, "{words}");
            assert_eq!(asked(words).words(), words);
        }
    }

    #[test]
    fn a_day_is_asked_for_from_its_midnight_to_the_next() {
        let day = "2024-01-08".to_owned();
        let ask = Asked { tu: day.clone(), den: day, ..Asked::default() }.question();
        assert_eq!(ask.until_ms.unwrap() - ask.since_ms.unwrap(), super::DAY_MS);
    }
}
