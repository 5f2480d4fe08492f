//! Keeps this node's index in step with the change feed. Safe to repeat.

use std::collections::BTreeSet;
use std::sync::Arc;

use content::body::{plain, read};
use content::id::{ArticleId, ChangeNumber};
use search_index::{Document, Placement, Step};

use crate::app::App;
use crate::articles::store::live::whole::{self, LiveArticle};
use crate::changes::{Change, store as changes};
use crate::error::Result;
use crate::media::shelf::Shelf;
use crate::sites::atlas::Atlas;

/// Width of the picture beside a result.
const THUMBNAIL: u32 = 320;

/// Where to go on: the number in the index's own commit.
///
/// An index that is ahead of the feed belongs to another database (a backup was restored): it is
/// emptied and begins anew.
pub(crate) async fn begin(app: &App) -> Result<ChangeNumber> {
    let seen = app.index.last_change();
    if seen <= changes::last(&app.db).await? {
        return Ok(seen);
    }
    tracing::warn!(index = seen.get(), "the index is ahead of the database and begins anew");
    let steps = app.index.articles().into_iter().map(Step::Remove).collect();
    apply(app, steps, ChangeNumber::new(0)).await?;
    Ok(ChangeNumber::new(0))
}

/// Takes in a batch of changes; `last` is its last number.
pub(crate) async fn take_in(app: &App, batch: &[Change], last: ChangeNumber) -> Result<()> {
    let touched: BTreeSet<ArticleId> = batch.iter().filter_map(|change| change.article).collect();
    let touched: Vec<ArticleId> = touched.into_iter().collect();
    let steps = steps(app, &touched).await?;
    apply(app, steps, last).await
}

/// What the index must do so that it says of these articles what the database says.
pub(crate) async fn steps(app: &App, ids: &[ArticleId]) -> Result<Vec<Step>> {
    let live = whole::read_many(&app.db.read, ids).await?;
    let covers: Vec<String> = live
        .iter()
        .filter_map(|article| article.text.cover.as_ref())
        .map(|cover| cover.media.clone())
        .collect();
    let shelf = Shelf::fetch(&app.db, &covers).await?;
    let (atlas, ids) = (app.atlas(), ids.to_vec());
    // Reading bodies takes about a millisecond each.
    let steps = tokio::task::spawn_blocking(move || {
        let documents = live.iter().filter_map(|article| document(article, &atlas, &shelf));
        let documents: Vec<Document> = documents.collect();
        let kept: BTreeSet<ArticleId> = documents.iter().map(|found| found.article).collect();
        let gone = ids.into_iter().filter(|id| !kept.contains(id)).map(Step::Remove);
        let steps: Vec<Step> = gone.collect();
        let put = documents.into_iter().map(|found| Step::Put(Box::new(found)));
        put.chain(steps).collect::<Vec<Step>>()
    });
    Ok(steps.await?)
}

pub(crate) async fn apply(app: &App, steps: Vec<Step>, last: ChangeNumber) -> Result<()> {
    let index = Arc::clone(&app.index);
    tokio::task::spawn_blocking(move || index.apply(&steps, last)).await??;
    Ok(())
}

/// An article as the index keeps it: what is searched, and all that a result shows.
fn document(live: &LiveArticle, atlas: &Atlas, shelf: &Shelf) -> Option<Document> {
    let placements: Vec<Placement> = live
        .places
        .iter()
        .filter_map(|place| {
            let section = atlas.section(place.section)?;
            Some(Placement {
                site: atlas.site(place.site)?.key.clone(),
                section_path: section.path.clone(),
                section_name: section.name.clone(),
                url: live.path(),
            })
        })
        .collect();
    if placements.is_empty() {
        return None;
    }
    let cover = live.text.cover.as_ref().and_then(|cover| shelf.get(&cover.media));
    let (body, _notices) = read::read(&live.text.body);
    Some(Document {
        article: live.id,
        source_id: live.source_id.clone(),
        title: live.text.title.clone(),
        kicker: live.text.kicker.clone(),
        lead: live.text.lead.clone(),
        body: plain::to_plain(&body),
        bylines: live.text.bylines.clone(),
        tags: live.text.tags.clone(),
        language: live.text.language.as_str().to_owned(),
        published_ms: live.published_ms,
        placements,
        thumbnail: cover.map(|media| media.rendition(media.at_width(THUMBNAIL), "webp")),
        ..Document::default()
    })
}
