//! The change feed: every act that readers or partners can notice gets one number, in order.
//!
//! Appended in the act's own transaction; followed by the page cache, the search index and
//! partners (`/api/v1/changes`), each remembering the last number it has seen. Tables: `change`.

pub(crate) mod bell;
mod rows;
pub(crate) mod store;

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An article went live, or its live text or places changed.
    Published,
    /// A live article got a correction notice.
    Corrected,
    /// An article is no longer shown.
    Withdrawn,
    /// Sites, sections or the imprint changed: every page may look different.
    Frame,
    /// A front was arranged anew; its layout carries the number.
    Front,
}

impl Kind {
    /// The word stored in the database and given to partners.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
            Self::Frame => "frame",
            Self::Front => "front",
        }
    }

    /// Reads the stored word; an unknown one drops every page, which is always right.
    pub(crate) fn from_stored(word: &str) -> Self {
        match word {
            "published" => Self::Published,
            "corrected" => Self::Corrected,
            "withdrawn" => Self::Withdrawn,
            "front" => Self::Front,
            _ => Self::Frame,
        }
    }
}

/// One numbered change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) number: content::id::ChangeNumber,
    pub(crate) kind: Kind,
    pub(crate) article: Option<content::id::ArticleId>,
    pub(crate) at_ms: i64,
}
