//! The text being written: one draft an article, its version the optimistic lock.

use std::collections::HashMap;

use content::article::{PublicState, Text};
use content::id::{ArticleId, PersonId, RevisionId, SectionId};
use content::slug::Slug;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::live::picked::Titles;
use super::revisions;
use super::written::{lists_of, text_of_draft};
use crate::articles::rows::{article, draft, draft_save};
use crate::db;
use crate::error::{Error, Result};

/// What is being written, and who saved it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) article: ArticleId,
    pub(crate) version: i64,
    pub(crate) text: Text,
    pub(crate) saved_by: Option<PersonId>,
    pub(crate) saved_ms: i64,
    /// The revision that holds this very text, when one does.
    pub(crate) revision: Option<RevisionId>,
}

/// A save that was answered, or would have been had the answer not been lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saved {
    pub(crate) article: ArticleId,
    pub(crate) version: i64,
    pub(crate) saved_ms: i64,
    /// What was kept, when it is not what was sent: another's changes are in it too.
    pub(crate) merged: Option<Text>,
    /// Whose; a repeated answer no longer tells.
    pub(crate) merged_with: Option<PersonId>,
}

/// An article with its newest text, for whoever follows what the newsroom writes.
#[derive(Debug, Clone)]
pub(crate) struct Newest {
    pub(crate) id: ArticleId,
    pub(crate) owner: Option<PersonId>,
    /// Milliseconds since 1970 UTC.
    pub(crate) changed_ms: i64,
    /// Readers see this very text.
    pub(crate) shown: bool,
    pub(crate) text: Text,
}

/// After a day nobody waits for the answer to a save any more.
const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1000;

/// Reads the draft.
///
/// # Errors
/// `NotFound` when there is no such article.
pub(crate) async fn read(db: &impl ConnectionTrait, id: ArticleId) -> Result<Draft> {
    let row = draft::Entity::find_by_id(id.get()).one(db).await?.ok_or(Error::NotFound)?;
    Ok(Draft {
        article: id,
        version: row.version,
        saved_by: row.saved_by.map(PersonId::new),
        saved_ms: row.saved_ms,
        revision: row.revision_id.map(RevisionId::new),
        text: text_of_draft(row),
    })
}

/// The titles as they are being written.
pub(crate) async fn titles(db: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Titles> {
    let rows: Vec<(i64, String)> = draft::Entity::find()
        .filter(draft::Column::ArticleId.is_in(ids.iter().map(|id| id.get())))
        .select_only()
        .columns([draft::Column::ArticleId, draft::Column::Title])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, title)| (ArticleId::new(id), title)).collect())
}

/// The next articles in the order of their last change, the oldest first, after a place in it: the
/// time in milliseconds since 1970 UTC, and the id.
pub(crate) async fn changed_after(
    db: &impl ConnectionTrait,
    (at_ms, id): (i64, ArticleId),
    limit: u64,
) -> Result<Vec<(i64, ArticleId)>> {
    use article::Column;
    let same = Column::ChangedMs.eq(at_ms).and(Column::Id.gt(id.get()));
    let rows: Vec<(i64, i64)> = article::Entity::find()
        .select_only()
        .columns([Column::ChangedMs, Column::Id])
        // The first condition alone lets the index begin at the right place.
        .filter(Column::ChangedMs.gte(at_ms))
        .filter(Column::ChangedMs.gt(at_ms).or(same))
        .order_by_asc(Column::ChangedMs)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(at_ms, id)| (at_ms, ArticleId::new(id))).collect())
}

/// When anything was changed last, in milliseconds since 1970 UTC; 0 in an empty newsroom.
pub(crate) async fn last_change(db: &impl ConnectionTrait) -> Result<i64> {
    use article::Column;
    let query = article::Entity::find().select_only().column(Column::ChangedMs);
    let last = query.order_by_desc(Column::ChangedMs).limit(1).into_tuple().one(db).await?;
    Ok(last.unwrap_or_default())
}

