//! Articles as they stand in lists: by site, section, tag or byline, newest first.

use std::collections::HashMap;

use content::article::Cover;
use content::context::{Context, Genre};
use content::id::{ArticleId, RevisionId, SectionId, SiteId};
use content::lang::Lang;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::labels::LabelId;
use super::whole::{self, LiveArticle};
use crate::articles::rows::{article, article_byline, article_tag, placement, revision, tag};
use crate::articles::store::labels::GENRE;
use crate::error::Result;

/// Tags of an article that are looked at for what goes with it.
const TAGS_COMPARED: usize = 8;
/// Articles of each of them.
const LATEST_OF_A_TAG: u64 = 40;

/// Whose list it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Every article once, at its home.
    Everywhere,
    /// The articles whose home this site is: what its sitemap names.
    Home(SiteId),
    /// All that a site shows.
    Site(SiteId),
    /// These sections (one with those below it) of one site.
    Sections(Vec<SectionId>),
    Tag(SiteId, LabelId),
    Byline(SiteId, LabelId),
}

/// A stretch of a list: the span of time `[since_ms, until_ms)` and what comes after `after`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) since_ms: Option<i64>,
    pub(crate) until_ms: Option<i64>,
    /// The last one already seen: when published, and its number.
    pub(crate) after: Option<(i64, ArticleId)>,
    pub(crate) offset: u64,
    pub(crate) limit: u64,
}

/// What a list shows of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) id: ArticleId,
    pub(crate) slug: String,
    pub(crate) source_id: Option<String>,
    pub(crate) home: SiteId,
    /// Where the list's site shows it.
    pub(crate) section: SectionId,
    pub(crate) revision: RevisionId,
    pub(crate) title: String,
    pub(crate) kicker: String,
    pub(crate) lead: String,
    pub(crate) language: Lang,
    pub(crate) bylines: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) genre: Genre,
    pub(crate) cover: Option<Cover>,
    pub(crate) published_ms: i64,
    pub(crate) updated_ms: Option<i64>,
}

impl Card {
    /// Path below any site that shows it.
    pub(crate) fn path(&self) -> String {
        whole::path(&self.slug, self.id)
    }
}

/// The articles of a list, newest first.
pub(crate) async fn cards(
    db: &impl ConnectionTrait,
    scope: &Scope,
    stretch: Stretch,
) -> Result<Vec<Card>> {
    // First the numbers out of the list's index, then the texts: a far page costs little.
    let places = newest(db, within(placed(scope), stretch).offset(stretch.offset), stretch.limit);
    of_places(db, &places.await?).await
}

pub(super) type PlaceRow = (i64, i64);

/// (article, section) of the newest.
pub(super) async fn newest(
    db: &impl ConnectionTrait,
    of: Select<placement::Entity>,
    limit: u64,
) -> Result<Vec<PlaceRow>> {
    let rows = of
        .select_only()
        .column(placement::Column::ArticleId)
        .column(placement::Column::SectionId)
        .order_by_desc(placement::Column::PublishedMs)
        .order_by_desc(placement::Column::ArticleId)
        .limit(limit);
    Ok(rows.into_tuple().all(db).await?)
}

/// How many articles a list has.
pub(crate) async fn count(db: &impl ConnectionTrait, scope: &Scope) -> Result<u64> {
    Ok(placed(scope).count(db).await?)
}

/// What goes with this article on the site: first those that were chosen by hand, then those that
/// were found to be `alike` and share a tag, in that order, then those that share most tags, then the others that are alike, then the
/// newest of its section.
pub(crate) async fn related(
    db: &impl ConnectionTrait,
    site: SiteId,
    to: &LiveArticle,
    alike: &[ArticleId],
    limit: u64,
) -> Result<Vec<Card>> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let alike = in_order(db, site, alike).await?;
    let tags = tags(db, to.id).await?;
    let tagged = tagged(db, &alike, &tags).await?;
    let mut places = in_order(db, site, &to.text.context.related).await?;
    places.retain(|(id, _)| *id != to.id.get());
    add(&mut places, alike.iter().filter(|(id, _)| tagged.contains(id)).copied().collect(), most);
    if places.len() < most && !tags.is_empty() {
        add(&mut places, sharing_tags(db, site, to, (tags, limit)).await?, most);
    }
    add(&mut places, alike, most);
    if places.len() < most
        && let Some(section) = to.section_on(site)
    {
        let others = placed(&Scope::Sections(vec![section]))
            .filter(placement::Column::ArticleId.ne(to.id.get()));
        add(&mut places, newest(db, others, limit).await?, most);
    }
    of_places(db, &places).await
}

