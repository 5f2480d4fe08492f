//! Everything that follows the change feed on this node, in one list: who hears of what.

use std::sync::Arc;
use std::time::{Duration, Instant};

use content::id::ChangeNumber;
use tokio::sync::watch;

use crate::app::App;
use crate::changes::bell::Follower;
use crate::changes::{Change, Kind, store as changes};
use crate::error::Result;
use crate::http::page_cache::Tag;
use crate::traces::Trace;
use crate::{articles, desk_search, fronts, lists, looks, notices, search, telemetry};

/// Another node may have written without ringing this one's bell.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// Changes read at once; the index commits once for each batch.
const BATCH: u64 = 500;
/// Changes read at once where many are known to come: fewer commits, fewer merges.
const STRIDE: i64 = 2_000;
/// The index is never further behind an import than this.
const STRIDE_AT_MOST: Duration = Duration::from_secs(5);
/// From more changes at once than this (an import runs), all pages go rather than a few for each.
const ONE_BY_ONE: usize = 50;
/// A node that hears nothing for so long takes all its pages for old.
const DEAF: Duration = Duration::from_secs(60);
/// After an error (the database away) the follower rests this long.
const REST: Duration = Duration::from_secs(2);

/// Starts the followers and the timers of this node; they end with the process.
pub fn start(app: &Arc<App>) {
    tokio::spawn(follow(Arc::clone(app), Follower::Pages));
    tokio::spawn(follow(Arc::clone(app), Follower::Index));
    tokio::spawn(looks::follow(Arc::clone(app)));
    tokio::spawn(search::rebuild::keep_whole(Arc::clone(app)));
    tokio::spawn(desk_search::follow::keep_up(Arc::clone(app)));
    tokio::spawn(articles::views::flush_now_and_then(Arc::clone(app)));
    tokio::spawn(articles::popular::look_again_and_again(Arc::clone(app)));
    tokio::spawn(search::usage::keep_counting(Arc::clone(app)));
    tokio::spawn(articles::due::keep_time(Arc::clone(app)));
    tokio::spawn(lists::today::turn_the_page(Arc::clone(app)));
    tokio::spawn(fronts::pins::turn(Arc::clone(app)));
    tokio::spawn(notices::post::send_waiting(Arc::clone(app)));
    tokio::spawn(telemetry::gather(Arc::clone(app)));
}

async fn follow(app: Arc<App>, who: Follower) {
    let mut seen = loop {
        match begin_at(&app, who).await {
            Ok(number) => break number,
            Err(err) => rest(&err, who).await,
        }
    };
    if who == Follower::Pages {
        // What was made before is from before that number, and nobody would hear of its changes.
        app.pages.forget();
    }
    let mut lost: Option<Instant> = None;
    loop {
        match step(&app, who, seen, BATCH).await {
            Ok(Some(number)) => {
                lost = None;
                seen = number;
                app.bell.arrived(who, seen);
            }
            Ok(None) => {
                lost = None;
                app.bell.arrived(who, seen);
                app.bell.wait_beyond(seen, LOOK_AGAIN).await;
            }
            Err(_) if app.telemetry.stopping() => return,
            Err(err) => {
                if who == Follower::Pages && lost.get_or_insert_with(Instant::now).elapsed() > DEAF
                {
                    // Another node may have withdrawn something: nothing is known to be true.
                    app.pages.drop_all();
                }
                rest(&err, who).await;
            }
        }
    }
}

/// The index remembers its number in its own commit; the page cache starts empty and so at the end.
async fn begin_at(app: &Arc<App>, who: Follower) -> Result<ChangeNumber> {
    match who {
        Follower::Pages => changes::last(&app.db).await,
        Follower::Index => {
            let seen = search::follow::begin(app).await?;
            search::rebuild::fill_few(app).await?;
            Ok(seen)
        }
    }
}

/// Takes in the next batch; tells the last number, or nothing when the feed is at its end.
async fn step(
    app: &App,
    who: Follower,
    seen: ChangeNumber,
    at_most: u64,
) -> Result<Option<ChangeNumber>> {
    let batch = changes::after(&app.db, seen, at_most).await?;
    let Some(last) = batch.last().map(|change| change.number) else { return Ok(None) };
    let trace = Trace::of_work(match who {
        Follower::Pages => "drop changed pages",
        Follower::Index => "index changed articles",
    });
    let taken = trace.around(take_in(app, who, &batch, last)).await;
    trace.ended(&taken);
    taken.map(|()| Some(last))
}

