//! All SQL about remarks.

use content::anchor::Anchor;
use content::id::{ArticleId, PersonId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use crate::error::{Error, Result};

/// Remarks of one article; nobody reads more.
pub(super) const REMARKS_MAX: u64 = 1_000;

/// One remark, or an answer to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) id: i64,
    /// The first of its thread; nothing when it is the first itself.
    pub(crate) parent: Option<i64>,
    pub(crate) by: PersonId,
    /// In milliseconds since 1970 UTC.
    pub(crate) made_ms: i64,
    pub(crate) words: String,
    /// Empty for a remark on the whole article and for answers.
    pub(crate) anchor: Anchor,
    /// By whom and when it was resolved.
    pub(crate) resolved: Option<(PersonId, i64)>,
}

/// A remark to be kept.
#[derive(Debug)]
pub(crate) struct NewRemark {
    pub(crate) article: ArticleId,
    pub(crate) parent: Option<i64>,
    pub(crate) by: PersonId,
    pub(crate) made_ms: i64,
    pub(crate) words: String,
    pub(crate) anchor: Anchor,
}

/// Keeps a remark and returns the first of its thread. An answer opens the thread again.
///
/// # Errors
/// `NotFound` when the article has no remark that could be answered.
pub(crate) async fn insert(tx: &DatabaseTransaction, new: &NewRemark) -> Result<i64> {
    let parent = match new.parent {
        Some(parent) => {
            let there = of(tx, new.article, parent).await?;
            let first = there.parent_id.unwrap_or(there.id);
            set_resolved(tx, first, None).await?;
            Some(first)
        }
        None => None,
    };
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        article_id: ActiveValue::Set(new.article.get()),
        parent_id: ActiveValue::Set(parent),
        made_by: ActiveValue::Set(new.by.get()),
        made_ms: ActiveValue::Set(new.made_ms),
        words: ActiveValue::Set(new.words.clone()),
        quote: ActiveValue::Set(new.anchor.quote.clone()),
        prefix: ActiveValue::Set(new.anchor.prefix.clone()),
        suffix: ActiveValue::Set(new.anchor.suffix.clone()),
        start: ActiveValue::Set(i64::try_from(new.anchor.start).unwrap_or(i64::MAX)),
        resolved_by: ActiveValue::Set(None),
        resolved_ms: ActiveValue::Set(None),
    };
    let made = Entity::insert(row).exec(tx).await?.last_insert_id;
    Ok(parent.unwrap_or(made))
}

/// Resolves a thread, or opens it again when nobody is named.
///
/// # Errors
/// `NotFound` when the article has no thread that begins with this remark.
pub(crate) async fn settle(
    tx: &DatabaseTransaction,
    article: ArticleId,
    id: i64,
    resolved: Option<(PersonId, i64)>,
) -> Result<()> {
    let row = of(tx, article, id).await?;
    if row.parent_id.is_some() {
        return Err(Error::NotFound);
    }
    set_resolved(tx, row.id, resolved).await
}

async fn of(tx: &DatabaseTransaction, article: ArticleId, id: i64) -> Result<Model> {
    let row = Entity::find_by_id(id).filter(Column::ArticleId.eq(article.get())).one(tx).await?;
    row.ok_or(Error::NotFound)
}

async fn set_resolved(
    tx: &DatabaseTransaction,
    id: i64,
    resolved: Option<(PersonId, i64)>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::ResolvedBy, Expr::value(resolved.map(|(by, _)| by.get())))
        .col_expr(Column::ResolvedMs, Expr::value(resolved.map(|(_, at_ms)| at_ms)))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The remarks of an article in the order in which they were made.
pub(crate) async fn of_article(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<Remark>> {
    let rows = Entity::find()
        .filter(Column::ArticleId.eq(id.get()))
        .order_by_asc(Column::Id)
        .limit(REMARKS_MAX)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(remark).collect())
}

/// A word that is another one after every remark, answer and resolving: how many there are, the
/// newest, and which are resolved.
pub(crate) async fn mark(db: &impl ConnectionTrait, id: ArticleId) -> Result<String> {
    let row: Option<(i64, Option<i64>, i64, Option<i64>)> = Entity::find()
        .filter(Column::ArticleId.eq(id.get()))
        .select_only()
        .column_as(Column::Id.count(), "made")
        .column_as(Column::Id.max(), "newest")
        .column_as(Column::ResolvedMs.count(), "resolved")
        .column_as(Column::ResolvedMs.max(), "resolved_last")
        .into_tuple()
        .one(db)
        .await?;
    let (made, newest, resolved, last) = row.unwrap_or_default();
    Ok(format!("{made}-{}-{resolved}-{}", newest.unwrap_or_default(), last.unwrap_or_default()))
}

