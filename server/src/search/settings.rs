//! `/toa-soan/tim-kiem`: what readers ask and do not find, and the newsroom's abbreviations.

use std::collections::BTreeMap;
use std::sync::Arc;

use content::workflow::duties;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use themes::view::desk::search::{AskedRow, RecencyChoice, RecencyRow, SearchSettingsPage};

use super::store::{self, Often, Which};
use super::usage;
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::screen::{Notice, Screen};
use crate::people::who::Editor;
use crate::sites::atlas::Site;

/// Questions of each list.
const ROWS: u64 = 50;
/// Lines of the list of abbreviations, and characters of one.
const LINES_MAX: usize = 1_000;
const LINE_MAX: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    csrf: String,
    #[serde(rename = "viet-tat")]
    lines: String,
    /// `bao:730`: a site's key and days; a site that is not named keeps its own.
    #[serde(rename = "uu-tien")]
    recency: Vec<String>,
}

/// Shows both.
#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who, request);
    let notice = screen.after(&asked.xong, "search-settings-saved");
    show(&screen, (notice, StatusCode::OK), None).await
}

/// Keeps the abbreviations and the preference for newer articles, or shows them again with the line that cannot be read.
#[handler]
pub(crate) async fn save(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let screen = Screen::new(&app, &who, request);
    if !duties::may_set_search(&who.grants) {
        return Err(Error::Forbidden);
    }
    let recency = chosen(&app, &sent.recency)?;
    match tidy(&sent.lines) {
        Ok(lines) => {
            keep(&app, &who, &lines).await?;
            prefer(&app, &who, recency).await?;
            usage::learn(&app).await?;
            Ok(respond::see_other("/toa-soan/tim-kiem?xong=1"))
        }
        Err(fault) => {
            let texts = screen.app.themes.texts();
            let (line, number) = fault;
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            let values = [("number", number.into()), ("line", line.into())];
            let words = texts.say(screen.language, "search-settings-bad", &values);
            let notice = Notice { kind: "error", words };
            show(&screen, (notice, StatusCode::UNPROCESSABLE_ENTITY), Some(&sent.lines)).await
        }
    }
}

async fn keep(app: &App, who: &Editor, lines: &str) -> Result<()> {
    let before = now(app).await?;
    if before == lines {
        return Ok(());
    }
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    store::set_abbreviations(&tx, lines, (who.id, now_ms)).await?;
    let only = |these: &str, those: &str| {
        let others: Vec<&str> = those.lines().collect();
        let own = these.lines().filter(|line| !others.contains(line));
        own.collect::<Vec<_>>().join("; ")
    };
    let noted = Entry {
        by: Some(who.id),
        act: "abbreviations_changed",
        article: None,
        subject: None,
        before: json!({ "abbreviations": only(&before, lines) }),
        after: json!({ "abbreviations": only(lines, &before) }),
    };
    audit::append(&tx, &noted, now_ms).await?;
    Ok(tx.commit().await?)
}

/// Days that can be chosen for a site, with the key of the text for each.
const RECENCY: [(u16, &str); 4] = [
    (0, "search-recency-none"),
    (730, "search-recency-gentle"),
    (180, "search-recency-middle"),
    (30, "search-recency-strong"),
];

/// # Errors
/// `BadRequest` for a site or a number of days that the form does not offer.
fn chosen(app: &App, sent: &[String]) -> Result<BTreeMap<String, u16>> {
    let atlas = app.atlas();
    let read = |one: &String| {
        let (site, days) = one.split_once(':')?;
        let days = days.parse().ok().filter(|days| RECENCY.iter().any(|(one, _)| one == days))?;
        atlas.site_by_key(site)?;
        Some((site.to_owned(), days))
    };
    sent.iter().map(read).collect::<Option<_>>().ok_or(Error::BadRequest("error-form"))
}