async fn take_in(app: &App, who: Follower, batch: &[Change], last: ChangeNumber) -> Result<()> {
    match who {
        Follower::Pages => drop_pages(app, batch).await,
        Follower::Index => {
            // The followers do not wait for each other, and an article may stand in a new section.
            if batch.iter().any(|change| change.kind == Kind::Frame) {
                app.reload_atlas().await?;
            }
            search::follow::take_in(app, batch, last).await?;
            // A page of results may have been made between the change and this.
            app.pages.drop_showing(&[Tag::Search]);
            Ok(())
        }
    }
}

async fn drop_pages(app: &App, batch: &[Change]) -> Result<()> {
    // Before anything is asked: the database may go away in between.
    let articles = batch.iter().filter_map(|change| change.article);
    app.pages.drop_showing(&articles.map(Tag::Article).collect::<Vec<_>>());
    if batch.iter().any(|change| change.kind == Kind::Frame) {
        app.reload_atlas().await?;
        app.pages.drop_all();
        if batch.iter().any(|change| change.article.is_some()) {
            app.pages.forget();
        }
        return Ok(());
    }
    if batch.len() > ONE_BY_ONE {
        app.pages.forget();
        return Ok(());
    }
    let arranged = batch.iter().filter(|change| change.kind == Kind::Front);
    let numbers: Vec<ChangeNumber> = arranged.map(|change| change.number).collect();
    let fronts = fronts::store::live::changed_by(&app.db.read, &numbers).await?;
    app.pages.drop_showing(&fronts.into_iter().map(fronts::pins::tag).collect::<Vec<_>>());
    for article in batch.iter().filter_map(|change| change.article) {
        let tags = articles::live::tags_of(app, article).await?;
        app.pages.drop_showing(&tags);
    }
    Ok(())
}

async fn rest(err: &crate::error::Error, who: Follower) {
    tracing::error!(follower = ?who, error = ?err, "the follower rests");
    tokio::time::sleep(REST).await;
}

/// Takes in everything up to the end of the feed, once; for imports, commands and tests.
///
/// # Errors
/// When database or index fail.
pub async fn catch_up(app: &Arc<App>) -> Result<()> {
    let end = changes::last(&app.db).await?;
    app.reload_atlas().await?;
    app.pages.forget();
    app.bell.arrived(Follower::Pages, end);
    let mut seen = whole_until(app).await?;
    while let Some(number) = step(app, Follower::Index, seen, STRIDE.unsigned_abs()).await? {
        seen = number;
    }
    app.bell.arrived(Follower::Index, seen);
    Ok(())
}

/// Where the index stands; one that is not whole is made so first.
async fn whole_until(app: &Arc<App>) -> Result<ChangeNumber> {
    let seen = search::follow::begin(app).await?;
    if app.index.may_write() && !app.index.complete() {
        search::rebuild::rebuild(app).await?;
    }
    Ok(seen)
}

/// Keeps the index in step while `work` runs, and up to the end of what it has done.
///
/// # Errors
/// Those of the work; then those of database or index.
pub(crate) async fn indexing_beside<T>(
    app: &Arc<App>,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let mut seen = whole_until(app).await?;
    let (tell, mut over) = watch::channel(false);
    let work = async {
        let done = work.await;
        tell.send_replace(true);
        done
    };
    let index = async {
        loop {
            let a_stride = ChangeNumber::new(seen.get() + STRIDE);
            tokio::select! {
                () = app.bell.wait_beyond(a_stride, STRIDE_AT_MOST) => {}
                _ = over.wait_for(|over| *over) => {}
            }
            let last_look = *over.borrow();
            match step(app, Follower::Index, seen, STRIDE.unsigned_abs()).await? {
                Some(number) => seen = number,
                None if last_look => return Ok(()),
                None => {}
            }
        }
    };
    let (done, indexed): (Result<T>, Result<()>) = tokio::join!(work, index);
    let done = done?;
    indexed.map(|()| done)
}
