//! The sites of this installation, told apart by host, and their sections.
//!
//! Tables: `site`, `section`. Read so often and changed so seldom that the whole is kept in
//! memory as an [`atlas::Atlas`], replaced when the change feed says so.

pub(crate) mod atlas;
pub(crate) mod card;
pub(crate) mod frame;
mod rows;
pub(crate) mod store;
