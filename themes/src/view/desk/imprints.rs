//! The names and imprints of the sites.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;

/// A form for each site.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImprintsPage {
    pub frame: DeskFrame,
    pub sites: Vec<ImprintRow>,
}

/// One site.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImprintRow {
    pub key: String,
    pub name: String,
    pub fields: Vec<ImprintField>,
}

/// One field; its text is `imprint-<name>`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImprintField {
    pub name: String,
    pub value: String,
    /// The law wants it shown.
    pub wanted: bool,
}

impl Page for ImprintsPage {
    const TEMPLATE: &'static str = "imprints.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
