//! Where an article is shown: its home and the other sites that show it too.

use content::id::{ArticleId, SectionId, SiteId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};

use super::acts::Place;
use crate::articles::rows::placement;
use crate::error::Result;

/// The places beside the home.
pub(super) async fn extra(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<Place>> {
    let rows = rows(db, id).await?;
    Ok(rows.iter().filter(|row| row.home == 0).map(place).collect())
}

/// Every place, the home first.
pub(crate) async fn of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<Place>> {
    Ok(rows(db, id).await?.iter().map(place).collect())
}

async fn rows(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<placement::Model>> {
    let rows = placement::Entity::find()
        .filter(placement::Column::ArticleId.eq(id.get()))
        .order_by_desc(placement::Column::Home)
        .order_by_asc(placement::Column::SiteId);
    Ok(rows.all(db).await?)
}

fn place(row: &placement::Model) -> Place {
    Place { site: SiteId::new(row.site_id), section: SectionId::new(row.section_id) }
}

/// Forgets where the article is shown.
pub(super) async fn clear(tx: &DatabaseTransaction, id: ArticleId) -> Result<()> {
    let old = placement::Entity::delete_many();
    old.filter(placement::Column::ArticleId.eq(id.get())).exec(tx).await?;
    Ok(())
}

/// Shows an article that is shown nowhere at its home and at these places.
pub(super) async fn show(
    tx: &DatabaseTransaction,
    id: ArticleId,
    home: Place,
    extra: &[Place],
    published_ms: i64,
) -> Result<()> {
    let mut shown = vec![home.site];
    insert(tx, id, (home, 1), published_ms).await?;
    for place in extra {
        if !shown.contains(&place.site) {
            shown.push(place.site);
            insert(tx, id, (*place, 0), published_ms).await?;
        }
    }
    Ok(())
}

async fn insert(
    tx: &DatabaseTransaction,
    id: ArticleId,
    (place, home): (Place, i32),
    published_ms: i64,
) -> Result<()> {
    let row = placement::ActiveModel {
        article_id: ActiveValue::Set(id.get()),
        site_id: ActiveValue::Set(place.site.get()),
        section_id: ActiveValue::Set(place.section.get()),
        home: ActiveValue::Set(home),
        live: ActiveValue::Set(1),
        published_ms: ActiveValue::Set(published_ms),
    };
    placement::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes the article off all lists; where it was stays known.
pub(super) async fn hide(tx: &DatabaseTransaction, id: ArticleId) -> Result<()> {
    placement::Entity::update_many()
        .col_expr(placement::Column::Live, Expr::value(0))
        .filter(placement::Column::ArticleId.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}
