//! Rows of open pages and editing locks: written by heartbeats, worth nothing once these stop.

use std::collections::HashMap;

use content::id::{ArticleId, PersonId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};

use super::rows::{editing_lock, presence};
use crate::error::Result;

/// A page that was not heard of for so long is closed; three heartbeats.
const GONE_MS: i64 = 30_000;
/// So long after the last key somebody is still shown as typing.
const TYPING_MS: i64 = 15_000;

/// One open page at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) article: ArticleId,
    pub(crate) person: PersonId,
    pub(crate) tab: &'a str,
    pub(crate) now_ms: i64,
}

/// Somebody who has the article open, in one tab or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Present {
    pub(crate) person: PersonId,
    pub(crate) tabs: usize,
    pub(crate) typing: bool,
}

/// Who edits the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) holder: PersonId,
    pub(crate) taken_ms: i64,
}

/// Notes that the page is open, and typed in since the last time when `typed`.
pub(crate) async fn seen(
    tx: &DatabaseTransaction,
    page: &Page<'_>,
    typed: Option<i64>,
) -> Result<()> {
    use presence::Column::{ArticleId as Article, PersonId as Person, SeenMs, Tab, TypedMs};
    presence::Entity::delete_many().filter(SeenMs.lt(page.now_ms - GONE_MS)).exec(tx).await?;
    let row = presence::ActiveModel {
        article_id: ActiveValue::Set(page.article.get()),
        person_id: ActiveValue::Set(page.person.get()),
        tab: ActiveValue::Set(page.tab.to_owned()),
        seen_ms: ActiveValue::Set(page.now_ms),
        typed_ms: ActiveValue::Set(typed.unwrap_or_default()),
    };
    let mut again = OnConflict::columns([Article, Person, Tab]);
    again.update_column(SeenMs);
    if typed.is_some() {
        again.update_column(TypedMs);
    }
    presence::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// The page was closed; the lock goes with its holder's last page.
pub(crate) async fn left(tx: &DatabaseTransaction, page: &Page<'_>) -> Result<()> {
    presence::Entity::delete_by_id((page.article.get(), page.person.get(), page.tab.to_owned()))
        .exec(tx)
        .await?;
    let others = present(tx, page.article, page.now_ms).await?;
    if others.iter().all(|present| present.person != page.person) {
        let_go(tx, page).await?;
    }
    Ok(())
}

/// Ends the lock of the page's person; another's stays.
pub(crate) async fn let_go(tx: &DatabaseTransaction, page: &Page<'_>) -> Result<()> {
    editing_lock::Entity::delete_many()
        .filter(editing_lock::Column::ArticleId.eq(page.article.get()))
        .filter(editing_lock::Column::PersonId.eq(page.person.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends anybody's lock.
pub(crate) async fn unlock(tx: &DatabaseTransaction, article: ArticleId) -> Result<()> {
    editing_lock::Entity::delete_by_id(article.get()).exec(tx).await?;
    Ok(())
}

/// Another page stands where this one was open, maybe of another article.
pub(crate) async fn replaced(tx: &DatabaseTransaction, person: PersonId, tab: &str) -> Result<()> {
    presence::Entity::delete_many()
        .filter(presence::Column::PersonId.eq(person.get()))
        .filter(presence::Column::Tab.eq(tab))
        .exec(tx)
        .await?;
    Ok(())
}

/// Everybody who has the article open, in the order of their ids.
pub(crate) async fn present(
    db: &impl ConnectionTrait,
    article: ArticleId,
    now_ms: i64,
) -> Result<Vec<Present>> {
    Ok(present_in(db, &[article], now_ms).await?.remove(&article).unwrap_or_default())
}

/// The same for several articles.
pub(crate) async fn present_in(
    db: &impl ConnectionTrait,
    articles: &[ArticleId],
    now_ms: i64,
) -> Result<HashMap<ArticleId, Vec<Present>>> {
    let mut found: HashMap<ArticleId, Vec<Present>> = HashMap::new();
    if articles.is_empty() {
        return Ok(found);
    }
    let rows = presence::Entity::find()
        .filter(presence::Column::ArticleId.is_in(articles.iter().map(|id| id.get())))
        .filter(presence::Column::SeenMs.gte(now_ms - GONE_MS))
        .order_by_asc(presence::Column::PersonId)
        .all(db)
        .await?;
    for row in rows {
        let here = found.entry(ArticleId::new(row.article_id)).or_default();
        let (person, typing) = (PersonId::new(row.person_id), row.typed_ms >= now_ms - TYPING_MS);
        match here.last_mut() {
            Some(last) if last.person == person => {
                last.tabs += 1;
                last.typing |= typing;
            }
            _ => here.push(Present { person, tabs: 1, typing }),
        }
    }
    Ok(found)
}

/// The lock, while its holder is heard of.
pub(crate) async fn lock(
    db: &impl ConnectionTrait,
    article: ArticleId,
    now_ms: i64,
) -> Result<Option<Lock>> {
    let row = editing_lock::Entity::find_by_id(article.get()).one(db).await?;
    Ok(row
        .filter(|row| row.until_ms > now_ms)
        .map(|row| Lock { holder: PersonId::new(row.person_id), taken_ms: row.taken_ms }))
}

/// Gives the lock to this person, or keeps it with them; `since` is when they took it.
pub(crate) async fn hold(tx: &DatabaseTransaction, page: &Page<'_>, since: i64) -> Result<()> {
    let row = editing_lock::ActiveModel {
        article_id: ActiveValue::Set(page.article.get()),
        person_id: ActiveValue::Set(page.person.get()),
        taken_ms: ActiveValue::Set(since),
        until_ms: ActiveValue::Set(page.now_ms + GONE_MS),
    };
    use editing_lock::Column::{ArticleId as Article, PersonId as Person, TakenMs, UntilMs};
    let again = OnConflict::column(Article).update_columns([Person, TakenMs, UntilMs]).to_owned();
    editing_lock::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use content::id::PersonId;
    use content::workflow::rights::{Grant, Role};

    use super::{Lock, Page, hold, left, lock, present, replaced, seen};
    use crate::articles::store::trial::{begin, newsroom, text};
    use crate::db::trial::on_both;
    use crate::people::store::{self as people, NewPerson};

    #[tokio::test]
    async fn open_pages_and_locks_end_by_themselves_when_nothing_more_is_heard() {
        on_both(|db| async move {
            let room = newsroom(&db).await;
            let article = begin(&db, room.paper, &text("Một", room.paper.section)).await;
            let tx = db.begin().await.unwrap();
            let grant = Grant { role: Role::Editor, sections: vec![], languages: vec![] };
            let new = NewPerson { email: "a@b.vn".into(), name: "Lan".into(), password_hash: None };
            let person = people::insert(&tx, &new, &[grant], 1).await.unwrap();
            let page = |tab, now_ms| Page { article, person, tab, now_ms };
            seen(&tx, &page("a", 100_000), Some(100_000)).await.unwrap();
            seen(&tx, &page("b", 101_000), None).await.unwrap();
            seen(&tx, &page("a", 110_000), None).await.unwrap();
            hold(&tx, &page("a", 110_000), 100_000).await.unwrap();
            let here = present(&tx, article, 111_000).await.unwrap();
            assert_eq!((here.len(), here[0].tabs, here[0].typing), (1, 2, true));
            assert!(!present(&tx, article, 120_000).await.unwrap()[0].typing);
            assert_eq!(present(&tx, article, 135_000).await.unwrap()[0].tabs, 1);
            assert_eq!(present(&tx, article, 141_000).await.unwrap(), []);
            let held = Lock { holder: person, taken_ms: 100_000 };
            assert_eq!(lock(&tx, article, 139_000).await.unwrap(), Some(held));
            assert_eq!(lock(&tx, article, 140_000).await.unwrap(), None);
            seen(&tx, &page("c", 111_000), None).await.unwrap();
            replaced(&tx, PersonId::new(person.get() + 1), "c").await.unwrap();
            assert_eq!(present(&tx, article, 111_000).await.unwrap()[0].tabs, 3, "another's tab");
            replaced(&tx, person, "c").await.unwrap();
            assert_eq!(present(&tx, article, 111_000).await.unwrap()[0].tabs, 2);
            left(&tx, &page("a", 111_000)).await.unwrap();
            assert!(lock(&tx, article, 112_000).await.unwrap().is_some(), "another page is open");
            left(&tx, &page("b", 112_000)).await.unwrap();
            assert_eq!(lock(&tx, article, 112_000).await.unwrap(), None);
            tx.commit().await.unwrap();
        })
        .await;
    }
}
