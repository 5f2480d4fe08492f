//! The page on which an article is written, and the page that shows two texts in conflict.

use content::body::SafeHtml;
use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use super::history::PieceView;
use crate::engine::Page;

/// An article being written.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EditorPage {
    pub frame: DeskFrame,
    pub id: i64,
    /// Version of the draft that this page shows; forms send it back.
    pub version: i64,
    /// Made anew for each page, so that a repeated form is one save.
    pub save_id: String,
    pub text: TextView,
    /// The stored text under this page, as JSON: what its form is merged over when somebody else
    /// saves in between. Empty when it is too long to be sent twice.
    pub base: String,
    /// Who else has it open now, as a sentence; empty when nobody has.
    pub open_by: String,
    /// Notices of correction that readers see, newest first: when, and the words.
    pub corrections: Vec<(String, String)>,
    /// Whose words in the same places wait to be compared, as a sentence; mostly empty.
    pub others_compare: String,
    pub sections: Vec<Choice>,
    pub languages: Vec<Choice>,
    pub genres: Vec<Choice>,
    /// Both states and the times as one word, which tells an open page that they have changed.
    pub state: String,
    pub review: String,
    pub public: String,
    /// An approved text waits to take the place of the one that readers see.
    pub newer: bool,
    pub owner: String,
    /// Who took it up for editing; may be empty.
    pub taken_by: String,
    /// `Đã lưu 09:24`
    pub saved: String,
    /// The person may change the text now.
    pub may_write: bool,
    pub acts: Vec<ActView>,
    pub times: TimesView,
    /// Other sites where it can be shown too, for the one who may publish.
    pub places: Vec<PlaceView>,
    /// What is still missing, as sentences.
    pub faults: Vec<FaultView>,
    pub checks: ChecklistView,
    pub live_url: String,
    pub preview_url: String,
    pub history_url: String,
    /// The note with which it was returned, and by whom and when; empty otherwise.
    pub returned_note: String,
    pub returned_by: String,
    /// Text keys of what the person should know before doing anything: who has the article now,
    /// and what writing in it does.
    pub hints: Vec<String>,
    /// Where readers find it, as `site › section`; empty while they do not.
    pub shown_at: Vec<String>,
    /// The body as readers see it, for whoever may only look.
    #[serde(serialize_with = "crate::engine::safe")]
    pub body: SafeHtml,
    /// An act that was refused, as it was filled in.
    pub tried: TriedView,
}

/// What was filled in for an act that was refused; empty as a rule.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TriedView {
    /// The act, as in [`ActView`].
    pub name: String,
    pub note: String,
    /// `YYYY-MM-DDTHH:MM` in Vietnam.
    pub time: String,
    /// Why it should go out although the checks found something.
    pub reason: String,
    /// The checks were what refused it.
    pub blocked: bool,
}

/// What the newsroom's checks found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ChecklistView {
    pub blockers: Vec<CheckView>,
    pub warnings: Vec<CheckView>,
    /// Where the person may change how the section checks; empty for others.
    pub settings_url: String,
}

/// Something that the text still lacks to go live.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FaultView {
    /// Id of the field in the form.
    pub anchor: String,
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckView {
    /// Text key of what was found.
    pub key: String,
    /// The place in words.
    pub label: String,
    pub text: String,
    /// Id of the field in the form.
    pub anchor: String,
    /// Block of the body, from 1; 0 where a field is meant.
    pub block: usize,
}

/// The fields of the form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TextView {
    pub title: String,
    pub kicker: String,
    pub lead: String,
    pub body: String,
    pub section: String,
    pub language: String,
    /// Joined by `; `.
    pub bylines: String,
    /// Joined by `, `.
    pub tags: String,
    /// Anything of the following is set.
    pub has_context: bool,
    /// Joined by `, `.
    pub storylines: String,
    /// Number of the original; empty when it is no translation.
    pub translates: String,
    pub translates_title: String,
    /// Numbers, with spaces between.
    pub related: String,
    pub related_titles: String,
    pub ai_use: String,
    pub cover_media: String,
    pub cover_src: String,
    pub cover_alt: String,
    pub cover_caption: String,
    pub cover_credit: String,
}

/// Something that the person may do with the article now.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActView {
    /// `submit`, `take`, `return`, `approve`, `publish`, `schedule`, … as in the API.
    pub name: String,
    pub address: String,
    pub asks: Asks,
    /// The minute that is set, `YYYY-MM-DDTHH:MM` in Vietnam; empty when none is.
    pub time: String,
    /// The earliest one that makes sense.
    pub earliest: String,
    /// The one that is most likely wanted.
    pub primary: bool,
}

/// What must be said with an act.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    #[default]
    Nothing,
    Note,
    /// A minute.
    Time,
    /// A minute, or nothing to lift the one that is set.
    TimeOrNone,
}

/// The times that are set for an article, as people read them; empty when not set.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TimesView {
    pub scheduled: String,
    /// Text key of what keeps the scheduled text from going out.
    pub fault: String,
    pub expires: String,
    pub embargo: String,
}

/// Another site and its sections.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PlaceView {
    pub site: String,
    pub site_name: String,
    /// Values are `<site key>/<section id>`.
    pub sections: Vec<Choice>,
}

/// Somebody else saved in between: both texts, nothing lost.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ConflictPage {
    pub frame: DeskFrame,
    pub id: i64,
    /// The version on the server now.
    pub version: i64,
    pub save_id: String,
    pub saved_by: String,
    pub saved: String,
    /// The stored text as JSON, as in [`EditorPage`].
    pub base: String,
    /// What this person typed, ready to be sent again.
    pub yours: TextView,
    pub fields: Vec<ConflictField>,
}

/// One field that differs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ConflictField {
    /// Text key of the field.
    pub name: String,
    pub theirs: String,
    pub yours: String,
    pub pieces: Vec<PieceView>,
}

impl Page for EditorPage {
    const TEMPLATE: &'static str = "editor.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for ConflictPage {
    const TEMPLATE: &'static str = "conflict.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
