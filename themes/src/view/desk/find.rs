//! What somebody finds on the desk.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;
use crate::view::reader::search::SpanView;

/// Results in groups; before a question only its field.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FindPage {
    pub frame: DeskFrame,
    pub question: String,
    /// Groups with results.
    pub groups: Vec<FoundGroup>,
    /// Address of all groups, where one stands alone; empty otherwise.
    pub all: String,
    pub suggested: Option<Suggested>,
    /// An index is still being filled: something may be missing.
    pub partial: bool,
}

/// Results of one kind.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FoundGroup {
    /// Word for addresses and styles.
    pub key: String,
    /// Text key.
    pub name: String,
    pub rows: Vec<FoundRow>,
    /// Where there are more; empty at the end.
    pub more: String,
}

/// One result.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FoundRow {
    pub url: String,
    pub title: Vec<SpanView>,
    pub snippet: Vec<SpanView>,
    /// Address of a small picture, or empty.
    pub thumbnail: String,
    /// Section and bylines, or how to reach a person.
    pub about: String,
    /// Where a text stands, in words.
    pub state: String,
    pub at: String,
    pub iso: String,
}

/// A better way to write the question.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Suggested {
    pub url: String,
    pub text: String,
    pub typed: String,
    /// The results are those of `text` already.
    pub applied: bool,
}

impl Page for FindPage {
    const TEMPLATE: &'static str = "find.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
