//! The article: what a person writes, what must be there, and where it stands.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::id::SectionId;
use crate::lang::Lang;
use crate::text::{nfc, tidy_line};

/// Longest title in characters; the longest of 50,000 real ones has 180.
pub const TITLE_MAX: usize = 300;
/// Longest kicker in characters.
pub const KICKER_MAX: usize = 120;
/// Longest lead (sapo) in characters.
pub const LEAD_MAX: usize = 2_000;
/// Largest body in bytes of Markdown, about 150 printed pages.
pub const BODY_MAX: usize = 1_000_000;
/// Most bylines of one article.
pub const BYLINES_MAX: usize = 20;
/// Most tags of one article.
pub const TAGS_MAX: usize = 30;
/// Longest byline, tag, alternative text, caption or credit in characters.
pub const LABEL_MAX: usize = 500;

/// Everything that a person writes in one article; the content of a draft and of a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Text {
    pub title: String,
    /// The line above the title.
    pub kicker: String,
    /// Sapo: the paragraph that leads in.
    pub lead: String,
    /// Markdown of [`crate::body`]'s grammar.
    pub body: String,
    pub section: Option<SectionId>,
    pub language: Lang,
    pub bylines: Vec<String>,
    pub tags: Vec<String>,
    pub cover: Option<Cover>,
    pub context: Context,
}

/// The picture that stands for the article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cover {
    /// Hash of the kept picture.
    pub media: String,
    pub alt: String,
    pub caption: String,
    pub credit: String,
}

/// Something that is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Fault {
    TitleMissing,
    SectionMissing,
    BodyMissing,
    AltMissing,
    /// A field is longer than its bound.
    TooLong {
        field: &'static str,
        max: usize,
    },
    /// A list has more entries than its bound.
    TooMany {
        field: &'static str,
        max: usize,
    },
}

impl Fault {
    /// Key of the sentence that tells it; `field` and `max` fill it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::TitleMissing => "fault-title-missing",
            Self::SectionMissing => "fault-section-missing",
            Self::BodyMissing => "fault-body-missing",
            Self::AltMissing => "fault-alt-missing",
            Self::TooLong { .. } => "fault-too-long",
            Self::TooMany { .. } => "fault-too-many",
        }
    }

    /// The field that it is about.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::TitleMissing => "title",
            Self::SectionMissing => "section",
            Self::BodyMissing => "body",
            Self::AltMissing => "cover_alt",
            Self::TooLong { field, .. } | Self::TooMany { field, .. } => field,
        }
    }
}

impl Text {
    /// The one form in which texts are kept: NFC, single lines tidy, lists without blanks and
    /// repeats.
    #[must_use]
    pub fn tidy(self) -> Self {
        Self {
            title: tidy_line(&self.title),
            kicker: tidy_line(&self.kicker),
            lead: tidy_line(&self.lead),
            body: nfc(&self.body.replace("\r\n", "\n").replace('\r', "\n")),
            section: self.section,
            language: self.language,
            bylines: tidy_list(self.bylines),
            tags: tidy_list(self.tags),
            cover: self.cover.map(Cover::tidy).filter(|cover| !cover.media.is_empty()),
            context: self.context.tidy(),
        }
    }

    /// Bounds that no save may pass. Everything else can be kept unfinished.
    #[must_use]
    pub fn beyond_bounds(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut long = |field, text: &str, max: usize| {
            if text.chars().count() > max {
                faults.push(Fault::TooLong { field, max });
            }
        };
        long("title", &self.title, TITLE_MAX);
        long("kicker", &self.kicker, KICKER_MAX);
        long("lead", &self.lead, LEAD_MAX);
        for label in &self.bylines {
            long("bylines", label, LABEL_MAX);
        }
        for label in &self.tags {
            long("tags", label, LABEL_MAX);
        }
        if let Some(cover) = &self.cover {
            for label in [&cover.alt, &cover.caption, &cover.credit] {
                long("cover", label, LABEL_MAX);
            }
        }
        if self.body.len() > BODY_MAX {
            faults.push(Fault::TooLong { field: "body", max: BODY_MAX });
        }
        if self.bylines.len() > BYLINES_MAX {
            faults.push(Fault::TooMany { field: "bylines", max: BYLINES_MAX });
        }
        if self.tags.len() > TAGS_MAX {
            faults.push(Fault::TooMany { field: "tags", max: TAGS_MAX });
        }
        self.context.beyond_bounds(&mut faults);
        faults
    }

