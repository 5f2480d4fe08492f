//! Tells an article's writer what others did with it.

use content::id::PersonId;
use content::workflow::decide::Act;
use sea_orm::DatabaseTransaction;

use super::store::acts::Found;
use crate::app::App;
use crate::error::Result;
use crate::notices::Kind;
use crate::notices::store::{Telling, tell};

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
        Act::Withdraw { .. } => Some(Kind::Withdrawn),
        _ => None,
    }
}
