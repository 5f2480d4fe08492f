//! The public half of the API: articles, sections and the change feed, for those who mirror us.
//!
//! Addresses: `/api/v1/articles`, `/api/v1/articles/{id}`, `/api/v1/sections`, `/api/v1/changes`,
//! `/api/v1/openapi.json`.

pub(crate) mod articles;
pub(crate) mod changes;
pub(crate) mod openapi;
pub(crate) mod sections;
