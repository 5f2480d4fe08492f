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
/// An index that was begun empty starts at the end of the feed: what is older comes from
/// [`super::rebuild`], newest first, and not change by change. One that is ahead of the feed
/// belongs to another database (a backup was restored): it is doubted, and so rebuilt.
pub(crate) async fn begin(app: &App) -> Result<ChangeNumber> {
    let _turn = app.index_turn.lock().await;
    let seen = app.index.last_change();
    let end = changes::last(&app.db).await?;
    if !app.index.may_write() {
        return Ok(seen);
    }
    if seen > end {
        app.index.doubt("it is ahead of the database");
        // One that is damaged too takes nothing in; it is replaced all the same.
        if let Err(err) = apply(app, Vec::new(), end).await {
            tracing::warn!(error = ?err, "the doubted index keeps its number");
        }
        return Ok(end);
    }
    if app.index.complete() || seen.get() > 0 {
        return Ok(seen);
    }
    apply(app, Vec::new(), end).await?;
    Ok(end)
}

/// Takes in a batch of changes; `last` is its last number.
pub(crate) async fn take_in(app: &App, batch: &[Change], last: ChangeNumber) -> Result<()> {
    // Whoever reads articles for the index puts them in before another reads: else the older
    // reading could come last.
    let _turn = app.index_turn.lock().await;
    if !app.index.may_write() {
        // Another process feeds it.
        return refresh(app).await;
    }
    let steps = steps(app, &touched(batch)).await?;
    apply(app, steps, last).await
}

/// Goes over to what another process has written, or a merge: merged segments are quicker, and the
/// disk space of those before is free when nobody reads them.
pub(crate) async fn refresh(app: &App) -> Result<()> {
    let index = Arc::clone(&app.index);
    Ok(tokio::task::spawn_blocking(move || index.refresh()).await??)
}

/// The articles of a batch, each once.
pub(crate) fn touched(batch: &[Change]) -> Vec<ArticleId> {
    let touched: BTreeSet<ArticleId> = batch.iter().filter_map(|change| change.article).collect();
    touched.into_iter().collect()
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

async fn apply(app: &App, steps: Vec<Step>, last: ChangeNumber) -> Result<()> {
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
        tags: live.text.tags.iter().chain(&live.text.context.storylines).cloned().collect(),
        language: live.text.language.as_str().to_owned(),
        published_ms: live.published_ms,
        placements,
        thumbnail: cover.map(|media| media.rendition(media.at_width(THUMBNAIL), "webp")),
        ..Document::default()
    })
}
