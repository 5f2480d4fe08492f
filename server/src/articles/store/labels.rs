//! Tags and bylines of the live text, by slug.

use content::id::ArticleId;
use content::slug::Slug;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::articles::rows::{article_byline, article_tag, byline, tag};
use crate::error::{Error, Result};

/// Makes the article's tags exactly these, in this order.
pub(super) async fn set_tags(
    tx: &DatabaseTransaction,
    id: ArticleId,
    names: &[String],
) -> Result<()> {
    let old = article_tag::Entity::delete_many();
    old.filter(article_tag::Column::ArticleId.eq(id.get())).exec(tx).await?;
    for (position, (slug, name)) in (0_i32..).zip(distinct(names)) {
        let row = article_tag::ActiveModel {
            article_id: ActiveValue::Set(id.get()),
            tag_id: ActiveValue::Set(tag_at(tx, &slug, name).await?),
            position: ActiveValue::Set(position),
        };
        article_tag::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Makes the article's bylines exactly these, in this order.
pub(super) async fn set_bylines(
    tx: &DatabaseTransaction,
    id: ArticleId,
    names: &[String],
) -> Result<()> {
    let old = article_byline::Entity::delete_many();
    old.filter(article_byline::Column::ArticleId.eq(id.get())).exec(tx).await?;
    for (position, (slug, name)) in (0_i32..).zip(distinct(names)) {
        let row = article_byline::ActiveModel {
            article_id: ActiveValue::Set(id.get()),
            byline_id: ActiveValue::Set(byline_at(tx, &slug, name).await?),
            position: ActiveValue::Set(position),
        };
        article_byline::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn tag_at(tx: &DatabaseTransaction, slug: &str, name: &str) -> Result<i64> {
    if let Some(row) = find_tag(tx, slug).await? {
        return Ok(row.id);
    }
    let row = tag::ActiveModel {
        id: ActiveValue::NotSet,
        slug: ActiveValue::Set(slug.to_owned()),
        name: ActiveValue::Set(name.to_owned()),
    };
    let mut same = OnConflict::column(tag::Column::Slug);
    let insert = tag::Entity::insert(row).on_conflict(same.do_nothing().to_owned());
    insert.exec_without_returning(tx).await?;
    find_tag(tx, slug).await?.map(|row| row.id).ok_or(Error::NotFound)
}

async fn find_tag(tx: &DatabaseTransaction, slug: &str) -> Result<Option<tag::Model>> {
    Ok(tag::Entity::find().filter(tag::Column::Slug.eq(slug)).one(tx).await?)
}

async fn byline_at(tx: &DatabaseTransaction, slug: &str, name: &str) -> Result<i64> {
    if let Some(row) = find_byline(tx, slug).await? {
        return Ok(row.id);
    }
    let row = byline::ActiveModel {
        id: ActiveValue::NotSet,
        slug: ActiveValue::Set(slug.to_owned()),
        name: ActiveValue::Set(name.to_owned()),
    };
    let mut same = OnConflict::column(byline::Column::Slug);
    let insert = byline::Entity::insert(row).on_conflict(same.do_nothing().to_owned());
    insert.exec_without_returning(tx).await?;
    find_byline(tx, slug).await?.map(|row| row.id).ok_or(Error::NotFound)
}

async fn find_byline(tx: &DatabaseTransaction, slug: &str) -> Result<Option<byline::Model>> {
    Ok(byline::Entity::find().filter(byline::Column::Slug.eq(slug)).one(tx).await?)
}

/// One entry a slug: `Lai Châu` and `lai chau` are the same label.
fn distinct(names: &[String]) -> Vec<(String, &str)> {
    let mut seen: Vec<(String, &str)> = Vec::with_capacity(names.len());
    for name in names {
        let slug = slug_of(name);
        if seen.iter().all(|(there, _)| *there != slug) {
            seen.push((slug, name));
        }
    }
    seen
}

/// A name in a script that leaves no Latin letters gets a mark of its own, so that two of them
/// do not share one address.
fn slug_of(name: &str) -> String {
    let slug = Slug::of(name);
    if name.chars().any(|c| c.is_ascii_alphanumeric()) || slug != Slug::of("") {
        return slug.as_str().to_owned();
    }
    let mark: String = blake3::hash(name.as_bytes()).to_hex().chars().take(10).collect();
    format!("{}-{mark}", slug.as_str())
}
