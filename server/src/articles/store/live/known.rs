//! Live articles as the pages of others show them: the card, where it stands, what it is about.

use std::collections::HashMap;

use content::id::{ArticleId, SectionId, SiteId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};

use super::cards::{self, Card};
use super::whole::Place;
use crate::articles::rows::{article_tag, placement, tag};
use crate::articles::store::labels::{STORYLINE, slug_of};
use crate::error::Result;
use crate::media::store::{self as media, Media};

/// Articles of one label that are looked at for what goes with another.
const LATEST_OF_A_LABEL: u64 = 40;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// As it stands in its home's section.
    card: Card,
    /// Where readers find it, the home first.
    places: Vec<Place>,
    /// Its tags and running stories.
    pub(crate) labels: Vec<About>,
    /// The picture of its card.
    pub(crate) cover: Option<Media>,
}

/// A tag or a running story.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum About {
    /// By slug.
    Tag(String),
    /// By slug.
    Storyline(String),
}

/// Where an article stands, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) id: ArticleId,
    pub(crate) places: Vec<Place>,
    pub(crate) published_ms: i64,
}

/// What an article is about, by its own words.
pub(crate) fn about(tags: &[String], storylines: &[String]) -> Vec<About> {
    let mut all: Vec<About> = tags.iter().map(|name| About::Tag(slug_of(name))).collect();
    all.extend(storylines.iter().map(|name| About::Storyline(slug_of(name))));
    all
}

impl Known {
    pub(crate) fn id(&self) -> ArticleId {
        self.card.id
    }

    /// The card as a site shows it; nothing when it does not.
    pub(crate) fn on(&self, site: SiteId) -> Option<Card> {
        let place = self.places.iter().find(|place| place.site == site)?;
        Some(Card { section: place.section, ..self.card.clone() })
    }

    pub(crate) fn is_on(&self, site: SiteId) -> bool {
        self.places.iter().any(|place| place.site == site)
    }

    pub(crate) fn is_in(&self, section: SectionId) -> bool {
        self.places.iter().any(|place| place.section == section)
    }

    /// Bytes of memory, roughly.
    pub(crate) fn bytes(&self) -> usize {
        let card = &self.card;
        let words = [&card.title, &card.kicker, &card.lead, &card.slug].map(String::len);
        let lists = card.bylines.len() + card.tags.len() + self.labels.len() + self.places.len();
        words.iter().sum::<usize>() + 64 * lists + 700
    }
}

impl About {
    fn kept_as(&self) -> String {
        match self {
            Self::Tag(slug) => slug.clone(),
            Self::Storyline(slug) => format!("{STORYLINE}{slug}"),
        }
    }
}

/// The live ones among these, in three queries however many they are.
pub(crate) async fn read(db: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<Known>> {
    let standing = standing(db, ids.iter().map(|id| id.get()).collect()).await?;
    let mut places: HashMap<ArticleId, Vec<Place>> =
        standing.into_iter().map(|one| (one.id, one.places)).collect();
    let at_home =
        places.iter().filter_map(|(id, places)| Some((id.get(), places.first()?.section.get())));
    let cards = cards::of_places(db, &at_home.collect::<Vec<_>>()).await?;
    let hashes = cards.iter().filter_map(|card| Some(card.cover.as_ref()?.media.clone()));
    let covers = media::by_hashes(db, &hashes.collect::<Vec<_>>()).await?;
    let known = cards.into_iter().map(|card| Known {
        places: places.remove(&card.id).unwrap_or_default(),
        labels: about(&card.tags, &card.storylines),
        cover: covers.iter().find(|one| is_cover(&card, one)).cloned(),
        card,
    });
    Ok(known.collect())
}

fn is_cover(card: &Card, media: &Media) -> bool {
    card.cover.as_ref().is_some_and(|cover| cover.media == media.hash)
}

/// The latest of a tag or running story, by number. A label that stands on a hundred thousand
/// articles costs no more than others.
pub(crate) async fn latest_of(db: &impl ConnectionTrait, about: &About) -> Result<Vec<Standing>> {
    let own = article_tag::Entity::belongs_to(tag::Entity)
        .from(article_tag::Column::TagId)
        .to(tag::Column::Id);
    let latest = article_tag::Entity::find()
        .join(JoinType::InnerJoin, own.into())
        .select_only()
        .column(article_tag::Column::ArticleId)
        .filter(tag::Column::Slug.eq(about.kept_as()))
        .order_by_desc(article_tag::Column::ArticleId)
        .limit(LATEST_OF_A_LABEL);
    standing(db, latest.into_tuple().all(db).await?).await
}

/// Where these stand. Asked for by number alone and looked through here: a condition more leads
/// SQLite through all of a site.
async fn standing(db: &impl ConnectionTrait, ids: Vec<i64>) -> Result<Vec<Standing>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows: Vec<placement::Model> =
        placement::Entity::find().filter(placement::Column::ArticleId.is_in(ids)).all(db).await?;
    rows.retain(|row| row.live == 1);
    rows.sort_by_key(|row| (row.article_id, std::cmp::Reverse(row.home), row.site_id));
    let mut found: Vec<Standing> = Vec::new();
    for row in rows {
        let id = ArticleId::new(row.article_id);
        let place =
            Place { site: SiteId::new(row.site_id), section: SectionId::new(row.section_id) };
        match found.last_mut().filter(|one| one.id == id) {
            Some(one) => one.places.push(place),
            None => {
                let published_ms = row.published_ms;
                found.push(Standing { id, places: vec![place], published_ms });
            }
        }
    }
    Ok(found)
}
