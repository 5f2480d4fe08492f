//! Appends to the feed in commit order, and reads on from a number.

use content::id::{ArticleId, ChangeNumber};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use super::{Change, Kind};
use crate::db::{Db, Engine};
use crate::error::Result;

/// Any constant of our own: it names the lock that keeps change numbers in commit order.
const LOCK: i64 = 0x746f_6173;

/// Appends one change inside the act's transaction and returns its number.
///
/// On PostgreSQL a sequence alone is not commit-ordered, so the last number is read under a
/// lock that lasts to the end of the transaction; a follower can then never skip one.
pub(crate) async fn append(
    tx: &DatabaseTransaction,
    db: &Db,
    kind: Kind,
    article: Option<ArticleId>,
    now_ms: i64,
) -> Result<ChangeNumber> {
    if db.engine() == Engine::Postgres {
        let sql = format!("SELECT pg_advisory_xact_lock({LOCK})");
        tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    }
    let last = Entity::find().order_by_desc(Column::Number).one(tx).await?;
    let number = last.map_or(1, |row| row.number + 1);
    let row = ActiveModel {
        number: ActiveValue::Set(number),
        kind: ActiveValue::Set(kind.as_str().to_owned()),
        article_id: ActiveValue::Set(article.map(ArticleId::get)),
        at_ms: ActiveValue::Set(now_ms),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(ChangeNumber::new(number))
}

/// The changes after a number, oldest first, at most `limit`.
pub(crate) async fn after(db: &Db, seen: ChangeNumber, limit: u64) -> Result<Vec<Change>> {
    let rows = Entity::find()
        .filter(Column::Number.gt(seen.get()))
        .order_by_asc(Column::Number)
        .limit(limit)
        .all(&db.read)
        .await?;
    Ok(rows.into_iter().map(change).collect())
}

/// The newest number, 0 when nothing has happened yet.
pub(crate) async fn last(db: &Db) -> Result<ChangeNumber> {
    let row = Entity::find().order_by_desc(Column::Number).one(&db.read).await?;
    Ok(ChangeNumber::new(row.map_or(0, |row| row.number)))
}

/// Which of these articles were withdrawn after a number, each with the last time it was.
pub(crate) async fn withdrawn_after(
    db: &impl ConnectionTrait,
    ids: &[ArticleId],
    seen: ChangeNumber,
) -> Result<Vec<(ArticleId, ChangeNumber)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64, i64)> = Entity::find()
        .select_only()
        .column(Column::ArticleId)
        .column_as(Column::Number.max(), "last")
        .filter(Column::ArticleId.is_in(ids.iter().map(|id| id.get())))
        .filter(Column::Number.gt(seen.get()))
        .filter(Column::Kind.eq(Kind::Withdrawn.as_str()))
        .group_by(Column::ArticleId)
        .into_tuple()
        .all(db)
        .await?;
    let pair = |(id, number)| (ArticleId::new(id), ChangeNumber::new(number));
    Ok(rows.into_iter().map(pair).collect())
}

fn change(row: Model) -> Change {
    Change {
        number: ChangeNumber::new(row.number),
        kind: Kind::from_stored(&row.kind),
        article: row.article_id.map(ArticleId::new),
        at_ms: row.at_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::{after, append, last};
    use crate::changes::Kind;
    use crate::db::trial::on_both;
    use content::id::ChangeNumber;

    #[expect(clippy::excessive_nesting, reason = "twenty writers on each of two engines")]
    #[tokio::test]
    async fn numbers_follow_the_order_of_commits_and_none_is_skipped() {
        on_both(|db| async move {
            let writers = (0..20).map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    let tx = db.begin().await.unwrap();
                    append(&tx, &db, Kind::Frame, None, 7).await.unwrap();
                    tx.commit().await.unwrap();
                })
            });
            for writer in writers.collect::<Vec<_>>() {
                writer.await.unwrap();
            }
            let seen = after(&db, ChangeNumber::new(0), 100).await.unwrap();
            let numbers: Vec<i64> = seen.iter().map(|change| change.number.get()).collect();
            assert_eq!(numbers, (1..=20).collect::<Vec<i64>>());
            assert_eq!(last(&db).await.unwrap().get(), 20);
        })
        .await;
    }
}
