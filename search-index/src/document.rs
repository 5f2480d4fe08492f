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
    /// As it is stored: the length of all but the body, that as JSON, and the body as it is.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, IndexError> {
        let head = serde_json::to_vec(self)?;
        let length = u32::try_from(head.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(4 + head.len() + self.body.len());
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(self.body.as_bytes());
        Ok(bytes)
    }

    /// Reads what was stored; nothing when it is damaged.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (head, body) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let head: Self = serde_json::from_slice(head).ok()?;
        Some(Self { body: String::from_utf8(body.to_vec()).ok()?, ..head })
    }
}
