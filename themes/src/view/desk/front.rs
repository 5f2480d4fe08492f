//! Arranging the front of a site or section: its slots, its history, its preview.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// The fronts that the person may arrange.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FrontsPage {
    pub frame: DeskFrame,
    pub sites: Vec<FrontsOfSite>,
}

/// One site with its sections.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FrontsOfSite {
    pub name: String,
    /// Address of the home page's front; empty where the person may arrange sections only.
    pub home: String,
    /// `value` is the address.
    pub sections: Vec<Choice>,
}

/// The blocks below the stories of a home page or of a section's page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BlocksPage {
    pub frame: DeskFrame,
    /// The site's name with that of the page.
    pub heading: String,
    pub is_home: bool,
    /// Where its stories are arranged.
    pub front_url: String,
    /// What the page was made from.
    pub base: String,
    pub rows: Vec<BlockRow>,
    /// Kinds that can be added, each with the text `block-<kind>`.
    pub kinds: Vec<String>,
    pub sections: Vec<Choice>,
    /// Each with the text `genre-<word>`.
    pub genres: Vec<String>,
}

/// One block as it is filled in.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BlockRow {
    pub kind: String,
    pub heading: String,
    pub of: String,
    pub words: String,
    /// What is wrong with it; empty as a rule.
    pub fault: String,
}

impl Page for BlocksPage {
    const TEMPLATE: &'static str = "blocks.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

/// The slots of a front with what was chosen, and stories to choose from.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FrontPage {
    pub frame: DeskFrame,
    pub heading: String,
    pub is_home: bool,
    /// Where the blocks below its stories are chosen.
    pub blocks_url: String,
    /// Where the form goes to.
    pub address: String,
    pub overview: String,
    pub preview_url: String,
    pub history_url: String,
    /// The readers' page.
    pub live_url: String,
    /// Of the working copy that this page shows.
    pub version: i64,
    pub slots: Vec<SlotView>,
    pub stories: Vec<StoryView>,
    pub question: String,
    /// Slots to put a story into, as numbers.
    pub targets: Vec<Choice>,
    /// The working copy differs from what is live.
    pub changed: bool,
    /// Who saved the working copy last and when; empty while nobody has.
    pub saved_by: String,
    pub saved: String,
    /// What has the focus when the page opens: a button by its value (`len-12`), a slot
    /// (`khung-3`), or nothing.
    pub focus: String,
}

/// One slot.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SlotView {
    pub index: usize,
    /// `lead`, `pair`, …: the last part of the text key.
    pub kind: String,
    /// Among those of its kind, from 1; 0 when there is only one.
    pub number: usize,
    pub picks: Vec<PickView>,
    /// What the newest puts here while no choice shows.
    pub auto: Option<StoryView>,
}

/// A chosen story.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PickView {
    pub story: StoryView,
    /// `showing`, `waiting` for its time, `covered` by another, `over`, or `gone` from the site.
    pub state: String,
    /// As form fields take minutes; may be empty.
    pub from: String,
    pub until: String,
    /// The same for people; may be empty.
    pub from_words: String,
    pub until_words: String,
    /// It can go up, or down.
    pub up: bool,
    pub down: bool,
}

/// A story as the desk lists it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StoryView {
    pub id: i64,
    pub title: String,
    pub section: String,
    pub stamp: String,
    /// Small picture; may be empty.
    pub thumb: String,
    /// It stands in a slot already.
    pub placed: bool,
}

/// Two people changed the same slots.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FrontConflictPage {
    pub frame: DeskFrame,
    pub heading: String,
    pub address: String,
    /// The version that the form's answer is based on.
    pub version: i64,
    pub saved_by: String,
    pub saved: String,
    pub slots: Vec<ConflictSlot>,
    /// My whole layout, ready to be sent again.
    pub mine: Vec<SentPick>,
}

/// A slot that both changed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ConflictSlot {
    pub index: usize,
    pub kind: String,
    pub number: usize,
    pub mine: Vec<PickView>,
    pub theirs: Vec<PickView>,
}

/// A choice as the form sends it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SentPick {
    pub slot: usize,
    pub article: i64,
    pub from: String,
    pub until: String,
}

/// What was put up, newest first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FrontHistoryPage {
    pub frame: DeskFrame,
    pub heading: String,
    pub address: String,
    /// Of the working copy, for restoring.
    pub version: i64,
    pub layouts: Vec<LayoutRow>,
    /// Address of the older ones; empty at the end.
    pub older: String,
}

/// One layout that was put up.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LayoutRow {
    pub number: i32,
    pub by: String,
    pub at: String,
    pub iso: String,
    /// It is what readers see now.
    pub live: bool,
    pub slots: Vec<SlotView>,
}

/// The front at the width of a phone and of a screen.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FrontPreviewPage {
    pub frame: DeskFrame,
    pub heading: String,
    /// Where it is arranged.
    pub back: String,
    pub address: String,
    /// The readers' page with this layout.
    pub frame_url: String,
    /// The minute that is shown, as a form field takes it.
    pub at: String,
    pub version: i64,
}

impl Page for FrontsPage {
    const TEMPLATE: &'static str = "fronts.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for FrontPage {
    const TEMPLATE: &'static str = "front.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for FrontConflictPage {
    const TEMPLATE: &'static str = "front_conflict.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for FrontHistoryPage {
    const TEMPLATE: &'static str = "front_history.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for FrontPreviewPage {
    const TEMPLATE: &'static str = "front_preview.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
