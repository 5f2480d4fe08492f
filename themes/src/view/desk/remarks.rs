//! The remarks on an article, as a page and as what its script is told.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;

/// All remarks on one article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RemarksPage {
    pub frame: DeskFrame,
    pub id: i64,
    pub title: String,
    pub article_url: String,
    pub may_add: bool,
    pub open: Vec<ThreadView>,
    pub resolved: Vec<ThreadView>,
}

/// A remark and its answers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ThreadView {
    pub id: i64,
    /// The passage; empty for a remark on the whole.
    pub quote: String,
    pub prefix: String,
    pub suffix: String,
    pub start: usize,
    /// `same`, `changed`, `gone` or `whole`.
    pub found: String,
    /// By whom and when it was resolved, as a sentence; empty while it is open.
    pub resolved: String,
    pub remarks: Vec<RemarkView>,
}

/// One person's words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RemarkView {
    pub by: String,
    pub at: String,
    pub iso: String,
    pub words: String,
}

impl Page for RemarksPage {
    const TEMPLATE: &'static str = "remarks.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
