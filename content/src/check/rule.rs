//! The rules by name, and how each is set where nobody has set it otherwise.

use std::collections::BTreeMap;

use serde::Serialize;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Must be mended, or passed over with a recorded reason, before the text goes out.
    Blocker,
    /// Ought to be looked at; stops nothing.
    Warning,
}

/// One thing that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    Kicker,
    Lead,
    Cover,
    Tags,
    Byline,
    TitleLength,
    TitleSearch,
    LeadLength,
    Waiting,
    Alt,
    Credit,
    /// A recording says in words what is heard in it.
    Transcript,
    Headings,
    LinkText,
    LinkEmpty,
    Language,
    EmptyPart,
    Twin,
    PageWeight,
    PictureWeight,
}

/// How a rule is applied in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Nothing: the rule is off.
    pub severity: Option<Severity>,
    /// The number from which on something is found, in the rule's unit; 0 where it has none.
    pub limit: u64,
}

/// The settings of one section: what was set, over what is the rule everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<Rule, Setting>);

impl Severity {
    /// The word stored in the database and told to partners.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocker => "blocker",
            Self::Warning => "warning",
        }
    }

    /// Reads the word; any other is the rule turned off.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Blocker, Self::Warning].into_iter().find(|one| one.as_str() == word)
    }
}

impl Rule {
    /// All, in the order in which a text is read.
    pub const ALL: [Self; 20] = [
        Self::Kicker,
        Self::Lead,
        Self::Cover,
        Self::Tags,
        Self::Byline,
        Self::TitleLength,
        Self::TitleSearch,
        Self::LeadLength,
        Self::Waiting,
        Self::Alt,
        Self::Credit,
        Self::Transcript,
        Self::Headings,
        Self::LinkText,
        Self::LinkEmpty,
        Self::Language,
        Self::EmptyPart,
        Self::Twin,
        Self::PageWeight,
        Self::PictureWeight,
    ];

    /// The word stored in the database, sent by forms and told to partners.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kicker => "kicker",
            Self::Lead => "lead",
            Self::Cover => "cover",
            Self::Tags => "tags",
            Self::Byline => "byline",
            Self::TitleLength => "title-length",
            Self::TitleSearch => "title-search",
            Self::LeadLength => "lead-length",
            Self::Waiting => "picture-waiting",
            Self::Alt => "alt",
            Self::Credit => "credit",
            Self::Transcript => "transcript",
            Self::Headings => "headings",
            Self::LinkText => "link-text",
            Self::LinkEmpty => "link-empty",
            Self::Language => "language",
            Self::EmptyPart => "empty-part",
            Self::Twin => "twin",
            Self::PageWeight => "page-weight",
            Self::PictureWeight => "picture-weight",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == word)
    }

    /// How it is set where nobody has set it: only what shuts readers out is a blocker.
    #[must_use]
    pub fn by_default(self) -> Setting {
        use Severity::{Blocker, Warning};
        let (severity, limit) = match self {
            Self::Kicker | Self::Cover | Self::Tags => (None, 0),
            Self::Lead | Self::Byline | Self::Credit | Self::Headings => (Some(Warning), 0),
            Self::LinkText | Self::Language | Self::EmptyPart | Self::Transcript => {
                (Some(Warning), 0)
            }
            Self::Waiting | Self::Alt | Self::LinkEmpty => (Some(Blocker), 0),
            // Three lines of a headline on a phone.
            Self::TitleLength => (Some(Warning), 110),
            // Search results cut a title at some 600 pixels.
            Self::TitleSearch => (Some(Warning), 70),
            Self::LeadLength => (Some(Warning), 350),
            Self::Twin => (Some(Warning), 30),
            Self::PageWeight => (Some(Blocker), 150),
            Self::PictureWeight => (Some(Blocker), 6_000),
        };
        Setting { severity, limit }
    }

    /// The unit of its number as a text key; nothing where it has no number.
    #[must_use]
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Self::TitleLength | Self::TitleSearch | Self::LeadLength => Some("unit-characters"),
            Self::Twin => Some("unit-days"),
            Self::PageWeight | Self::PictureWeight => Some("unit-kilobytes"),
            _ => None,
        }
    }
}

impl Settings {
    /// How a rule is applied.
    #[must_use]
    pub fn get(&self, rule: Rule) -> Setting {
        self.0.get(&rule).copied().unwrap_or_else(|| rule.by_default())
    }

    /// Lays a setting over what is there; the nearest section is laid last.
    pub fn set(&mut self, rule: Rule, setting: Setting) {
        self.0.insert(rule, setting);
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, Severity};

    #[test]
    fn stored_words_come_back_as_the_same_rule() {
        for rule in Rule::ALL {
            assert_eq!(Rule::parse(rule.as_str()), Some(rule));
        }
        assert_eq!(Rule::parse("alt; DROP TABLE"), None);
    }

    #[test]
    fn a_rule_with_a_unit_has_a_number_and_no_other_has() {
        for rule in Rule::ALL {
            assert_eq!(rule.unit().is_some(), rule.by_default().limit > 0, "{rule:?}");
        }
    }

    #[test]
    fn an_unknown_severity_turns_the_rule_off_and_blockers_come_first() {
        assert_eq!(Severity::parse("off"), None);
        assert!(Severity::Blocker < Severity::Warning);
    }
}
