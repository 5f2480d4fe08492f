//! Keeps an act that was allowed: states, live text, places, labels, change and audit.

use content::article::{PublicState, ReviewState, Text};
use content::id::{ArticleId, ChangeNumber, PersonId, RevisionId, SectionId, SiteId};
use content::slug::Slug;
use content::workflow::decide::{Act, Change, Standing, Times};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QuerySelect,
};
use serde_json::json;

use super::drafts::{self, Draft};
use super::times::{self, Schedule};
use super::{corrections, labels, placements, revisions};
use crate::articles::rows::article;
use crate::audit::{self, Entry};
use crate::changes::{Kind, store as changes};
use crate::db::Db;
use crate::error::{Error, Result};

/// A site and one of its own sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) site: SiteId,
    pub(crate) section: SectionId,
}

/// An allowed act, with all that must be known to keep it.
#[derive(Debug)]
pub(crate) struct Kept<'a> {
    pub(crate) change: &'a Change,
    pub(crate) by: Option<PersonId>,
    /// Where it is shown beside its home; looked at when it goes live.
    pub(crate) places: &'a [Place],
    /// When an import was first published elsewhere, in milliseconds since 1970 UTC.
    pub(crate) published_ms: Option<i64>,
    pub(crate) now_ms: i64,
}

/// An article as the newsroom knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) id: ArticleId,
    pub(crate) site: SiteId,
    pub(crate) slug: Slug,
    pub(crate) source_id: Option<String>,
    pub(crate) owner: Option<PersonId>,
    pub(crate) public: PublicState,
    pub(crate) review: ReviewState,
    pub(crate) live: Option<RevisionId>,
    /// An approved text waits for somebody to publish it.
    pub(crate) pending: bool,
    pub(crate) published_ms: Option<i64>,
    /// What readers find while nothing is scheduled.
    pub(crate) behind: PublicState,
    pub(crate) times: Times,
    /// The text that waits for its time.
    pub(crate) schedule: Option<Schedule>,
    pub(crate) draft: Draft,
    /// Where it is shown beside its home.
    pub(crate) places: Vec<Place>,
}

impl Found {
    /// Where it stands as one word, as [`state`] tells it.
    pub(crate) fn state(&self) -> String {
        told_state((self.review, self.public), self.times, (self.live, self.pending))
    }

    /// Where it stands, for `decide`; what the newsroom's checks find is added where it goes out.
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            article: self.id,
            version: self.draft.version,
            public: self.public,
            review: self.review,
            behind: self.behind,
            times: self.times,
            missing_to_submit: self.draft.text.missing_to_submit(),
            missing_to_publish: self.draft.text.missing_to_publish(),
            blockers: Vec::new(),
            override_reason: String::new(),
        }
    }
}

/// Where an article stands as one word for an open page, which fetches its steps anew when it is
/// another: both states, the times in milliseconds since 1970 UTC, which text readers see, and whether
/// another waits to be published.
///
/// # Errors
/// `NotFound` when there is no such article.
pub(crate) async fn state(db: &impl ConnectionTrait, id: ArticleId) -> Result<String> {
    let row = article::Entity::find_by_id(id.get()).one(db).await?.ok_or(Error::NotFound)?;
    let review = ReviewState::from_stored(&row.review_state);
    let public = PublicState::from_stored(&row.public_state);
    let text = (row.live_revision_id.map(RevisionId::new), row.pending == 1);
    Ok(told_state((review, public), times::times(&row), text))
}

fn told_state(
    (review, public): (ReviewState, PublicState),
    times: Times,
    (live, pending): (Option<RevisionId>, bool),
) -> String {
    let times = [times.scheduled_ms, times.embargo_ms, times.expires_ms];
    let times = times.map(|at| at.map(|ms| ms.to_string()).unwrap_or_default()).join("-");
    let live = live.map(|live| live.to_string()).unwrap_or_default();
    format!("{}/{}/{times}/{live}/{pending}", review.as_str(), public.as_str())
}

/// Looks at an article.
///
/// # Errors
/// `NotFound` when there is none.
pub(crate) async fn find(db: &impl ConnectionTrait, id: ArticleId) -> Result<Found> {
    let row = article::Entity::find_by_id(id.get()).one(db).await?.ok_or(Error::NotFound)?;
    found(db, row).await
}

/// Looks at an article and keeps other writers away from it to the end of the transaction.
///
/// # Errors
/// `NotFound` when there is none.
pub(crate) async fn hold(tx: &DatabaseTransaction, id: ArticleId) -> Result<Found> {
    let row = held(tx, id).await?;
    found(tx, row).await
}

async fn held(tx: &DatabaseTransaction, id: ArticleId) -> Result<article::Model> {
    let ask = article::Entity::find_by_id(id.get()).lock_exclusive();
    ask.one(tx).await?.ok_or(Error::NotFound)
}

