//! Two people arranged the same front: what both changed, slot by slot.

use super::{Layout, PICKS_MAX};

/// What becomes of two layouts that began from the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// They changed different slots, or the same slots alike: both hold.
    Both(Layout),
    /// Slots that both changed differently. Elsewhere `so_far` has what either changed, in these
    /// slots what I chose; nothing is decided yet.
    Choose { slots: Vec<usize>, so_far: Layout },
}

/// Joins my layout with theirs, both begun from `base`.
#[must_use]
pub fn merge(base: &Layout, mine: &Layout, theirs: &Layout) -> Merged {
    let count = mine.slots.len();
    let (base, theirs) = (base.clone().sized(count), theirs.clone().sized(count));
    let mut joined = Vec::with_capacity(count);
    let mut both = Vec::new();
    let triples = base.slots.iter().zip(&mine.slots).zip(&theirs.slots);
    for (at, ((base, mine), theirs)) in triples.enumerate() {
        if mine == base {
            joined.push(theirs.clone());
        } else {
            if theirs != base && theirs != mine {
                both.push(at);
            }
            joined.push(mine.clone());
        }
    }
    let so_far = Layout { slots: joined };
    // The same story moved to two places: every slot that holds it is to be chosen.
    let picks = || so_far.picks();
    for (at, pick) in picks() {
        if picks().any(|(other, again)| other != at && again.article == pick.article) {
            both.push(at);
        }
    }
    both.sort_unstable();
    both.dedup();
    if both.is_empty() && so_far.slots.iter().all(|picks| picks.len() <= PICKS_MAX) {
        Merged::Both(so_far)
    } else {
        Merged::Choose { slots: both, so_far }
    }
}

/// My layout with their choice in some slots; a story that then stands twice keeps the first.
#[must_use]
pub fn choose(mine: &Layout, theirs: &Layout, take_theirs: &[usize]) -> Layout {
    let mut chosen = mine.clone();
    for at in take_theirs {
        if let (Some(slot), Some(picks)) = (chosen.slots.get_mut(*at), theirs.slots.get(*at)) {
            slot.clone_from(picks);
        }
    }
    chosen.drop_repeated();
    chosen
}
