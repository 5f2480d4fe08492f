//! Fills the index anew from the database, and compares the two.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use content::id::{ArticleId, ChangeNumber};
use search_index::{Rebuild, Step};
use tokio::time::sleep;

use super::follow;
use crate::app::App;
use crate::articles::store::live::whole;
use crate::changes::store as changes;
use crate::error::Result;
use crate::http::page_cache::Tag;

/// Articles read and indexed at once; what is published meanwhile waits for no more.
const BATCH: usize = 250;
/// Changes read at once after filling.
const CHANGES: u64 = 500;
/// So many articles are filled in before the follower begins, in less than a second.
const FEW: usize = 500;
/// How often it is looked whether the index is whole and no rebuild is wanted.
const LOOK: Duration = Duration::from_secs(1);
/// After a rebuild that failed, the next waits so long, then twice that, and so on to the last.
const REST: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(600));
/// What is published while index and database are compared may be on its way.
const ON_ITS_WAY: Duration = Duration::from_secs(2);

/// What differs.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) database: usize,
    pub(crate) index: usize,
    pub(crate) missing: Vec<ArticleId>,
    pub(crate) extra: Vec<ArticleId>,
    /// Files that do not hold what was written.
    pub(crate) damaged: Vec<String>,
}

impl Difference {
    pub(crate) fn is_none(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty() && self.damaged.is_empty()
    }
}

/// Keeps this node's index whole as long as the process lives: rebuilds it when it was begun
/// empty, is damaged, or when an operator wishes it. Searches are answered meanwhile.
pub(crate) async fn keep_whole(app: Arc<App>) {
    if !app.index.may_write() {
        return;
    }
    verify(&app).await;
    let mut rest = REST.0;
    loop {
        sleep(LOOK).await;
        if let Err(err) = look(&app).await {
            tracing::error!(error = ?err, "the search index could not be kept whole");
            sleep(rest).await;
            rest = (rest * 2).min(REST.1);
        } else {
            rest = REST.0;
        }
    }
}

/// Does what there is to do now, if anything.
async fn look(app: &Arc<App>) -> Result<()> {
    if app.index.has_failed() {
        verify(app).await;
    }
    if app.index.complete() && !app.index.rebuild_is_wanted() {
        return follow::refresh(app).await;
    }
    let articles = rebuild(app).await?;
    tracing::info!(articles, "the search index is whole");
    Ok(())
}

/// Reads the index's files against their checksums; a damaged index is not whole any more.
async fn verify(app: &App) {
    let index = Arc::clone(&app.index);
    if let Err(err) = tokio::task::spawn_blocking(move || index.verify()).await {
        tracing::error!(%err, "the search index could not be checked");
    }
}

/// Fills a small house at once, so that nobody ever sees a part of it.
pub(crate) async fn fill_few(app: &Arc<App>) -> Result<()> {
    let wanted = app.index.may_write() && !app.index.complete() && !app.index.is_rebuilding();
    let few = u64::try_from(FEW).unwrap_or(u64::MAX);
    if wanted && whole::ids_after(&app.db.read, ArticleId::new(0), few + 1).await?.len() <= FEW {
        rebuild(app).await?;
    }
    Ok(())
}

/// Fills the index from the database, newest first, and puts it in the place of the one before;
/// readers are answered and changes taken in meanwhile. Returns the number of articles.
pub(crate) async fn rebuild(app: &Arc<App>) -> Result<u64> {
    follow::begin(app).await?;
    let index = Arc::clone(&app.index);
    let rebuild = tokio::task::spawn_blocking(move || index.rebuild()).await??;
    // Read before the articles: what changes meanwhile comes again from the feed.
    let seen = changes::last(&app.db).await?;
    let rebuild = fill(app, rebuild).await?;
    if rebuild.is_in_place() {
        let _turn = app.index_turn.lock().await;
        finish(rebuild, app.index.last_change()).await?;
    } else {
        let rebuild = tokio::task::spawn_blocking(move || rebuild.settle()).await??;
        let (rebuild, seen) = catch_up(app, rebuild, seen).await?;
        // Nobody writes to the old one any more: the last changes, and over.
        let _turn = app.index_turn.lock().await;
        let (rebuild, last) = catch_up(app, rebuild, seen).await?;
        finish(rebuild, last).await?;
    }
    // Pages of results that were made from a part.
    app.pages.drop_showing(&[Tag::Search]);
    Ok(app.index.count())
}

