//! Fills the index anew from the database, and compares the two.

use std::collections::BTreeSet;
use std::sync::Arc;

use content::id::{ArticleId, ChangeNumber};
use search_index::Step;

use super::follow;
use crate::app::App;
use crate::articles::store::live::whole;
use crate::changes::store as changes;
use crate::error::Result;

/// Articles read and indexed at once.
const BATCH: usize = 500;

/// What differs.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) database: usize,
    pub(crate) index: usize,
    pub(crate) missing: Vec<ArticleId>,
    pub(crate) extra: Vec<ArticleId>,
}

/// Puts every live article in and takes every other out; readers are answered meanwhile.
/// Returns the number of articles.
pub(crate) async fn rebuild(app: &Arc<App>) -> Result<u64> {
    // Read before the articles: what changes meanwhile comes again from the feed.
    let last = changes::last(&app.db).await?;
    let live = whole::all_ids(&app.db.read).await?;
    let keep: BTreeSet<ArticleId> = live.iter().copied().collect();
    let gone = app.index.articles().into_iter().filter(|id| !keep.contains(id));
    follow::apply(app, gone.map(Step::Remove).collect(), ChangeNumber::new(0)).await?;
    for batch in live.chunks(BATCH) {
        let steps = follow::steps(app, batch).await?;
        follow::apply(app, steps, ChangeNumber::new(0)).await?;
    }
    follow::apply(app, Vec::new(), last).await?;
    Ok(app.index.count())
}

/// Compares article by article.
pub(crate) async fn check(app: &Arc<App>) -> Result<Difference> {
    let database: BTreeSet<ArticleId> = whole::all_ids(&app.db.read).await?.into_iter().collect();
    let index: BTreeSet<ArticleId> = app.index.articles().into_iter().collect();
    Ok(Difference {
        missing: database.difference(&index).copied().collect(),
        extra: index.difference(&database).copied().collect(),
        database: database.len(),
        index: index.len(),
    })
}
