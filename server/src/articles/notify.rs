//! Tells an article's writer what others did with it, and others when it is their turn.

use content::id::PersonId;
use content::workflow::decide::Act;
use content::workflow::rights::{Grant, Ownership, Right, Role, rights_in};
use sea_orm::DatabaseTransaction;

use super::store::acts::Found;
use crate::app::App;
use crate::error::Result;
use crate::notices::Kind;
use crate::notices::store::{Telling, settle, tell};
use crate::people::store::writers;
use crate::people::who::expanded;

/// People who are told that something waits for one of them.
const TOLD_MAX: usize = 30;

/// Tells whom an act concerns, in its own transaction: the writer, and those whose turn it is now.
/// Acts that nobody waits for tell nothing.
pub(crate) async fn done(
    tx: &DatabaseTransaction,
    app: &App,
    found: &Found,
    (act, by): (&Act, Option<PersonId>),
) -> Result<()> {
    let mut told = next(tx, app, found, act).await?;
    told.extend(found.owner.zip(kind(act)));
    all(tx, app, found, (told, by, act.note())).await
}

/// Editors of the section of a text that was sent, and whoever publishes there of one that was
/// approved.
async fn next(
    tx: &DatabaseTransaction,
    app: &App,
    found: &Found,
    act: &Act,
) -> Result<Vec<(PersonId, Kind)>> {
    let (kind, right, roles): (_, _, &[Role]) = match act {
        Act::Submit => (Kind::Submitted, Right::Take, &[Role::Editor, Role::Portal]),
        Act::Approve => (Kind::ToPublish, Right::Publish, &[Role::Secretary, Role::Portal]),
        _ => return Ok(Vec::new()),
    };
    let holders = holding(tx, app, found, (right, roles)).await?;
    Ok(holders.into_iter().map(|person| (person, kind)).collect())
}

/// Who has a right over the article by one of these roles.
async fn holding(
    tx: &DatabaseTransaction,
    app: &App,
    found: &Found,
    (right, roles): (Right, &[Role]),
) -> Result<Vec<PersonId>> {
    let (text, atlas) = (&found.draft.text, app.atlas());
    let may = |grants: &[Grant]| {
        let grants: Vec<Grant> =
            grants.iter().map(|grant| expanded(grant.clone(), &atlas)).collect();
        rights_in(&grants, text.section, &text.language, Ownership::Other).has(right)
    };
    let holders = writers::holding(tx, roles).await?.into_iter();
    let waiting = holders.filter(|(_, grants)| may(grants)).map(|(person, _)| person);
    Ok(waiting.take(TOLD_MAX).collect())
}

/// Tells that a reader has found something wrong: its writer and whoever edits there.
pub(crate) async fn reported(
    tx: &DatabaseTransaction,
    app: &App,
    found: &Found,
    words: &str,
) -> Result<()> {
    let editors = holding(tx, app, found, (Right::Take, &[Role::Editor, Role::Portal])).await?;
    let mut people: Vec<PersonId> = editors.into_iter().chain(found.owner).collect();
    people.sort_unstable();
    people.dedup();
    let (kind, title) = (Kind::Reported, found.draft.text.title.as_str());
    for person in people {
        let (by, article, url) = (None, Some(found.id), "/toa-soan/bao-loi");
        tell(tx, app, &Telling { person, kind, by, article, title, url, note: words }).await?;
    }
    Ok(())
}

/// Tells that a text could not go out at its time: its writer and whoever set the time.
pub(crate) async fn not_out(tx: &DatabaseTransaction, app: &App, found: &Found) -> Result<()> {
    let set_by = found.schedule.as_ref().and_then(|waited| waited.by);
    let writer = found.owner.filter(|owner| set_by != Some(*owner));
    let people = set_by.into_iter().chain(writer);
    let told = people.map(|person| (person, Kind::ScheduleFailed)).collect();
    all(tx, app, found, (told, None, "")).await
}

/// In the order of the people: two acts at once that tell the same people never wait for each other.
async fn all(
    tx: &DatabaseTransaction,
    app: &App,
    found: &Found,
    (told, by, note): (Vec<(PersonId, Kind)>, Option<PersonId>, &str),
) -> Result<()> {
    // For whoever acts it waits no more.
    let mut people: Vec<(PersonId, Option<Kind>)> = by.map(|by| (by, None)).into_iter().collect();
    people.extend(told.into_iter().map(|(person, kind)| (person, Some(kind))));
    people.sort_by_key(|(person, _)| *person);
    let url = format!("/toa-soan/bai/{}", found.id);
    for (person, kind) in people {
        let Some(kind) = kind else {
            settle(tx, person, found.id, app.clock.now_ms()).await?;
            continue;
        };
        let (article, title) = (Some(found.id), found.draft.text.title.as_str());
        tell(tx, app, &Telling { person, kind, by, article, title, url: &url, note }).await?;
    }
    Ok(())
}

fn kind(act: &Act) -> Option<Kind> {
    match act {
        Act::Return { .. } => Some(Kind::Returned),
        Act::Take => Some(Kind::Taken),
        Act::Approve => Some(Kind::Approved),
        Act::Publish | Act::Release => Some(Kind::Published),
        Act::Correct { .. } => Some(Kind::Corrected),
        Act::Expire => Some(Kind::Expired),
        Act::Withdraw { .. } => Some(Kind::Withdrawn),
        _ => None,
    }
}
