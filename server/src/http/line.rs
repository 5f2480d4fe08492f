//! The line of those who wait for a page to be made: one maker a page, a bounded number of them,
//! and none for a moment after the database was found away.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::MutexGuard;

use crate::error::{Error, Result};

/// Pages made at the same time; two cores are busy with a handful, the rest wait for the database.
const MAKERS: usize = 64;
/// Requests that wait for a page to be made; what comes beyond hears at once to come again.
const WAITING_MAX: usize = 512;
/// Nobody waits longer for the turn to make a page.
const IN_LINE: Duration = Duration::from_secs(10);
/// So many pages in a row that are not made in time: the database hangs.
const LATE_IN_A_ROW: usize = 3;
/// After the database was found away it is left alone so long.
const REST: Duration = Duration::from_secs(1);

/// Who may make which page, and when.
#[derive(Debug)]
pub(crate) struct Line {
    /// One of these is held while a page is made: nobody makes the same page twice at a time,
    /// and their number bounds the work going on.
    makers: [tokio::sync::Mutex<()>; MAKERS],
    waiting: AtomicUsize,
    /// Which maker a page has: nobody outside can find pages that share one.
    dice: RandomState,
    /// Pages in a row that were not made in time.
    late: AtomicUsize,
    /// Until then the database is not asked for pages.
    resting: Mutex<Option<Instant>>,
}

struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Line {
    fn default() -> Self {
        Self {
            makers: std::array::from_fn(|_| tokio::sync::Mutex::default()),
            waiting: AtomicUsize::new(0),
            dice: RandomState::new(),
            late: AtomicUsize::new(0),
            resting: Mutex::default(),
        }
    }
}

impl Line {
    /// Waits for the turn to make this page, which lasts as long as what is returned. Look for the
    /// page once more afterwards: another request may have made it meanwhile.
    ///
    /// # Errors
    /// `Busy` when too many wait already, `Away` when the database was found away a moment ago.
    pub(crate) async fn turn(&self, page: &impl Hash) -> Result<MutexGuard<'_, ()>> {
        self.expect_awake()?;
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Place(&self.waiting);
        if waiting >= WAITING_MAX {
            return Err(Error::Busy { retry_after: 2 });
        }
        let at = usize::try_from(self.dice.hash_one(page) % MAKERS as u64).unwrap_or_default();
        let maker = self.makers.get(at).ok_or(Error::NotFound)?.lock();
        let Ok(turn) = tokio::time::timeout(IN_LINE, maker).await else {
            return Err(Error::Busy { retry_after: 2 });
        };
        drop(place);
        self.expect_awake()?;
        Ok(turn)
    }

    fn expect_awake(&self) -> Result<()> {
        let until = *self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        if until.is_some_and(|until| Instant::now() < until) {
            return Err(Error::Away(anyhow::anyhow!("the database was away a moment ago")));
        }
        Ok(())
    }

    /// What a page shows was read in time.
    pub(crate) fn in_time(&self) {
        self.late.store(0, Ordering::Relaxed);
    }

    /// It was not. One slow question is not yet a database that is away; several in a row are.
    pub(crate) fn too_late(&self) {
        if self.late.fetch_add(1, Ordering::Relaxed) + 1 >= LATE_IN_A_ROW {
            self.rest();
        }
    }

    /// The database was found away: whoever comes within a moment need not find out again.
    pub(crate) fn rest(&self) {
        let until = Instant::now().checked_add(REST);
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, WAITING_MAX};
    use crate::error::Error;

    #[tokio::test]
    async fn who_finds_the_database_away_spares_the_others_a_moment() {
        let line = Line::default();
        drop(line.turn(&"/").await.unwrap());
        line.rest();
        assert!(matches!(line.turn(&"/").await, Err(Error::Away(_))));
    }

    #[tokio::test]
    async fn one_slow_question_is_no_database_that_is_away() {
        let line = Line::default();
        for _ in 0..5 {
            line.too_late();
            line.too_late();
            assert!(line.turn(&"/").await.is_ok());
            line.in_time();
        }
        (0..3).for_each(|_| line.too_late());
        assert!(matches!(line.turn(&"/").await, Err(Error::Away(_))));
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_is_told_at_once() {
        let line = Line::default();
        let _making = line.turn(&"/").await.unwrap();
        let mut waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(line.turn(&"/"))).collect();
        for one in &mut waiting {
            assert!(futures_util::poll!(one).is_pending());
        }
        assert!(matches!(line.turn(&"/").await, Err(Error::Busy { .. })));
        waiting.clear();
        assert!(futures_util::poll!(Box::pin(line.turn(&"/"))).is_pending());
    }
}