    /// What must still be written before the text may go live.
    #[must_use]
    pub fn missing_to_publish(&self) -> Vec<Fault> {
        let mut faults = self.missing_to_submit();
        if self.body.trim().is_empty() && self.lead.is_empty() {
            faults.push(Fault::BodyMissing);
        }
        if self.cover.as_ref().is_some_and(|cover| cover.alt.is_empty()) {
            faults.push(Fault::AltMissing);
        }
        faults
    }

    /// What an editor must find when a text is sent for editing.
    #[must_use]
    pub fn missing_to_submit(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.title.is_empty() {
            faults.push(Fault::TitleMissing);
        }
        if self.section.is_none() {
            faults.push(Fault::SectionMissing);
        }
        faults
    }

    /// Whether nothing has been written at all.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let Self { title, kicker, lead, body, tags, cover, context, .. } = self;
        let words = [title, kicker, lead, body].iter().all(|text| text.trim().is_empty());
        words && tags.is_empty() && cover.is_none() && *context == Context::default()
    }
}

impl Cover {
    fn tidy(self) -> Self {
        Self {
            media: self.media.trim().to_owned(),
            alt: tidy_line(&self.alt),
            caption: tidy_line(&self.caption),
            credit: tidy_line(&self.credit),
        }
    }
}

pub(crate) fn tidy_list(list: Vec<String>) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for label in list {
        let label = tidy_line(&label);
        if !label.is_empty() && seen.insert(label.clone()) {
            tidy.push(label);
        }
    }
    tidy
}

/// Whether and how readers see the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicState {
    Unpublished,
    Scheduled,
    Live,
    Expired,
    Withdrawn,
}

/// How far the newest text has come on its way through the newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    Draft,
    Submitted,
    InReview,
    Returned,
    Approved,
    /// Thrown away before any reader saw it; it can be brought back.
    Discarded,
}

impl PublicState {
    /// All, in the order of an article's life.
    pub const ALL: [Self; 5] =
        [Self::Unpublished, Self::Scheduled, Self::Live, Self::Expired, Self::Withdrawn];

    /// The word stored in the database and told to partners.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unpublished => "unpublished",
            Self::Scheduled => "scheduled",
            Self::Live => "live",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the stored word; an unknown one is never shown.
    #[must_use]
    pub fn from_stored(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == word).unwrap_or(Self::Unpublished)
    }
}

impl ReviewState {
    /// All, in the order of the work.
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Submitted,
        Self::InReview,
        Self::Returned,
        Self::Approved,
        Self::Discarded,
    ];

    /// The word stored in the database and told to partners.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InReview => "in_review",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Discarded => "discarded",
        }
    }

    /// Reads the stored word; an unknown one must be reviewed again.
    #[must_use]
    pub fn from_stored(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == word).unwrap_or(Self::Draft)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cover, Fault, PublicState, ReviewState, TITLE_MAX, Text};

    #[test]
    fn a_text_is_kept_in_one_form() {
        let text = Text {
            title: " Chợ\n phiên ".into(),
            tags: vec!["số".into(), " số ".into(), " ".into()],
            body: "a\r\nb".into(),
            cover: Some(Cover::default()),
            ..Text::default()
        };
        let tidy = text.tidy();
        assert_eq!((tidy.title.as_str(), tidy.body.as_str()), ("Chợ phiên", "a\nb"));
        assert_eq!((tidy.tags.clone(), tidy.cover.clone()), (vec!["số".to_owned()], None));
        assert_eq!(tidy.clone().tidy(), tidy);
    }

    #[test]
    fn an_unfinished_text_can_be_kept_but_not_published() {
        let text = Text::default();
        assert_eq!(text.beyond_bounds(), []);
        assert_eq!(
            text.missing_to_publish(),
            [Fault::TitleMissing, Fault::SectionMissing, Fault::BodyMissing]
        );
    }

    #[test]
    fn length_counts_characters_and_not_bytes() {
        let title = "ệ".repeat(TITLE_MAX);
        assert_eq!(Text { title: title.clone(), ..Text::default() }.beyond_bounds(), []);
        let longer = Text { title: title + "ệ", ..Text::default() };
        assert_eq!(longer.beyond_bounds(), [Fault::TooLong { field: "title", max: TITLE_MAX }]);
    }

    #[test]
    fn stored_words_come_back_as_the_same_state() {
        for state in PublicState::ALL {
            assert_eq!(PublicState::from_stored(state.as_str()), state);
        }
        for state in ReviewState::ALL {
            assert_eq!(ReviewState::from_stored(state.as_str()), state);
        }
    }
}
