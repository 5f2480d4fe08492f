//! What readers found wrong in articles.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;

/// Those that wait, or those that are settled.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReportsPage {
    pub frame: DeskFrame,
    pub settled: bool,
    pub rows: Vec<ReportRow>,
    /// Where the list goes on; empty at its end.
    pub older: String,
}

/// One report.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReportRow {
    pub id: i64,
    pub at: String,
    /// The article's title and its page at the desk.
    pub title: String,
    pub url: String,
    pub passage: String,
    pub words: String,
    pub contact: String,
    pub settled: bool,
}

impl Page for ReportsPage {
    const TEMPLATE: &'static str = "reports.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
