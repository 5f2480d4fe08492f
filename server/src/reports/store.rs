//! All SQL about what readers report.

use content::id::{ArticleId, PersonId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use crate::error::{Error, Result};

/// What a reader wrote, in its tidy form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// The words in the article that it is about; may be empty.
    pub(crate) passage: String,
    pub(crate) words: String,
    /// How the reader may be answered; may be empty.
    pub(crate) contact: String,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) id: i64,
    pub(crate) article: ArticleId,
    /// In milliseconds since 1970 UTC.
    pub(crate) at_ms: i64,
    pub(crate) said: Said,
    pub(crate) settled: bool,
}

/// Which reports are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Open,
    Settled,
}

/// Keeps one. The same words about the same article are one report until it is settled.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    article: ArticleId,
    said: &Said,
    now_ms: i64,
) -> Result<bool> {
    let again = Entity::find()
        .filter(Column::ArticleId.eq(article.get()))
        .filter(Column::SettledMs.is_null())
        .filter(Column::Words.eq(said.words.as_str()))
        .filter(Column::Passage.eq(said.passage.as_str()));
    if again.count(tx).await? > 0 {
        return Ok(false);
    }
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        article_id: ActiveValue::Set(article.get()),
        at_ms: ActiveValue::Set(now_ms),
        passage: ActiveValue::Set(said.passage.clone()),
        words: ActiveValue::Set(said.words.clone()),
        contact: ActiveValue::Set(said.contact.clone()),
        settled_ms: ActiveValue::Set(None),
        settled_by: ActiveValue::Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(true)
}

/// How many of an article nobody has settled.
pub(crate) async fn open_of(db: &impl ConnectionTrait, article: ArticleId) -> Result<u64> {
    let open = Entity::find()
        .filter(Column::ArticleId.eq(article.get()))
        .filter(Column::SettledMs.is_null());
    Ok(open.count(db).await?)
}

/// The next ones, newest first, before an id.
pub(crate) async fn lines(
    db: &impl ConnectionTrait,
    which: Which,
    (before, limit): (Option<i64>, u64),
) -> Result<Vec<Report>> {
    let settled = match which {
        Which::Open => Column::SettledMs.is_null(),
        Which::Settled => Column::SettledMs.is_not_null(),
    };
    let mut query = Entity::find().filter(settled);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query.order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(report).collect())
}

/// # Errors
/// `NotFound` when there is none.
pub(crate) async fn one(db: &impl ConnectionTrait, id: i64) -> Result<Report> {
    Entity::find_by_id(id).one(db).await?.map(report).ok_or(Error::NotFound)
}

/// Marks it as settled; true when it was not before.
pub(crate) async fn settle(
    tx: &DatabaseTransaction,
    id: i64,
    (by, now_ms): (PersonId, i64),
) -> Result<bool> {
    let done = Entity::update_many()
        .col_expr(Column::SettledMs, Expr::value(Some(now_ms)))
        .col_expr(Column::SettledBy, Expr::value(Some(by.get())))
        .filter(Column::Id.eq(id))
        .filter(Column::SettledMs.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

fn report(row: Model) -> Report {
    Report {
        id: row.id,
        article: ArticleId::new(row.article_id),
        at_ms: row.at_ms,
        said: Said { passage: row.passage, words: row.words, contact: row.contact },
        settled: row.settled_ms.is_some(),
    }
}
