//! What the live text is found by: tags, storylines and bylines by slug, and its original.

use std::collections::HashMap;

use content::article::Text;
use content::context::Genre;
use content::id::ArticleId;
use content::slug::Slug;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::live::translations;
use crate::articles::rows::{article, article_byline, article_tag, byline, tag};
use crate::error::Result;

/// Takes all tags and bylines off the article.
pub(super) async fn clear(tx: &DatabaseTransaction, id: ArticleId) -> Result<()> {
    let tags = article_tag::Entity::delete_many();
    tags.filter(article_tag::Column::ArticleId.eq(id.get())).exec(tx).await?;
    let bylines = article_byline::Entity::delete_many();
    bylines.filter(article_byline::Column::ArticleId.eq(id.get())).exec(tx).await?;
    Ok(())
}

/// A running story is kept as a tag whose slug begins so, as its address does.
pub(super) const STORYLINE: &str = "dong-su-kien/";

/// What is no plain news is found by its genre in the same way.
pub(super) const GENRE: &str = "the-loai/";

/// Gives tags, storylines and genre to an article that has none, in this order.
pub(super) async fn set_tags(tx: &DatabaseTransaction, id: ArticleId, text: &Text) -> Result<()> {
    let mut wanted = distinct(&text.tags);
    let storylines = distinct(&text.context.storylines).into_iter();
    wanted.extend(storylines.map(|(slug, name)| (format!("{STORYLINE}{slug}"), name)));
    let genre = text.context.genre;
    if genre != Genre::News {
        wanted.push((format!("{GENRE}{}", genre.as_str()), genre.as_str()));
    }
    let known = tags_at(tx, &wanted).await?;
    let links = in_order(&wanted, &known).map(|(position, tag)| article_tag::ActiveModel {
        article_id: ActiveValue::Set(id.get()),
        tag_id: ActiveValue::Set(tag),
        position: ActiveValue::Set(position),
    });
    let links: Vec<_> = links.collect();
    if !links.is_empty() {
        article_tag::Entity::insert_many(links).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Gives bylines to an article that has none, in this order.
pub(super) async fn set_bylines(
    tx: &DatabaseTransaction,
    id: ArticleId,
    names: &[String],
) -> Result<()> {
    let wanted = distinct(names);
    let known = bylines_at(tx, &wanted).await?;
    let links = in_order(&wanted, &known).map(|(position, byline)| article_byline::ActiveModel {
        article_id: ActiveValue::Set(id.get()),
        byline_id: ActiveValue::Set(byline),
        position: ActiveValue::Set(position),
    });
    let links: Vec<_> = links.collect();
    if !links.is_empty() {
        article_byline::Entity::insert_many(links).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Notes the original of which it is a translation, so that the two are found from each other.
pub(super) async fn set_original(
    tx: &DatabaseTransaction,
    id: ArticleId,
    named: Option<ArticleId>,
) -> Result<()> {
    let original = translations::original(tx, named).await?.filter(|original| *original != id);
    article::Entity::update_many()
        .col_expr(article::Column::Translates, Expr::value(original.map(ArticleId::get)))
        .filter(article::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Numbers of labels by their slug.
type Known = HashMap<String, i64>;

/// Finds these tags, makes those that are not there, and tells the number of each.
async fn tags_at(tx: &DatabaseTransaction, wanted: &[(String, &str)]) -> Result<Known> {
    let known = find_tags(tx, wanted).await?;
    let missing: Vec<_> = missing(wanted, &known)
        .map(|(slug, name)| tag::ActiveModel {
            id: ActiveValue::NotSet,
            slug: ActiveValue::Set(slug.clone()),
            name: ActiveValue::Set((*name).to_owned()),
        })
        .collect();
    if missing.is_empty() {
        return Ok(known);
    }
    let mut same = OnConflict::column(tag::Column::Slug);
    let insert = tag::Entity::insert_many(missing).on_conflict(same.do_nothing().to_owned());
    insert.exec_without_returning(tx).await?;
    find_tags(tx, wanted).await
}

async fn find_tags(tx: &DatabaseTransaction, wanted: &[(String, &str)]) -> Result<Known> {
    if wanted.is_empty() {
        return Ok(Known::new());
    }
    let slugs = wanted.iter().map(|(slug, _)| slug.as_str());
    let rows = tag::Entity::find().filter(tag::Column::Slug.is_in(slugs)).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.id)).collect())
}

/// Finds these bylines, makes those that are not there, and tells the number of each.
async fn bylines_at(tx: &DatabaseTransaction, wanted: &[(String, &str)]) -> Result<Known> {
    let known = find_bylines(tx, wanted).await?;
    let missing: Vec<_> = missing(wanted, &known)
        .map(|(slug, name)| byline::ActiveModel {
            id: ActiveValue::NotSet,
            slug: ActiveValue::Set(slug.clone()),
            name: ActiveValue::Set((*name).to_owned()),
        })
        .collect();
    if missing.is_empty() {
        return Ok(known);
    }
    let mut same = OnConflict::column(byline::Column::Slug);
    let insert = byline::Entity::insert_many(missing).on_conflict(same.do_nothing().to_owned());
    insert.exec_without_returning(tx).await?;
    find_bylines(tx, wanted).await
}

async fn find_bylines(tx: &DatabaseTransaction, wanted: &[(String, &str)]) -> Result<Known> {
    if wanted.is_empty() {
        return Ok(Known::new());
    }
    let slugs = wanted.iter().map(|(slug, _)| slug.as_str());
    let rows = byline::Entity::find().filter(byline::Column::Slug.is_in(slugs)).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.id)).collect())
}

fn missing<'a>(
    wanted: &'a [(String, &'a str)],
    known: &Known,
) -> impl Iterator<Item = &'a (String, &'a str)> {
    wanted.iter().filter(|(slug, _)| !known.contains_key(slug))
}

fn in_order(wanted: &[(String, &str)], known: &Known) -> impl Iterator<Item = (i32, i64)> {
    (0_i32..).zip(wanted.iter().filter_map(|(slug, _)| known.get(slug).copied()))
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
pub(super) fn slug_of(name: &str) -> String {
    let slug = Slug::of(name);
    if name.chars().any(|c| c.is_ascii_alphanumeric()) || slug != Slug::of("") {
        return slug.as_str().to_owned();
    }
    let mark: String = blake3::hash(name.as_bytes()).to_hex().chars().take(10).collect();
    format!("{}-{mark}", slug.as_str())
}
