//! The desk's list of articles, newest change first, by keyset: no page counts rows.

use content::article::{PublicState, ReviewState};
use content::id::{ArticleId, PersonId, SectionId, SiteId};
use content::lang::Lang;
use content::slug::Slug;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use crate::articles::rows::{article, draft};
use crate::error::Result;

/// What the list is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// What the person is expected to do something with.
    ForMe,
    Mine,
    /// Sent for editing or taken up.
    ForEditing,
    /// Approved, and readers do not see this text yet.
    ForPublishing,
    /// Waiting for its time, the soonest first.
    Scheduled,
    /// Went live at this time or later, in milliseconds since 1970 UTC.
    LiveSince(i64),
    Live,
    Returned,
    /// Taken from readers, by a person or at its time.
    Gone,
    /// Thrown away; in no other list.
    Discarded,
    All,
}

/// What the person may read of others' articles; empty lists mean all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) sections: Vec<SectionId>,
    pub(crate) languages: Vec<Lang>,
}

/// One question to the list.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) person: PersonId,
    /// Own articles are readable by everybody who may write.
    pub(crate) scopes: Vec<Scope>,
    /// Where the person may approve, and where publish.
    pub(crate) approves: Vec<Scope>,
    pub(crate) publishes: Vec<Scope>,
    /// Sections that were chosen; empty means all.
    pub(crate) sections: Vec<SectionId>,
    pub(crate) filter: Filter,
    /// Whose articles; empty means everybody's.
    pub(crate) owner: Option<PersonId>,
    /// Words of the title, the slug or a byline.
    pub(crate) words: String,
    /// Not before the first and before the second of these times, in milliseconds since 1970 UTC:
    /// the times by which the list is ordered.
    pub(crate) within: (Option<i64>, Option<i64>),
    /// Time (by which the list is ordered) and id of the last line seen.
    pub(crate) before: Option<(i64, i64)>,
    pub(crate) limit: u64,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) id: ArticleId,
    pub(crate) site: SiteId,
    pub(crate) owner: Option<PersonId>,
    pub(crate) public: PublicState,
    pub(crate) review: ReviewState,
    pub(crate) changed_ms: i64,
    pub(crate) published_ms: Option<i64>,
    pub(crate) scheduled_ms: Option<i64>,
    pub(crate) embargo_ms: Option<i64>,
    /// Key of what kept a scheduled text from going out.
    pub(crate) release_fault: Option<String>,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) section: Option<SectionId>,
    pub(crate) bylines: Vec<String>,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: i64,
    site_id: i64,
    owner_id: Option<i64>,
    public_state: String,
    review_state: String,
    changed_ms: i64,
    published_ms: Option<i64>,
    scheduled_ms: Option<i64>,
    embargo_ms: Option<i64>,
    release_fault: Option<String>,
    slug: String,
    title: String,
    section_id: Option<i64>,
    bylines: String,
}

/// Articles looked through for one page where words, sections or a person's reach must be
/// compared one by one; the page then says how to look on. Keeps a page below 100 ms at any size.
const LOOK_THROUGH: u64 = 50_000;

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) lines: Vec<Line>,
    /// Where to look on when the page is not full because it was long enough in coming.
    pub(crate) look_on: Option<(i64, i64)>,
}

/// The next page of the list.
pub(crate) async fn page(db: &impl ConnectionTrait, ask: &Ask) -> Result<Page> {
    let floor = if one_by_one(ask) { floor(db, ask).await? } else { None };
    let lines = lines(db, ask, floor).await?;
    let full = lines.len() as u64 >= ask.limit;
    Ok(Page { lines, look_on: floor.filter(|_| !full) })
}

/// How many articles wait for the person, of a few; what is asked for otherwise does not matter.
pub(crate) async fn waiting_for(
    db: &impl ConnectionTrait,
    ask: &Ask,
    at_most: u64,
) -> Result<usize> {
    let ask = Ask {
        filter: Filter::ForMe,
        words: String::new(),
        sections: Vec::new(),
        owner: None,
        within: (None, None),
        before: None,
        limit: at_most,
        ..ask.clone()
    };
    Ok(lines(db, &ask, None).await?.len())
}

/// Whether no index can tell which articles belong to the list.
fn one_by_one(ask: &Ask) -> bool {
    let everywhere = |scope: &Scope| scope.sections.is_empty() && scope.languages.is_empty();
    let narrow = !ask.words.trim().is_empty()
        || !ask.sections.is_empty()
        || !(ask.scopes.is_empty() || ask.scopes.iter().any(everywhere));
    // An index knows a writer's own articles.
    narrow && ask.owner.is_none() && matches!(ask.filter, Filter::All | Filter::Live)
}

