//! Stories by their numbers within a list, and a list without some of them.

use std::collections::HashMap;

use content::id::ArticleId;
use content::slug::Slug;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::cards::{Card, Scope, newest, of_places, placed};
use crate::articles::rows::{article, placement, revision};
use crate::error::Result;

/// Those of these articles that a list has, in no order.
pub(crate) async fn cards(
    db: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ArticleId],
) -> Result<Vec<Card>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let chosen =
        placed(scope).filter(placement::Column::ArticleId.is_in(ids.iter().map(|id| id.get())));
    let places = newest(db, chosen, ids.len() as u64).await?;
    of_places(db, &places).await
}

/// When the first of a list since a time was published, in milliseconds since 1970 UTC.
pub(crate) async fn first_since(
    db: &impl ConnectionTrait,
    scope: &Scope,
    since_ms: i64,
) -> Result<Option<i64>> {
    let first = placed(scope)
        .filter(placement::Column::PublishedMs.gte(since_ms))
        .select_only()
        .column(placement::Column::PublishedMs)
        .order_by_asc(placement::Column::PublishedMs)
        .limit(1);
    Ok(first.into_tuple().one(db).await?)
}

/// A list without some articles, newest first.
pub(crate) async fn without(
    db: &impl ConnectionTrait,
    scope: &Scope,
    left_out: &[ArticleId],
    (offset, limit): (u64, u64),
) -> Result<Vec<Card>> {
    let mut rest = placed(scope);
    if !left_out.is_empty() {
        let ids = left_out.iter().map(|id| id.get());
        rest = rest.filter(placement::Column::ArticleId.is_not_in(ids));
    }
    let places = newest(db, rest.offset(offset), limit).await?;
    of_places(db, &places).await
}

/// Several lists without some articles, each with its newest, in one query for all texts.
pub(crate) async fn each_without(
    db: &impl ConnectionTrait,
    scopes: &[Scope],
    left_out: &[ArticleId],
    limit: u64,
) -> Result<Vec<Vec<Card>>> {
    let ids: Vec<i64> = left_out.iter().map(|id| id.get()).collect();
    let mut lists = Vec::with_capacity(scopes.len());
    for scope in scopes {
        let mut rest = placed(scope);
        if !ids.is_empty() {
            rest = rest.filter(placement::Column::ArticleId.is_not_in(ids.iter().copied()));
        }
        lists.push(newest(db, rest, limit).await?);
    }
    let all: Vec<_> = lists.iter().flatten().copied().collect();
    let mut cards = of_places(db, &all).await?.into_iter().peekable();
    // The cards come in the order asked for; one that vanished in between is skipped.
    let own = |places: Vec<(i64, i64)>| {
        places.into_iter().filter_map(|(id, _)| cards.next_if(|c| c.id.get() == id)).collect()
    };
    Ok(lists.into_iter().map(own).collect())
}

/// The newest of a list whose title or address has these words; all without words.
pub(crate) async fn found(
    db: &impl ConnectionTrait,
    scope: &Scope,
    words: &str,
    limit: u64,
) -> Result<Vec<Card>> {
    let mut rows = placed(scope);
    if !words.trim().is_empty() {
        let articles = placement::Entity::belongs_to(article::Entity)
            .from(placement::Column::ArticleId)
            .to(article::Column::Id);
        let texts = article::Entity::belongs_to(revision::Entity)
            .from(article::Column::LiveRevisionId)
            .to(revision::Column::Id);
        rows = rows
            .join(JoinType::InnerJoin, articles.into())
            .join(JoinType::InnerJoin, texts.into())
            .filter(has_words(words));
    }
    let places = newest(db, rows, limit).await?;
    of_places(db, &places).await
}

/// The slug has no marks, so `cho phien` finds `Chợ phiên`; the title finds the rest.
fn has_words(words: &str) -> Condition {
    let escaped = words.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let exact = LikeExpr::new(format!("%{escaped}%")).escape('\\');
    let title = Expr::col((revision::Entity, revision::Column::Title)).like(exact);
    let any = Condition::any().add(title);
    match Slug::of(words) {
        none if none == Slug::of("") => any,
        slug => any.add(article::Column::Slug.contains(slug.as_str())),
    }
}

/// Titles by article.
pub(crate) type Titles = HashMap<ArticleId, String>;

/// The titles that readers saw last, also of articles that are no longer shown.
pub(crate) async fn titles(db: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Titles> {
    if ids.is_empty() {
        return Ok(Titles::new());
    }
    let texts = article::Entity::belongs_to(revision::Entity)
        .from(article::Column::LiveRevisionId)
        .to(revision::Column::Id);
    let rows: Vec<(i64, String)> = article::Entity::find()
        .join(JoinType::InnerJoin, texts.into())
        .filter(article::Column::Id.is_in(ids.iter().map(|id| id.get())))
        .select_only()
        .column(article::Column::Id)
        .column(revision::Column::Title)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, title)| (ArticleId::new(id), title)).collect())
}
