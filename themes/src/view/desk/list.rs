//! The list of articles on the desk.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// Articles by filter, newest change first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskListPage {
    pub frame: DeskFrame,
    /// Filters as choices; `value` is the address, `name` a text key.
    pub filters: Vec<Choice>,
    pub filter: String,
    pub question: String,
    pub rows: Vec<DeskRow>,
    /// Address of the older ones; empty at the end.
    pub older: String,
}

/// One article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskRow {
    pub id: i64,
    pub url: String,
    /// May be empty.
    pub title: String,
    pub kicker: String,
    pub section: String,
    pub bylines: String,
    /// `draft`, `submitted`, … as in the API.
    pub review: String,
    /// `unpublished`, `live`, … as in the API.
    pub public: String,
    pub changed: String,
    pub changed_iso: String,
    /// Address on the reader's site; empty when not live.
    pub live_url: String,
}

impl Page for DeskListPage {
    const TEMPLATE: &'static str = "list.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
