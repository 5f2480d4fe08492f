//! Texts in conflict with the draft: kept on the server beside it until their writers decide.

use content::article::Text;
use content::id::{ArticleId, PersonId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::aside_rows::draft_aside;
use crate::error::Result;

/// Whose text, written in which tab of the browser.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer<'a> {
    pub(crate) article: ArticleId,
    pub(crate) person: PersonId,
    pub(crate) tab: &'a str,
}

/// One kept text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Aside {
    pub(crate) tab: String,
    /// The draft's version that `base` is, or was.
    pub(crate) version: i64,
    pub(crate) base: Text,
    pub(crate) mine: Text,
    pub(crate) saved_ms: i64,
}

/// Nobody comes back to a conflict after so long.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Texts of one person that are offered for one article.
const OFFERED: u64 = 5;

/// Keeps the newest text of this tab.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    writer: &Writer<'_>,
    aside: &Aside,
) -> Result<()> {
    use draft_aside::Column::{
        ArticleId as Article, Base, Mine, PersonId as Person, SavedMs, Tab, Version,
    };
    draft_aside::Entity::delete_many()
        .filter(Article.eq(writer.article.get()))
        .filter(SavedMs.lt(aside.saved_ms - KEPT_MS))
        .exec(tx)
        .await?;
    let row = draft_aside::ActiveModel {
        article_id: ActiveValue::Set(writer.article.get()),
        person_id: ActiveValue::Set(writer.person.get()),
        tab: ActiveValue::Set(writer.tab.to_owned()),
        version: ActiveValue::Set(aside.version),
        base: ActiveValue::Set(serde_json::to_string(&aside.base)?),
        mine: ActiveValue::Set(serde_json::to_string(&aside.mine)?),
        saved_ms: ActiveValue::Set(aside.saved_ms),
    };
    let again = OnConflict::columns([Article, Person, Tab])
        .update_columns([Version, Base, Mine, SavedMs])
        .to_owned();
    draft_aside::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets it: its writer has decided.
pub(crate) async fn forget(tx: &DatabaseTransaction, writer: &Writer<'_>) -> Result<()> {
    draft_aside::Entity::delete_many()
        .filter(draft_aside::Column::ArticleId.eq(writer.article.get()))
        .filter(draft_aside::Column::PersonId.eq(writer.person.get()))
        .filter(draft_aside::Column::Tab.eq(writer.tab))
        .exec(tx)
        .await?;
    Ok(())
}

/// Who but this person has texts beside the draft to decide on, in the order of their ids.
pub(crate) async fn others(
    db: &impl ConnectionTrait,
    article: ArticleId,
    person: PersonId,
) -> Result<Vec<PersonId>> {
    let ids: Vec<i64> = draft_aside::Entity::find()
        .select_only()
        .column(draft_aside::Column::PersonId)
        .distinct()
        .filter(draft_aside::Column::ArticleId.eq(article.get()))
        .filter(draft_aside::Column::PersonId.ne(person.get()))
        .order_by_asc(draft_aside::Column::PersonId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(PersonId::new).collect())
}

/// What a person still has to decide on, newest first.
pub(crate) async fn of(
    db: &impl ConnectionTrait,
    article: ArticleId,
    person: PersonId,
) -> Result<Vec<Aside>> {
    let rows = draft_aside::Entity::find()
        .filter(draft_aside::Column::ArticleId.eq(article.get()))
        .filter(draft_aside::Column::PersonId.eq(person.get()))
        .order_by_desc(draft_aside::Column::SavedMs)
        .limit(OFFERED)
        .all(db)
        .await?;
    let read = |row: draft_aside::Model| {
        Ok(Aside {
            base: serde_json::from_str(&row.base)?,
            mine: serde_json::from_str(&row.mine)?,
            tab: row.tab,
            version: row.version,
            saved_ms: row.saved_ms,
        })
    };
    rows.into_iter().map(read).collect()
}
