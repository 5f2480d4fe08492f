//! Tells an article's writer what others did with it, and others when it is their turn.

use content::id::PersonId;
use content::workflow::decide::Act;
use content::workflow::rights::{Grant, Ownership, Right, Role, rights_in};
use sea_orm::DatabaseTransaction;

use super::store::acts::Found;
use crate::app::App;
use crate::error::Result;
use crate::notices::Kind;
use crate::notices::store::{Telling, tell};
use crate::people::store::writers;
use crate::people::who::expanded;

/// People who are told that something waits for one of them.
const TOLD_MAX: usize = 30;

/// Called in the act's own transaction; acts that nobody waits for tell nothing.
pub(crate) async fn owner(
    tx: &DatabaseTransaction,
    app: &App,
    found: &Found,
    (act, by): (&Act, Option<PersonId>),
) -> Result<()> {
    let (Some(person), Some(kind)) = (found.owner, kind(act)) else { return Ok(()) };
    let telling = Telling {
        person,
        kind,
        by,
        article: Some(found.id),
        title: &found.draft.text.title,
        url: &format!("/toa-soan/bai/{}", found.id),
        note: act.note(),
    };
    tell(tx, app, &telling).await
}

/// Tells those whose turn it is now: editors of the section of a text that was sent, and whoever
/// publishes there of one that was approved.
pub(crate) async fn next(
    tx: &DatabaseTransaction,
    app: &App,
    found: &Found,
    (act, by): (&Act, PersonId),
) -> Result<()> {
    let (kind, right, roles): (_, _, &[Role]) = match act {
        Act::Submit => (Kind::Submitted, Right::Take, &[Role::Editor, Role::Portal]),
        Act::Approve => (Kind::ToPublish, Right::Publish, &[Role::Secretary, Role::Portal]),
        _ => return Ok(()),
    };
    let text = &found.draft.text;
    let may = |grants: &[Grant]| {
        let grants: Vec<Grant> =
            grants.iter().map(|grant| expanded(grant.clone(), &app.atlas())).collect();
        rights_in(&grants, text.section, &text.language, Ownership::Other).has(right)
    };
    let holders = writers::holding(tx, roles).await?;
    let waiting = holders.iter().filter(|(id, grants)| **id != by && may(grants));
    for (person, _) in waiting.take(TOLD_MAX) {
        let telling = Telling {
            person: *person,
            kind,
            by: Some(by),
            article: Some(found.id),
            title: &text.title,
            url: &format!("/toa-soan/bai/{}", found.id),
            note: "",
        };
        tell(tx, app, &telling).await?;
    }
    Ok(())
}

/// Tells that a text could not go out at its time: its writer and whoever set the time.
pub(crate) async fn not_out(tx: &DatabaseTransaction, app: &App, found: &Found) -> Result<()> {
    let set_by = found.schedule.as_ref().and_then(|waited| waited.by);
    let writer = found.owner.filter(|owner| set_by != Some(*owner));
    for person in set_by.into_iter().chain(writer) {
        let telling = Telling {
            person,
            kind: Kind::ScheduleFailed,
            by: None,
            article: Some(found.id),
            title: &found.draft.text.title,
            url: &format!("/toa-soan/bai/{}", found.id),
            note: "",
        };
        tell(tx, app, &telling).await?;
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
