//! Where an article shows or has shown: what its change must refresh.

use std::collections::BTreeSet;

use content::context::Context;
use content::id::{ArticleId, SectionId, SiteId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::articles::rows::{placement, revision};
use crate::articles::store::labels::slug_of;
use crate::error::Result;

/// Revisions looked back at: a text that moved from one section or tag to another shortens the
/// lists that it left, and those pages do not all show it.
const LOOK_BACK: u64 = 5;

/// Sites, sections, tags, bylines and storylines that an article has, or had in its last revisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Showing {
    pub(crate) sites: BTreeSet<SiteId>,
    pub(crate) sections: BTreeSet<SectionId>,
    /// Slugs.
    pub(crate) tags: BTreeSet<String>,
    /// Slugs.
    pub(crate) bylines: BTreeSet<String>,
    /// Slugs.
    pub(crate) storylines: BTreeSet<String>,
    /// Articles that it is a translation of.
    pub(crate) translates: BTreeSet<ArticleId>,
}

/// Reads it, in two queries.
pub(crate) async fn of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Showing> {
    let mut showing = Showing::default();
    let places =
        placement::Entity::find().filter(placement::Column::ArticleId.eq(id.get())).all(db).await?;
    for place in places {
        showing.sites.insert(SiteId::new(place.site_id));
        showing.sections.insert(SectionId::new(place.section_id));
    }
    let texts: Vec<(Option<i64>, String, String, String)> = revision::Entity::find()
        .select_only()
        .column(revision::Column::SectionId)
        .column(revision::Column::Tags)
        .column(revision::Column::Bylines)
        .column(revision::Column::Context)
        .filter(revision::Column::ArticleId.eq(id.get()))
        .order_by_desc(revision::Column::Number)
        .limit(LOOK_BACK)
        .into_tuple()
        .all(db)
        .await?;
    for (section, tags, bylines, context) in texts {
        showing.sections.extend(section.map(SectionId::new));
        showing.tags.extend(slugs(&tags));
        showing.bylines.extend(slugs(&bylines));
        let context: Context = serde_json::from_str(&context).unwrap_or_default();
        showing.storylines.extend(context.storylines.iter().map(|name| slug_of(name)));
        showing.translates.extend(context.translates);
    }
    Ok(showing)
}

fn slugs(stored: &str) -> Vec<String> {
    let names: Vec<String> = serde_json::from_str(stored).unwrap_or_default();
    names.iter().map(|name| slug_of(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::articles::store::live::plant::{self, Plant};
    use crate::db::trial::on_both;

    #[tokio::test]
    async fn a_withdrawn_article_still_says_where_it_was_shown() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let plant = Plant {
                state: "withdrawn",
                also: true,
                tags: &["Số hóa"],
                bylines: &["Lan Anh"],
                ..Plant::titled("Đã gỡ")
            };
            let id = plant::article(&db, &ground, plant).await;
            let showing = of(&db.read, id).await.unwrap();
            assert_eq!(showing.sites, [ground.site, ground.other_site].into());
            assert_eq!(showing.sections, [ground.section, ground.other_section].into());
            assert_eq!(showing.tags, ["so-hoa".to_owned()].into());
            assert_eq!(showing.bylines, ["lan-anh".to_owned()].into());
        })
        .await;
    }
}
