//! Search for readers and partners. Asks the index only, so it works while the database is away.
//!
//! Addresses: `/tim-kiem`, `/goi-y`, `/api/v1/search`, `/api/v1/suggest`. Follows the change feed with [`follow`].

pub(crate) mod ask;
mod facets;
pub(crate) mod find;
pub(crate) mod follow;
pub(crate) mod rebuild;
mod rows;
pub(crate) mod settings;
mod store;
pub(crate) mod suggest;
pub(crate) mod usage;
