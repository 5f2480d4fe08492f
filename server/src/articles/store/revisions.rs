//! Revisions: texts as they were at a person's act, never changed and never pruned.

use std::collections::HashMap;

use content::article::Text;
use content::id::{ArticleId, PersonId, RevisionId, SectionId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::aside_rows::{draft_writer, revision_writer};
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
        context: ActiveValue::Set(lists.context),
        cover: ActiveValue::Set(lists.cover),
    };
    let id = revision::Entity::insert(row).exec(tx).await?.last_insert_id;
    hand_on_writers(tx, draft.article, id).await?;
    Ok(id)
}

/// Notes that somebody has written in an article since its newest revision.
pub(super) async fn wrote(tx: &DatabaseTransaction, id: ArticleId, by: PersonId) -> Result<()> {
    let row = draft_writer::ActiveModel {
        article_id: ActiveValue::Set(id.get()),
        person_id: ActiveValue::Set(by.get()),
    };
    use draft_writer::Column::{ArticleId as Article, PersonId as Person};
    let again = OnConflict::columns([Article, Person]).do_nothing().to_owned();
    draft_writer::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Who has written in the draft has written the revision that it became.
async fn hand_on_writers(tx: &DatabaseTransaction, id: ArticleId, revision: i64) -> Result<()> {
    let of_draft = draft_writer::Column::ArticleId.eq(id.get());
    let writers = draft_writer::Entity::find().filter(of_draft.clone()).all(tx).await?;
    if writers.is_empty() {
        return Ok(());
    }
    let rows = writers.iter().map(|writer| revision_writer::ActiveModel {
        revision_id: ActiveValue::Set(revision),
        person_id: ActiveValue::Set(writer.person_id),
    });
    revision_writer::Entity::insert_many(rows).exec_without_returning(tx).await?;
    draft_writer::Entity::delete_many().filter(of_draft).exec(tx).await?;
    Ok(())
}

/// Everybody who has written in each of these revisions since the one before.
pub(crate) async fn writers(
    db: &impl ConnectionTrait,
    revisions: &[i64],
) -> Result<HashMap<i64, Vec<PersonId>>> {
    let mut found: HashMap<i64, Vec<PersonId>> = HashMap::new();
    if revisions.is_empty() {
        return Ok(found);
    }
    let rows = revision_writer::Entity::find()
        .filter(revision_writer::Column::RevisionId.is_in(revisions.iter().copied()))
        .order_by_asc(revision_writer::Column::PersonId)
        .all(db)
        .await?;
    for row in rows {
        found.entry(row.revision_id).or_default().push(PersonId::new(row.person_id));
    }
    Ok(found)
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
