//! Wrong passwords for addresses that nobody has: they close like an account would, so that
//! guessing at the sign-in page does not tell which addresses exist.

use super::sign_in::{FAILURES_MAX, LOCKED_MS};
use super::store::session::hash;

/// Addresses remembered; the least used go first.
const CAPACITY: u64 = 10_000;

/// What has been tried on this node.
#[derive(Debug)]
pub(crate) struct Strangers(moka::sync::Cache<String, Tried>);

#[derive(Debug, Clone, Copy, Default)]
struct Tried {
    failures: i32,
    locked_until_ms: Option<i64>,
}

impl Default for Strangers {
    fn default() -> Self {
        Self(moka::sync::Cache::new(CAPACITY))
    }
}

impl Strangers {
    /// Until when the address is closed, in milliseconds since 1970 UTC.
    pub(crate) fn locked_until_ms(&self, email: &str) -> Option<i64> {
        self.0.get(&key(email))?.locked_until_ms
    }

    /// Counts a wrong password.
    pub(crate) fn failed(&self, email: &str, now_ms: i64) {
        let key = key(email);
        let failures = self.0.get(&key).unwrap_or_default().failures + 1;
        let tried = if failures >= FAILURES_MAX {
            Tried { failures: 0, locked_until_ms: Some(now_ms + LOCKED_MS) }
        } else {
            Tried { failures, locked_until_ms: None }
        };
        self.0.insert(key, tried);
    }
}

/// As accounts are told apart, and never the address itself.
fn key(email: &str) -> String {
    hash(&email.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{FAILURES_MAX, LOCKED_MS, Strangers};

    #[test]
    fn an_address_that_nobody_has_closes_like_an_account() {
        let strangers = Strangers::default();
        for _ in 0..FAILURES_MAX {
            assert_eq!(strangers.locked_until_ms("an@bao.vn"), None);
            strangers.failed(" An@bao.vn", 5);
        }
        assert_eq!(strangers.locked_until_ms("an@bao.VN"), Some(5 + LOCKED_MS));
        assert_eq!(strangers.locked_until_ms("binh@bao.vn"), None);
    }
}