fn add(places: &mut Vec<PlaceRow>, more: Vec<PlaceRow>, most: usize) {
    let there: Vec<i64> = places.iter().map(|(id, _)| *id).collect();
    places.extend(more.into_iter().filter(|(id, _)| !there.contains(id)));
    places.truncate(most);
}

/// Those of the articles that the site shows, in the order in which they were named.
async fn in_order(
    db: &impl ConnectionTrait,
    site: SiteId,
    named: &[ArticleId],
) -> Result<Vec<PlaceRow>> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let these = shown_on(db, site, named.iter().map(|id| id.get()).collect()).await?;
    let mut places: Vec<PlaceRow> =
        these.into_iter().map(|(id, section, _)| (id, section)).collect();
    places.sort_by_key(|(id, _)| named.iter().position(|one| one.get() == *id));
    Ok(places)
}

/// (article, section, when published) of those that the site shows. Asked for by number alone and
/// looked through here: a condition more leads SQLite through all of the site.
async fn shown_on(
    db: &impl ConnectionTrait,
    site: SiteId,
    ids: Vec<i64>,
) -> Result<Vec<(i64, i64, i64)>> {
    let rows: Vec<placement::Model> =
        placement::Entity::find().filter(placement::Column::ArticleId.is_in(ids)).all(db).await?;
    let shown = rows.into_iter().filter(|row| row.live == 1 && row.site_id == site.get());
    Ok(shown.map(|row| (row.article_id, row.section_id, row.published_ms)).collect())
}

async fn tags(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<i64>> {
    let names = article_tag::Entity::belongs_to(tag::Entity)
        .from(article_tag::Column::TagId)
        .to(tag::Column::Id);
    // Two photo stories are not about the same for that.
    let own = article_tag::Entity::find()
        .join(JoinType::InnerJoin, names.into())
        .select_only()
        .column(article_tag::Column::TagId)
        .filter(article_tag::Column::ArticleId.eq(id.get()))
        .filter(tag::Column::Slug.not_like(format!("{GENRE}%")))
        .order_by_asc(article_tag::Column::TagId);
    Ok(own.into_tuple().all(db).await?)
}

/// Which of the articles have one of the tags.
async fn tagged(db: &impl ConnectionTrait, places: &[PlaceRow], tags: &[i64]) -> Result<Vec<i64>> {
    if places.is_empty() || tags.is_empty() {
        return Ok(Vec::new());
    }
    let these = article_tag::Entity::find()
        .select_only()
        .column(article_tag::Column::ArticleId)
        .distinct()
        .filter(article_tag::Column::ArticleId.is_in(places.iter().map(|(id, _)| *id)))
        .filter(article_tag::Column::TagId.is_in(tags.iter().copied()));
    Ok(these.into_tuple().all(db).await?)
}

/// Those that share most of the tags, newest first, among the latest of each tag: a tag that stands
/// on a hundred thousand articles costs no more than others.
async fn sharing_tags(
    db: &impl ConnectionTrait,
    site: SiteId,
    to: &LiveArticle,
    (own, limit): (Vec<i64>, u64),
) -> Result<Vec<PlaceRow>> {
    let mut shared: HashMap<i64, usize> = HashMap::new();
    for tag in own.into_iter().take(TAGS_COMPARED) {
        let latest = article_tag::Entity::find()
            .select_only()
            .column(article_tag::Column::ArticleId)
            .filter(article_tag::Column::TagId.eq(tag))
            .order_by_desc(article_tag::Column::ArticleId)
            .limit(LATEST_OF_A_TAG);
        for id in latest.into_tuple::<i64>().all(db).await? {
            *shared.entry(id).or_default() += 1;
        }
    }
    shared.remove(&to.id.get());
    let mut found = shown_on(db, site, shared.keys().copied().collect()).await?;
    found.sort_by_key(|(id, _, at)| std::cmp::Reverse((shared.get(id).copied(), *at, *id)));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found.into_iter().map(|(id, section, _)| (id, section)).collect())
}

fn tags_of_placed() -> sea_orm::RelationDef {
    placement::Entity::belongs_to(article_tag::Entity)
        .from(placement::Column::ArticleId)
        .to(article_tag::Column::ArticleId)
        .into()
}

