//! What mails show.

use serde::Serialize;

use crate::engine::Letter;

/// A link with which a person chooses a password.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InviteLetter {
    pub language: String,
    /// The person is new; else only the password is.
    pub first: bool,
    pub site: String,
    pub name: String,
    /// Who made the link.
    pub by: String,
    pub url: String,
    /// Until when the link works.
    pub until: String,
}

/// What a person is told of.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NoticeLetter {
    pub language: String,
    pub site: String,
    pub name: String,
    pub sentence: String,
    /// What was said with the act; may be empty.
    pub note: String,
    pub url: String,
    /// Where mails can be turned off.
    pub choices_url: String,
}

impl Letter for InviteLetter {
    const NAME: &'static str = "invite";

    fn language(&self) -> &str {
        &self.language
    }
}

impl Letter for NoticeLetter {
    const NAME: &'static str = "notice";

    fn language(&self) -> &str {
        &self.language
    }
}
