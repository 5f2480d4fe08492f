//! Pages that say why there is no other: errors, withdrawn articles, unknown hosts.

use serde::Serialize;

use super::frame::{Card, Frame};
use crate::engine::Page;

/// Something is not to be had here; offers a way on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NoticePage {
    /// May be without a site (unknown host).
    pub frame: Frame,
    /// HTTP status.
    pub status: u16,
    pub heading: String,
    pub message: String,
    /// Also in the log; empty when there is nothing to look up.
    pub error_id: String,
    pub newest: Vec<Card>,
}

impl Page for NoticePage {
    const TEMPLATE: &'static str = "notice.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
