//! The times of articles: what waits for its minute, what ends, and what went out when.

use content::article::PublicState;
use content::id::{ArticleId, PersonId, RevisionId, SectionId, SiteId};
use content::workflow::decide::{Act, Change, Times};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LockBehavior, LockType};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    JoinType, QueryFilter, QueryOrder, QuerySelect,
};

use super::acts::{Kept, Place};
use crate::articles::rows::{article, release, revision};
use crate::error::Result;

/// A text that waits for its minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Schedule {
    pub(crate) at_ms: i64,
    pub(crate) revision: RevisionId,
    pub(crate) by: Option<PersonId>,
    /// Where it will be shown beside its home.
    pub(crate) places: Vec<Place>,
    /// Key of what kept it from going out at its time; it is tried again.
    pub(crate) fault: Option<String>,
}

/// The times of a row.
pub(super) fn times(row: &article::Model) -> Times {
    Times { scheduled_ms: row.scheduled_ms, expires_ms: row.expires_ms, embargo_ms: row.embargo_ms }
}

/// What waits in a row.
pub(super) fn schedule(row: &article::Model) -> Option<Schedule> {
    let stored: Vec<[i64; 2]> = row
        .scheduled_places
        .as_deref()
        .and_then(|places| serde_json::from_str(places).ok())
        .unwrap_or_default();
    let place = |[site, section]: [i64; 2]| Place {
        site: SiteId::new(site),
        section: SectionId::new(section),
    };
    Some(Schedule {
        at_ms: row.scheduled_ms?,
        revision: RevisionId::new(row.scheduled_revision_id?),
        by: row.scheduled_by.map(PersonId::new),
        places: stored.into_iter().map(place).collect(),
        fault: row.release_fault.clone(),
    })
}

/// What readers find while nothing is scheduled.
pub(super) fn behind(row: &article::Model) -> PublicState {
    match PublicState::from_stored(&row.public_state) {
        PublicState::Scheduled if row.withdrawn_ms.is_some() => PublicState::Withdrawn,
        PublicState::Scheduled if row.published_ms.is_some() => PublicState::Expired,
        PublicState::Scheduled => PublicState::Unpublished,
        state => state,
    }
}

/// Writes into a row what an act says of its times.
pub(super) fn set(
    row: &mut article::ActiveModel,
    kept: &Kept<'_>,
    revision: Option<RevisionId>,
) -> Result<()> {
    match kept.change.act() {
        Act::Schedule { at_ms } => {
            let places: Vec<[i64; 2]> =
                kept.places.iter().map(|place| [place.site.get(), place.section.get()]).collect();
            row.scheduled_ms = ActiveValue::Set(Some(*at_ms));
            row.scheduled_revision_id = ActiveValue::Set(revision.map(RevisionId::get));
            row.scheduled_by = ActiveValue::Set(kept.by.map(PersonId::get));
            row.scheduled_places = ActiveValue::Set(Some(serde_json::to_string(&places)?));
            row.release_fault = ActiveValue::Set(None);
        }
        Act::ExpireAt { at_ms } => row.expires_ms = ActiveValue::Set(*at_ms),
        Act::Embargo { until_ms } => row.embargo_ms = ActiveValue::Set(*until_ms),
        Act::Expire => row.expires_ms = ActiveValue::Set(None),
        Act::Withdraw { .. } => {
            row.expires_ms = ActiveValue::Set(None);
            unschedule(row);
        }
        Act::Unschedule | Act::Return { .. } | Act::Publish | Act::Release => unschedule(row),
        Act::Write
        | Act::Submit
        | Act::Recall
        | Act::Discard
        | Act::Recover
        | Act::Take
        | Act::Approve
        | Act::Correct { .. } => {}
    }
    Ok(())
}

fn unschedule(row: &mut article::ActiveModel) {
    row.scheduled_ms = ActiveValue::Set(None);
    row.scheduled_revision_id = ActiveValue::Set(None);
    row.scheduled_by = ActiveValue::Set(None);
    row.scheduled_places = ActiveValue::Set(None);
    row.release_fault = ActiveValue::Set(None);
}