/// The time by which the list is ordered: what is scheduled by its minute, what readers saw by
/// when they saw it first, all others by their last change. A writer's articles are ordered by
/// their change whatever the filter is: that is what the index of writers has.
pub(crate) fn time_of(ask: &Ask) -> article::Column {
    match ask.filter {
        Filter::Scheduled => article::Column::ScheduledMs,
        Filter::Live | Filter::LiveSince(_) if ask.owner.is_none() => article::Column::PublishedMs,
        _ => article::Column::ChangedMs,
    }
}

/// Where the list goes on after this line.
pub(crate) fn place(ask: &Ask, line: &Line) -> (i64, i64) {
    let at_ms = match time_of(ask) {
        article::Column::ScheduledMs => line.scheduled_ms.unwrap_or_default(),
        article::Column::PublishedMs => line.published_ms.unwrap_or_default(),
        _ => line.changed_ms,
    };
    (at_ms, line.id.get())
}

/// The article at which this page's look ends, when there are more.
async fn floor(db: &impl ConnectionTrait, ask: &Ask) -> Result<Option<(i64, i64)>> {
    use article::Column;
    let time = time_of(ask);
    let mut query = article::Entity::find().select_only().columns([time, Column::Id]);
    if ask.filter == Filter::Live {
        query = query.filter(Column::PublicState.eq(PublicState::Live.as_str()));
    }
    if let Some(place) = ask.before {
        query = query.filter(before(time, place));
    }
    let query = query.filter(in_time(ask)).order_by_desc(time).order_by_desc(Column::Id);
    Ok(query.offset(LOOK_THROUGH).limit(1).into_tuple().one(db).await?)
}

fn before(time: article::Column, (at_ms, id): (i64, i64)) -> SimpleExpr {
    let same = time.eq(at_ms).and(article::Column::Id.lt(id));
    time.lte(at_ms).and(time.lt(at_ms).or(same))
}

/// Within the times that were asked for.
fn in_time(ask: &Ask) -> Condition {
    let (time, (since, until)) = (time_of(ask), ask.within);
    let all = Condition::all();
    all.add_option(since.map(|at| time.gte(at))).add_option(until.map(|at| time.lt(at)))
}

async fn lines(
    db: &impl ConnectionTrait,
    ask: &Ask,
    floor: Option<(i64, i64)>,
) -> Result<Vec<Line>> {
    use article::Column;
    let mut query = selected(ask.person, &ask.scopes).filter(of_filter(ask)).filter(in_time(ask));
    if let Some(owner) = ask.owner {
        query = query.filter(Column::OwnerId.eq(owner.get()));
    }
    if !ask.sections.is_empty() {
        let ids = ask.sections.iter().map(|section| section.get());
        query = query.filter(draft::Column::SectionId.is_in(ids));
    }
    if !ask.words.trim().is_empty() {
        query = query.filter(has_words(&ask.words));
    }
    let time = time_of(ask);
    if let Some((at_ms, _)) = floor {
        query = query.filter(time.gte(at_ms));
    }
    query = match (ask.filter, ask.before) {
        (Filter::Scheduled, Some((at_ms, id))) => {
            let same = Column::ScheduledMs.eq(at_ms).and(Column::Id.gt(id));
            query.filter(Column::ScheduledMs.gt(at_ms).or(same))
        }
        (_, Some(place)) => query.filter(before(time, place)),
        (_, None) => query,
    };
    query = match ask.filter {
        Filter::Scheduled => query.order_by_asc(time).order_by_asc(Column::Id),
        _ => query.order_by_desc(time).order_by_desc(Column::Id),
    };
    let rows = query.limit(ask.limit).into_model::<Row>().all(db).await?;
    Ok(rows.into_iter().map(line).collect())
}

/// Of these articles those that the person may read, in no particular order.
pub(crate) async fn of_ids(
    db: &impl ConnectionTrait,
    (person, scopes): (PersonId, &[Scope]),
    ids: &[ArticleId],
) -> Result<Vec<Line>> {
    let wanted = article::Column::Id.is_in(ids.iter().map(|id| id.get()));
    let rows = selected(person, scopes).filter(wanted).into_model::<Row>().all(db).await?;
    Ok(rows.into_iter().map(line).collect())
}

/// What a line shows of every article that the person may read.
fn selected(person: PersonId, scopes: &[Scope]) -> Select<article::Entity> {
    use article::Column;
    let text = article::Entity::belongs_to(draft::Entity)
        .from(Column::Id)
        .to(draft::Column::ArticleId)
        .into();
    article::Entity::find()
        .select_only()
        .columns([Column::Id, Column::SiteId, Column::OwnerId, Column::PublicState])
        .columns([Column::ReviewState, Column::ChangedMs, Column::Slug])
        .columns([Column::PublishedMs, Column::ScheduledMs, Column::EmbargoMs])
        .column(Column::ReleaseFault)
        .columns([draft::Column::Title, draft::Column::SectionId, draft::Column::Bylines])
        .join(JoinType::InnerJoin, text)
        .filter(readable(person, scopes))
}

