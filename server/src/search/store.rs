//! All SQL about what is asked and what is set for the search.

use std::collections::BTreeMap;

use content::id::PersonId;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    Order, QueryFilter, QueryOrder, QuerySelect,
};
use search_index::asked::Count;

use super::rows::{question, setting};
use crate::error::Result;

/// The setting with the newsroom's abbreviations, one a line.
const ABBREVIATIONS: &str = "abbreviations";
/// The setting with how newer articles are preferred: JSON, days by the site's key.
const RECENCY: &str = "recency";

/// A question and how often it was asked.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Often {
    pub(crate) words: String,
    pub(crate) asked: i64,
    pub(crate) without_result: i64,
}

/// Which questions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those that found something.
    Answered,
    /// Those that found nothing.
    Unanswered,
}

/// Adds what was counted on a day.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    day: &str,
    counts: &[(String, Count)],
) -> Result<()> {
    use question::Column::{Asked, Day, WithoutResult, Words};
    for (words, count) in counts {
        let row = question::ActiveModel {
            day: ActiveValue::Set(day.to_owned()),
            words: ActiveValue::Set(words.clone()),
            asked: ActiveValue::Set(count.asked.into()),
            without_result: ActiveValue::Set(count.without_result.into()),
        };
        let sum = |column| {
            let new = Expr::col((Alias::new("excluded"), column));
            Expr::col((question::Entity, column)).add(new)
        };
        let again = OnConflict::columns([Day, Words])
            .value(Asked, sum(Asked))
            .value(WithoutResult, sum(WithoutResult))
            .to_owned();
        question::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Forgets what was asked before a day.
pub(crate) async fn forget(tx: &DatabaseTransaction, before: &str) -> Result<()> {
    question::Entity::delete_many().filter(question::Column::Day.lt(before)).exec(tx).await?;
    Ok(())
}

/// The most frequent questions since a day.
pub(crate) async fn often(
    db: &impl ConnectionTrait,
    which: Which,
    since: &str,
    limit: u64,
) -> Result<Vec<Often>> {
    use question::Column::{Asked, Day, WithoutResult, Words};
    let sum = |column: question::Column| column.sum().cast_as(Alias::new("bigint"));
    let (order, wanted) = match which {
        Which::Answered => (sum(Asked), sum(Asked).gt(sum(WithoutResult))),
        Which::Unanswered => (sum(WithoutResult), sum(WithoutResult).gt(0)),
    };
    let found = question::Entity::find()
        .select_only()
        .column(Words)
        .expr_as(sum(Asked), "asked")
        .expr_as(sum(WithoutResult), "without_result")
        .filter(Day.gte(since))
        .group_by(Words)
        .having(wanted)
        .order_by(order, Order::Desc)
        .order_by_asc(Words)
        .limit(limit)
        .into_model::<Often>()
        .all(db)
        .await?;
    Ok(found)
}

/// The newsroom's own abbreviations; nothing while it has set none.
pub(crate) async fn abbreviations(db: &impl ConnectionTrait) -> Result<Option<String>> {
    of_name(db, ABBREVIATIONS).await
}

/// Replaces them.
pub(crate) async fn set_abbreviations(
    tx: &DatabaseTransaction,
    lines: &str,
    who: (PersonId, i64),
) -> Result<()> {
    set(tx, (ABBREVIATIONS, lines), who).await
}

/// After how many days an article has lost half of its preference for being new, by the site's key;
/// 0 is none. Sites that are not named have [`super::usage::HALF_LIFE_DAYS`].
pub(crate) async fn recency(db: &impl ConnectionTrait) -> Result<BTreeMap<String, u16>> {
    let kept = of_name(db, RECENCY).await?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Replaces it.
pub(crate) async fn set_recency(
    tx: &DatabaseTransaction,
    days: &BTreeMap<String, u16>,
    who: (PersonId, i64),
) -> Result<()> {
    let days = serde_json::json!(days).to_string();
    set(tx, (RECENCY, &days), who).await
}

async fn of_name(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>> {
    let row = setting::Entity::find_by_id(name).one(db).await?;
    Ok(row.map(|row| row.value))
}

async fn set(
    tx: &DatabaseTransaction,
    (name, value): (&str, &str),
    (by, now_ms): (PersonId, i64),
) -> Result<()> {
    use setting::Column::{ChangedBy, ChangedMs, Name, Value};
    let row = setting::ActiveModel {
        name: ActiveValue::Set(name.to_owned()),
        value: ActiveValue::Set(value.to_owned()),
        changed_by: ActiveValue::Set(by.get()),
        changed_ms: ActiveValue::Set(now_ms),
    };
    let again = OnConflict::column(Name).update_columns([Value, ChangedBy, ChangedMs]).to_owned();
    setting::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use content::id::PersonId;
    use search_index::asked::Count;

    use super::{
        Which, abbreviations, add, forget, often, recency, set_abbreviations, set_recency,
    };
    use crate::db::Db;
    use crate::db::trial::on_both;

    async fn count(db: &Db, day: &str, words: &str, asked: u32, without_result: u32) {
        let tx = db.begin().await.unwrap();
        let counts = [(words.to_owned(), Count { asked, without_result })];
        add(&tx, day, &counts).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn asked(db: &Db, which: Which, since: &str) -> Vec<(String, i64, i64)> {
        let found = often(&db.read, which, since, 9).await.unwrap();
        found.into_iter().map(|one| (one.words, one.asked, one.without_result)).collect()
    }

    #[tokio::test]
    async fn questions_add_up_over_days_and_are_forgotten_by_day() {
        on_both(|db| async move {
            count(&db, "2024-01-08", "chợ phiên", 3, 0).await;
            count(&db, "2024-01-08", "chợ phiên", 2, 1).await;
            count(&db, "2024-01-09", "chợ phiên", 1, 0).await;
            count(&db, "2024-01-09", "xyz", 4, 4).await;
            let market = |asked, none| ("chợ phiên".to_owned(), asked, none);
            assert_eq!(asked(&db, Which::Answered, "2024-01-01").await, [market(6, 1)]);
            let none = asked(&db, Which::Unanswered, "2024-01-01").await;
            assert_eq!(none, [("xyz".to_owned(), 4, 4), market(6, 1)]);
            assert_eq!(asked(&db, Which::Answered, "2024-01-09").await, [market(1, 0)]);
            let tx = db.begin().await.unwrap();
            forget(&tx, "2024-01-09").await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(asked(&db, Which::Answered, "2024-01-01").await, [market(1, 0)]);
        })
        .await;
    }

    #[tokio::test]
    async fn abbreviations_are_the_newsrooms_once_it_has_set_them() {
        on_both(|db| async move {
            assert_eq!(abbreviations(&db.read).await.unwrap(), None);
            for lines in ["CĐS = chuyển đổi số", ""] {
                let tx = db.begin().await.unwrap();
                set_abbreviations(&tx, lines, (PersonId::new(1), 5)).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(abbreviations(&db.read).await.unwrap().as_deref(), Some(lines));
            }
        })
        .await;
    }

    #[tokio::test]
    async fn the_preference_for_newer_articles_is_kept_for_each_site() {
        on_both(|db| async move {
            assert!(recency(&db.read).await.unwrap().is_empty());
            for days in [30, 0] {
                let all = [("bao".to_owned(), days), ("cong".to_owned(), 730)].into();
                let tx = db.begin().await.unwrap();
                set_recency(&tx, &all, (PersonId::new(1), 5)).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(recency(&db.read).await.unwrap(), all);
            }
        })
        .await;
    }
}
