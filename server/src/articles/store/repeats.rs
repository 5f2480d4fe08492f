//! Answers to API requests with an `Idempotency-Key`, kept in the act's own transaction: whatever
//! happens to the answer on its way, the same request again is answered the same and done once.

use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use serde::Serialize;

use crate::articles::rows::repeat_answer;
use crate::db;
use crate::error::Result;

/// An answer as it was given the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// An answer in JSON.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub(crate) fn json(status: u16, value: &impl Serialize) -> Result<Self> {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Ok(Self { status, headers, body: serde_json::to_string(value)? })
    }

    /// Adds a header.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: String) -> Self {
        self.headers.push((name.to_owned(), value));
        self
    }
}

/// Clients repeat within minutes; two days is plenty.
const REMEMBERED_MS: i64 = 48 * 60 * 60 * 1000;

/// The answer given before under this key.
pub(crate) async fn find(db: &impl ConnectionTrait, key: &str) -> Result<Option<Answer>> {
    let row = repeat_answer::Entity::find_by_id(key).one(db).await?;
    Ok(row.map(|row| Answer {
        status: u16::try_from(row.status).unwrap_or(200),
        headers: serde_json::from_str(&row.headers).unwrap_or_default(),
        body: row.body,
    }))
}

/// Keeps the answer with the act.
///
/// # Errors
/// `Taken("idempotency-key")` when the same request is being done at this moment.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    key: &str,
    answer: &Answer,
    now_ms: i64,
) -> Result<()> {
    repeat_answer::Entity::delete_many()
        .filter(repeat_answer::Column::CreatedMs.lt(now_ms - REMEMBERED_MS))
        .exec(tx)
        .await?;
    let row = repeat_answer::ActiveModel {
        key: ActiveValue::Set(key.to_owned()),
        status: ActiveValue::Set(i32::from(answer.status)),
        headers: ActiveValue::Set(serde_json::to_string(&answer.headers)?),
        body: ActiveValue::Set(answer.body.clone()),
        created_ms: ActiveValue::Set(now_ms),
    };
    let insert = repeat_answer::Entity::insert(row).exec_without_returning(tx).await;
    insert.map_err(db::taken("idempotency-key"))?;
    Ok(())
}
