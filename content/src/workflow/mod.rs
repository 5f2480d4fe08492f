//! Who may do what to an article, and what then becomes of it.
//!
//! Two independent facts: the public state of the article and the review state of its newest
//! text. Every change of either goes through [`decide::decide`]; there is no second door, since
//! only that module can make a [`decide::Change`] and only a `Change` can be kept.

pub mod decide;
pub mod duties;
pub mod rights;

#[cfg(test)]
mod tests;
