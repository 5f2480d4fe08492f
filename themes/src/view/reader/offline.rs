//! The page where a reader chooses what their browser keeps for reading without a network.

use serde::Serialize;

use super::frame::Frame;
use crate::engine::Page;

/// What can be chosen are the sections in the frame's menu.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OfflinePage {
    pub frame: Frame,
}

impl Page for OfflinePage {
    const TEMPLATE: &'static str = "offline.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
