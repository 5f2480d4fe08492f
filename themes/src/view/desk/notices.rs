//! What a person was told.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// Newest first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NoticesPage {
    pub frame: DeskFrame,
    /// `value` is the address, `name` a text key.
    pub filters: Vec<Choice>,
    /// Id of the newest on the page, 0 when there is none.
    pub newest: i64,
    pub rows: Vec<NoticeRow>,
    /// Address of the older ones; empty at the end.
    pub older: String,
}

/// One notice.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NoticeRow {
    pub url: String,
    pub sentence: String,
    pub note: String,
    pub at: String,
    pub iso: String,
    pub read: bool,
}

impl Page for NoticesPage {
    const TEMPLATE: &'static str = "notices.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
