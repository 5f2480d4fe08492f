//! Addresses without texts: old ones that lead on, and those that a sitemap names.

use std::ops::RangeInclusive;

use content::id::{ArticleId, SiteId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::whole;
use crate::articles::rows::{article, placement, redirect};
use crate::error::Result;

/// The article to which one of these old addresses of a site leads; the first that is known wins.
pub(crate) async fn old(
    db: &impl ConnectionTrait,
    site: SiteId,
    forms: &[String],
) -> Result<Option<ArticleId>> {
    let rows = redirect::Entity::find()
        .filter(redirect::Column::SiteId.eq(site.get()))
        .filter(redirect::Column::Path.is_in(forms.iter().cloned()))
        .all(db)
        .await?;
    let found = forms.iter().find_map(|form| rows.iter().find(|row| row.path == *form));
    Ok(found.map(|row| ArticleId::new(row.article_id)))
}

/// One line of a sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) path: String,
    pub(crate) changed_ms: i64,
}

#[derive(Debug, FromQueryResult)]
struct AddressRow {
    id: i64,
    slug: String,
    created_ms: i64,
    published_ms: Option<i64>,
    updated_ms: Option<i64>,
}

/// The highest number of an article; 0 when there is none.
pub(crate) async fn highest(db: &impl ConnectionTrait) -> Result<i64> {
    let highest: Option<Option<i64>> = article::Entity::find()
        .select_only()
        .expr(article::Column::Id.max())
        .into_tuple()
        .one(db)
        .await?;
    Ok(highest.flatten().unwrap_or_default())
}

/// Whether one of these numbers is an article whose home is this site.
pub(crate) async fn any_of_site(
    db: &impl ConnectionTrait,
    site: SiteId,
    numbers: RangeInclusive<i64>,
) -> Result<bool> {
    let found: Option<i64> = at_home(site, numbers)
        .select_only()
        .column(placement::Column::ArticleId)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

fn at_home(site: SiteId, numbers: RangeInclusive<i64>) -> Select<placement::Entity> {
    placement::Entity::find()
        .filter(placement::Column::ArticleId.between(*numbers.start(), *numbers.end()))
        .filter(placement::Column::SiteId.eq(site.get()))
        .filter(placement::Column::Live.eq(1))
        .filter(placement::Column::Home.eq(1))
}

/// The articles of these numbers whose home is this site, oldest number first.
pub(crate) async fn of_site(
    db: &impl ConnectionTrait,
    site: SiteId,
    numbers: RangeInclusive<i64>,
) -> Result<Vec<Address>> {
    let link = placement::Entity::belongs_to(article::Entity)
        .from(placement::Column::ArticleId)
        .to(article::Column::Id);
    let rows: Vec<AddressRow> = at_home(site, numbers)
        .join(JoinType::InnerJoin, link.into())
        .select_only()
        .columns([
            article::Column::Id,
            article::Column::Slug,
            article::Column::CreatedMs,
            article::Column::PublishedMs,
            article::Column::UpdatedMs,
        ])
        .order_by_asc(placement::Column::ArticleId)
        .into_model()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Address {
            path: whole::path(&row.slug, ArticleId::new(row.id)),
            changed_ms: row.updated_ms.or(row.published_ms).unwrap_or(row.created_ms),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::{of_site, old};
    use crate::articles::store::live::plant::{self, Plant};
    use crate::db::trial::on_both;

    #[tokio::test]
    async fn an_old_address_leads_to_its_article_on_its_own_site_only() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let id = plant::article(&db, &ground, Plant::titled("Cũ")).await;
            plant::old_address(&db, ground.site, "/Cu-1673937104340.htm", id).await;
            let forms = ["/khac".to_owned(), "/Cu-1673937104340.htm".to_owned()];
            assert_eq!(old(&db.read, ground.site, &forms).await.unwrap(), Some(id));
            assert_eq!(old(&db.read, ground.other_site, &forms).await.unwrap(), None);
        })
        .await;
    }

    #[tokio::test]
    async fn a_sitemap_names_only_what_is_at_home_there() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let id =
                plant::article(&db, &ground, Plant { also: true, ..Plant::titled("Nhà") }).await;
            let home = of_site(&db.read, ground.site, 1..=10).await.unwrap();
            assert_eq!(home[0].path, format!("/nha-{id}.html"));
            assert_eq!(of_site(&db.read, ground.other_site, 1..=10).await.unwrap(), []);
            assert_eq!(of_site(&db.read, ground.site, 2..=10).await.unwrap(), []);
        })
        .await;
    }
}
