//! The revisions of an article, and what changed in one.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;

/// All revisions, newest first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HistoryPage {
    pub frame: DeskFrame,
    pub id: i64,
    pub title: String,
    pub article_url: String,
    /// Everything that was done to the article; empty for who may not see it.
    pub records_url: String,
    pub revisions: Vec<RevisionRow>,
}

/// One revision.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RevisionRow {
    pub number: i32,
    pub url: String,
    /// `submit`, `publish`, …
    pub act: String,
    pub note: String,
    pub by: String,
    pub at: String,
    pub iso: String,
    pub live: bool,
}

/// One revision against the one before.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RevisionPage {
    pub frame: DeskFrame,
    pub id: i64,
    pub revision: RevisionRow,
    pub history_url: String,
    pub fields: Vec<RevisionField>,
}

/// One field.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RevisionField {
    /// Text key of the field.
    pub name: String,
    pub pieces: Vec<PieceView>,
}

/// A run of words: `same`, `added` or `removed`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PieceView {
    pub kind: String,
    pub text: String,
}

impl Page for HistoryPage {
    const TEMPLATE: &'static str = "history.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for RevisionPage {
    const TEMPLATE: &'static str = "revision.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