pub(super) fn placed(scope: &Scope) -> Select<placement::Entity> {
    let live = placement::Entity::find().filter(placement::Column::Live.eq(1));
    let on = |site: SiteId| placement::Column::SiteId.eq(site.get());
    match scope {
        Scope::Everywhere => live.filter(placement::Column::Home.eq(1)),
        Scope::Home(site) => live.filter(on(*site)).filter(placement::Column::Home.eq(1)),
        Scope::Site(site) => live.filter(on(*site)),
        Scope::Sections(sections) => match sections.as_slice() {
            // One value and the index gives the order; several must be sorted.
            [one] => live.filter(placement::Column::SectionId.eq(one.get())),
            many => live.filter(placement::Column::SectionId.is_in(many.iter().map(|id| id.get()))),
        },
        Scope::Tag(site, tag) => live
            .join(JoinType::InnerJoin, tags_of_placed())
            .filter(on(*site))
            .filter(article_tag::Column::TagId.eq(tag.get())),
        Scope::Byline(site, byline) => {
            let link = placement::Entity::belongs_to(article_byline::Entity)
                .from(placement::Column::ArticleId)
                .to(article_byline::Column::ArticleId);
            live.join(JoinType::InnerJoin, link.into())
                .filter(on(*site))
                .filter(article_byline::Column::BylineId.eq(byline.get()))
        }
    }
}

fn within(select: Select<placement::Entity>, stretch: Stretch) -> Select<placement::Entity> {
    let published = placement::Column::PublishedMs;
    let mut all = Condition::all();
    if let Some(since) = stretch.since_ms {
        all = all.add(published.gte(since));
    }
    if let Some(until) = stretch.until_ms {
        all = all.add(published.lt(until));
    }
    if let Some((at, id)) = stretch.after {
        let same =
            Condition::all().add(published.eq(at)).add(placement::Column::ArticleId.lt(id.get()));
        all = all.add(Condition::any().add(published.lt(at)).add(same));
    }
    select.filter(all)
}

#[derive(Debug, FromQueryResult)]
struct CardRow {
    id: i64,
    site_id: i64,
    slug: String,
    source_id: Option<String>,
    created_ms: i64,
    published_ms: Option<i64>,
    updated_ms: Option<i64>,
    revision_id: i64,
    title: String,
    kicker: String,
    lead: String,
    language: String,
    bylines: String,
    tags: String,
    context: String,
    cover: Option<String>,
}

/// The cards of these (article, section) in their order.
pub(super) async fn of_places(db: &impl ConnectionTrait, places: &[PlaceRow]) -> Result<Vec<Card>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let live = article::Entity::belongs_to(revision::Entity)
        .from(article::Column::LiveRevisionId)
        .to(revision::Column::Id);
    let rows: Vec<CardRow> = article::Entity::find()
        .join(JoinType::InnerJoin, live.into())
        .filter(article::Column::Id.is_in(places.iter().map(|(id, _)| *id)))
        .select_only()
        .columns([
            article::Column::Id,
            article::Column::SiteId,
            article::Column::Slug,
            article::Column::SourceId,
            article::Column::CreatedMs,
            article::Column::PublishedMs,
            article::Column::UpdatedMs,
        ])
        .column_as(revision::Column::Id, "revision_id")
        .columns([
            revision::Column::Title,
            revision::Column::Kicker,
            revision::Column::Lead,
            revision::Column::Language,
            revision::Column::Bylines,
            revision::Column::Tags,
            revision::Column::Context,
            revision::Column::Cover,
        ])
        .into_model()
        .all(db)
        .await?;
    let by_id: HashMap<i64, CardRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let in_order = places
        .iter()
        .filter_map(|(id, section)| by_id.get(id).map(|row| card(row, SectionId::new(*section))));
    Ok(in_order.collect())
}

fn card(row: &CardRow, section: SectionId) -> Card {
    let context: Context = serde_json::from_str(&row.context).unwrap_or_default();
    Card {
        genre: context.genre,
        id: ArticleId::new(row.id),
        slug: row.slug.clone(),
        source_id: row.source_id.clone(),
        home: SiteId::new(row.site_id),
        section,
        revision: RevisionId::new(row.revision_id),
        title: row.title.clone(),
        kicker: row.kicker.clone(),
        lead: row.lead.clone(),
        language: Lang::parse(&row.language).unwrap_or_default(),
        bylines: serde_json::from_str(&row.bylines).unwrap_or_default(),
        tags: serde_json::from_str(&row.tags).unwrap_or_default(),
        cover: row.cover.as_ref().and_then(|cover| serde_json::from_str(cover).ok()),
        published_ms: row.published_ms.unwrap_or(row.created_ms),
        updated_ms: row.updated_ms,
    }
}

#[cfg(test)]
#[path = "cards_tests.rs"]
mod tests;