async fn prefer(app: &App, who: &Editor, chosen: BTreeMap<String, u16>) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    let before = store::recency(&tx).await?;
    let mut after = before.clone();
    after.extend(chosen);
    let told = |days: &BTreeMap<String, u16>| {
        let one = |site: &Site| {
            let days = days.get(&site.key).copied().unwrap_or(usage::HALF_LIFE_DAYS);
            format!("{}: {days}", site.name)
        };
        app.atlas().sites.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    if told(&before) == told(&after) {
        return Ok(());
    }
    store::set_recency(&tx, &after, (who.id, now_ms)).await?;
    let noted = Entry {
        by: Some(who.id),
        act: "recency_changed",
        article: None,
        subject: None,
        before: json!({ "recency": told(&before) }),
        after: json!({ "recency": told(&after) }),
    };
    audit::append(&tx, &noted, now_ms).await?;
    Ok(tx.commit().await?)
}

/// The abbreviations that hold now.
async fn now(app: &App) -> Result<String> {
    let own = store::abbreviations(&app.db.read).await?;
    Ok(own.unwrap_or_else(|| search_index::built_in_abbreviations().trim().to_owned()))
}

/// One pair a line, in its tidy form; else the first line that is none, and its number.
fn tidy(sent: &str) -> std::result::Result<String, (String, usize)> {
    let mut lines = Vec::new();
    for (at, line) in sent.lines().enumerate() {
        let line = content::text::tidy_line(line);
        if line.is_empty() {
            continue;
        }
        let sides = line.split_once('=').or_else(|| line.split_once('>'));
        let whole =
            sides.is_some_and(|(one, other)| !one.trim().is_empty() && !other.trim().is_empty());
        if !whole || line.chars().count() > LINE_MAX || lines.len() >= LINES_MAX {
            return Err((line.chars().take(LINE_MAX).collect(), at + 1));
        }
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    Ok(lines.join("\n"))
}

async fn show(
    screen: &Screen<'_>,
    (notice, status): (Notice, StatusCode),
    typed: Option<&str>,
) -> Result<Response> {
    if !duties::may_set_search(&screen.who.grants) {
        return Err(Error::Forbidden);
    }
    let app = screen.app;
    usage::flush(app).await?;
    let since = usage::since(app);
    let db = &app.db.read;
    let row = |one: Often| AskedRow {
        words: one.words,
        asked: one.asked,
        without_result: one.without_result,
    };
    let often = store::often(db, Which::Answered, &since, ROWS).await?;
    let nothing = store::often(db, Which::Unanswered, &since, ROWS).await?;
    let view = SearchSettingsPage {
        frame: screen.frame(screen.say("search-settings"), notice),
        days: usage::DAYS,
        often: often.into_iter().map(row).collect(),
        nothing: nothing.into_iter().map(row).collect(),
        sites: app.atlas().sites.iter().map(|site| recency_row(screen, site)).collect(),
        abbreviations: match typed {
            Some(typed) => typed.to_owned(),
            None => now(app).await?,
        },
    };
    screen.show(status, &view)
}

fn recency_row(screen: &Screen<'_>, site: &Site) -> RecencyRow {
    let now = screen.app.usage.half_life(&site.key);
    let choices = RECENCY.iter().map(|(days, words)| RecencyChoice {
        value: format!("{}:{days}", site.key),
        words: screen.say(words),
        chosen: *days == now,
    });
    RecencyRow { site: site.name.clone(), key: site.key.clone(), choices: choices.collect() }
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn abbreviations_are_pairs_one_a_line() {
        let kept = tidy("  CĐS =  chuyển đổi số \r\n\r\nHà Tây > Hà Nội\n").unwrap();
        assert_eq!(kept, "CĐS = chuyển đổi số\nHà Tây > Hà Nội");
        for bad in ["CĐS", "= chuyển đổi số", "CĐS =", " > ", "<script>"] {
            let fault = tidy(&format!("MTQG = mục tiêu quốc gia\n{bad}")).unwrap_err();
            assert_eq!(fault.1, 2, "{bad}");
        }
        assert_eq!(tidy("a = b\nA = b\n a  =  b").unwrap(), "a = b\nA = b", "the same once");
        let many: String = (0..=1_000).map(|at| format!("a{at} = b\n")).collect();
        assert!(tidy(&many).is_err());
        assert!(tidy(&format!("a = {}", "b".repeat(300))).is_err());
        assert_eq!(tidy("").unwrap(), "");
    }
}
