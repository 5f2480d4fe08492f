//! The desk's pages about articles: the list, the page for writing, history and preview.

pub(crate) mod check_settings;
pub(crate) mod checklist;
pub(crate) mod compare;
pub(crate) mod conflict;
pub(crate) mod edit;
pub(crate) mod editor_page;
mod hint;
pub(crate) mod list;
mod open;
pub(crate) mod preview;
pub(crate) mod revisions;
pub(crate) mod save;
pub(crate) mod screen;
mod steps;
