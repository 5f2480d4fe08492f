//! The page on which it is set how texts are checked.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// The rules of the newsroom or of one section.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckSettingsPage {
    pub frame: DeskFrame,
    /// The newsroom and the sections that the person may set.
    pub scopes: Vec<Choice>,
    /// The chosen one, as its value.
    pub scope: String,
    pub scope_name: String,
    pub rules: Vec<RuleRow>,
}

/// One rule.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RuleRow {
    /// Its word; `rule-<word>` names it.
    pub rule: String,
    /// To inherit, off, warn, block.
    pub levels: Vec<Choice>,
    /// The number set here; empty where it is inherited.
    pub limit: String,
    pub inherited_limit: u64,
    /// Text key of the unit; empty where the rule has no number.
    pub unit: String,
    /// Set for this very scope.
    pub own: bool,
}

impl Page for CheckSettingsPage {
    const TEMPLATE: &'static str = "check_settings.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
