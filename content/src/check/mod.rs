//! What is looked at before a text goes out: one check a file, each pure, each with its table.
//!
//! [`crate::article::Text::missing_to_publish`] stays the bound that nothing passes. Here stands
//! what a newsroom may set for each section: whether it looks, how much a finding weighs and from
//! which number on.

mod alt;
mod byline;
mod credit;
mod empty;
mod headings;
mod language;
mod lengths;
mod links;
mod required;
mod rule;
mod transcript;
mod twin;
mod waiting;
mod walk;
mod weight;

use serde::Serialize;

use crate::article::Text;
use crate::body::Body;
use crate::body::read::Notice;

pub use rule::{Rule, Setting, Settings, Severity};
pub use twin::Twin;
pub use weight::Weight;

/// Findings of one rule in one text; more of the same say nothing new.
const FINDINGS_MAX: usize = 20;

/// A text with all that must be known to check it; the checks ask nobody.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub text: &'a Text,
    /// The text's body, read.
    pub body: &'a Body,
    /// What reading the body noticed.
    pub notices: &'a [Notice],
    pub weight: Weight,
    /// Live articles of late whose titles may be the same.
    pub twins: &'a [Twin],
}

/// Where a finding is to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A field of the form, by its name there.
    Field(&'static str),
    /// A block of the body, counted from 1.
    Block(usize),
}

/// What one check found, before anybody weighs it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Flaw {
    key: &'static str,
    place: Place,
    measure: Option<(u64, u64)>,
    words: String,
}

impl Flaw {
    fn at(key: &'static str, place: Place) -> Self {
        Self { key, place, measure: None, words: String::new() }
    }

    /// Says how much there is, and how much there may be.
    fn measured(self, is: usize, max: u64) -> Self {
        let is = u64::try_from(is).unwrap_or(u64::MAX);
        Self { measure: Some((is, max)), ..self }
    }

    /// Says which words are meant.
    fn about(self, words: &str) -> Self {
        Self { words: crate::text::excerpt(words, 60), ..self }
    }
}

/// Something to be mended, or to be looked at once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub severity: Severity,
    /// Key of the sentence that tells it; `is`, `max` and `words` fill it.
    pub key: &'static str,
    pub place: Place,
    /// How much there is, and how much there may be, in the rule's own unit.
    pub measure: Option<(u64, u64)>,
    /// The words that are meant; may be empty.
    pub words: String,
}

type Look = fn(&Subject<'_>, u64) -> Vec<Flaw>;

/// Every rule with the check that knows it.
const CHECKS: [(Rule, Look); 20] = [
    (Rule::Kicker, required::kicker),
    (Rule::Lead, required::lead),
    (Rule::Cover, required::cover),
    (Rule::Tags, required::tags),
    (Rule::Byline, byline::byline),
    (Rule::TitleLength, lengths::title),
    (Rule::TitleSearch, lengths::title_in_search),
    (Rule::LeadLength, lengths::lead),
    (Rule::Waiting, waiting::waiting),
    (Rule::Alt, alt::alt),
    (Rule::Credit, credit::credit),
    (Rule::Transcript, transcript::transcript),
    (Rule::Headings, headings::headings),
    (Rule::LinkText, links::text),
    (Rule::LinkEmpty, links::empty),
    (Rule::Language, language::language),
    (Rule::EmptyPart, empty::empty),
    (Rule::Twin, twin::twin),
    (Rule::PageWeight, weight::page),
    (Rule::PictureWeight, weight::pictures),
];

/// Looks at a text as a section wants it looked at: blockers first, then warnings, each in the
/// order of the page.
#[must_use]
pub fn check(subject: &Subject<'_>, settings: &Settings) -> Vec<Finding> {
    let mut found = Vec::new();
    for (rule, look) in CHECKS {
        let setting = settings.get(rule);
        let Some(severity) = setting.severity else { continue };
        let flaws = look(subject, setting.limit).into_iter().take(FINDINGS_MAX);
        found.extend(flaws.map(|Flaw { key, place, measure, words }| Finding {
            rule,
            severity,
            key,
            place,
            measure,
            words,
        }));
    }
    found.sort_by_key(|finding| finding.severity);
    found
}

#[cfg(test)]
mod tests;
