//! The list of articles on the desk.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// Articles by filter, newest change first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskListPage {
    pub frame: DeskFrame,
    /// Filters as choices; `value` is the address, `name` a text key.
    pub filters: Vec<Choice>,
    pub filter: String,
    pub question: String,
    /// People whose articles can be asked for; none for who reads only their own.
    pub writers: Vec<Choice>,
    /// Days, as `YYYY-MM-DD`; empty when none was asked for.
    pub since: String,
    pub until: String,
    /// Text key of what the days are days of.
    pub days_of: String,
    /// The first day is after the last.
    pub crossed: bool,
    /// A writer or days were asked for.
    pub narrowed: bool,
    /// Sections to choose from, with the sites as groups.
    pub groups: Vec<SectionGroup>,
    /// Articles that wait for this person, 100 at most are counted.
    pub for_me: usize,
    pub rows: Vec<DeskRow>,
    /// Address of the older ones; empty at the end.
    pub older: String,
    /// Address from which to look on among older articles; empty when all were looked through.
    pub look_on: String,
    /// What went out later than it was due; in the list of the scheduled only.
    pub late: Vec<LateRow>,
    /// The person's own work that is still to be done, the next first.
    pub work: Vec<WorkLine>,
}

/// A site's sections.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SectionGroup {
    pub site: String,
    pub sections: Vec<Choice>,
}

/// A text that went out after its time.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LateRow {
    pub url: String,
    pub title: String,
    pub due: String,
    pub done: String,
}

/// A piece of work that was given to the person.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WorkLine {
    pub url: String,
    pub title: String,
    pub due: String,
    pub due_iso: String,
    pub overdue: bool,
}

/// One article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskRow {
    pub id: i64,
    pub url: String,
    /// May be empty.
    pub title: String,
    pub kicker: String,
    pub section: String,
    pub bylines: String,
    /// `draft`, `submitted`, … as in the API.
    pub review: String,
    /// `unpublished`, `live`, … as in the API.
    pub public: String,
    /// When readers saw it first; empty while they have not.
    pub published: String,
    pub published_iso: String,
    pub changed: String,
    pub changed_iso: String,
    /// When it goes out; empty when nothing is scheduled.
    pub scheduled: String,
    pub scheduled_iso: String,
    /// Text key of what kept it from going out; empty when nothing did.
    pub fault: String,
    /// Who has it open now, as a sentence; empty when nobody has.
    pub open_by: String,
    /// Until when it must not go out; empty when it may.
    pub embargo: String,
    /// Address on the reader's site; empty when not live.
    pub live_url: String,
}

impl Page for DeskListPage {
    const TEMPLATE: &'static str = "list.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
