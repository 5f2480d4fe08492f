//! Two people changed the same slots: both choices, slot by slot, and neither is lost.

use content::front::{Layout, Pick};
use poem::Response;
use poem::http::StatusCode;
use themes::dates;
use themes::view::desk::front::{ConflictSlot, FrontConflictPage, SentPick};

use super::door::Door;
use super::page::{View, slot};
use crate::articles::desk::screen::{Notice, Screen};
use crate::error::Result;
use crate::fronts::slots;
use crate::fronts::store::work::Work;
use crate::people::store::names;

/// What is to be chosen.
#[derive(Debug)]
pub(super) struct Conflict {
    pub(super) slots: Vec<usize>,
    /// What I chose in these slots, and elsewhere what either changed.
    pub(super) mine: Layout,
    /// What is stored.
    pub(super) theirs: Work,
}

pub(super) async fn show(screen: &Screen<'_>, door: &Door, found: &Conflict) -> Result<Response> {
    let app = screen.app;
    let now_ms = app.clock.now_ms();
    let mine = View::read(app, door, (&found.mine, now_ms)).await?;
    let theirs = View::read(app, door, (&found.theirs.layout, now_ms)).await?;
    let kinds = slots::of(door.front.section);
    let both = found.slots.iter().map(|at| {
        let place = slot(kinds, *at);
        ConflictSlot {
            index: *at,
            kind: place.kind,
            number: place.number,
            mine: mine.picks(door, (*at, picks(&found.mine, *at))),
            theirs: theirs.picks(door, (*at, picks(&found.theirs.layout, *at))),
        }
    });
    let by: Vec<_> = found.theirs.by.into_iter().collect();
    let page = FrontConflictPage {
        frame: screen.frame(screen.say("front-conflict"), Notice::default()),
        heading: door.heading(screen),
        address: door.address(),
        version: found.theirs.version,
        saved_by: names(&app.db.read, &by).await?.into_values().next().unwrap_or_default(),
        saved: dates::short(found.theirs.at_ms),
        slots: both.collect(),
        mine: sent(&found.mine),
    };
    screen.show(StatusCode::CONFLICT, &page)
}

fn picks(layout: &Layout, at: usize) -> &[Pick] {
    layout.slots().get(at).map(Vec::as_slice).unwrap_or_default()
}

fn sent(layout: &Layout) -> Vec<SentPick> {
    let minute = |at_ms: Option<i64>| at_ms.map(dates::field).unwrap_or_default();
    let line = |(slot, pick): (usize, &Pick)| SentPick {
        slot,
        article: pick.article.get(),
        from: minute(pick.from_ms),
        until: minute(pick.until_ms),
    };
    layout.picks().map(line).collect()
}
