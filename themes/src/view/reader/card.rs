//! The picture that stands for a page where its address is shared.

use serde::Serialize;

use crate::engine::Page;

/// What the picture shows; all texts as [`crate::drawing::writable`] lets them through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CardPage {
    /// Screen language, `vi` or `en`.
    pub language: String,
    /// The site's name; empty where it cannot be written.
    pub site: String,
    pub publisher: String,
    /// What stands over the title; may be empty.
    pub kicker: String,
    /// Of the article or the section; empty for the site's own picture, and where it cannot be
    /// written.
    pub title: String,
    /// There is a picture, as `<image href="cover">`.
    pub cover: bool,
}

impl Page for CardPage {
    const TEMPLATE: &'static str = "card.svg";

    fn language(&self) -> &str {
        &self.language
    }
}
