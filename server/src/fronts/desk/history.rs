//! `GET /toa-soan/trang-nhat-lich-su/{site}[/{section}]`: what was put up, by whom and when.

use std::sync::Arc;

use content::id::ArticleId;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::front::{FrontHistoryPage, LayoutRow, PickView, SlotView, StoryView};

use super::door::{Door, Named};
use super::page::slot;
use crate::app::App;
use crate::articles::desk::screen::{Notice, Screen};
use crate::articles::store::live::picked::{self, Titles};
use crate::error::Result;
use crate::fronts::slots;
use crate::fronts::store::layouts::{self, Past};
use crate::fronts::store::work;
use crate::people::store::names;
use crate::people::who::Editor;

/// Layouts of one page.
const LINES: usize = 20;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The number of the last one seen.
    truoc: String,
}

#[handler]
pub(crate) async fn history(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let door = Door::open(&app, &who, &named)?;
    let db = &app.db.read;
    let before: i32 = asked.truoc.parse().unwrap_or_default();
    let mut past = layouts::past(db, door.front, before, LINES as u64 + 1).await?;
    let more = past.len() > LINES;
    past.truncate(LINES);
    let by: Vec<_> = past.iter().filter_map(|one| one.by).collect();
    let names = names(db, &by).await?;
    let ids: Vec<ArticleId> =
        past.iter().flat_map(|one| one.layout.chosen()).map(|pick| pick.article).collect();
    let titles = picked::titles(db, &ids).await?;
    let last = past.last().filter(|_| more).map(|one| one.number);
    let older = last.map(|number| format!("{}?truoc={number}", door.history_address()));
    let row = |(at, one): (usize, &Past)| LayoutRow {
        number: one.number,
        by: one.by.and_then(|by| names.get(&by).cloned()).unwrap_or_default(),
        at: dates::short(one.at_ms),
        iso: dates::iso(one.at_ms),
        live: before <= 0 && at == 0,
        slots: slot_views(&door, one, &titles),
    };
    let screen = Screen::new(&app, &who, request);
    let page = FrontHistoryPage {
        frame: screen.frame(screen.say("front-history"), Notice::default()),
        heading: door.heading(&screen),
        address: door.address(),
        version: work::read(db, door.front).await?.version,
        layouts: past.iter().enumerate().map(row).collect(),
        older: older.unwrap_or_default(),
    };
    screen.show(StatusCode::OK, &page)
}

/// Only the slots that somebody filled.
fn slot_views(door: &Door, past: &Past, titles: &Titles) -> Vec<SlotView> {
    let kinds = slots::of(door.front.section);
    let words = |at_ms: Option<i64>| at_ms.map(dates::short).unwrap_or_default();
    let pick = |pick: &content::front::Pick| PickView {
        story: StoryView {
            id: pick.article.get(),
            title: titles.get(&pick.article).cloned().unwrap_or_default(),
            ..StoryView::default()
        },
        from_words: words(pick.from_ms),
        until_words: words(pick.until_ms),
        ..PickView::default()
    };
    let filled = past.layout.slots().iter().enumerate().filter(|(_, picks)| !picks.is_empty());
    filled
        .map(|(at, picks)| SlotView { picks: picks.iter().map(pick).collect(), ..slot(kinds, at) })
        .collect()
}