async fn found(db: &impl ConnectionTrait, row: article::Model) -> Result<Found> {
    let id = ArticleId::new(row.id);
    let (behind, times, schedule) =
        (times::behind(&row), times::times(&row), times::schedule(&row));
    Ok(Found {
        id,
        behind,
        times,
        schedule,
        site: SiteId::new(row.site_id),
        slug: Slug::parse(&row.slug).unwrap_or_else(|| Slug::of("")),
        source_id: row.source_id,
        owner: row.owner_id.map(PersonId::new),
        public: PublicState::from_stored(&row.public_state),
        review: ReviewState::from_stored(&row.review_state),
        live: row.live_revision_id.map(RevisionId::new),
        pending: row.pending == 1,
        published_ms: row.published_ms,
        draft: drafts::read(db, id).await?,
        places: placements::extra(db, id).await?,
    })
}

/// Keeps an act: the states, the live revision with its places and labels, a numbered change
/// when readers can notice it, and a line in the audit list. A writing is kept by
/// [`drafts::write`] first and leaves an audit line only when it moves the article.
///
/// # Errors
/// `StaleWrite` when the draft is no longer the one that was decided on.
pub(crate) async fn apply(
    tx: &DatabaseTransaction,
    db: &Db,
    kept: &Kept<'_>,
) -> Result<Option<ChangeNumber>> {
    let change = kept.change;
    let before = held(tx, change.article()).await?;
    let draft = drafts::read(tx, change.article()).await?;
    let writes = matches!(change.act(), Act::Write);
    if !writes && draft.version != change.based_on() {
        return Err(Error::StaleWrite { stored: draft.version });
    }
    if writes && before.review_state == change.review().as_str() {
        return Ok(None);
    }
    let revision = revision(tx, kept, (&before, &draft)).await?;
    let text = match change.act() {
        Act::Release => waiting_text(tx, kept, &before).await?,
        _ => draft.text,
    };
    let newest = revision.filter(|_| !releases(change)).or(draft.revision);
    let after = states(tx, kept, (&before, &text), (revision, newest)).await?;
    show(tx, kept, (&before, &after), &text).await?;
    record(tx, kept, &before, &after).await?;
    match noticed(change, &before) {
        Some(kind) => {
            changes::append(tx, db, kind, Some(draft.article), kept.now_ms).await.map(Some)
        }
        None => Ok(None),
    }
}

/// What readers and their lists are to see of it.
async fn show(
    tx: &DatabaseTransaction,
    kept: &Kept<'_>,
    rows: (&article::Model, &article::Model),
    text: &Text,
) -> Result<()> {
    let id = kept.change.article();
    if kept.change.makes_live() {
        return go_live(tx, kept, rows, text).await;
    }
    if let Act::Correct { note } = kept.change.act() {
        corrections::add(tx, id, (kept.by, kept.now_ms), note).await?;
    }
    if kept.change.public() != PublicState::Live {
        placements::hide(tx, id).await?;
    }
    Ok(())
}

/// The revision that the act is about: the draft frozen, or the one that was scheduled.
async fn revision(
    tx: &DatabaseTransaction,
    kept: &Kept<'_>,
    (before, draft): (&article::Model, &Draft),
) -> Result<Option<RevisionId>> {
    let act = kept.change.act();
    match act {
        Act::Submit | Act::Return { .. } | Act::Approve | Act::Publish | Act::Schedule { .. } => {
            let (name, note) = (act.name(), act.note());
            revisions::freeze(tx, draft, kept.by, name, note, kept.now_ms).await.map(Some)
        }
        Act::Release => Ok(before.scheduled_revision_id.map(RevisionId::new)),
        _ => Ok(None),
    }
}

/// The text that was scheduled, as it was approved; keeps when it was due and when it goes out.
async fn waiting_text(
    tx: &DatabaseTransaction,
    kept: &Kept<'_>,
    before: &article::Model,
) -> Result<Text> {
    let waited = times::schedule(before).ok_or(Error::NotFound)?;
    times::released(tx, kept.change, &waited, kept.now_ms).await?;
    Ok(revisions::by_id(tx, waited.revision).await?.text)
}

/// What readers and partners can notice of it.
fn noticed(change: &Change, before: &article::Model) -> Option<Kind> {
    let was_live = before.public_state == PublicState::Live.as_str();
    match change.act() {
        Act::Publish | Act::Release => Some(Kind::Published),
        Act::Correct { .. } => Some(Kind::Corrected),
        Act::Withdraw { .. } if before.published_ms.is_some() => Some(Kind::Withdrawn),
        Act::Expire if was_live => Some(Kind::Withdrawn),
        _ => None,
    }
}

