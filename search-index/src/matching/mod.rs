//! Which documents fit a question, how well, and what they can be narrowed down by.
//!
//! Tantivy keeps the posting lists; this reads them. Pairs of neighbours decide what matches:
//! their lists are short even where a single syllable stands in half of all articles.

pub(crate) mod choices;
pub(crate) mod columns;
pub(crate) mod compounds;
pub(crate) mod cover;
pub(crate) mod gather;
pub(crate) mod ground;
pub(crate) mod plan;
pub(crate) mod rank;
pub(crate) mod tally;
pub(crate) mod terms;
pub(crate) mod weights;
pub(crate) mod window;
