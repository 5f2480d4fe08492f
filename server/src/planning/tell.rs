//! The one place where people are told of work: that it was given to them, or declined.

use content::id::PersonId;
use sea_orm::DatabaseTransaction;

use crate::app::App;
use crate::assignments::store::Assignment;
use crate::error::Result;
use crate::notices::Kind;
use crate::notices::store::{Telling, tell};

/// Tells a person of a piece of work that was given to them, in the transaction that gives it.
pub(crate) async fn assignee(
    tx: &DatabaseTransaction,
    app: &App,
    (by, to): (PersonId, PersonId),
    work: &Assignment,
) -> Result<()> {
    told(tx, app, (by, to), (Kind::Assigned, work, "")).await
}

/// Tells who gave work out that it was declined, and why, in the transaction that keeps it.
pub(crate) async fn declined(
    tx: &DatabaseTransaction,
    app: &App,
    by: PersonId,
    work: &Assignment,
) -> Result<()> {
    if by == work.made_by {
        return Ok(());
    }
    told(tx, app, (by, work.made_by), (Kind::Declined, work, &work.answer)).await
}

async fn told(
    tx: &DatabaseTransaction,
    app: &App,
    (by, to): (PersonId, PersonId),
    (kind, work, note): (Kind, &Assignment, &str),
) -> Result<()> {
    let telling = Telling {
        person: to,
        kind,
        by: Some(by),
        article: work.article,
        title: &work.wish.title,
        url: &format!("/toa-soan/phan-cong/{}", work.id),
        note,
    };
    tell(tx, app, &telling).await
}