async fn states(
    tx: &DatabaseTransaction,
    kept: &Kept<'_>,
    (before, text): (&article::Model, &Text),
    (revision, newest): (Option<RevisionId>, Option<RevisionId>),
) -> Result<article::Model> {
    let (change, now_ms) = (kept.change, kept.now_ms);
    let mut row = before.clone().into_active_model();
    row.public_state = ActiveValue::Set(change.public().as_str().to_owned());
    row.review_state = ActiveValue::Set(change.review().as_str().to_owned());
    row.changed_ms = ActiveValue::Set(now_ms);
    if change.makes_live() {
        row.live_revision_id = ActiveValue::Set(revision.map(RevisionId::get));
        row.withdrawn_ms = ActiveValue::Set(None);
        row.withdrawn_reason = ActiveValue::Set(String::new());
        if before.published_ms.is_none() {
            row.published_ms = ActiveValue::Set(Some(kept.published_ms.unwrap_or(now_ms)));
            if before.source_id.is_none() {
                row.slug = ActiveValue::Set(Slug::of(&text.title).as_str().to_owned());
            }
        } else if before.live_revision_id != revision.map(RevisionId::get) {
            row.updated_ms = ActiveValue::Set(Some(now_ms));
        }
    }
    times::set(&mut row, kept, revision)?;
    if matches!(change.act(), Act::Correct { .. }) {
        row.updated_ms = ActiveValue::Set(Some(now_ms));
    }
    if let Act::Withdraw { reason } = change.act() {
        row.withdrawn_ms = ActiveValue::Set(Some(now_ms));
        row.withdrawn_reason = ActiveValue::Set(reason.clone());
    }
    let live = *row.live_revision_id.as_ref();
    let waits = row.scheduled_ms.as_ref().is_some();
    let approved = change.review() == ReviewState::Approved;
    // What is taken from the readers waits for nobody; approved anew, it does again.
    let taken_off = matches!(change.act(), Act::Withdraw { .. } | Act::Expire);
    let pending = approved && !waits && !taken_off && newest.map(RevisionId::get) != live;
    row.pending = ActiveValue::Set(i32::from(pending));
    Ok(row.update(tx).await?)
}

fn releases(change: &Change) -> bool {
    matches!(change.act(), Act::Release)
}

/// The section cannot be missing here (`decide` asks for it), but a type does not say so.
async fn go_live(
    tx: &DatabaseTransaction,
    kept: &Kept<'_>,
    (before, after): (&article::Model, &article::Model),
    text: &Text,
) -> Result<()> {
    let id = ArticleId::new(after.id);
    if before.published_ms.is_some() {
        placements::clear(tx, id).await?;
        labels::clear(tx, id).await?;
    }
    let section = text.section.ok_or(Error::NotFound)?;
    let home = Place { site: SiteId::new(after.site_id), section };
    let published_ms = after.published_ms.unwrap_or(kept.now_ms);
    placements::show(tx, id, home, kept.places, published_ms).await?;
    labels::set_tags(tx, id, text).await?;
    labels::set_bylines(tx, id, &text.bylines).await?;
    labels::set_original(tx, id, text.context.translates).await
}

async fn record(
    tx: &DatabaseTransaction,
    kept: &Kept<'_>,
    before: &article::Model,
    after: &article::Model,
) -> Result<()> {
    let tell = |row: &article::Model| {
        json!({
            "public": row.public_state, "review": row.review_state, "slug": row.slug,
            "live_revision": row.live_revision_id, "published_ms": row.published_ms,
            "scheduled_ms": row.scheduled_ms, "expires_ms": row.expires_ms,
            "embargo_ms": row.embargo_ms,
        })
    };
    let mut now = tell(after);
    if let Some(now) = now.as_object_mut() {
        let places: Vec<_> =
            kept.places.iter().map(|place| [place.site.get(), place.section.get()]).collect();
        now.insert("version".to_owned(), json!(kept.change.based_on()));
        now.insert("note".to_owned(), json!(kept.change.act().note()));
        now.insert("places".to_owned(), json!(places));
        if !kept.change.passed_over().is_empty() {
            let keys: Vec<_> = kept.change.passed_over().iter().map(|one| one.key).collect();
            now.insert("override".to_owned(), json!(kept.change.override_reason()));
            now.insert("passed_over".to_owned(), json!(keys));
        }
    }
    let line = Entry {
        by: kept.by,
        act: kept.change.act().name(),
        article: Some(ArticleId::new(after.id)),
        subject: None,
        before: tell(before),
        after: now,
    };
    audit::store::append(tx, &line, kept.now_ms).await
}

/// A word that was said with an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) by: Option<PersonId>,
    pub(crate) at_ms: i64,
    pub(crate) note: String,
}

/// What was said when this was done to the article last: `return`, `withdraw`.
pub(crate) async fn last_said(
    db: &impl ConnectionTrait,
    id: ArticleId,
    act: &str,
) -> Result<Option<Said>> {
    let line = audit::store::last(db, id, act).await?;
    Ok(line.map(|line| {
        let note = line.after.get("note").and_then(|note| note.as_str()).unwrap_or_default();
        Said { by: line.by, at_ms: line.at_ms, note: note.to_owned() }
    }))
}

/// Who took the text up by the button, while it is with the editors or came from them.
pub(crate) async fn taken_by(db: &impl ConnectionTrait, found: &Found) -> Result<Option<PersonId>> {
    match found.review {
        ReviewState::Draft | ReviewState::Submitted | ReviewState::Discarded => Ok(None),
        ReviewState::InReview | ReviewState::Returned | ReviewState::Approved => {
            Ok(last_said(db, found.id, "take").await?.and_then(|said| said.by))
        }
    }
}
