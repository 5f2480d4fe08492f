//! Which ready pages a change of one article makes untrue.

use content::id::{ArticleId, SectionId};

use super::store::live::{showing, translations};
use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;

/// The article, the sections that list it with those above them, its sites, tags, bylines and
/// storylines, and the pages that lead to its translations.
pub(crate) async fn tags_of(app: &App, id: ArticleId) -> Result<Vec<Tag>> {
    let showing = showing::of(&app.db.read, id).await?;
    let atlas = app.atlas();
    let mut tags = vec![Tag::Article(id)];
    let mut sections: Vec<SectionId> = showing
        .sections
        .iter()
        .flat_map(|section| atlas.trail(*section))
        .map(|section| section.id)
        .collect();
    sections.sort_unstable();
    sections.dedup();
    tags.extend(sections.into_iter().map(Tag::Section));
    tags.extend(showing.sites.into_iter().map(Tag::Site));
    tags.extend(showing.tags.into_iter().map(Tag::Topic));
    tags.extend(showing.bylines.into_iter().map(Tag::Byline));
    tags.extend(showing.storylines.into_iter().map(Tag::Storyline));
    tags.push(Tag::Translations(id));
    for named in showing.translates {
        let original = translations::original(&app.db.read, Some(named)).await?;
        tags.extend(original.map(Tag::Translations));
    }
    Ok(tags)
}
