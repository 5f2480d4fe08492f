//! How often articles were opened.

use std::collections::HashMap;

use content::article::PublicState;
use content::id::{ArticleId, SiteId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::cards::{Scope, placed};
use crate::articles::rows::{article, placement, view_hours, views};
use crate::error::Result;

const HOUR_MS: i64 = 3_600_000;
/// Openings by hour are kept so long: a week, and a day in case a clock was wrong.
const KEPT_MS: i64 = 8 * 24 * HOUR_MS;

/// Adds openings and returns the new totals; numbers of anything but live articles are left out,
/// because they come from anybody.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    openings: &HashMap<ArticleId, i64>,
    now_ms: i64,
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
    add_to_the_hour(tx, openings, (&live, now_ms / HOUR_MS)).await?;
    let totals = views::Entity::find().filter(views::Column::ArticleId.is_in(live)).all(tx).await?;
    Ok(totals.into_iter().map(|row| (ArticleId::new(row.article_id), row.views)).collect())
}

async fn add_to_the_hour(
    tx: &DatabaseTransaction,
    openings: &HashMap<ArticleId, i64>,
    (live, hour): (&[i64], i64),
) -> Result<()> {
    let rows = live.iter().filter_map(|id| {
        Some(view_hours::ActiveModel {
            article_id: ActiveValue::Set(*id),
            hour: ActiveValue::Set(hour),
            views: ActiveValue::Set(*openings.get(&ArticleId::new(*id))?),
        })
    });
    let sum = Expr::col((view_hours::Entity, view_hours::Column::Views))
        .add(Expr::col((Alias::new("excluded"), view_hours::Column::Views)));
    let again = OnConflict::columns([view_hours::Column::ArticleId, view_hours::Column::Hour])
        .value(view_hours::Column::Views, sum)
        .to_owned();
    view_hours::Entity::insert_many(rows).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// The articles of a site that were opened most since a time, the most opened first; the hour of
/// that time counts whole.
pub(crate) async fn most_since(
    db: &impl ConnectionTrait,
    site: SiteId,
    (since_ms, limit): (i64, u64),
) -> Result<Vec<ArticleId>> {
    let hours = placement::Entity::belongs_to(view_hours::Entity)
        .from(placement::Column::ArticleId)
        .to(view_hours::Column::ArticleId);
    let sum = || Expr::col((view_hours::Entity, view_hours::Column::Views)).sum();
    let rows: Vec<i64> = placed(&Scope::Site(site))
        .join(JoinType::InnerJoin, hours.into())
        .filter(view_hours::Column::Hour.gte(since_ms / HOUR_MS))
        .select_only()
        .column(placement::Column::ArticleId)
        .group_by(placement::Column::ArticleId)
        .order_by_desc(sum())
        .order_by_desc(placement::Column::ArticleId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(ArticleId::new).collect())
}

/// Forgets the hours that no list asks for any more.
pub(crate) async fn forget_old(tx: &DatabaseTransaction, now_ms: i64) -> Result<()> {
    view_hours::Entity::delete_many()
        .filter(view_hours::Column::Hour.lt((now_ms - KEPT_MS) / HOUR_MS))
        .exec(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{HOUR_MS, add, forget_old, most_since};
    use crate::articles::store::live::facts;
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
                assert_eq!(add(&tx, &openings, 0).await.unwrap(), [(id, total)].into());
                tx.commit().await.unwrap();
            }
            assert_eq!(facts::of(&db.read, id).await.unwrap().views, 4);
            assert_eq!(facts::of(&db.read, gone).await.unwrap().views, 0);
        })
        .await;
    }

    #[tokio::test]
    async fn the_most_opened_of_a_site_are_counted_by_hours_and_old_ones_forgotten() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let mut ids = Vec::new();
            for title in ["Một", "Hai", "Ba"] {
                ids.push(plant::article(&db, &ground, Plant::titled(title)).await);
            }
            let [one, two, three] = ids[..] else { unreachable!() };
            let now = 1_000 * HOUR_MS;
            let tx = db.begin().await.unwrap();
            for (ago, openings) in [
                (0, HashMap::from([(one, 3), (two, 2)])),
                (0, HashMap::from([(two, 2)])),
                (30, HashMap::from([(one, 9)])),
                (24 * 9, HashMap::from([(three, 99)])),
            ] {
                add(&tx, &openings, now - ago * HOUR_MS).await.unwrap();
            }
            forget_old(&tx, now).await.unwrap();
            tx.commit().await.unwrap();
            let most = async |site, hours: i64, limit| {
                most_since(&db.read, site, (now - hours * HOUR_MS, limit)).await.unwrap()
            };
            assert_eq!(most(ground.site, 24, 10).await, [two, one]);
            assert_eq!(most(ground.site, 24 * 7, 10).await, [one, two]);
            assert_eq!(most(ground.site, 24 * 7, 1).await, [one]);
            assert_eq!(most(ground.site, 24 * 30, 10).await, [one, two], "forgotten");
            assert_eq!(most(ground.other_site, 24, 10).await, []);
            assert_eq!(facts::of(&db.read, three).await.unwrap().views, 99, "the total stays");
        })
        .await;
    }
}