/// How many remarks an article has.
pub(crate) async fn count(db: &impl ConnectionTrait, id: ArticleId) -> Result<u64> {
    Ok(Entity::find().filter(Column::ArticleId.eq(id.get())).count(db).await?)
}

fn remark(row: Model) -> Remark {
    Remark {
        id: row.id,
        parent: row.parent_id,
        by: PersonId::new(row.made_by),
        made_ms: row.made_ms,
        words: row.words,
        anchor: Anchor {
            quote: row.quote,
            prefix: row.prefix,
            suffix: row.suffix,
            start: usize::try_from(row.start).unwrap_or_default(),
        },
        resolved: row.resolved_by.map(PersonId::new).zip(row.resolved_ms),
    }
}

#[cfg(test)]
mod tests {
    use content::anchor::Anchor;
    use content::article::Text;
    use content::id::{ArticleId, PersonId};

    use super::{NewRemark, count, insert, of_article, settle};
    use crate::articles::store::trial::{begin, newsroom};
    use crate::db::Db;
    use crate::db::trial::on_both;
    use crate::error::{Error, Result};
    use crate::people::store::{self as people, NewPerson};

    async fn person(db: &Db) -> PersonId {
        let new = NewPerson { email: "a@b.vn".into(), name: "A".into(), password_hash: None };
        let tx = db.begin().await.unwrap();
        let id = people::insert(&tx, &new, &[], 1).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    fn new(article: ArticleId, parent: Option<i64>, by: PersonId, words: &str) -> NewRemark {
        let anchor = match parent {
            None => Anchor { quote: "chợ".into(), start: 4, ..Anchor::default() },
            Some(_) => Anchor::default(),
        };
        NewRemark { article, parent, by, made_ms: 5, words: words.to_owned(), anchor }
    }

    async fn keep(db: &Db, new: &NewRemark) -> Result<()> {
        let tx = db.begin().await?;
        insert(&tx, new).await?;
        Ok(tx.commit().await?)
    }

    #[tokio::test]
    async fn answers_join_the_thread_and_open_it_again() {
        on_both(|db| async move {
            let room = newsroom(&db).await;
            let by = person(&db).await;
            let id = begin(&db, room.paper, &Text::default()).await;
            keep(&db, &new(id, None, by, "Sai số liệu?")).await.unwrap();
            let first = of_article(&db.read, id).await.unwrap()[0].id;
            keep(&db, &new(id, Some(first), by, "Đúng rồi.")).await.unwrap();
            let second = of_article(&db.read, id).await.unwrap()[1].id;
            let tx = db.begin().await.unwrap();
            settle(&tx, id, first, Some((by, 9))).await.unwrap();
            let of_an_answer = settle(&tx, id, second, Some((by, 9))).await;
            assert!(matches!(of_an_answer, Err(Error::NotFound)), "{of_an_answer:?}");
            tx.commit().await.unwrap();
            assert_eq!(of_article(&db.read, id).await.unwrap()[0].resolved, Some((by, 9)));
            keep(&db, &new(id, Some(second), by, "Chưa xong.")).await.unwrap();
            let all = of_article(&db.read, id).await.unwrap();
            let parents: Vec<_> = all.iter().map(|remark| remark.parent).collect();
            assert_eq!(parents, [None, Some(first), Some(first)]);
            assert_eq!(all[0].resolved, None);
            assert_eq!((all[0].anchor.quote.as_str(), all[0].anchor.start), ("chợ", 4));
            assert_eq!(count(&db.read, id).await.unwrap(), 3);
        })
        .await;
    }

    #[tokio::test]
    async fn a_thread_of_another_article_is_neither_answered_nor_settled() {
        on_both(|db| async move {
            let room = newsroom(&db).await;
            let by = person(&db).await;
            let id = begin(&db, room.paper, &Text::default()).await;
            let other = begin(&db, room.paper, &Text::default()).await;
            keep(&db, &new(id, None, by, "Sai số liệu?")).await.unwrap();
            let first = of_article(&db.read, id).await.unwrap()[0].id;
            let foreign = keep(&db, &new(other, Some(first), by, "x")).await;
            assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
            let tx = db.begin().await.unwrap();
            let foreign = settle(&tx, other, first, None).await;
            assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
        })
        .await;
    }
}
