//! The list of everything that was done.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// Newest first, with what was asked for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RecordsPage {
    pub frame: DeskFrame,
    pub people: Vec<Choice>,
    pub acts: Vec<Choice>,
    /// Id of an article; may be empty.
    pub article: String,
    /// Id and name of the person that it was done to; may be empty.
    pub subject: String,
    pub subject_name: String,
    /// `YYYY-MM-DD`; may be empty.
    pub since: String,
    pub until: String,
    pub rows: Vec<RecordRow>,
    /// Address of the older ones; empty at the end.
    pub older: String,
    /// Articles can be asked for by words of their title.
    pub by_title: bool,
}

/// One act.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RecordRow {
    pub at: String,
    pub iso: String,
    pub by: String,
    pub act: String,
    /// Number of an article; may be empty.
    pub article: String,
    /// Its title; for whoever may not read drafts the one that readers have seen, or empty.
    pub title: String,
    /// What it was done to, where that is neither an article nor a person.
    pub about: String,
    pub article_url: String,
    /// The person that it was done to.
    pub subject: String,
    pub changes: Vec<RecordChange>,
}

/// One value that changed; either side may be empty.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RecordChange {
    pub name: String,
    pub before: String,
    pub after: String,
}

impl Page for RecordsPage {
    const TEMPLATE: &'static str = "records.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
