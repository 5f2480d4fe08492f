//! The accessibility statement.

use serde::{Deserialize, Serialize};

use super::frame::Frame;
use crate::engine::Page;

/// What the browser tests last found; they write this file and fail when it is no longer true.
const CHECKED: &str = include_str!("../../../accessibility.json");

/// What was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Version of axe-core, by whose rules every page was looked at.
    pub axe: String,
    /// Pages, each in three widths, in the light and in the dark.
    pub pages: Vec<String>,
    /// What was found wrong; the tests pass with nothing only.
    pub violations: usize,
}

impl Checked {
    /// As the tests wrote it last.
    ///
    /// # Errors
    /// Never for the file that is built in; a test reads it.
    pub fn last() -> serde_json::Result<Self> {
        serde_json::from_str(CHECKED)
    }
}

/// The page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AccessibilityPage {
    pub frame: Frame,
    pub checked: Checked,
}

impl Page for AccessibilityPage {
    const TEMPLATE: &'static str = "accessibility.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

#[cfg(test)]
mod tests {
    use super::Checked;

    #[test]
    fn what_was_checked_can_be_read_and_nothing_was_wrong() {
        let checked = Checked::last().unwrap();
        assert!(checked.pages.len() > 10 && checked.day.len() == 10);
        assert_eq!(checked.violations, 0);
    }
}
