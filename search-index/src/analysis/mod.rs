//! From text to terms, one step a file.

pub mod normal;
pub mod syllables;
pub(crate) mod tokenizer;

/// Names of the tokenizers in the index.
pub(crate) const EXACT: &str = "exact";
pub(crate) const FOLDED: &str = "folded";
pub(crate) const EXACT_PAIRS: &str = "exact_pairs";
pub(crate) const FOLDED_PAIRS: &str = "folded_pairs";

/// Tells an index our tokenizers.
pub(crate) fn register(index: &tantivy::Index) {
    use tokenizer::{Form, Syllables, Unit};
    let all = [
        (EXACT, Form::Exact, Unit::Single),
        (FOLDED, Form::Folded, Unit::Single),
        (EXACT_PAIRS, Form::Exact, Unit::Pair),
        (FOLDED_PAIRS, Form::Folded, Unit::Pair),
    ];
    for (name, form, unit) in all {
        index.tokenizers().register(name, Syllables::new(form, unit));
    }
}
