//! Between what a person wrote and the columns that hold it, the same in drafts and revisions.

use content::article::{Cover, Text};
use content::id::SectionId;
use content::lang::Lang;

use crate::articles::rows::{draft, revision};
use crate::error::Result;

/// The values that are kept as JSON.
pub(super) struct Lists {
    pub(super) bylines: String,
    pub(super) tags: String,
    pub(super) cover: Option<String>,
    pub(super) context: String,
}

pub(super) fn lists_of(text: &Text) -> Result<Lists> {
    Ok(Lists {
        bylines: serde_json::to_string(&text.bylines)?,
        tags: serde_json::to_string(&text.tags)?,
        cover: text.cover.as_ref().map(serde_json::to_string).transpose()?,
        context: serde_json::to_string(&text.context)?,
    })
}

pub(super) fn text_of_draft(row: draft::Model) -> Text {
    Text {
        title: row.title,
        kicker: row.kicker,
        lead: row.lead,
        body: row.body,
        section: row.section_id.map(SectionId::new),
        language: language(&row.language),
        bylines: list(&row.bylines),
        tags: list(&row.tags),
        cover: cover(row.cover.as_deref()),
        context: serde_json::from_str(&row.context).unwrap_or_default(),
    }
}

pub(super) fn text_of_revision(row: revision::Model) -> Text {
    Text {
        title: row.title,
        kicker: row.kicker,
        lead: row.lead,
        body: row.body,
        section: row.section_id.map(SectionId::new),
        language: language(&row.language),
        bylines: list(&row.bylines),
        tags: list(&row.tags),
        cover: cover(row.cover.as_deref()),
        context: serde_json::from_str(&row.context).unwrap_or_default(),
    }
}

/// What cannot be read was never written by us; Vietnamese is the safe answer.
fn language(tag: &str) -> Lang {
    Lang::parse(tag).unwrap_or_else(|_| Lang::vi())
}

fn list(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

fn cover(json: Option<&str>) -> Option<Cover> {
    json.and_then(|json| serde_json::from_str(json).ok())
}