async fn fill(app: &App, mut rebuild: Rebuild) -> Result<Rebuild> {
    for batch in to_do(app, &rebuild).await?.chunks(BATCH) {
        // In place, the follower writes to the same index: one after the other, see `take_in`.
        let turn = if rebuild.is_in_place() { Some(app.index_turn.lock().await) } else { None };
        let steps = follow::steps(app, batch).await?;
        rebuild = put(rebuild, steps).await?;
        drop(turn);
    }
    Ok(rebuild)
}

async fn finish(rebuild: Rebuild, last: ChangeNumber) -> Result<()> {
    Ok(tokio::task::spawn_blocking(move || rebuild.finish(&[], last)).await??)
}

/// Articles of the database that the rebuild has not, newest first, and those it has too much.
async fn to_do(app: &App, rebuild: &Rebuild) -> Result<Vec<ArticleId>> {
    let there: BTreeSet<ArticleId> = rebuild.articles().into_iter().collect();
    let live: BTreeSet<ArticleId> = whole::all_ids(&app.db.read).await?.into_iter().collect();
    let missing = live.iter().rev().filter(|id| !there.contains(id));
    Ok(missing.chain(there.difference(&live)).copied().collect())
}

async fn put(mut rebuild: Rebuild, steps: Vec<Step>) -> Result<Rebuild> {
    Ok(tokio::task::spawn_blocking(move || rebuild.put(&steps).map(|()| rebuild)).await??)
}

/// Takes in what has changed since `seen`; returns the newest change.
async fn catch_up(
    app: &App,
    mut rebuild: Rebuild,
    mut seen: ChangeNumber,
) -> Result<(Rebuild, ChangeNumber)> {
    loop {
        let batch = changes::after(&app.db, seen, CHANGES).await?;
        let Some(last) = batch.last().map(|change| change.number) else {
            return Ok((rebuild, seen));
        };
        let steps = follow::steps(app, &follow::touched(&batch)).await?;
        rebuild = put(rebuild, steps).await?;
        seen = last;
    }
}

/// Compares article by article, and every file with its checksum.
pub(crate) async fn check(app: &Arc<App>) -> Result<Difference> {
    let mut found = compare(app).await?;
    if !found.missing.is_empty() || !found.extra.is_empty() {
        sleep(ON_ITS_WAY).await;
        found = compare(app).await?;
    }
    let index = Arc::clone(&app.index);
    found.damaged = tokio::task::spawn_blocking(move || index.verify()).await?;
    Ok(found)
}

