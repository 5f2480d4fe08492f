//! What time it is, behind a door so that a test can set it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::UNIX_EPOCH;

/// Tells the time in milliseconds since 1970, UTC.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Added to the system's time; tests move it.
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Now, in milliseconds since 1970, UTC.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn now_ms(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let system = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        system.saturating_add(self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Moves this clock (and its clones) ahead; for tests.
    pub fn advance_ms(&self, by: i64) {
        self.ahead_ms.fetch_add(by, Ordering::Relaxed);
    }
}
