//! `GET /toa-soan/thong-bao`: what a person was told, newest first.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::frame::Choice;
use themes::view::desk::notices::{NoticeRow, NoticesPage};

use super::letter::sentence;
use super::store::{self, Filter};
use crate::app::App;
use crate::error::Result;
use crate::people::screen::{Notice, Screen};
use crate::people::store::names;
use crate::people::who::Editor;

/// Lines of one page.
const LINES: usize = 30;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `chua-doc` lists only what is not read yet.
    loc: String,
    /// Id of the last line seen.
    truoc: String,
}

#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let filter = if asked.loc == "chua-doc" { Filter::Unread } else { Filter::All };
    let bounds = (asked.truoc.parse().ok(), LINES as u64 + 1);
    let mut lines = store::lines(&app.db.read, who.id, filter, bounds).await?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let by: Vec<_> = lines.iter().filter_map(|line| line.by).collect();
    let names = names(&app.db.read, &by).await?;
    let screen = Screen::new(&app, &who, request);
    let word = if filter == Filter::Unread { "chua-doc" } else { "tat-ca" };
    let row = |line: &store::Notice| NoticeRow {
        url: format!("/toa-soan/thong-bao/{}", line.id),
        sentence: sentence(app.themes.texts(), screen.language, line, &names),
        note: line.note.clone(),
        at: dates::short(line.at_ms),
        iso: dates::iso(line.at_ms),
        read: line.read,
    };
    let older = lines.last().filter(|_| more);
    let view = NoticesPage {
        frame: screen.frame(screen.say("desk-notices"), Notice::default()),
        filters: filters(word),
        newest: lines.first().map(|line| line.id).unwrap_or_default(),
        rows: lines.iter().map(row).collect(),
        older: older
            .map(|line| format!("/toa-soan/thong-bao?loc={word}&truoc={}", line.id))
            .unwrap_or_default(),
    };
    screen.show(StatusCode::OK, &view)
}

fn filters(word: &str) -> Vec<Choice> {
    let choice = |(known, name): (&str, &str)| Choice {
        value: format!("/toa-soan/thong-bao?loc={known}"),
        name: name.to_owned(),
        depth: 0,
        chosen: known == word,
    };
    [("tat-ca", "filter-all"), ("chua-doc", "notices-unread")].map(choice).to_vec()
}
