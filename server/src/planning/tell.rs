//! The one place where people are told of work: that it was given to them.

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
    let telling = Telling {
        person: to,
        kind: Kind::Assigned,
        by: Some(by),
        article: work.article,
        title: &work.wish.title,
        url: &format!("/toa-soan/phan-cong/{}", work.id),
        note: "",
    };
    tell(tx, app, &telling).await
}
