//! From text to terms, one step a file.

pub(crate) mod codes;
pub(crate) mod letters;
pub mod normal;
pub mod syllables;
pub(crate) mod tokenizer;

/// Names of the tokenizers in the index.
pub(crate) const EXACT: &str = "exact";
pub(crate) const FOLDED: &str = "folded";
pub(crate) const PAIRS: &str = "pairs";
pub(crate) const BOTH: &str = "both";

/// Tells an index our tokenizers.
pub(crate) fn register(index: &tantivy::Index) {
    use tokenizer::{Syllables, Unit};
    let all =
        [(EXACT, Unit::Exact), (FOLDED, Unit::Folded), (PAIRS, Unit::Pair), (BOTH, Unit::Both)];
    for (name, unit) in all {
        index.tokenizers().register(name, Syllables(unit));
    }
}
