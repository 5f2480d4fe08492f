//! An article as the index takes it in.

use content::id::ArticleId;
use content::text::fold;
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;

use crate::IndexError;
use crate::schema::Fields;

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
    pub body: String,
    pub bylines: Vec<String>,
    pub tags: Vec<String>,
    pub language: String,
    /// Milliseconds since 1970 UTC.
    pub published_ms: i64,
    /// Where it is shown, its home first.
    pub placements: Vec<Placement>,
    /// Address of a small picture.
    pub thumbnail: Option<String>,
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
    pub(crate) fn to_tantivy(&self, fields: &Fields) -> Result<TantivyDocument, IndexError> {
        let mut out = TantivyDocument::default();
        out.add_i64(fields.article, self.article.get());
        out.add_i64(fields.published, self.published_ms);
        for place in &self.placements {
            out.add_text(fields.site, &place.site);
            for above in with_above(&place.section_path) {
                out.add_text(fields.section, section_term(&place.site, above));
            }
        }
        for byline in &self.bylines {
            out.add_text(fields.byline, fold(byline));
        }
        let words = self.words();
        for field in [fields.exact, fields.folded, fields.exact_pairs, fields.folded_pairs] {
            out.add_text(field, &words);
        }
        out.add_text(fields.title_pairs, &self.title);
        crate::suggest::add(self, fields.suggest, &mut out);
        out.add_bytes(fields.shown, &serde_json::to_vec(self)?);
        Ok(out)
    }

    /// All that is searched, in reading order.
    fn words(&self) -> String {
        let mut words = String::with_capacity(self.body.len() + 512);
        let lists = self.tags.iter().chain(&self.bylines).map(String::as_str);
        let parts = [&self.title, &self.kicker, &self.lead, &self.body].map(String::as_str);
        for part in parts.into_iter().chain(lists).filter(|part| !part.is_empty()) {
            words.push_str(part);
            // A full stop between parts would not keep pairs from forming; a new line does not
            // either, which is harmless: such pairs are rare words of nobody's question.
            words.push('\n');
        }
        words
    }
}

/// `a/b` gives `a/b` and `a`.
fn with_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(above, _)| above))
}

pub(crate) fn section_term(site: &str, path: &str) -> String {
    format!("{site}/{path}")
}
