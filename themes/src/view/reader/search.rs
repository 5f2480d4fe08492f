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
    pub facets: Vec<FacetGroup>,
    pub correction: Option<CorrectionView>,
    /// The words are searched exactly as they were typed.
    pub verbatim: bool,
    /// Words that stand in no article, as people write a list; may be empty.
    pub unknown: String,
    /// Choices beside those of the form, as names and values, to be sent on with it.
    pub choices: Vec<(String, String)>,
    /// Text key of why results may be missing; empty when none is.
    pub partial: String,
    /// Text key of what was wrong with the filters; empty when all is well.
    pub fault: String,
}

/// Choices of one sort.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FacetGroup {
    /// Text key.
    pub title: String,
    pub values: Vec<FacetView>,
}

/// One choice, with how many results it leaves.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FacetView {
    pub name: String,
    pub count: usize,
    pub chosen: bool,
    /// Takes the choice, or takes it back when it is chosen.
    pub url: String,
}

/// What was probably meant.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CorrectionView {
    /// With marks restored and slips repaired.
    pub text: String,
    pub typed: String,
    /// The results are those of `text` already.
    pub applied: bool,
    /// The other way to ask: `typed` exactly when applied, else `text`.
    pub url: String,
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
    /// Of its words.
    pub language: String,
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
