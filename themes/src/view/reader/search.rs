//! The search page.

use serde::Serialize;

use super::frame::{CardPicture, Frame, Link, Pages};
use crate::engine::Page;

/// Question, filters and what was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SearchPage {
    pub frame: Frame,
    pub question: String,
    pub section: String,
    pub byline: String,
    pub since: String,
    pub until: String,
    /// `phu-hop` or `moi-nhat`.
    pub order: String,
    pub sections: Vec<SectionChoice>,
    pub asked: bool,
    pub total: usize,
    pub hits: Vec<HitView>,
    pub pages: Pages,
    /// Text key of what was wrong with the filters; empty when all is well.
    pub fault: String,
}

/// One section to choose.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SectionChoice {
    pub path: String,
    pub name: String,
    pub depth: usize,
}

/// One result.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HitView {
    pub title: Vec<SpanView>,
    pub snippet: Vec<SpanView>,
    pub url: String,
    pub section: Link,
    pub stamp: String,
    pub iso: String,
    pub picture: Option<CardPicture>,
}

/// A run of text, marked where it answers the question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SpanView {
    pub text: String,
    pub marked: bool,
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "search.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
