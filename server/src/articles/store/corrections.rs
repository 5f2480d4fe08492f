//! Correction notices (đính chính): added to a live article, never taken back.

use std::collections::HashMap;

use content::id::{ArticleId, PersonId};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};

use crate::articles::rows::correction;
use crate::error::Result;

/// What was wrong, and when readers were told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Correction {
    pub(crate) at_ms: i64,
    pub(crate) note: String,
}

/// Adds one.
pub(super) async fn add(
    tx: &DatabaseTransaction,
    id: ArticleId,
    (by, now_ms): (Option<PersonId>, i64),
    note: &str,
) -> Result<()> {
    let row = correction::ActiveModel {
        id: ActiveValue::NotSet,
        article_id: ActiveValue::Set(id.get()),
        at_ms: ActiveValue::Set(now_ms),
        person_id: ActiveValue::Set(by.map(PersonId::get)),
        note: ActiveValue::Set(note.trim().to_owned()),
    };
    correction::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The notices of these articles, newest first.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    articles: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Vec<Correction>>> {
    let rows = correction::Entity::find()
        .filter(correction::Column::ArticleId.is_in(articles))
        .order_by_desc(correction::Column::Id)
        .all(db)
        .await?;
    let mut found: HashMap<i64, Vec<Correction>> = HashMap::new();
    for row in rows {
        let one = Correction { at_ms: row.at_ms, note: row.note };
        found.entry(row.article_id).or_default().push(one);
    }
    Ok(found)
}