/// Own articles, and what the scopes open. Without a scope an index knows them all.
pub(super) fn readable(person: PersonId, scopes: &[Scope]) -> Condition {
    let own = article::Column::OwnerId.eq(person.get());
    if scopes.is_empty() { Condition::all().add(own) } else { within(scopes).add(own) }
}

/// In any of the scopes.
fn within(scopes: &[Scope]) -> Condition {
    let mut any = Condition::any().add(Expr::value(1).eq(0));
    for scope in scopes {
        let mut all = Condition::all().add(Expr::value(1).eq(1));
        if !scope.sections.is_empty() {
            let ids = scope.sections.iter().map(|section| section.get());
            all = all.add(draft::Column::SectionId.is_in(ids));
        }
        if !scope.languages.is_empty() {
            let tags = scope.languages.iter().map(Lang::as_str);
            all = all.add(draft::Column::Language.is_in(tags));
        }
        any = any.add(all);
    }
    any
}

fn of_filter(ask: &Ask) -> Condition {
    use article::Column;
    let review = |state: ReviewState| Column::ReviewState.eq(state.as_str());
    let live = match ask.owner {
        None => Column::PublicState.eq(PublicState::Live.as_str()),
        // Most articles are live: the index of writers is the one to use, and not that of states.
        Some(_) => {
            Expr::expr(Func::lower(Column::PublicState.into_expr())).eq(PublicState::Live.as_str())
        }
    };
    let kept = Column::ReviewState.ne(ReviewState::Discarded.as_str());
    let all = Condition::all();
    match ask.filter {
        Filter::All => all.add(kept),
        Filter::Mine => all.add(kept).add(Column::OwnerId.eq(ask.person.get())),
        Filter::Gone => {
            let states = [PublicState::Withdrawn.as_str(), PublicState::Expired.as_str()];
            all.add(Column::PublicState.is_in(states))
        }
        Filter::Discarded => all.add(review(ReviewState::Discarded)),
        Filter::Live => all.add(live),
        Filter::Returned => all.add(review(ReviewState::Returned)),
        Filter::ForEditing => all.add(for_editing()),
        Filter::ForPublishing => all.add(for_publishing()),
        Filter::Scheduled => all.add(Column::ScheduledMs.is_not_null()),
        Filter::LiveSince(since_ms) => all.add(live).add(Column::PublishedMs.gte(since_ms)),
        Filter::ForMe => {
            let mine = Column::OwnerId.eq(ask.person.get());
            let returned = Condition::all().add(mine).add(review(ReviewState::Returned));
            let editing = Condition::all().add(for_editing()).add(within(&ask.approves));
            let publishing = Condition::all().add(for_publishing()).add(within(&ask.publishes));
            all.add(Condition::any().add(returned).add(editing).add(publishing))
        }
    }
}

fn for_editing() -> SimpleExpr {
    let states = [ReviewState::Submitted.as_str(), ReviewState::InReview.as_str()];
    article::Column::ReviewState.is_in(states)
}

/// Approved, seen by no reader yet, and without a time at which it goes out.
fn for_publishing() -> SimpleExpr {
    article::Column::Pending.eq(1)
}

/// The slug has no marks, so `cho phien` finds `Chợ phiên`; the title finds the rest.
fn has_words(words: &str) -> Condition {
    let exact = LikeExpr::new(format!("%{}%", escaped(words.trim()))).escape('\\');
    let in_column = |column| Expr::col((draft::Entity, column)).like(exact.clone());
    let any = Condition::any()
        .add(in_column(draft::Column::Title))
        .add(in_column(draft::Column::Bylines));
    match Slug::of(words) {
        none if none == Slug::of("") => any,
        slug => any.add(article::Column::Slug.contains(slug.as_str())),
    }
}

fn escaped(words: &str) -> String {
    words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn line(row: Row) -> Line {
    Line {
        id: ArticleId::new(row.id),
        site: SiteId::new(row.site_id),
        owner: row.owner_id.map(PersonId::new),
        public: PublicState::from_stored(&row.public_state),
        review: ReviewState::from_stored(&row.review_state),
        changed_ms: row.changed_ms,
        published_ms: row.published_ms,
        scheduled_ms: row.scheduled_ms,
        embargo_ms: row.embargo_ms,
        release_fault: row.release_fault,
        slug: row.slug,
        title: row.title,
        section: row.section_id.map(SectionId::new),
        bylines: serde_json::from_str(&row.bylines).unwrap_or_default(),
    }
}
