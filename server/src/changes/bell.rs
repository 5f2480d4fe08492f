//! Wakes the followers of this node at once after a commit, and lets an act wait for them.

use std::time::Duration;

use content::id::ChangeNumber;
use tokio::sync::watch;

/// How far the feed has come, and how far each follower of this node has.
#[derive(Debug)]
pub(crate) struct Bell {
    rung: watch::Sender<i64>,
    pages: watch::Sender<i64>,
    index: watch::Sender<i64>,
}

/// Who follows the feed on this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follower {
    Pages,
    Index,
}

impl Default for Bell {
    fn default() -> Self {
        Self {
            rung: watch::Sender::new(0),
            pages: watch::Sender::new(0),
            index: watch::Sender::new(0),
        }
    }
}

impl Bell {
    /// Tells the followers that the feed has come to this number.
    pub(crate) fn ring(&self, number: ChangeNumber) {
        advance(&self.rung, number);
    }

    /// A follower tells how far it has come.
    pub(crate) fn arrived(&self, who: Follower, number: ChangeNumber) {
        advance(self.of(who), number);
    }

    /// How far a follower has come.
    pub(crate) fn place(&self, who: Follower) -> ChangeNumber {
        ChangeNumber::new(*self.of(who).borrow())
    }

    /// Returns when the bell is rung beyond `seen`, or after `at_most` (another node may have
    /// written without ringing here).
    pub(crate) async fn wait_beyond(&self, seen: ChangeNumber, at_most: Duration) {
        let mut rung = self.rung.subscribe();
        let beyond = rung.wait_for(|number| *number > seen.get());
        if tokio::time::timeout(at_most, beyond).await.is_err() {
            tracing::trace!("nobody rang");
        }
    }

    /// Waits until both followers have reached `number`, at most `at_most`: then an act's answer
    /// is already true on every page of this node.
    pub(crate) async fn settled(&self, number: ChangeNumber, at_most: Duration) {
        let both = async {
            for who in [Follower::Pages, Follower::Index] {
                let mut place = self.of(who).subscribe();
                if place.wait_for(|at| *at >= number.get()).await.is_err() {
                    tracing::trace!("the follower has gone");
                }
            }
        };
        if tokio::time::timeout(at_most, both).await.is_err() {
            tracing::warn!(number = number.get(), "followers are behind");
        }
    }

    fn of(&self, who: Follower) -> &watch::Sender<i64> {
        match who {
            Follower::Pages => &self.pages,
            Follower::Index => &self.index,
        }
    }
}

fn advance(place: &watch::Sender<i64>, number: ChangeNumber) {
    place.send_if_modified(|at| {
        let ahead = number.get() > *at;
        *at = (*at).max(number.get());
        ahead
    });
}
