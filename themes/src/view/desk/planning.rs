//! The calendar, and the work that is given out.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// Work that was given out, by when it is due.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssignmentsPage {
    pub frame: DeskFrame,
    /// The own work or all; `value` is the address, `name` a text key. Empty for who sees only
    /// the own.
    pub whose: Vec<Choice>,
    pub filters: Vec<Choice>,
    /// The chosen words of both, for the form that narrows the list.
    pub whose_word: String,
    pub filter_word: String,
    pub people: Vec<Choice>,
    pub sections: Vec<Choice>,
    pub rows: Vec<AssignmentRow>,
    /// Address of the form for new work; empty without the right.
    pub new_url: String,
    /// Address of the next ones; empty at the end.
    pub further: String,
}

/// One piece of work.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssignmentRow {
    pub url: String,
    pub title: String,
    pub section: String,
    pub place: String,
    pub due: String,
    pub due_iso: String,
    pub overdue: bool,
    /// `normal`, `high` or `urgent`.
    pub priority: String,
    /// `open`, `accepted`, `done` or `cancelled`.
    pub state: String,
    /// Empty while nobody has it.
    pub assignee: String,
    /// The own one.
    pub mine: bool,
}

/// One piece of work with all that is known of it and what the person may do.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssignmentPage {
    pub frame: DeskFrame,
    pub row: AssignmentRow,
    pub address: String,
    pub version: i64,
    pub brief: String,
    pub answer: String,
    pub answered_by: String,
    pub made_by: String,
    pub made: String,
    /// It was given to the person who looks.
    pub mine: bool,
    /// `accept`, `decline`, `done`, `cancel`, `reopen`.
    pub acts: Vec<String>,
    /// The person may begin the article for it.
    pub may_write: bool,
    /// Address of the article at the desk; empty while there is none or it may not be read.
    pub article_url: String,
    pub article_title: String,
    /// The form to change it, for who may.
    pub form: Option<AssignmentForm>,
}

/// A form for work, new or changed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssignmentForm {
    pub address: String,
    pub version: i64,
    pub title: String,
    pub brief: String,
    pub place: String,
    pub due: String,
    pub priorities: Vec<Choice>,
    /// Values are `<site key>/<section id>`; without a section the id is empty.
    pub sections: Vec<Choice>,
    pub people: Vec<Choice>,
}

/// The form for new work.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewAssignmentPage {
    pub frame: DeskFrame,
    pub form: AssignmentForm,
}

/// A day or a week: what is planned, scheduled, published and due.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CalendarPage {
    pub frame: DeskFrame,
    /// `day` or `week`.
    pub view: String,
    /// `08/01/2024 – 14/01/2024`
    pub heading: String,
    pub previous: String,
    pub next: String,
    pub today: String,
    pub day_url: String,
    pub week_url: String,
    /// The chosen day, `2024-01-08`.
    pub date: String,
    pub days: Vec<DayView>,
    pub may_plan: bool,
    pub may_assign: bool,
}

/// One day.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DayView {
    /// `2024-01-08`
    pub date: String,
    /// `Thứ Hai, 08/01/2024`
    pub name: String,
    pub today: bool,
    pub url: String,
    pub notes: Vec<NoteView>,
    pub lines: Vec<CalendarLine>,
    /// There are more than are shown.
    pub more: bool,
}

/// A note on a day.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NoteView {
    pub id: i64,
    pub words: String,
    pub by: String,
    pub may_remove: bool,
}

/// Something at a time of a day.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CalendarLine {
    /// `scheduled`, `published`, `expires`, `embargo` or `due`.
    pub kind: String,
    pub at_ms: i64,
    /// `09:24`
    pub time: String,
    pub iso: String,
    pub title: String,
    pub url: String,
    /// Section or person; may be empty.
    pub detail: String,
    pub overdue: bool,
    pub done: bool,
}

impl Page for AssignmentsPage {
    const TEMPLATE: &'static str = "assignments.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for AssignmentPage {
    const TEMPLATE: &'static str = "assignment.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for NewAssignmentPage {
    const TEMPLATE: &'static str = "assignment_new.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for CalendarPage {
    const TEMPLATE: &'static str = "calendar.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
