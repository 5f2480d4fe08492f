//! All SQL about secret links.

use content::id::{ArticleId, PersonId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use crate::error::{Error, Result};

/// Links of one article that are shown on its page, newest first.
const LINKS_MAX: u64 = 100;

/// A secret link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) id: i64,
    pub(crate) article: ArticleId,
    pub(crate) purpose: String,
    pub(crate) by: PersonId,
    /// All times in milliseconds since 1970 UTC.
    pub(crate) made_ms: i64,
    pub(crate) ends_ms: i64,
    pub(crate) revoked_ms: Option<i64>,
}

/// A link to be kept.
#[derive(Debug)]
pub(crate) struct NewLink<'a> {
    pub(crate) article: ArticleId,
    /// Hash of the secret.
    pub(crate) hash: &'a str,
    pub(crate) purpose: &'a str,
    pub(crate) by: PersonId,
    pub(crate) made_ms: i64,
    pub(crate) ends_ms: i64,
}

impl Link {
    /// Whether it still opens anything.
    pub(crate) fn is_open(&self, now_ms: i64) -> bool {
        self.revoked_ms.is_none() && now_ms < self.ends_ms
    }
}

pub(crate) async fn insert(tx: &DatabaseTransaction, new: &NewLink<'_>) -> Result<()> {
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        article_id: ActiveValue::Set(new.article.get()),
        hash: ActiveValue::Set(new.hash.to_owned()),
        purpose: ActiveValue::Set(new.purpose.to_owned()),
        made_by: ActiveValue::Set(new.by.get()),
        made_ms: ActiveValue::Set(new.made_ms),
        ends_ms: ActiveValue::Set(new.ends_ms),
        revoked_ms: ActiveValue::Set(None),
        revoked_by: ActiveValue::Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The link of a secret, by its hash: what is compared is no secret, so that the time it takes
/// tells nothing.
pub(crate) async fn by_hash(db: &impl ConnectionTrait, hash: &str) -> Result<Option<Link>> {
    Ok(Entity::find().filter(Column::Hash.eq(hash)).one(db).await?.map(link))
}

/// The links of an article, newest first.
pub(crate) async fn of_article(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<Link>> {
    let rows = Entity::find()
        .filter(Column::ArticleId.eq(id.get()))
        .order_by_desc(Column::Id)
        .limit(LINKS_MAX)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(link).collect())
}

/// How many links of an article open something now.
pub(crate) async fn open_links(
    db: &impl ConnectionTrait,
    id: ArticleId,
    now_ms: i64,
) -> Result<u64> {
    let open = Entity::find()
        .filter(Column::ArticleId.eq(id.get()))
        .filter(Column::RevokedMs.is_null())
        .filter(Column::EndsMs.gt(now_ms));
    Ok(open.count(db).await?)
}

/// Ends a link for good; again changes nothing.
///
/// # Errors
/// `NotFound` when the article has no such link.
pub(crate) async fn revoke(
    tx: &DatabaseTransaction,
    article: ArticleId,
    link_id: i64,
    (by, now_ms): (PersonId, i64),
) -> Result<Link> {
    let there = Entity::find_by_id(link_id).one(tx).await?;
    let there = there.filter(|row| row.article_id == article.get()).ok_or(Error::NotFound)?;
    Entity::update_many()
        .col_expr(Column::RevokedMs, Expr::value(now_ms))
        .col_expr(Column::RevokedBy, Expr::value(by.get()))
        .filter(Column::Id.eq(link_id))
        .filter(Column::RevokedMs.is_null())
        .exec(tx)
        .await?;
    Ok(link(there))
}

fn link(row: Model) -> Link {
    Link {
        id: row.id,
        article: ArticleId::new(row.article_id),
        purpose: row.purpose,
        by: PersonId::new(row.made_by),
        made_ms: row.made_ms,
        ends_ms: row.ends_ms,
        revoked_ms: row.revoked_ms,
    }
}

#[cfg(test)]
mod tests {
    use content::article::Text;
    use content::id::{ArticleId, PersonId};

    use super::{NewLink, by_hash, insert, of_article, open_links, revoke};
    use crate::articles::store::trial::{begin, newsroom};
    use crate::db::Db;
    use crate::db::trial::on_both;
    use crate::error::Error;
    use crate::people::store::{self as people, NewPerson};

    async fn person(db: &Db) -> PersonId {
        let new = NewPerson { email: "a@b.vn".into(), name: "A".into(), password_hash: None };
        let tx = db.begin().await.unwrap();
        let id = people::insert(&tx, &new, &[], 1).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn make(db: &Db, article: ArticleId, hash: &str, by: PersonId) {
        let tx = db.begin().await.unwrap();
        let new = NewLink { article, hash, purpose: "x", by, made_ms: 10, ends_ms: 20 };
        insert(&tx, &new).await.unwrap();
        tx.commit().await.unwrap();
    }

    #[tokio::test]
    async fn a_link_opens_until_it_ends_or_is_revoked_and_only_its_own_article_revokes_it() {
        on_both(|db| async move {
            let room = newsroom(&db).await;
            let by = person(&db).await;
            let id = begin(&db, room.paper, &Text::default()).await;
            let other = begin(&db, room.paper, &Text::default()).await;
            make(&db, id, "h1", by).await;
            make(&db, id, "h2", by).await;
            let link = by_hash(&db.read, "h1").await.unwrap().unwrap();
            assert_eq!((link.article, link.is_open(19), link.is_open(20)), (id, true, false));
            assert_eq!(by_hash(&db.read, "h3").await.unwrap(), None);
            assert_eq!(open_links(&db.read, id, 19).await.unwrap(), 2);
            let tx = db.begin().await.unwrap();
            let foreign = revoke(&tx, other, link.id, (by, 12)).await;
            assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
            for at in [12, 13] {
                revoke(&tx, id, link.id, (by, at)).await.unwrap();
            }
            tx.commit().await.unwrap();
            let all = of_article(&db.read, id).await.unwrap();
            let revoked: Vec<_> = all.iter().map(|link| link.revoked_ms).collect();
            assert_eq!(revoked, [None, Some(12)]);
            assert!(!all[1].is_open(13));
            assert_eq!(open_links(&db.read, id, 19).await.unwrap(), 1);
            assert_eq!(open_links(&db.read, id, 20).await.unwrap(), 0);
        })
        .await;
    }
}
