//! Work that was given out: who covers what, by when. Table: `assignment`.
//!
//! Only the store is here, so that the desk's first page can show a person's own work; the pages
//! and acts are in `planning`.

mod rows;
pub(crate) mod store;
