//! The article page and its print view.

use content::body::SafeHtml;
use serde::Serialize;

use super::frame::{Card, CardPicture, Frame, Link};
use crate::engine::Page;

/// An article as readers see it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ArticlePage {
    pub frame: Frame,
    pub article: ArticleView,
    pub related: Vec<Card>,
    pub newest: Vec<Card>,
    /// The newest others of its first running story.
    pub storyline: Vec<Card>,
    /// Where the desk shows a draft, a line says that it is none for readers.
    pub preview: bool,
    /// What else the line says; empty for the desk's own words.
    pub preview_note: String,
}

/// The same on paper.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PrintPage {
    pub frame: Frame,
    pub article: ArticleView,
}

/// The article itself.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ArticleView {
    pub id: i64,
    pub url: String,
    pub print_url: String,
    pub kicker: String,
    pub title: String,
    pub lead: String,
    pub stamp: String,
    pub iso: String,
    /// Stamp of the last change after publication; empty when there was none.
    pub updated: String,
    pub updated_iso: String,
    pub views: i64,
    pub bylines: Vec<Link>,
    pub trail: Vec<Link>,
    pub tags: Vec<Link>,
    /// `news`, `longform`, `photo`, `video`, `audio`, `infographic` or `live`.
    pub genre: String,
    /// Running stories that it belongs to.
    pub storylines: Vec<Link>,
    /// What was done with the help of AI; empty when nothing was.
    pub ai_use: String,
    pub language: String,
    pub cover: Option<CardPicture>,
    /// The recording that the article is; empty where it is none.
    #[serde(serialize_with = "crate::engine::safe")]
    pub player: SafeHtml,
    #[serde(serialize_with = "crate::engine::safe")]
    pub body: SafeHtml,
    /// Something in it can be listened to.
    pub has_sound: bool,
    /// It has link cards whose player the reader may ask for.
    pub has_player: bool,
    /// Newest first.
    pub corrections: Vec<CorrectionView>,
}

/// What was wrong in an article, told to its readers (đính chính).
#[derive(Debug, Clone, Default, Serialize)]
pub struct CorrectionView {
    pub stamp: String,
    pub iso: String,
    pub note: String,
}

impl Page for ArticlePage {
    const TEMPLATE: &'static str = "article.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for PrintPage {
    const TEMPLATE: &'static str = "print.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
