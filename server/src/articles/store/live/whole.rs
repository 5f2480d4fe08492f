//! Whole live articles with the text of their live revision.

use std::collections::HashMap;

use content::article::{PublicState, Text};
use content::id::{ArticleId, RevisionId, SectionId, SiteId};
use content::lang::Lang;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};

use crate::articles::rows::{article, placement, revision};
use crate::articles::store::corrections::{self, Correction};
use crate::error::Result;

/// What the public is told when it asks for an article by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Public {
    Live(Box<LiveArticle>),
    /// Was public once and is no longer; `at_ms` is when it went.
    Withdrawn {
        at_ms: Option<i64>,
    },
    /// Never published, or not there: the two look alike from outside.
    Never,
}

/// An article as readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiveArticle {
    pub(crate) id: ArticleId,
    pub(crate) slug: String,
    /// Its key at the place it came from, for partners and imports.
    pub(crate) source_id: Option<String>,
    /// The site whose address is canonical.
    pub(crate) home: SiteId,
    pub(crate) revision: RevisionId,
    pub(crate) text: Text,
    pub(crate) published_ms: i64,
    /// When the live text last changed after it was published.
    pub(crate) updated_ms: Option<i64>,
    /// The home first.
    pub(crate) places: Vec<Place>,
    /// The original, when it is a translation.
    pub(crate) original: Option<ArticleId>,
    /// Newest first.
    pub(crate) corrections: Vec<Correction>,
}

/// One site on which an article is shown, and the section there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) site: SiteId,
    pub(crate) section: SectionId,
}

impl LiveArticle {
    /// The section in which the article stands on this site, when it is shown there.
    pub(crate) fn section_on(&self, site: SiteId) -> Option<SectionId> {
        self.places.iter().find(|place| place.site == site).map(|place| place.section)
    }

    /// Path below any site that shows it.
    pub(crate) fn path(&self) -> String {
        path(&self.slug, self.id)
    }
}

/// The public path of an article: `/cho-phien-7.html`.
pub(crate) fn path(slug: &str, id: ArticleId) -> String {
    format!("/{slug}-{id}.html")
}

/// What may be told of one article.
pub(crate) async fn read(db: &impl ConnectionTrait, id: ArticleId) -> Result<Public> {
    let live = article::Entity::belongs_to(revision::Entity)
        .from(article::Column::LiveRevisionId)
        .to(revision::Column::Id);
    let found = article::Entity::find_by_id(id.get())
        .join(JoinType::LeftJoin, live.into())
        .select_also(revision::Entity)
        .one(db)
        .await?;
    let Some((row, text)) = found else { return Ok(Public::Never) };
    match PublicState::from_stored(&row.public_state) {
        PublicState::Live => {
            let text = text.into_iter().map(|text| (text.id, text_of(text))).collect();
            let whole = with_places(db, vec![row], text).await?.pop();
            Ok(whole.map_or(Public::Never, |live| Public::Live(Box::new(live))))
        }
        PublicState::Withdrawn | PublicState::Expired | PublicState::Scheduled
            if row.published_ms.is_some() =>
        {
            Ok(Public::Withdrawn { at_ms: row.withdrawn_ms })
        }
        _ => Ok(Public::Never),
    }
}

/// The live ones among these, in four queries however many they are.
pub(crate) async fn read_many(
    db: &impl ConnectionTrait,
    ids: &[ArticleId],
) -> Result<Vec<LiveArticle>> {
    let rows = article::Entity::find()
        .filter(article::Column::Id.is_in(ids.iter().map(|id| id.get())))
        .filter(article::Column::PublicState.eq(PublicState::Live.as_str()))
        .order_by_asc(article::Column::Id)
        .all(db)
        .await?;
    with_texts(db, rows).await
}

/// Numbers of live articles above `after`, ascending, at most `limit`: for going through all.
pub(crate) async fn all_ids(db: &impl ConnectionTrait) -> Result<Vec<ArticleId>> {
    ids_after(db, ArticleId::new(0), i64::MAX.unsigned_abs()).await
}

/// Ids of live articles after one, ascending, at most `limit`.
pub(crate) async fn ids_after(
    db: &impl ConnectionTrait,
    after: ArticleId,
    limit: u64,
) -> Result<Vec<ArticleId>> {
    let ids: Vec<i64> = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(article::Column::Id.gt(after.get()))
        .filter(article::Column::PublicState.eq(PublicState::Live.as_str()))
        .order_by_asc(article::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(ArticleId::new).collect())
}

