//! What waits for its minute: scheduled texts go out and expired ones go, on whichever node is first.
//!
//! The claim is the article's own row, locked in the transaction that does the act: a node that
//! dies in between has done nothing, and another takes it up. What became due while no node ran
//! goes out at the next start and is listed as late.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use content::id::ArticleId;
use content::workflow::decide::{Act, decide};
use content::workflow::rights::Rights;

use super::notify;
use super::store::acts::{self, Kept};
use super::store::times::{self, Due};
use crate::app::App;
use crate::error::Result;
use crate::traces::Trace;

/// A text goes out at most this long after its minute, plus the time of the act.
const TICK: Duration = Duration::from_millis(500);
/// Looked at in one go; what is left is due at the next tick.
const AT_ONCE: u64 = 100;
/// What could not be done rests this long before it is tried again.
const REST_MS: i64 = 10_000;

/// Does what is due, for as long as the node lives.
pub(crate) async fn keep_time(app: Arc<App>) {
    let mut resting = HashMap::new();
    loop {
        for what in [Due::Release, Due::End] {
            if let Err(err) = look(&app, what, &mut resting).await {
                tracing::error!(error = ?err, "what is due cannot be read");
            }
        }
        tokio::time::sleep(TICK).await;
    }
}

/// Does everything that is due now; tells how many it did.
async fn look(app: &App, what: Due, resting: &mut HashMap<ArticleId, i64>) -> Result<usize> {
    let now_ms = app.clock.now_ms();
    resting.retain(|_, until| *until > now_ms);
    let mut done = 0;
    for id in times::due(&app.db.read, what, now_ms, AT_ONCE).await? {
        if resting.contains_key(&id) {
            continue;
        }
        let trace = Trace::of_work(match what {
            Due::Release => "release",
            Due::End => "expire",
        });
        let one = trace.around(one(app, id, what)).await;
        trace.ended(&one);
        match one {
            Ok(true) => done += 1,
            Ok(false) => {}
            Err(err) => {
                tracing::error!(article = id.get(), error = ?err, "what is due cannot be done");
                resting.insert(id, now_ms.saturating_add(REST_MS));
                tell_fault(app, id, what, &err.to_string()).await?;
            }
        }
    }
    Ok(done)
}

/// Does one act whose time has come, unless another node has or is about to.
pub(crate) async fn one(app: &App, id: ArticleId, what: Due) -> Result<bool> {
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    if !times::claim(&tx, id, what, now_ms).await? {
        return Ok(false);
    }
    let found = acts::hold(&tx, id).await?;
    let act = match what {
        Due::Release => Act::Release,
        Due::End => Act::Expire,
    };
    // Who set the time had the right to; the rule still looks at states and embargo.
    let change = decide(&found.standing(), act, &Rights::of_the_operator(), now_ms)?;
    let waited = found.schedule.as_ref().filter(|_| what == Due::Release);
    let (by, places) = match waited {
        Some(waited) => (waited.by, waited.places.as_slice()),
        None => (None, found.places.as_slice()),
    };
    let due_ms = waited.map(|waited| waited.at_ms);
    let kept = Kept { change: &change, by, places, published_ms: None, now_ms };
    let number = acts::apply(&tx, &app.db, &kept).await?;
    notify::done(&tx, app, &found, (change.act(), by)).await?;
    tx.commit().await?;
    if let Some(due_ms) = due_ms {
        let late_ms = app.clock.now_ms().saturating_sub(due_ms);
        app.telemetry.late(Duration::from_millis(late_ms.try_into().unwrap_or_default()));
    }
    if let Some(number) = number {
        app.bell.ring(number);
    }
    Ok(true)
}

/// The list of scheduled articles shows what keeps one back.
async fn tell_fault(app: &App, id: ArticleId, what: Due, key: &str) -> Result<()> {
    if what == Due::End {
        return Ok(());
    }
    let tx = app.db.begin().await?;
    let found = acts::hold(&tx, id).await?;
    // It is tried again every few seconds; people are told once.
    if found.schedule.as_ref().is_some_and(|waited| waited.fault.is_none()) {
        notify::not_out(&tx, app, &found).await?;
    }
    times::keep_fault(&tx, id, key).await?;
    Ok(tx.commit().await?)
}
