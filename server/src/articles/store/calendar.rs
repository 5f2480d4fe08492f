//! Articles by the time at which they went live or are to go.

use content::article::PublicState;
use content::id::{ArticleId, PersonId, SectionId, SiteId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::desk_list::{Scope, readable};
use crate::articles::rows::{article, draft, revision};
use crate::error::Result;

/// An article at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timed {
    pub(crate) id: ArticleId,
    pub(crate) site: SiteId,
    pub(crate) section: Option<SectionId>,
    pub(crate) title: String,
    /// In milliseconds since 1970 UTC.
    pub(crate) at_ms: i64,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: i64,
    site_id: i64,
    section_id: Option<i64>,
    title: String,
    at_ms: Option<i64>,
}

/// What went live within `[from_ms, until_ms)` and is live still, in the order of time.
pub(crate) async fn published(
    db: &impl ConnectionTrait,
    (from_ms, until_ms): (i64, i64),
    limit: u64,
) -> Result<Vec<Timed>> {
    let texts = article::Entity::belongs_to(revision::Entity)
        .from(article::Column::LiveRevisionId)
        .to(revision::Column::Id);
    let rows: Vec<Row> = article::Entity::find()
        .select_only()
        .columns([article::Column::Id, article::Column::SiteId])
        .column_as(article::Column::PublishedMs, "at_ms")
        .columns([revision::Column::Title, revision::Column::SectionId])
        .join(JoinType::InnerJoin, texts.into())
        .filter(article::Column::PublicState.eq(PublicState::Live.as_str()))
        .filter(article::Column::PublishedMs.gte(from_ms))
        .filter(article::Column::PublishedMs.lt(until_ms))
        .order_by_asc(article::Column::PublishedMs)
        .order_by_asc(article::Column::Id)
        .limit(limit)
        .into_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(timed).collect())
}

/// What an article waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// A text goes live.
    Scheduled,
    /// Readers do not find it any longer.
    Expires,
    /// It must not be live before.
    Embargo,
}

impl Time {
    pub(crate) const ALL: [Self; 3] = [Self::Scheduled, Self::Expires, Self::Embargo];

    fn column(self) -> article::Column {
        match self {
            Self::Scheduled => article::Column::ScheduledMs,
            Self::Expires => article::Column::ExpiresMs,
            Self::Embargo => article::Column::EmbargoMs,
        }
    }
}

/// What has a time within `[from_ms, until_ms)`, as far as the person may read it.
pub(crate) async fn waiting(
    db: &impl ConnectionTrait,
    time: Time,
    (person, scopes): (PersonId, &[Scope]),
    (from_ms, until_ms): (i64, i64),
    limit: u64,
) -> Result<Vec<Timed>> {
    let texts = article::Entity::belongs_to(draft::Entity)
        .from(article::Column::Id)
        .to(draft::Column::ArticleId);
    let rows: Vec<Row> = article::Entity::find()
        .select_only()
        .columns([article::Column::Id, article::Column::SiteId])
        .column_as(time.column(), "at_ms")
        .columns([draft::Column::Title, draft::Column::SectionId])
        .join(JoinType::InnerJoin, texts.into())
        .filter(readable(person, scopes))
        .filter(time.column().gte(from_ms))
        .filter(time.column().lt(until_ms))
        .order_by_asc(time.column())
        .order_by_asc(article::Column::Id)
        .limit(limit)
        .into_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(timed).collect())
}

fn timed(row: Row) -> Timed {
    Timed {
        id: ArticleId::new(row.id),
        site: SiteId::new(row.site_id),
        section: row.section_id.map(SectionId::new),
        title: row.title,
        at_ms: row.at_ms.unwrap_or_default(),
    }
}
