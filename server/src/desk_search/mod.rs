//! Search for the newsroom: texts that readers do not see, beside those that they do, pictures by
//! their words, and people.
//!
//! Address: `/toa-soan/tim`. An index of its own (beside the readers' one, in `…-desk`) follows
//! what is written: each node keeps one, and any can be deleted at any time. What somebody finds
//! is looked up in the database by their own rights before it is shown.

mod documents;
pub(crate) mod find;
pub(crate) mod follow;
mod gather;
