//! Appends to the audit list and reads it, newest first, by keyset: no page counts rows.

use content::id::{ArticleId, PersonId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use super::{Entry, Line};
use crate::error::Result;

/// Writes one line, in the transaction of the act.
pub(crate) async fn append(tx: &DatabaseTransaction, entry: &Entry<'_>, now_ms: i64) -> Result<()> {
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        at_ms: ActiveValue::Set(now_ms),
        person_id: ActiveValue::Set(entry.by.map(PersonId::get)),
        article_id: ActiveValue::Set(entry.article.map(ArticleId::get)),
        act: ActiveValue::Set(entry.act.to_owned()),
        before: ActiveValue::Set(entry.before.to_string()),
        after: ActiveValue::Set(entry.after.to_string()),
        subject_id: ActiveValue::Set(entry.subject.map(PersonId::get)),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// One question to the list; what is not asked for is `None`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ask {
    /// Who did it.
    pub(crate) by: Option<PersonId>,
    /// To whom.
    pub(crate) subject: Option<PersonId>,
    pub(crate) act: Option<String>,
    /// One of these articles.
    pub(crate) articles: Option<Vec<ArticleId>>,
    /// From this time on, in milliseconds since 1970 UTC.
    pub(crate) since_ms: Option<i64>,
    /// Before this time.
    pub(crate) until_ms: Option<i64>,
    /// Time and id of the last line seen.
    pub(crate) before: Option<(i64, i64)>,
    pub(crate) limit: u64,
}

/// The next lines.
pub(crate) async fn lines(db: &impl ConnectionTrait, ask: &Ask) -> Result<Vec<Line>> {
    let mut query = Entity::find();
    if let Some(by) = ask.by {
        query = query.filter(Column::PersonId.eq(by.get()));
    }
    if let Some(subject) = ask.subject {
        query = query.filter(Column::SubjectId.eq(subject.get()));
    }
    if let Some(act) = &ask.act {
        query = query.filter(Column::Act.eq(act));
    }
    if let Some(articles) = &ask.articles {
        query = query.filter(Column::ArticleId.is_in(articles.iter().map(|id| id.get())));
    }
    if let Some(since) = ask.since_ms {
        query = query.filter(Column::AtMs.gte(since));
    }
    if let Some(until) = ask.until_ms {
        query = query.filter(Column::AtMs.lt(until));
    }
    if let Some((at_ms, id)) = ask.before {
        let same = Column::AtMs.eq(at_ms).and(Column::Id.lt(id));
        // The first condition alone lets the index begin at the right place.
        query = query.filter(Column::AtMs.lte(at_ms)).filter(Column::AtMs.lt(at_ms).or(same));
    }
    let newest_first = query.order_by_desc(Column::AtMs).order_by_desc(Column::Id);
    let rows = newest_first.limit(ask.limit).all(db).await?;
    Ok(rows.into_iter().map(line).collect())
}

/// The last time that an act was done to an article.
pub(crate) async fn last(
    db: &impl ConnectionTrait,
    article: ArticleId,
    act: &str,
) -> Result<Option<Line>> {
    let row = Entity::find()
        .filter(Column::ArticleId.eq(article.get()))
        .filter(Column::Act.eq(act))
        .order_by_desc(Column::Id)
        .limit(1)
        .one(db)
        .await?;
    Ok(row.map(line))
}

fn line(row: Model) -> Line {
    Line {
        id: row.id,
        at_ms: row.at_ms,
        by: row.person_id.map(PersonId::new),
        act: row.act,
        article: row.article_id.map(ArticleId::new),
        subject: row.subject_id.map(PersonId::new),
        before: serde_json::from_str(&row.before).unwrap_or_default(),
        after: serde_json::from_str(&row.after).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use content::id::{ArticleId, PersonId};
    use serde_json::json;

    use super::{Ask, append, last, lines};
    use crate::audit::Entry;
    use crate::db::Db;
    use crate::db::trial::on_both;

    async fn write(db: &Db, entry: &Entry<'_>, at_ms: i64) {
        let tx = db.begin().await.unwrap();
        append(&tx, entry, at_ms).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The articles of all lines, read page by page.
    async fn two_by_two(db: &Db) -> Vec<ArticleId> {
        let mut ask = Ask { limit: 2, ..Ask::default() };
        let mut seen = Vec::new();
        loop {
            let page = lines(&db.read, &ask).await.unwrap();
            let Some(end) = page.last() else { return seen };
            ask.before = Some((end.at_ms, end.id));
            seen.extend(page.into_iter().filter_map(|line| line.article));
        }
    }

    #[tokio::test]
    async fn the_list_goes_on_without_gaps_where_many_lines_have_the_same_time() {
        on_both(|db| async move {
            for n in 0..7 {
                let entry = Entry {
                    article: Some(ArticleId::new(n)),
                    ..Entry::on_person(None, "sign_in", PersonId::new(n))
                };
                write(&db, &entry, 1_000 + n / 3).await;
            }
            let seen = two_by_two(&db).await;
            let wanted: Vec<ArticleId> = (0..7).rev().map(ArticleId::new).collect();
            assert_eq!(seen, wanted);
        })
        .await;
    }

    #[tokio::test]
    async fn a_question_is_answered_by_person_subject_act_article_and_day() {
        on_both(|db| async move {
            let (an, binh) = (PersonId::new(1), PersonId::new(2));
            let disabled = Entry::on_person(Some(an), "person_disabled", binh);
            write(&db, &disabled, 10).await;
            let returned = Entry {
                by: Some(binh),
                act: "return",
                article: Some(ArticleId::new(5)),
                subject: None,
                before: json!({}),
                after: json!({ "note": "Thiếu nguồn" }),
            };
            write(&db, &returned, 20).await;
            let count =
                async |ask: Ask| lines(&db.read, &Ask { limit: 9, ..ask }).await.unwrap().len();
            assert_eq!(count(Ask { by: Some(an), ..Ask::default() }).await, 1);
            assert_eq!(count(Ask { subject: Some(binh), ..Ask::default() }).await, 1);
            assert_eq!(count(Ask { subject: Some(an), ..Ask::default() }).await, 0);
            assert_eq!(count(Ask { act: Some("return".to_owned()), ..Ask::default() }).await, 1);
            assert_eq!(
                count(Ask { articles: Some(vec![ArticleId::new(6)]), ..Ask::default() }).await,
                0
            );
            assert_eq!(count(Ask { since_ms: Some(11), ..Ask::default() }).await, 1);
            assert_eq!(count(Ask { until_ms: Some(20), ..Ask::default() }).await, 1);
            let found = last(&db.read, ArticleId::new(5), "return").await.unwrap().unwrap();
            assert_eq!(found.after, json!({ "note": "Thiếu nguồn" }));
            assert_eq!(last(&db.read, ArticleId::new(5), "take").await.unwrap(), None);
        })
        .await;
    }
}
