//! What went live, layout by layout: put up, listed, looked at again.

use content::front::Layout;
use content::id::{ChangeNumber, PersonId};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::work::Held;
use super::{Front, live};
use crate::changes::{Kind, store as changes};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::fronts::rows::{front, layout as rows};

/// A layout that was put up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Past {
    pub(crate) number: i32,
    pub(crate) layout: Layout,
    pub(crate) by: Option<PersonId>,
    pub(crate) at_ms: i64,
}

/// Puts a layout up: it is live with the change that is returned, and history keeps it.
pub(crate) async fn put_up(
    tx: &DatabaseTransaction,
    db: &Db,
    held: &Held,
    layout: &Layout,
    (by, now_ms): (PersonId, i64),
) -> Result<ChangeNumber> {
    let change = changes::append(tx, db, Kind::Front, None, now_ms).await?;
    let last = rows::Entity::find()
        .filter(rows::Column::FrontId.eq(held.id))
        .order_by_desc(rows::Column::Number)
        .one(tx)
        .await?;
    let row = rows::ActiveModel {
        id: ActiveValue::NotSet,
        front_id: ActiveValue::Set(held.id),
        number: ActiveValue::Set(last.map_or(1, |row| row.number + 1)),
        layout: ActiveValue::Set(serde_json::to_string(layout)?),
        made_by: ActiveValue::Set(Some(by.get())),
        made_ms: ActiveValue::Set(now_ms),
        change_number: ActiveValue::Set(change.get()),
    };
    rows::Entity::insert(row).exec_without_returning(tx).await?;
    live::replace(tx, held.id, layout).await?;
    Ok(change)
}

/// What went live on a front, newest first, before a number (0: from the newest).
pub(crate) async fn past(
    db: &impl ConnectionTrait,
    front: Front,
    before: i32,
    limit: u64,
) -> Result<Vec<Past>> {
    let Some(id) = id_of(db, front).await? else { return Ok(Vec::new()) };
    let mut ask = rows::Entity::find().filter(rows::Column::FrontId.eq(id));
    if before > 0 {
        ask = ask.filter(rows::Column::Number.lt(before));
    }
    let found = ask.order_by_desc(rows::Column::Number).limit(limit).all(db).await?;
    Ok(found.into_iter().map(|row| past_of(front, row)).collect())
}

/// One of them.
///
/// # Errors
/// `NotFound` when this front had no such layout.
pub(crate) async fn one(db: &impl ConnectionTrait, front: Front, number: i32) -> Result<Past> {
    let id = id_of(db, front).await?.ok_or(Error::NotFound)?;
    let found = rows::Entity::find()
        .filter(rows::Column::FrontId.eq(id))
        .filter(rows::Column::Number.eq(number))
        .one(db)
        .await?;
    found.map(|row| past_of(front, row)).ok_or(Error::NotFound)
}

async fn id_of(db: &impl ConnectionTrait, front: Front) -> Result<Option<i64>> {
    let ask = front::Entity::find().filter(front::Column::Place.eq(front.place()));
    Ok(ask.one(db).await?.map(|row| row.id))
}

fn past_of(front: Front, row: rows::Model) -> Past {
    Past {
        number: row.number,
        layout: front.read(&row.layout),
        by: row.made_by.map(PersonId::new),
        at_ms: row.made_ms,
    }
}
