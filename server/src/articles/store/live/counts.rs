//! How often articles were opened.

use std::collections::HashMap;

use content::article::PublicState;
use content::id::ArticleId;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};

use crate::articles::rows::{article, views};
use crate::error::Result;

/// Openings of one article; 0 when nobody has come yet.
pub(crate) async fn of(db: &impl ConnectionTrait, id: ArticleId) -> Result<i64> {
    let row = views::Entity::find_by_id(id.get()).one(db).await?;
    Ok(row.map_or(0, |row| row.views))
}

/// Adds openings and returns the new totals; numbers of anything but live articles are left out,
/// because they come from anybody.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    openings: &HashMap<ArticleId, i64>,
) -> Result<HashMap<ArticleId, i64>> {
    let live: Vec<i64> = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(article::Column::Id.is_in(openings.keys().map(|id| id.get())))
        .filter(article::Column::PublicState.eq(PublicState::Live.as_str()))
        .into_tuple()
        .all(tx)
        .await?;
    let rows = live.iter().filter_map(|id| {
        let more = openings.get(&ArticleId::new(*id))?;
        Some(views::ActiveModel {
            article_id: ActiveValue::Set(*id),
            views: ActiveValue::Set(*more),
        })
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let sum = Expr::col((views::Entity, views::Column::Views))
        .add(Expr::col((Alias::new("excluded"), views::Column::Views)));
    let again =
        OnConflict::column(views::Column::ArticleId).value(views::Column::Views, sum).to_owned();
    views::Entity::insert_many(rows).on_conflict(again).exec_without_returning(tx).await?;
    let totals = views::Entity::find().filter(views::Column::ArticleId.is_in(live)).all(tx).await?;
    Ok(totals.into_iter().map(|row| (ArticleId::new(row.article_id), row.views)).collect())
}

#[cfg(test)]
mod tests {
    use super::{add, of};
    use crate::articles::store::live::plant::{self, Plant};
    use crate::db::trial::on_both;
    use content::id::ArticleId;

    #[tokio::test]
    async fn openings_add_up_and_only_for_live_articles() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let id = plant::article(&db, &ground, Plant::titled("Đọc nhiều")).await;
            let gone = Plant { state: "withdrawn", ..Plant::titled("Gỡ") };
            let gone = plant::article(&db, &ground, gone).await;
            let openings = [(id, 2), (gone, 5), (ArticleId::new(4_711), 9)].into();
            for total in [2, 4] {
                let tx = db.begin().await.unwrap();
                assert_eq!(add(&tx, &openings).await.unwrap(), [(id, total)].into());
                tx.commit().await.unwrap();
            }
            assert_eq!(of(&db.read, id).await.unwrap(), 4);
            assert_eq!(of(&db.read, gone).await.unwrap(), 0);
        })
        .await;
    }
}
