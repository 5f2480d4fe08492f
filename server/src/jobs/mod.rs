//! Work that is done later, once: written down in the transaction of its cause, claimed by one
//! node at a time, tried again with growing pauses, given up after the last try.
//!
//! Knows no word of the newsroom: a job is a kind and a payload. A claim is a lease: a node that
//! dies in the middle leaves its job to another after [`LEASE_MS`], so a job may be done twice
//! when a node dies after the work and before it said so; the work has to bear that.
//! Tables: `job`.

mod rows;
pub(crate) mod store;

/// Longer than any job takes.
pub(crate) const LEASE_MS: i64 = 2 * 60_000;
/// Tries before a job is given up; with the pauses between them about an hour.
pub(crate) const TRIES_MAX: i32 = 8;
/// Pause after the first failure; each further one doubles it.
const PAUSE_MS: i64 = 30_000;
/// Longest pause.
const PAUSE_MAX_MS: i64 = 3_600_000;

/// A job in this node's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claimed {
    id: i64,
    /// Which try this is, from 1.
    pub(crate) tries: i32,
    /// As it was written down.
    pub(crate) payload: String,
}

/// What became of a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// It will be tried again.
    Again,
    /// That was the last try; the row stays for people to see.
    GivenUp,
}

/// The pause after a number of failures.
fn pause_ms(failures: i32) -> i64 {
    let doublings = u32::try_from(failures.clamp(1, 20) - 1).unwrap_or_default();
    (PAUSE_MS << doublings).min(PAUSE_MAX_MS)
}

#[cfg(test)]
mod tests {
    use super::{PAUSE_MAX_MS, pause_ms};

    #[test]
    fn pauses_double_up_to_an_hour() {
        assert_eq!([1, 2, 3].map(pause_ms), [30_000, 60_000, 120_000]);
        assert_eq!([8, 9, 99, 0].map(pause_ms), [PAUSE_MAX_MS, PAUSE_MAX_MS, PAUSE_MAX_MS, 30_000]);
    }
}