async fn with_texts(
    db: &impl ConnectionTrait,
    rows: Vec<article::Model>,
) -> Result<Vec<LiveArticle>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = rows.iter().filter_map(|row| row.live_revision_id);
    let texts = revision::Entity::find().filter(revision::Column::Id.is_in(wanted)).all(db).await?;
    with_places(db, rows, texts.into_iter().map(|row| (row.id, text_of(row))).collect()).await
}

async fn with_places(
    db: &impl ConnectionTrait,
    rows: Vec<article::Model>,
    mut texts: HashMap<i64, Text>,
) -> Result<Vec<LiveArticle>> {
    let places = placement::Entity::find()
        .filter(placement::Column::ArticleId.is_in(rows.iter().map(|row| row.id)))
        .filter(placement::Column::Live.eq(1))
        .order_by_desc(placement::Column::Home)
        .order_by_asc(placement::Column::SiteId)
        .all(db)
        .await?;
    let mut by_article: HashMap<i64, Vec<Place>> = HashMap::new();
    for row in places {
        let place =
            Place { site: SiteId::new(row.site_id), section: SectionId::new(row.section_id) };
        by_article.entry(row.article_id).or_default().push(place);
    }
    let mut corrections = corrections::of(db, rows.iter().map(|row| row.id)).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let revision = row.live_revision_id?;
            Some(LiveArticle {
                id: ArticleId::new(row.id),
                slug: row.slug,
                source_id: row.source_id,
                home: SiteId::new(row.site_id),
                revision: RevisionId::new(revision),
                text: texts.remove(&revision)?,
                published_ms: row.published_ms.unwrap_or(row.created_ms),
                updated_ms: row.updated_ms,
                original: row.translates.map(ArticleId::new),
                places: by_article.remove(&row.id).unwrap_or_default(),
                corrections: corrections.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect())
}

fn text_of(row: revision::Model) -> Text {
    Text {
        title: row.title,
        kicker: row.kicker,
        lead: row.lead,
        body: row.body,
        section: row.section_id.map(SectionId::new),
        language: Lang::parse(&row.language).unwrap_or_default(),
        bylines: serde_json::from_str(&row.bylines).unwrap_or_default(),
        tags: serde_json::from_str(&row.tags).unwrap_or_default(),
        cover: row.cover.and_then(|cover| serde_json::from_str(&cover).ok()),
        context: serde_json::from_str(&row.context).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Public, ids_after, read, read_many};
    use crate::articles::store::live::plant::{self, Plant};
    use crate::db::trial::on_both;
    use content::id::ArticleId;

    #[tokio::test]
    async fn readers_get_the_live_revision_and_never_the_draft() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let id = plant::article(&db, &ground, Plant::titled("Chợ phiên")).await;
            plant::write_on(&db, id, "Bản đang viết").await;
            let Public::Live(live) = read(&db.read, id).await.unwrap() else { panic!("not live") };
            assert_eq!(live.text.title, "Chợ phiên");
            assert_eq!(live.section_on(ground.site), Some(ground.section));
            assert_eq!(live.section_on(ground.other_site), None);
            assert_eq!(live.path(), format!("/cho-phien-{id}.html"));
        })
        .await;
    }

    #[tokio::test]
    async fn what_was_never_published_looks_like_nothing_and_what_was_withdrawn_does_not() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let hidden = Plant { state: "unpublished", ..Plant::titled("Chưa đăng") };
            let hidden = plant::article(&db, &ground, hidden).await;
            let gone = Plant { state: "withdrawn", ..Plant::titled("Đã gỡ") };
            let gone = plant::article(&db, &ground, gone).await;
            assert_eq!(read(&db.read, hidden).await.unwrap(), Public::Never);
            assert_eq!(read(&db.read, ArticleId::new(99_999)).await.unwrap(), Public::Never);
            assert!(matches!(read(&db.read, gone).await.unwrap(), Public::Withdrawn { .. }));
            assert_eq!(read_many(&db.read, &[hidden, gone]).await.unwrap(), []);
        })
        .await;
    }

    #[tokio::test]
    async fn all_live_articles_can_be_gone_through_in_steps() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            for number in 0..5 {
                plant::article(&db, &ground, Plant::titled(&format!("Bài {number}"))).await;
            }
            let first = ids_after(&db.read, ArticleId::new(0), 3).await.unwrap();
            let rest = ids_after(&db.read, first[2], 3).await.unwrap();
            assert_eq!((first.len(), rest.len()), (3, 2));
        })
        .await;
    }
}
