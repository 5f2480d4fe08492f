//! Revisions: texts as they were at a person's act, never changed and never pruned.

use content::article::Text;
use content::id::{ArticleId, PersonId, RevisionId, SectionId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::drafts::Draft;
use super::written::{lists_of, text_of_revision};
use crate::articles::rows::{draft, revision};
use crate::error::{Error, Result};

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Line {
    pub(crate) id: i64,
    /// Counts from 1 within the article.
    pub(crate) number: i32,
    pub(crate) made_by: Option<i64>,
    pub(crate) made_ms: i64,
    pub(crate) act: String,
    pub(crate) note: String,
    pub(crate) title: String,
}

/// One revision with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revision {
    pub(crate) id: RevisionId,
    pub(crate) number: i32,
    pub(crate) made_by: Option<PersonId>,
    pub(crate) made_ms: i64,
    pub(crate) act: String,
    pub(crate) note: String,
    pub(crate) text: Text,
}

/// Lines of history shown at once, newest first.
const LINES_MAX: u64 = 500;

/// Keeps the draft as an immutable revision when it differs from the newest one, and returns the
/// revision that holds the draft's text.
#[expect(clippy::too_many_arguments, reason = "who, what and when belong to every revision")]
pub(crate) async fn freeze(
    tx: &DatabaseTransaction,
    draft: &Draft,
    by: Option<PersonId>,
    act: &str,
    note: &str,
    now_ms: i64,
) -> Result<RevisionId> {
    if let Some(there) = draft.revision {
        return Ok(there);
    }
    let newest = newest(tx, draft.article).await?;
    let number = newest.as_ref().map_or(1, |row| row.number + 1);
    let revision = match newest {
        Some(row) if text_of_revision(row.clone()) == draft.text => row.id,
        _ => insert(tx, draft, (by, now_ms), (number, act, note)).await?,
    };
    draft::Entity::update_many()
        .col_expr(draft::Column::RevisionId, Expr::value(revision))
        .filter(draft::Column::ArticleId.eq(draft.article.get()))
        .exec(tx)
        .await?;
    Ok(RevisionId::new(revision))
}

async fn newest(db: &impl ConnectionTrait, id: ArticleId) -> Result<Option<revision::Model>> {
    Ok(revision::Entity::find()
        .filter(revision::Column::ArticleId.eq(id.get()))
        .order_by_desc(revision::Column::Number)
        .one(db)
        .await?)
}

async fn insert(
    tx: &DatabaseTransaction,
    draft: &Draft,
    (by, now_ms): (Option<PersonId>, i64),
    (number, act, note): (i32, &str, &str),
) -> Result<i64> {
    let text = &draft.text;
    let lists = lists_of(text)?;
    let row = revision::ActiveModel {
        id: ActiveValue::NotSet,
        article_id: ActiveValue::Set(draft.article.get()),
        number: ActiveValue::Set(number),
        made_by: ActiveValue::Set(by.map(PersonId::get)),
        made_ms: ActiveValue::Set(now_ms),
        act: ActiveValue::Set(act.to_owned()),
        note: ActiveValue::Set(note.to_owned()),
        title: ActiveValue::Set(text.title.clone()),
        kicker: ActiveValue::Set(text.kicker.clone()),
        lead: ActiveValue::Set(text.lead.clone()),
        body: ActiveValue::Set(text.body.clone()),
        section_id: ActiveValue::Set(text.section.map(SectionId::get)),
        language: ActiveValue::Set(text.language.as_str().to_owned()),
        bylines: ActiveValue::Set(lists.bylines),
        tags: ActiveValue::Set(lists.tags),
        cover: ActiveValue::Set(lists.cover),
    };
    Ok(revision::Entity::insert(row).exec(tx).await?.last_insert_id)
}

/// The history of an article, newest first, without the texts' bodies.
pub(crate) async fn list(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<Line>> {
    use revision::Column;
    Ok(revision::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Number, Column::MadeBy, Column::MadeMs])
        .columns([Column::Act, Column::Note, Column::Title])
        .filter(Column::ArticleId.eq(id.get()))
        .order_by_desc(Column::Number)
        .limit(LINES_MAX)
        .into_model::<Line>()
        .all(db)
        .await?)
}

/// One revision by its id.
///
/// # Errors
/// `NotFound` when there is none.
pub(super) async fn by_id(db: &impl ConnectionTrait, id: RevisionId) -> Result<Revision> {
    let row = revision::Entity::find_by_id(id.get()).one(db).await?.ok_or(Error::NotFound)?;
    Ok(revision_of(row))
}

/// One revision by its number.
///
/// # Errors
/// `NotFound` when the article has none of this number.
pub(crate) async fn by_number(
    db: &impl ConnectionTrait,
    id: ArticleId,
    number: i32,
) -> Result<Revision> {
    let row = revision::Entity::find()
        .filter(revision::Column::ArticleId.eq(id.get()))
        .filter(revision::Column::Number.eq(number))
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(revision_of(row))
}

fn revision_of(row: revision::Model) -> Revision {
    Revision {
        id: RevisionId::new(row.id),
        number: row.number,
        made_by: row.made_by.map(PersonId::new),
        made_ms: row.made_ms,
        act: row.act.clone(),
        note: row.note.clone(),
        text: text_of_revision(row),
    }
}
