//! The page where a reader says what is wrong in an article.

use serde::Serialize;

use super::frame::Frame;
use crate::engine::Page;

/// The form as it was filled in, or the thanks.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReportPage {
    pub frame: Frame,
    /// The article's title, its language and its path.
    pub title: String,
    pub language: String,
    pub url: String,
    /// The words in the article that it is about.
    pub passage: String,
    pub words: String,
    pub contact: String,
    /// Why it was not taken; empty as a rule.
    pub fault: String,
    pub sent: bool,
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "report.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