/// These articles with their newest texts, in no particular order.
pub(crate) async fn newest(db: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<Newest>> {
    let wanted = || ids.iter().map(|id| id.get());
    let rows = article::Entity::find().filter(article::Column::Id.is_in(wanted())).all(db).await?;
    let drafts =
        draft::Entity::find().filter(draft::Column::ArticleId.is_in(wanted())).all(db).await?;
    let mut drafts: HashMap<i64, draft::Model> =
        drafts.into_iter().map(|row| (row.article_id, row)).collect();
    let found = rows.into_iter().filter_map(|row| {
        let draft = drafts.remove(&row.id)?;
        let live = row.public_state == PublicState::Live.as_str();
        Some(Newest {
            id: ArticleId::new(row.id),
            owner: row.owner_id.map(PersonId::new),
            changed_ms: row.changed_ms,
            shown: live && draft.revision_id.is_some() && draft.revision_id == row.live_revision_id,
            text: text_of_draft(draft),
        })
    });
    Ok(found.collect())
}

/// Writes the draft over the version it was based on, and returns the new version. A text that
/// is already there is left as it is and keeps its version.
///
/// # Errors
/// `StaleWrite` when another version is stored; nothing is overwritten.
#[expect(clippy::too_many_arguments, reason = "who and when belong to every write")]
pub(crate) async fn write(
    tx: &DatabaseTransaction,
    id: ArticleId,
    based_on: i64,
    text: &Text,
    by: Option<PersonId>,
    now_ms: i64,
) -> Result<i64> {
    let stored = read(tx, id).await?;
    if stored.version != based_on {
        return Err(Error::StaleWrite { stored: stored.version });
    }
    if stored.text == *text {
        return Ok(based_on);
    }
    let done = draft::Entity::update_many()
        .set(columns(text, by, now_ms)?)
        .col_expr(draft::Column::Version, Expr::value(based_on + 1))
        .filter(draft::Column::ArticleId.eq(id.get()))
        .filter(draft::Column::Version.eq(based_on))
        .exec(tx)
        .await?;
    if done.rows_affected != 1 {
        // Another writer came between (PostgreSQL only: SQLite has one writer).
        return Err(Error::StaleWrite { stored: read(tx, id).await?.version });
    }
    touch(tx, id, text, now_ms).await?;
    if let Some(by) = by {
        revisions::wrote(tx, id, by).await?;
    }
    Ok(based_on + 1)
}

fn columns(text: &Text, by: Option<PersonId>, now_ms: i64) -> Result<draft::ActiveModel> {
    let lists = lists_of(text)?;
    Ok(draft::ActiveModel {
        article_id: ActiveValue::NotSet,
        version: ActiveValue::NotSet,
        revision_id: ActiveValue::Set(None),
        saved_by: ActiveValue::Set(by.map(PersonId::get)),
        saved_ms: ActiveValue::Set(now_ms),
        title: ActiveValue::Set(text.title.clone()),
        kicker: ActiveValue::Set(text.kicker.clone()),
        lead: ActiveValue::Set(text.lead.clone()),
        body: ActiveValue::Set(text.body.clone()),
        section_id: ActiveValue::Set(text.section.map(SectionId::get)),
        language: ActiveValue::Set(text.language.as_str().to_owned()),
        bylines: ActiveValue::Set(lists.bylines),
        tags: ActiveValue::Set(lists.tags),
        context: ActiveValue::Set(lists.context),
        cover: ActiveValue::Set(lists.cover),
    })
}

/// The desk's list is in the order of changes; the slug follows the title until readers know it.
async fn touch(tx: &DatabaseTransaction, id: ArticleId, text: &Text, now_ms: i64) -> Result<()> {
    article::Entity::update_many()
        .col_expr(article::Column::ChangedMs, Expr::value(now_ms))
        .filter(article::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    article::Entity::update_many()
        .col_expr(article::Column::Slug, Expr::value(Slug::of(&text.title).as_str()))
        .filter(article::Column::Id.eq(id.get()))
        .filter(article::Column::PublishedMs.is_null())
        .filter(article::Column::SourceId.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The save with this id, when it was kept before.
pub(crate) async fn saved(db: &impl ConnectionTrait, save_id: &str) -> Result<Option<Saved>> {
    let row = draft_save::Entity::find_by_id(save_id).one(db).await?;
    Ok(row.map(|row| Saved {
        article: ArticleId::new(row.article_id),
        version: row.version,
        saved_ms: row.saved_ms,
        merged: row.merged.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        merged_with: None,
    }))
}

/// Remembers the answer to a save under the id that the client made, in the save's transaction.
///
/// # Errors
/// `Taken("save_id")` when the same save is being kept at this moment.
pub(crate) async fn remember(tx: &DatabaseTransaction, save_id: &str, saved: &Saved) -> Result<()> {
    draft_save::Entity::delete_many()
        .filter(draft_save::Column::ArticleId.eq(saved.article.get()))
        .filter(draft_save::Column::SavedMs.lt(saved.saved_ms - REMEMBERED_MS))
        .exec(tx)
        .await?;
    let row = draft_save::ActiveModel {
        id: ActiveValue::Set(save_id.to_owned()),
        article_id: ActiveValue::Set(saved.article.get()),
        version: ActiveValue::Set(saved.version),
        saved_ms: ActiveValue::Set(saved.saved_ms),
        merged: ActiveValue::Set(saved.merged.as_ref().map(serde_json::to_string).transpose()?),
    };
    let insert = draft_save::Entity::insert(row).exec_without_returning(tx).await;
    insert.map_err(db::taken("save_id"))?;
    Ok(())
}
