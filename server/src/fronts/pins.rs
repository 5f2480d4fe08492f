//! Pins begin and end on their minute: every node looks for itself and drops the pages.

use std::sync::Arc;
use std::time::Duration;

use super::store::{Front, live};
use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;

const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What a page with this front carries.
pub(crate) fn tag(front: Front) -> Tag {
    Tag::Front(front.site, front.section)
}

/// Drops the pages of every front on which a pin begins or ends, for as long as the node lives.
pub(crate) async fn turn(app: Arc<App>) {
    let mut seen_ms = app.clock.now_ms();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let now_ms = app.clock.now_ms();
        match drop_turned(&app, seen_ms, now_ms).await {
            Ok(()) => seen_ms = now_ms,
            // The same span is looked at again: no turn is missed while the database is away.
            Err(err) => tracing::error!(error = ?err, "pins cannot be looked at"),
        }
    }
}

async fn drop_turned(app: &App, seen_ms: i64, now_ms: i64) -> Result<()> {
    if now_ms <= seen_ms {
        return Ok(());
    }
    let turned = live::turning(&app.db.read, seen_ms, now_ms).await?;
    if !turned.is_empty() {
        app.pages.drop_showing(&turned.into_iter().map(tag).collect::<Vec<_>>());
    }
    Ok(())
}
