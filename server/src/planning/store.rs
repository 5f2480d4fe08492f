//! All SQL about notes on days.

use content::id::PersonId;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::rows::{ActiveModel, Column, Entity};
use crate::error::{Error, Result};

/// A note on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) id: i64,
    /// `2024-01-08`
    pub(crate) day: String,
    pub(crate) words: String,
    pub(crate) by: PersonId,
}

/// Writes a note on a day that has fewer than `at_most`.
///
/// # Errors
/// `BadRequest` when the day is full.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    note: &Note,
    at_most: usize,
    now_ms: i64,
) -> Result<()> {
    let there = Entity::find().filter(Column::Day.eq(note.day.as_str())).all(tx).await?;
    if there.len() >= at_most {
        return Err(Error::BadRequest("planning-day-full"));
    }
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        day: ActiveValue::Set(note.day.clone()),
        words: ActiveValue::Set(note.words.clone()),
        made_by: ActiveValue::Set(note.by.get()),
        made_ms: ActiveValue::Set(now_ms),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// One note.
///
/// # Errors
/// `NotFound` when there is none.
pub(crate) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Note> {
    let row = Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    Ok(Note { id: row.id, day: row.day, words: row.words, by: PersonId::new(row.made_by) })
}

/// Takes a note away.
pub(crate) async fn remove(tx: &DatabaseTransaction, id: i64) -> Result<()> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The notes on the days from `first` to `last`, in the order of writing.
pub(crate) async fn between(
    db: &impl ConnectionTrait,
    (first, last): (&str, &str),
    limit: u64,
) -> Result<Vec<Note>> {
    let rows = Entity::find()
        .filter(Column::Day.gte(first))
        .filter(Column::Day.lte(last))
        .order_by_asc(Column::Day)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let note = |row: super::rows::Model| Note {
        id: row.id,
        day: row.day,
        words: row.words,
        by: PersonId::new(row.made_by),
    };
    Ok(rows.into_iter().map(note).collect())
}
