//! Search for readers and partners. Asks the index only, so it works while the database is away.
//!
//! Addresses: `/tim-kiem`, `/api/v1/search`. Follows the change feed with [`follow`].

pub(crate) mod ask;
pub(crate) mod find;
pub(crate) mod follow;
pub(crate) mod rebuild;
