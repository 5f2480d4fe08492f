//! All SQL about the numbers of the law.

use content::id::PersonId;
use content::law::{Law, Provision};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use crate::error::Result;

/// More lines than a law gets in a lifetime.
const LINES_MAX: u64 = 500;

/// What the newsroom has set for a law, in the order in which it was set. Nothing is taken away: a
/// mistake is mended by a line that begins on the same day.
pub(crate) async fn of(db: &impl ConnectionTrait, law: Law) -> Result<Vec<Provision>> {
    let rows = Entity::find()
        .filter(Column::Law.eq(law.name()))
        .order_by_asc(Column::Id)
        .limit(LINES_MAX)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(provision).collect())
}

fn provision(row: Model) -> Provision {
    Provision { from_day: row.from_day, value: row.value, source: row.source }
}

/// Adds a line.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    (law, new): (Law, &Provision),
    (by, now_ms): (PersonId, i64),
) -> Result<()> {
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        law: ActiveValue::Set(law.name().to_owned()),
        from_day: ActiveValue::Set(new.from_day.clone()),
        value: ActiveValue::Set(new.value),
        source: ActiveValue::Set(new.source.clone()),
        set_by: ActiveValue::Set(by.get()),
        set_ms: ActiveValue::Set(now_ms),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use content::id::PersonId;
    use content::law::{Law, Provision};

    use super::{add, of};
    use crate::db::trial::on_both;

    #[tokio::test]
    async fn lines_stay_in_the_order_in_which_they_were_set() {
        on_both(|db| async move {
            let line = |from_day: &str, value| Provision {
                from_day: from_day.to_owned(),
                value,
                source: "Nghị định".to_owned(),
            };
            let lines = [line("2027-02-01", 12), line("2027-01-01", 10), line("2027-01-01", 11)];
            let tx = db.begin().await.unwrap();
            for one in &lines {
                add(&tx, (Law::CorrectionDays, one), (PersonId::new(1), 5)).await.unwrap();
            }
            tx.commit().await.unwrap();
            assert_eq!(of(&db.read, Law::CorrectionDays).await.unwrap(), lines);
        })
        .await;
    }
}
