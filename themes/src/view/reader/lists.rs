//! Home, sections, topics, bylines and the list of feeds.

use serde::Serialize;

use super::frame::{Card, Frame, Link, Pages};
use crate::engine::Page;

/// The first page of a site.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HomePage {
    pub frame: Frame,
    pub lead: Option<Card>,
    pub seconds: Vec<Card>,
    pub newest: Vec<Card>,
    /// What is read most; empty while that says nothing.
    pub popular: Vec<Card>,
    /// Corrections that stand here as long as the law wants, the newest first.
    pub corrected: Vec<CorrectedView>,
    pub blocks: Vec<HomeBlock>,
    /// The desk has put the blocks there: each is shown by `block_{kind}.html`.
    pub arranged: bool,
}

/// A correction with the article that it corrects.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CorrectedView {
    pub article: Card,
    /// When it came out.
    pub stamp: String,
    pub iso: String,
    pub note: String,
}

/// One block below the stories: the newest of a section, unless the desk has put something else.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HomeBlock {
    /// `section`, `most_read`, `storyline`, `genre`, `newest`, `notices`, `documents`, `statistics`,
    /// `links` or `banner`.
    pub kind: String,
    /// Of its heading.
    pub language: String,
    /// Its heading and where that leads; a banner's may be empty.
    pub section: Link,
    pub children: Vec<Link>,
    pub cards: Vec<Card>,
    /// What a banner says, in lines.
    pub words: String,
    pub links: Vec<Link>,
    /// Of `documents`: each card with the number of its document.
    pub documents: Vec<DocumentView>,
    /// Of `statistics`.
    pub figures: Vec<FigureView>,
}

/// A document with the article that makes it known.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DocumentView {
    pub article: Card,
    /// `15/2024/QĐ-UBND`; empty where the title names none.
    pub number: String,
}

/// A figure as it is shown.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FigureView {
    /// `1.234,5`
    pub value: String,
    pub unit: String,
    pub label: String,
    pub source: String,
    pub date: String,
}

/// A section, a topic or an author.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListPage {
    pub frame: Frame,
    /// `section`, `topic` or `byline`.
    pub kind: String,
    pub heading: String,
    pub description: String,
    pub trail: Vec<Link>,
    pub children: Vec<Link>,
    pub cards: Vec<Card>,
    pub newest: Vec<Card>,
    /// What the desk has put below the first page of a section.
    pub blocks: Vec<HomeBlock>,
    pub pages: Pages,
    pub feed: String,
}

/// What readers open most.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MostReadPage {
    pub frame: Frame,
    pub lists: Vec<MostRead>,
}

/// The most read of a span of time, the most read first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MostRead {
    /// Text key.
    pub heading: String,
    pub cards: Vec<Card>,
}

/// The page that lists all feeds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FeedsPage {
    pub frame: Frame,
    pub feeds: Vec<FeedRow>,
}

/// The feeds of one list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FeedRow {
    pub name: String,
    pub depth: usize,
    pub rss: String,
    pub atom: String,
    pub json: String,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "home.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "list.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

/// What was published on one day.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ArchivePage {
    pub frame: Frame,
    /// The day in words.
    pub heading: String,
    /// `YYYY-MM-DD`, and the last day that can be chosen.
    pub date: String,
    pub today: String,
    pub cards: Vec<Card>,
    /// The days around it on which something was published; empty where there is none.
    pub earlier: Link,
    pub later: Link,
}

impl Page for ArchivePage {
    const TEMPLATE: &'static str = "archive.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for MostReadPage {
    const TEMPLATE: &'static str = "most_read.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for FeedsPage {
    const TEMPLATE: &'static str = "feeds.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
