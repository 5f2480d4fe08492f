//! All SQL about fronts: the working copy, what went live, and the live choices.

pub(crate) mod layouts;
pub(crate) mod live;
#[cfg(test)]
mod tests;
pub(crate) mod work;

use content::front::Layout;
use content::id::{SectionId, SiteId};

use super::slots;

/// Which front: a site's home page, or the page of one of its sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Front {
    pub(crate) site: SiteId,
    pub(crate) section: Option<SectionId>,
}

impl Front {
    /// Its key in the database.
    fn place(self) -> String {
        match self.section {
            None => self.site.to_string(),
            Some(section) => format!("{}/{section}", self.site),
        }
    }

    /// A layout of its size with nothing chosen.
    pub(crate) fn empty(self) -> Layout {
        Layout::empty(slots::of(self.section).len())
    }

    /// What is stored, brought to the size that the theme has now. What cannot be read is empty:
    /// the front is then left to the newest.
    fn read(self, stored: &str) -> Layout {
        let layout: Layout = serde_json::from_str(stored).unwrap_or_default();
        layout.sized(slots::of(self.section).len())
    }
}
