//! Everything that follows the change feed on this node, in one list: who hears of what.

use std::sync::Arc;
use std::time::Duration;

use content::id::ChangeNumber;

use crate::app::App;
use crate::changes::bell::Follower;
use crate::changes::{Change, Kind, store as changes};
use crate::error::Result;
use crate::{articles, lists, search};

/// Another node may have written without ringing this one's bell.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// Changes read at once; the index commits once for each batch.
const BATCH: u64 = 500;
/// After an error (the database away) the follower rests this long.
const REST: Duration = Duration::from_secs(2);

/// Starts the followers and the timers of this node; they end with the process.
pub fn start(app: &Arc<App>) {
    tokio::spawn(follow(Arc::clone(app), Follower::Pages));
    tokio::spawn(follow(Arc::clone(app), Follower::Index));
    tokio::spawn(articles::views::flush_now_and_then(Arc::clone(app)));
    tokio::spawn(lists::today::turn_the_page(Arc::clone(app)));
}

async fn follow(app: Arc<App>, who: Follower) {
    let mut seen = loop {
        match begin_at(&app, who).await {
            Ok(number) => break number,
            Err(err) => rest(&err, who).await,
        }
    };
    loop {
        match step(&app, who, seen).await {
            Ok(Some(number)) => {
                seen = number;
                app.bell.arrived(who, seen);
            }
            Ok(None) => {
                app.bell.arrived(who, seen);
                app.bell.wait_beyond(seen, LOOK_AGAIN).await;
            }
            Err(err) => rest(&err, who).await,
        }
    }
}

/// The index remembers its number in its own commit; the page cache starts empty and so at the end.
async fn begin_at(app: &App, who: Follower) -> Result<ChangeNumber> {
    match who {
        Follower::Pages => changes::last(&app.db).await,
        Follower::Index => search::follow::begin(app).await,
    }
}

/// Takes in the next batch; tells the last number, or nothing when the feed is at its end.
async fn step(app: &App, who: Follower, seen: ChangeNumber) -> Result<Option<ChangeNumber>> {
    let batch = changes::after(&app.db, seen, BATCH).await?;
    let Some(last) = batch.last().map(|change| change.number) else { return Ok(None) };
    match who {
        Follower::Pages => drop_pages(app, &batch).await?,
        Follower::Index => search::follow::take_in(app, &batch, last).await?,
    }
    Ok(Some(last))
}

async fn drop_pages(app: &App, batch: &[Change]) -> Result<()> {
    if batch.iter().any(|change| change.kind == Kind::Frame) {
        app.reload_atlas().await?;
        app.pages.drop_all();
        return Ok(());
    }
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
pub async fn catch_up(app: &App) -> Result<()> {
    for who in [Follower::Pages, Follower::Index] {
        let mut seen = match who {
            Follower::Pages => ChangeNumber::new(0),
            Follower::Index => search::follow::begin(app).await?,
        };
        while let Some(number) = step(app, who, seen).await? {
            seen = number;
        }
        app.bell.arrived(who, seen);
    }
    Ok(())
}
