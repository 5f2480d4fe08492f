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
    /// Roles as text keys (`role-editor`).
    pub roles: Vec<String>,
    /// Where the person may begin an article.
    pub may_begin: bool,
    /// Parts of the desk beside articles that the person may enter: `fronts`, `calendar`,
    /// `assignments`.
    pub doors: Vec<String>,
    /// A sentence about what has just been done or refused; empty when there is none.
    pub notice: String,
    /// `done`, `warning` or `error`.
    pub notice_kind: String,
}

/// A value in a list of choices.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Choice {
    pub value: String,
    pub name: String,
    pub depth: usize,
    pub chosen: bool,
}
