//! Three-way merge of two texts that were written over the same one: by paragraph, by field.
//!
//! Nothing that either side wrote is ever left out: it stands in the result, or beside the other
//! side's in a conflict.

mod article;
mod blocks;
mod body;
mod pairs;
#[cfg(test)]
mod tests;

pub use article::{Conflict, Merge, merge};
pub use body::{Part, merge_body};
