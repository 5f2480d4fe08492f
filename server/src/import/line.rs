//! One article of an import file, as `contract` names its fields (see README).

use content::article::{Cover, Text};
use content::context::{Context, Genre};
use content::lang::Lang;
use serde::Deserialize;

/// A line of the `ndjson` form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Line {
    pub(crate) source_id: String,
    pub(crate) site: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) title: String,
    pub(crate) kicker: String,
    pub(crate) lead: String,
    pub(crate) body: Option<String>,
    pub(crate) body_html: Option<String>,
    pub(crate) bylines: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) storylines: Vec<String>,
    pub(crate) genre: Genre,
    /// `source_id` of the article that it is a translation of; that stands before it.
    pub(crate) translation_of: String,
    pub(crate) ai_use: String,
    pub(crate) language: Option<Lang>,
    pub(crate) cover: Option<CoverLine>,
    pub(crate) published_at: Option<String>,
    pub(crate) updated_at: Option<String>,
    pub(crate) old_urls: Vec<String>,
    pub(crate) state: State,
}

/// A cover by address or by a file beside the import.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CoverLine {
    pub(crate) url: String,
    pub(crate) file: String,
    pub(crate) alt: String,
    pub(crate) caption: String,
    pub(crate) credit: String,
}

/// What becomes of it here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Draft,
    #[default]
    Published,
}

impl Line {
    /// Reads a line; the fault says in plain words what is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let line: Self = serde_json::from_str(text).map_err(|err| err.to_string())?;
        if line.source_id.trim().is_empty() {
            return Err("source_id is missing".to_owned());
        }
        if line.title.trim().is_empty() {
            return Err("title is missing".to_owned());
        }
        Ok(line)
    }

    /// Milliseconds since 1970 UTC of `published_at`.
    pub(crate) fn published_ms(&self) -> Result<Option<i64>, String> {
        let Some(text) = &self.published_at else { return Ok(None) };
        match text.parse::<jiff::Timestamp>() {
            Ok(at) => Ok(Some(at.as_millisecond())),
            Err(_) => Err(format!("published_at is no RFC 3339 time: {text}")),
        }
    }

    /// The text in the one form in which texts are kept, without section, cover picture
    /// and original.
    pub(crate) fn text(&self) -> Text {
        let body = match (&self.body, &self.body_html) {
            (Some(body), _) => body.clone(),
            (None, Some(html)) => content::body::from_html::from_html(html),
            (None, None) => String::new(),
        };
        Text {
            title: self.title.clone(),
            kicker: self.kicker.clone(),
            lead: self.lead.clone(),
            body,
            section: None,
            language: self.language.clone().unwrap_or_default(),
            bylines: self.bylines.clone(),
            tags: self.tags.clone(),
            cover: None,
            context: Context {
                genre: self.genre,
                storylines: self.storylines.clone(),
                ai_use: self.ai_use.clone(),
                ..Context::default()
            },
        }
        .tidy()
    }
}

impl CoverLine {
    pub(crate) fn with(&self, media: String) -> Cover {
        Cover {
            media,
            alt: self.alt.clone(),
            caption: self.caption.clone(),
            credit: self.credit.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn a_broken_line_says_what_is_wrong() {
        for (line, part) in [
            ("{", "EOF"),
            ("[]", "is missing"),
            (r#"{"title":"a"}"#, "source_id is missing"),
            (r#"{"source_id":"1"}"#, "title is missing"),
            (r#"{"source_id":"1","title":"a","language":"<x>"}"#, "not a language tag"),
        ] {
            let fault = Line::read(line).unwrap_err();
            assert!(fault.contains(part), "{line}: {fault}");
        }
        let line = Line::read(r#"{"source_id":"1","title":"a","published_at":"hôm qua"}"#).unwrap();
        assert!(line.published_ms().is_err());
    }

    #[test]
    fn html_bodies_become_markdown() {
        let line =
            Line::read(r#"{"source_id":"1","title":"a","body_html":"<p>x <b>y</b></p>"}"#).unwrap();
        assert_eq!(line.text().body, "x **y**\n");
    }
}
