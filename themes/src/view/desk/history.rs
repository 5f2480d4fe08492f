//! The revisions of an article, and what changed in one.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
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
    pub compare: CompareForm,
    /// The person may take an old text back.
    pub may_restore: bool,
    /// Text key of why not now; may be empty.
    pub restore_hint: String,
    pub revisions: Vec<RevisionRow>,
}

/// Chooses any two texts; the newest one, still being written, among them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CompareForm {
    pub old: Vec<Choice>,
    pub new: Vec<Choice>,
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
    /// Who else has written in it since the revision before.
    pub with: Vec<String>,
    pub at: String,
    pub iso: String,
    pub live: bool,
    /// What was done while it was the newest.
    pub acts: Vec<ActRow>,
}

/// One act on an article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActRow {
    pub act: String,
    pub by: String,
    pub at: String,
    pub iso: String,
    pub note: String,
    /// Why it went out although something had to be mended; empty as a rule.
    pub override_reason: String,
}

/// Two texts against each other: as a rule a revision and the one before.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RevisionPage {
    pub frame: DeskFrame,
    pub id: i64,
    /// The newer one in words.
    pub heading: String,
    /// Which two are compared, in words.
    pub compared: String,
    /// The newer one; nothing when it is the text being written.
    pub revision: Option<RevisionRow>,
    pub history_url: String,
    pub compare: CompareForm,
    /// Where the newer one is taken back; empty when it cannot be.
    pub restore_url: String,
    /// Text key of why it cannot be now; may be empty.
    pub restore_hint: String,
    pub article_url: String,
    /// The fields that differ.
    pub fields: Vec<RevisionField>,
}

/// One field.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RevisionField {
    /// Text key of the field.
    pub name: String,
    pub pieces: Vec<PieceView>,
}

/// A run of words: `same`, `added`, `removed` or `folded`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PieceView {
    pub kind: String,
    pub text: String,
    /// How many words it has.
    pub words: usize,
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
