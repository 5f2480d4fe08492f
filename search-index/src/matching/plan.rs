//! What a question looks for, and what narrows its result down.

use super::terms::Clue;

/// All that a question looks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// Single syllables, one for each unit of the question, in its order; bit `i` is unit `i`.
    pub(crate) singles: Vec<Clue>,
    /// Pairs of neighbours, numbers of documents.
    pub(crate) pairs: Vec<Clue>,
    /// What leads beside the question's own pairs and says nothing of titles: other forms of
    /// abbreviations, single quoted words.
    pub(crate) leading: Vec<Clue>,
    /// A document that has all bits of the first also covers those of the second.
    pub(crate) together: Vec<(u64, u64)>,
    /// Bits that every result has.
    pub(crate) must: u64,
    /// What no result has: lists with the bit [`NOT`].
    pub(crate) without: Vec<Clue>,
    /// How the very reading, a fitting one and any one count.
    pub(crate) shares: [f32; 3],
    /// Neighbours that a title with the whole question has.
    pub(crate) neighbours: u8,
}

/// The bit of documents that must not be found.
pub(crate) const NOT: u64 = 1 << 63;
/// Bits that stand for units of the question.
pub(crate) const UNITS_MAX: usize = 32;

/// What narrows the result down.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filters {
    /// One of each group, by number; an empty group lets nothing through.
    pub(crate) required: Vec<Vec<u32>>,
    /// The same of bylines.
    pub(crate) bylines: Vec<Vec<u32>>,
    pub(crate) since_ms: Option<i64>,
    pub(crate) until_ms: Option<i64>,
}

impl Filters {
    /// Which combinations of choices pass.
    pub(crate) fn allowed(&self, combinations: &[Vec<u32>]) -> Vec<bool> {
        let passes = |choices: &Vec<u32>| {
            self.required.iter().all(|group| group.iter().any(|one| choices.contains(one)))
        };
        combinations.iter().map(passes).collect()
    }
}
