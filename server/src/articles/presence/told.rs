//! What a page is told about who else is there.

use std::collections::HashMap;

use content::id::PersonId;
use content::workflow::decide::{Act, Refusal, decide};
use content::workflow::rights::Right;
use serde::Serialize;
use themes::dates;

use super::store::{self, Lock, Present};
use crate::app::App;
use crate::articles::acts;
use crate::articles::store::acts::Found;
use crate::articles::store::asides;
use crate::error::Result;
use crate::people::store::names;
use crate::people::who::Editor;

/// The answer to a heartbeat.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// The draft's version; a page with an older one fetches the text.
    version: i64,
    /// Where the article stands; a page that shows another state fetches its steps.
    state: String,
    people: Vec<Somebody>,
    /// Others whose words in the same places wait beside the draft until they have compared them.
    waiting: Vec<String>,
    lock: Option<Editing>,
}

#[derive(Debug, Serialize)]
struct Somebody {
    name: String,
    me: bool,
    tabs: usize,
    typing: bool,
}

#[derive(Debug, Serialize)]
struct Editing {
    name: String,
    mine: bool,
    since: String,
    /// This person may take it over.
    may_take: bool,
}

/// Whether somebody may write in the article as it stands now.
pub(super) fn may_write(who: &Editor, found: &Found, now_ms: i64) -> bool {
    let rights = acts::rights(who, found);
    let decided = decide(&found.standing(), Act::Write, &rights, now_ms);
    matches!(decided, Ok(_) | Err(Refusal::Incomplete(_)))
}

/// Whether somebody may take the lock from its holder: who may write in it now, of editors and
/// above and the owner.
pub(super) fn may_take_over(who: &Editor, found: &Found, now_ms: i64) -> bool {
    let editor = acts::rights(who, found).has(Right::Take);
    (editor || found.owner == Some(who.id)) && may_write(who, found, now_ms)
}

/// Tells it as it is now.
pub(super) async fn told(app: &App, who: &Editor, found: &Found) -> Result<Told> {
    let now_ms = app.clock.now_ms();
    let present = store::present(&app.db.read, found.id, now_ms).await?;
    let lock = store::lock(&app.db.read, found.id, now_ms).await?;
    let mut ids: Vec<PersonId> = present.iter().map(|present| present.person).collect();
    ids.extend(lock.map(|lock| lock.holder));
    let waiting = asides::others(&app.db.read, found.id, who.id).await?;
    ids.extend(&waiting);
    let names = names(&app.db.read, &ids).await?;
    let people = present.iter().map(|present| somebody(who, &names, present)).collect();
    let lock = lock.map(|lock| editing((who, now_ms), found, (&names, lock)));
    let waiting = waiting.iter().filter_map(|person| names.get(person).cloned()).collect();
    Ok(Told { version: found.draft.version, state: found.state(), people, waiting, lock })
}

fn somebody(who: &Editor, names: &HashMap<PersonId, String>, present: &Present) -> Somebody {
    Somebody {
        name: names.get(&present.person).cloned().unwrap_or_default(),
        me: present.person == who.id,
        tabs: present.tabs,
        typing: present.typing,
    }
}

fn editing(
    (who, now_ms): (&Editor, i64),
    found: &Found,
    (names, lock): (&HashMap<PersonId, String>, Lock),
) -> Editing {
    let mine = lock.holder == who.id;
    Editing {
        name: names.get(&lock.holder).cloned().unwrap_or_default(),
        mine,
        since: dates::clock(lock.taken_ms),
        may_take: !mine && may_take_over(who, found, now_ms),
    }
}
