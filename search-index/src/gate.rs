//! Lets in one question more at a time than there are processors, in the order in which they came.
//!
//! With more at once, one that loses its turn on a processor waits for the turns of all others,
//! which last longer than a question does: half are answered sooner, and one in a hundred takes
//! twice as long. The one more is there so that no processor waits until the next has woken up.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Where those wait who are not let in yet: each place wakes only the few that wait there.
const PLACES: u64 = 16;

#[derive(Debug)]
pub(crate) struct Gate {
    /// How many may be inside.
    room: u64,
    passed: Mutex<Passed>,
    places: Vec<Condvar>,
}

#[derive(Debug, Default)]
struct Passed {
    /// How many have come.
    come: u64,
    /// How many have gone out again.
    gone: u64,
}

/// One that is inside until this is dropped.
#[derive(Debug)]
pub(crate) struct Inside<'g>(&'g Gate);

impl Default for Gate {
    fn default() -> Self {
        Self::new(1 + std::thread::available_parallelism().map_or(1, usize::from))
    }
}

impl Gate {
    fn new(room: usize) -> Self {
        Self {
            room: u64::try_from(room.max(1)).unwrap_or(u64::MAX),
            passed: Mutex::default(),
            places: (0..PLACES).map(|_| Condvar::default()).collect(),
        }
    }

    /// Waits for its turn.
    pub(crate) fn enter(&self) -> Inside<'_> {
        let mut passed = self.passed();
        let turn = passed.come;
        passed.come += 1;
        while turn >= passed.gone + self.room {
            let Some(place) = self.place(turn) else { break };
            passed = place.wait(passed).unwrap_or_else(PoisonError::into_inner);
        }
        Inside(self)
    }

    fn passed(&self) -> MutexGuard<'_, Passed> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, turn: u64) -> Option<&Condvar> {
        self.places.get(usize::try_from(turn % PLACES).ok()?)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let mut passed = self.0.passed();
        let next = passed.gone + self.0.room;
        passed.gone += 1;
        let waits = next < passed.come;
        drop(passed);
        if let (true, Some(place)) = (waits, self.0.place(next)) {
            place.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::Gate;

    #[test]
    fn no_more_are_inside_than_there_is_room_and_all_get_through() {
        let (gate, inside, most) = (Gate::new(2), AtomicUsize::new(0), AtomicUsize::new(0));
        let come_and_go = || {
            let _inside = gate.enter();
            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
            std::thread::yield_now();
            inside.fetch_sub(1, Ordering::SeqCst);
        };
        std::thread::scope(|scope| {
            for _ in 0..40 {
                scope.spawn(|| (0..50).for_each(|_| come_and_go()));
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 1, "one beside the one that looked");
    }

    #[test]
    fn one_that_panics_makes_room() {
        let gate = Gate::new(1);
        for _ in 0..3 {
            let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let _inside = gate.enter();
                panic!("as at a damaged file");
            }));
            assert!(panicked.is_err());
        }
        drop(gate.enter());
    }
}