async fn compare(app: &App) -> Result<Difference> {
    app.index.refresh()?;
    let index: BTreeSet<ArticleId> = app.index.articles().into_iter().collect();
    let database: BTreeSet<ArticleId> = whole::all_ids(&app.db.read).await?.into_iter().collect();
    Ok(Difference {
        missing: database.difference(&index).copied().collect(),
        extra: index.difference(&database).copied().collect(),
        database: database.len(),
        index: index.len(),
        damaged: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;
    use std::time::Duration;

    use content::id::{ArticleId, ChangeNumber};
    use content::workflow::decide::Act;
    use search_index::{Answer, Opened, Question, Step};

    use super::{check, keep_whole};
    use crate::app::App;
    use crate::articles::store::trial::{Newsroom, act, begin, newsroom, text};
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::search::find;
    use crate::worker;

    async fn start(folder: &Path) -> Arc<App> {
        let config = Config::below(folder).unwrap();
        Arc::new(App::start(config, Clock::default()).await.unwrap())
    }

    async fn publish(app: &App, room: &Newsroom, title: &str) -> ArticleId {
        let id = begin(&app.db, room.paper, &text(title, room.paper.section)).await;
        for (step, now) in [(Act::Submit, 2_000), (Act::Approve, 3_000), (Act::Publish, 4_000)] {
            act(&app.db, id, step, now).await;
        }
        id
    }

    /// A newsroom with as many articles, indexed, and not running.
    async fn house(folder: &Path, articles: usize) {
        let app = start(folder).await;
        let room = newsroom(&app.db).await;
        for at in 0..articles {
            publish(&app, &room, &format!("Chợ phiên số {at}")).await;
        }
        worker::catch_up(&app).await.unwrap();
        assert_eq!(found(&app), articles);
        assert!(app.index.complete() && check(&app).await.unwrap().is_none());
    }

    fn found(app: &App) -> usize {
        let question = Question { text: "chợ phiên".into(), limit: 10, ..Question::default() };
        app.index.find(&question).total
    }

    async fn until(mut holds: impl FnMut() -> bool) {
        for _ in 0..400 {
            if holds() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it does not come about within twenty seconds");
    }

    #[tokio::test]
    async fn a_lost_index_fills_itself_and_what_is_published_meanwhile_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        house(folder.path(), 3).await;
        std::fs::remove_dir_all(folder.path().join("index")).unwrap();
        let app = start(folder.path()).await;
        assert_eq!((app.index.opened(), app.index.complete()), (&Opened::Fresh, false));
        worker::start(&app);
        until(|| app.index.complete() && found(&app) == 3).await;
        assert!(check(&app).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_damaged_index_is_found_at_the_start_and_rebuilt() {
        let folder = tempfile::tempdir().unwrap();
        house(folder.path(), 3).await;
        let index = folder.path().join("index");
        let live = std::fs::read_to_string(index.join("live")).unwrap();
        let live = index.join(live.split(' ').next().unwrap());
        for entry in std::fs::read_dir(&live).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_some_and(|ending| ending == "store") {
                let mut bytes = std::fs::read(&file).unwrap();
                bytes[5] ^= 0x40;
                std::fs::write(&file, bytes).unwrap();
            }
        }
        let app = start(folder.path()).await;
        assert_eq!((app.index.opened(), app.index.complete()), (&Opened::Whole, true));
        assert_eq!(check(&app).await.unwrap().damaged.len(), 1);
        assert!(!app.index.complete());
        worker::start(&app);
        until(|| app.index.complete()).await;
        assert_eq!((found(&app), check(&app).await.unwrap().is_none()), (3, true));
    }

    #[tokio::test]
    async fn an_index_ahead_of_the_database_answers_until_it_is_rebuilt() {
        let folder = tempfile::tempdir().unwrap();
        house(folder.path(), 2).await;
        let app = start(folder.path()).await;
        // As a restored backup leaves it: an article that the database does not know.
        let foreign = search_index::Document {
            article: ArticleId::new(77),
            title: "Chợ phiên cũ".into(),
            ..search_index::Document::default()
        };
        app.index.apply(&[Step::Put(Box::new(foreign))], ChangeNumber::new(1_000)).unwrap();
        assert_eq!(check(&app).await.unwrap().extra, [ArticleId::new(77)]);
        super::follow::begin(&app).await.unwrap();
        assert_eq!((app.index.complete(), found(&app)), (false, 3));
        let told = || find::answer_json(&app, Answer::default())["complete"] == true;
        assert!(!told(), "partners hear that something may be missing");
        worker::catch_up(&app).await.unwrap();
        assert_eq!((app.index.complete(), found(&app), told()), (true, 2, true));
        assert!(app.index.last_change().get() < 1_000);
    }

    #[tokio::test]
    async fn a_wish_for_a_rebuild_is_granted_beside_the_live_index() {
        let folder = tempfile::tempdir().unwrap();
        house(folder.path(), 2).await;
        let app = start(folder.path()).await;
        let beside = start(folder.path()).await;
        assert!(!beside.index.may_write());
        let worker = tokio::spawn(keep_whole(Arc::clone(&app)));
        beside.index.want_rebuild().unwrap();
        until(|| !beside.index.rebuild_is_wanted()).await;
        worker.abort();
        beside.index.refresh().unwrap();
        assert_eq!((found(&app), found(&beside)), (2, 2));
        let live = std::fs::read_to_string(folder.path().join("index/live")).unwrap();
        assert_eq!(live, "gen-0002 complete\n");
    }

    #[tokio::test]
    async fn check_tells_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        house(folder.path(), 2).await;
        let app = start(folder.path()).await;
        let id = app.index.articles()[0];
        app.index.apply(&[Step::Remove(id)], app.index.last_change()).unwrap();
        let difference = check(&app).await.unwrap();
        assert_eq!((difference.missing, difference.index), (vec![id], 1));
        super::rebuild(&app).await.unwrap();
        assert!(check(&app).await.unwrap().is_none());
    }
}
