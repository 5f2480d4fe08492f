//! What readers ask the search, and what the newsroom sets for it.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;

/// Frequent questions, those without result, and the abbreviations.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SearchSettingsPage {
    pub frame: DeskFrame,
    /// The lists are of so many days.
    pub days: i64,
    pub often: Vec<AskedRow>,
    pub nothing: Vec<AskedRow>,
    /// How much each site prefers newer articles.
    pub sites: Vec<RecencyRow>,
    /// One pair a line.
    pub abbreviations: String,
}

/// A site and how much it can prefer newer articles.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RecencyRow {
    pub site: String,
    pub key: String,
    pub choices: Vec<RecencyChoice>,
}

/// One of the choices.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RecencyChoice {
    pub value: String,
    pub words: String,
    pub chosen: bool,
}

/// A question that was asked.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AskedRow {
    pub words: String,
    pub asked: i64,
    pub without_result: i64,
}

impl Page for SearchSettingsPage {
    const TEMPLATE: &'static str = "search_settings.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
