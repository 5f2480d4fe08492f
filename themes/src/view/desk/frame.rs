//! What stands around every page of the desk.

use serde::Serialize;

/// Who is signed in, and the token that every form carries.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskFrame {
    /// Screen language, `vi` or `en`.
    pub language: String,
    pub title: String,
    pub csrf: String,
    /// Name of the person; empty when nobody is signed in.
    pub person: String,
    /// Id of the person, so that a script never shows one what another typed; empty with the name.
    pub person_id: String,
    /// Roles as text keys (`role-editor`).
    pub roles: Vec<String>,
    /// Where the person may begin an article.
    pub may_begin: bool,
    /// Where the person may go, for the bar.
    pub places: Vec<NavLink>,
    /// Notices not read yet.
    pub unread: i32,
    /// Overriding theme files that cannot be used, each with its line, for who leads the newsroom.
    pub theme_faults: Vec<String>,
    /// A sentence about what has just been done or refused; empty when there is none.
    pub notice: String,
    /// `done`, `warning` or `error`.
    pub notice_kind: String,
    /// Id of the field that the sentence is about, to lead there; may be empty.
    pub notice_field: String,
}

/// A place of the desk.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NavLink {
    pub url: String,
    /// A text key.
    pub name: String,
    /// The page stands in it.
    pub here: bool,
}

/// A value in a list of choices.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Choice {
    pub value: String,
    pub name: String,
    pub depth: usize,
    pub chosen: bool,
}
