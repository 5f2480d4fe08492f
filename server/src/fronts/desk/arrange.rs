//! `POST /toa-soan/trang-nhat/{site}[/{section}]`: one step on a front's working copy, or the
//! working copy put up for readers.

use std::sync::Arc;

use content::front::Layout;
use content::front::merge::{Merged, choose, merge};
use content::id::ChangeNumber;
use poem::error::ResponseError;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::act::Act;
use super::conflict::{self, Conflict};
use super::door::{Door, Named};
use super::page::{self, Shown};
use super::sent::{Sent, flawed};
use crate::app::App;
use crate::articles::acts::tell;
use crate::articles::desk::screen::{Notice, Screen};
use crate::audit::{Entry, store as audit};
use crate::changes::store as changes;
use crate::error::{Error, Result};
use crate::fronts::live::{Stories, alive};
use crate::fronts::store::work::Held;
use crate::fronts::store::{layouts, live, work};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

/// What became of a step.
enum Became {
    /// Kept; the word says what to tell.
    Kept(&'static str),
    Conflict(Box<Conflict>),
}

#[handler]
pub(crate) async fn arrange(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(named): Path<Named>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let door = Door::open(&app, &who, &named)?;
    let act = sent.act()?;
    let screen = Screen::new(&app, &who, request);
    match step(&app, &who, &door, (&sent, act)).await {
        Ok(Became::Kept(told)) => {
            let slot = match act {
                Act::Remove(article) => sent.slot_of(article),
                _ => None,
            };
            let focus = slot.map_or(act.told().1, |slot| format!("&khung={slot}"));
            Ok(respond::see_other(&format!("{}?xong={told}{focus}", door.address())))
        }
        Ok(Became::Conflict(found)) => conflict::show(&screen, &door, &found).await,
        Err(err @ Error::BadRequest(_)) => refused(&screen, &door, &sent, err).await,
        Err(err) => Err(err),
    }
}

/// The page again with what was typed and the reason why it was not kept.
async fn refused(screen: &Screen<'_>, door: &Door, sent: &Sent, err: Error) -> Result<Response> {
    let stored = work::read(&screen.app.db.read, door.front).await?;
    let last = changes::last(&screen.app.db).await?;
    // What cannot even be read as a layout is not shown again.
    let typed = sent.layout(door.front, &[&stored.layout], last).ok();
    let words = respond::sentence(screen.app, screen.language, &err);
    let shown = Shown {
        layout: typed.unwrap_or_else(|| stored.layout.clone()),
        version: sent.version,
        notice: Notice { kind: "error", words },
        ..Shown::default()
    };
    page::show(screen, door, (shown, &stored), err.status()).await
}

async fn step(app: &App, who: &Editor, door: &Door, (sent, act): (&Sent, Act)) -> Result<Became> {
    let last = changes::last(&app.db).await?;
    let tx = app.db.begin().await?;
    let held = work::hold(&tx, door.front).await?;
    let now_ms = app.clock.now_ms();
    let base = base(&tx, door, (sent, &held)).await?;
    let mine = wanted(&tx, door, (sent, act), (&base, &held, last, now_ms)).await?;
    mine.check(&base, now_ms).map_err(flawed)?;
    new_ones_stand_here(&tx, door, (&base, &held.work.layout), &mine).await?;
    let joined = match merge(&base, &mine, &held.work.layout) {
        Merged::Both(joined) => joined,
        Merged::Choose { slots, so_far } => {
            let theirs = held.work.clone();
            return Ok(Became::Conflict(Box::new(Conflict { slots, mine: so_far, theirs })));
        }
    };
    let others_moved = held.work.version != sent.version && joined != mine;
    if matches!(act, Act::PutUp | Act::PutUpSeen) && !others_moved {
        return put_up(app, who, door, (tx, held, joined)).await;
    }
    work::keep(&tx, &held, &joined, who.id, now_ms).await?;
    tx.commit().await?;
    // What others did in between must be seen before it goes to the readers.
    Ok(Became::Kept(if others_moved { "ghep" } else { act.told().0 }))
}

/// The layout that the person saw. A version that is no longer kept counts as an empty one: then
/// every slot that differs is to be chosen.
async fn base(
    tx: &DatabaseTransaction,
    door: &Door,
    (sent, held): (&Sent, &Held),
) -> Result<Layout> {
    if sent.version == held.work.version {
        return Ok(held.work.layout.clone());
    }
    let found = work::at_version(tx, door.front, sent.version).await?;
    Ok(found.unwrap_or_else(|| door.front.empty()))
}

/// The layout that the person wants.
async fn wanted(
    tx: &DatabaseTransaction,
    door: &Door,
    (sent, act): (&Sent, Act),
    (base, held, last, now_ms): (&Layout, &Held, ChangeNumber, i64),
) -> Result<Layout> {
    let stored = &held.work.layout;
    let mut mine = match act {
        Act::PutUpSeen => base.clone(),
        Act::Forget => live::layout(tx, door.front).await?,
        Act::Restore(number) => layouts::one(tx, door.front, number).await?.layout,
        _ => sent.layout(door.front, &[base, stored], last)?,
    };
    if matches!(act, Act::Forget | Act::Restore(_)) {
        return alive(tx, &door.scope(), &mine, now_ms).await;
    }
    if sent.is_answer() {
        mine = choose(&mine, stored, &sent.theirs());
    }
    act.apply(&mut mine, last).map_err(flawed)?;
    Ok(mine)
}

/// Only stories of this front's own list may come in.
async fn new_ones_stand_here(
    tx: &DatabaseTransaction,
    door: &Door,
    (base, stored): (&Layout, &Layout),
    mine: &Layout,
) -> Result<()> {
    let mut new = mine.chosen();
    new.retain(|pick| base.find(pick.article).or(stored.find(pick.article)).is_none());
    let stories = Stories::of(tx, &door.scope(), &new).await?;
    if new.iter().all(|pick| stories.has(pick)) {
        Ok(())
    } else {
        Err(Error::BadRequest("front-not-there"))
    }
}

async fn put_up(
    app: &App,
    who: &Editor,
    door: &Door,
    (tx, held, layout): (DatabaseTransaction, Held, Layout),
) -> Result<Became> {
    let now_ms = app.clock.now_ms();
    let layout = alive(&tx, &door.scope(), &layout, now_ms).await?;
    let before = live::layout(&tx, door.front).await?;
    work::keep(&tx, &held, &layout, who.id, now_ms).await?;
    if layout == before {
        tx.commit().await?;
        return Ok(Became::Kept("nhu-cu"));
    }
    let change = layouts::put_up(&tx, &app.db, &held, &layout, (who.id, now_ms)).await?;
    let tell_of = |layout: &Layout| json!({ "site": door.front.site, "section": door.front.section, "layout": layout });
    let noted = Entry {
        act: "front",
        by: Some(who.id),
        article: None,
        subject: None,
        before: tell_of(&before),
        after: tell_of(&layout),
    };
    audit::append(&tx, &noted, now_ms).await?;
    tx.commit().await?;
    tell(app, Some(change)).await;
    Ok(Became::Kept("len-trang"))
}
