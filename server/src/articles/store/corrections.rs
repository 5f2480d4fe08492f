//! Correction notices (đính chính): added to a live article, never taken back.

use std::collections::HashMap;

use content::id::{ArticleId, PersonId, SiteId};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::articles::rows::{correction, placement};
use crate::error::Result;

/// What was wrong, and when readers were told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Correction {
    pub(crate) at_ms: i64,
    pub(crate) note: String,
}

/// Notices of all sites that are looked through for those of one.
const LOOKED_AT: u64 = 200;

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

/// The newest notices since a time, of articles that the site shows now.
pub(crate) async fn latest(
    db: &impl ConnectionTrait,
    site: SiteId,
    (since_ms, limit): (i64, u64),
) -> Result<Vec<(ArticleId, Correction)>> {
    let mut rows = correction::Entity::find()
        .filter(correction::Column::AtMs.gte(since_ms))
        .order_by_desc(correction::Column::Id)
        .limit(LOOKED_AT)
        .all(db)
        .await?;
    // By number alone and looked through here: together with the notices, SQLite would go through
    // all of the site.
    let of = rows.iter().map(|row| row.article_id);
    let places =
        placement::Entity::find().filter(placement::Column::ArticleId.is_in(of)).all(db).await?;
    rows.retain(|row| {
        let here = |place: &placement::Model| place.live == 1 && place.site_id == site.get();
        places.iter().any(|place| place.article_id == row.article_id && here(place))
    });
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let told = |row: correction::Model| {
        (ArticleId::new(row.article_id), Correction { at_ms: row.at_ms, note: row.note })
    };
    Ok(rows.into_iter().map(told).collect())
}

/// The notices of these articles, newest first.
pub(crate) async fn of(
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