/// What is due, longest overdue first.
pub(crate) async fn due(
    db: &impl ConnectionTrait,
    what: Due,
    now_ms: i64,
    limit: u64,
) -> Result<Vec<ArticleId>> {
    let column = what.column();
    let mut query = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(column.lte(now_ms))
        .order_by_asc(column)
        .order_by_asc(article::Column::Id)
        .limit(limit);
    if what == Due::End {
        // As an expression, which no index of states is looked up for: few articles end, and nearly
        // all are live.
        let state = Func::coalesce([Expr::col(article::Column::PublicState), Expr::val("")]);
        query = query.filter(Expr::expr(state).eq(PublicState::Live.as_str()));
    }
    let ids: Vec<i64> = query.into_tuple().all(db).await?;
    Ok(ids.into_iter().map(ArticleId::new).collect())
}

/// What a clock does with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// The scheduled text goes out.
    Release,
    /// It is no longer shown.
    End,
}

impl Due {
    fn column(self) -> article::Column {
        match self {
            Self::Release => article::Column::ScheduledMs,
            Self::End => article::Column::ExpiresMs,
        }
    }
}

/// Claims an article that is still due, to the end of the transaction. Nothing when another node
/// holds it at this moment or has done it already.
pub(crate) async fn claim(
    tx: &DatabaseTransaction,
    id: ArticleId,
    what: Due,
    now_ms: i64,
) -> Result<bool> {
    let claimed = article::Entity::find_by_id(id.get())
        .filter(what.column().lte(now_ms))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx)
        .await?;
    Ok(claimed.is_some())
}

/// Keeps when a scheduled text went out.
pub(super) async fn released(
    tx: &DatabaseTransaction,
    change: &Change,
    waited: &Schedule,
    now_ms: i64,
) -> Result<()> {
    let line = release::ActiveModel {
        id: ActiveValue::NotSet,
        article_id: ActiveValue::Set(change.article().get()),
        revision_id: ActiveValue::Set(waited.revision.get()),
        due_ms: ActiveValue::Set(waited.at_ms),
        done_ms: ActiveValue::Set(now_ms),
    };
    release::Entity::insert(line).exec_without_returning(tx).await?;
    Ok(())
}

/// Keeps why a scheduled text could not go out, for the list; it is tried again.
pub(crate) async fn keep_fault(db: &DatabaseTransaction, id: ArticleId, key: &str) -> Result<()> {
    article::Entity::update_many()
        .col_expr(article::Column::ReleaseFault, Expr::value(key))
        .filter(article::Column::Id.eq(id.get()))
        .filter(article::Column::ScheduledMs.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// A text that went out later than it was due.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Late {
    pub(crate) article_id: i64,
    pub(crate) title: String,
    pub(crate) due_ms: i64,
    pub(crate) done_ms: i64,
}

/// The newest of those that went out more than `by_ms` after their time.
pub(crate) async fn late(
    db: &impl ConnectionTrait,
    by_ms: i64,
    since_ms: i64,
    limit: u64,
) -> Result<Vec<Late>> {
    use release::Column;
    let text = release::Entity::belongs_to(revision::Entity)
        .from(Column::RevisionId)
        .to(revision::Column::Id);
    let delay = Expr::col((release::Entity, Column::DoneMs))
        .sub(Expr::col((release::Entity, Column::DueMs)));
    Ok(release::Entity::find()
        .select_only()
        .columns([Column::ArticleId, Column::DueMs, Column::DoneMs])
        .column(revision::Column::Title)
        .join(JoinType::InnerJoin, text.into())
        .filter(Column::DoneMs.gte(since_ms))
        .filter(delay.gt(by_ms))
        .order_by_desc(Column::DoneMs)
        .order_by_desc(Column::Id)
        .limit(limit)
        .into_model::<Late>()
        .all(db)
        .await?)
}
