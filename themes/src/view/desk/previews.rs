//! The page on which the newest text is seen as on a phone and on a desktop, and shown to others.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;

/// Previews of one article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PreviewsPage {
    pub frame: DeskFrame,
    pub id: i64,
    pub title: String,
    pub article_url: String,
    /// What the frames show.
    pub preview_url: String,
    /// The link that has just been made; empty otherwise.
    pub made: String,
    /// The person may make and revoke links.
    pub may_make: bool,
    /// How long a link may live.
    pub days: Vec<i64>,
    pub links: Vec<LinkRow>,
}

/// One secret link, without its secret.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LinkRow {
    pub id: i64,
    pub purpose: String,
    pub by: String,
    pub made: String,
    pub ends: String,
    pub ends_iso: String,
    /// `open`, `ended` or `revoked`.
    pub state: String,
}

impl Page for PreviewsPage {
    const TEMPLATE: &'static str = "previews.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
