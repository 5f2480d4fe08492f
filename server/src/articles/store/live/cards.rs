//! Articles as they stand in lists: by site, section, tag or byline, newest first.

use std::collections::HashMap;

use content::article::Cover;
use content::context::{Context, Genre};
use content::id::{ArticleId, RevisionId, SectionId, SiteId};
use content::lang::Lang;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::labels::LabelId;
use super::whole;
use crate::articles::rows::{article, article_byline, article_tag, placement, revision};
use crate::error::Result;

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
    pub(crate) storylines: Vec<String>,
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
    of_places(db, &newest_of(db, scope, stretch).await?).await
}

/// The numbers of the articles of a list, newest first.
pub(crate) async fn ids(
    db: &impl ConnectionTrait,
    scope: &Scope,
    stretch: Stretch,
) -> Result<Vec<ArticleId>> {
    let places = newest_of(db, scope, stretch).await?;
    Ok(places.into_iter().map(|(id, _)| ArticleId::new(id)).collect())
}

/// Articles of a tag or byline that are sorted to find the newest. Of one with more, every few of
/// the site's newest are its own.
const SORTED_MAX: u64 = 2_000;

async fn newest_of(
    db: &impl ConnectionTrait,
    scope: &Scope,
    stretch: Stretch,
) -> Result<Vec<PlaceRow>> {
    let linked = match scope {
        Scope::Tag(site, tag) => Some((*site, of_tag(tag.get()))),
        Scope::Byline(site, byline) => Some((*site, of_byline(byline.get()))),
        _ => None,
    };
    let of = match linked {
        Some((site, links)) if is_wide(db, links.clone()).await? => along(site, links),
        _ => placed(scope),
    };
    newest(db, within(of, stretch).offset(stretch.offset), stretch.limit).await
}

fn of_tag(tag: i64) -> SelectStatement {
    let table = article_tag::Entity;
    let own = Expr::col((table, article_tag::Column::TagId)).eq(tag);
    let article = (table, article_tag::Column::ArticleId);
    Query::select().column(article).from(table).and_where(own).to_owned()
}

fn of_byline(byline: i64) -> SelectStatement {
    let table = article_byline::Entity;
    let own = Expr::col((table, article_byline::Column::BylineId)).eq(byline);
    let article = (table, article_byline::Column::ArticleId);
    Query::select().column(article).from(table).and_where(own).to_owned()
}

async fn is_wide(db: &impl ConnectionTrait, mut links: SelectStatement) -> Result<bool> {
    let ask = db.get_database_backend().build(links.offset(SORTED_MAX).limit(1));
    Ok(db.query_one_raw(ask).await?.is_some())
}

/// The site's articles that are among these, found along the site's own order.
fn along(site: SiteId, mut links: SelectStatement) -> Select<placement::Entity> {
    let place = Expr::col((placement::Entity, placement::Column::ArticleId));
    // With a limit SQLite makes no join of it, which it would begin at the links.
    let own = links.and_where(Expr::col(Alias::new("article_id")).eq(place)).limit(1).to_owned();
    placement::Entity::find()
        .filter(placement::Column::Live.eq(1))
        .filter(placement::Column::SiteId.eq(site.get()))
        .filter(Expr::exists(own))
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
        storylines: context.storylines,
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
