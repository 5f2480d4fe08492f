//! An article as the index takes it in.

use content::id::ArticleId;
use serde::{Deserialize, Serialize};

use crate::IndexError;

/// Everything that is searched or shown of one published article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub article: ArticleId,
    /// Id in the system that it was imported from.
    pub source_id: Option<String>,
    pub title: String,
    pub kicker: String,
    pub lead: String,
    /// Plain words.
    #[serde(default, skip_serializing)]
    pub body: String,
    pub bylines: Vec<String>,
    pub tags: Vec<String>,
    pub language: String,
    #[serde(default)]
    pub kind: Kind,
    /// Milliseconds since 1970 UTC.
    pub published_ms: i64,
    /// Where it is shown, its home first.
    pub placements: Vec<Placement>,
    /// Address of a small picture.
    pub thumbnail: Option<String>,
}

/// What a result is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Article,
    Page,
    Document,
    Photo,
    Video,
}

impl Kind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::Article, Self::Page, Self::Document, Self::Photo, Self::Video];

    /// As it stands in facets and addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Page => "page",
            Self::Document => "document",
            Self::Photo => "photo",
            Self::Video => "video",
        }
    }

    /// The kind with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// One place where an article is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    pub site: String,
    pub section_path: String,
    pub section_name: String,
    pub url: String,
}

/// One step of a follower.
#[derive(Debug, Clone)]
pub enum Step {
    /// Add, or replace the older self.
    Put(Box<Document>),
    /// Take out.
    Remove(ArticleId),
}

impl Step {
    pub(crate) fn article(&self) -> ArticleId {
        match self {
            Self::Put(document) => document.article,
            Self::Remove(article) => *article,
        }
    }
}

impl Document {
    /// As it is stored: the body as it is, all else as JSON, and the lengths of both.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, IndexError> {
        let head = serde_json::to_vec(self)?;
        let length = |part: &[u8]| u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes();
        let mut bytes = Vec::with_capacity(self.body.len() + head.len() + 8);
        bytes.extend_from_slice(self.body.as_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(&length(self.body.as_bytes()));
        bytes.extend_from_slice(&length(&head));
        Ok(bytes)
    }

    /// Reads what was stored, whatever stands before it; nothing when it is damaged.
    pub(crate) fn from_end(bytes: &[u8]) -> Option<Self> {
        let (rest, head) = bytes.split_last_chunk::<4>()?;
        let (rest, body) = rest.split_last_chunk::<4>()?;
        let (rest, head) = split_end(rest, *head)?;
        let (_, body) = split_end(rest, *body)?;
        let head: Self = serde_json::from_slice(head).ok()?;
        Some(Self { body: simdutf8::basic::from_utf8(body).ok()?.to_owned(), ..head })
    }
}

/// The last part of some bytes, by its length.
fn split_end(bytes: &[u8], length: [u8; 4]) -> Option<(&[u8], &[u8])> {
    bytes.split_at_checked(bytes.len().checked_sub(u32::from_le_bytes(length) as usize)?)
}
