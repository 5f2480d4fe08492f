//! The pages on which people and their rights are managed.

use serde::Serialize;

use super::account::SessionRow;
use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// Everybody, by name.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PeoplePage {
    pub frame: DeskFrame,
    pub question: String,
    pub people: Vec<PersonRow>,
    /// Address of the next ones; empty at the end.
    pub next: String,
}

/// One person in the list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonRow {
    pub url: String,
    pub name: String,
    pub email: String,
    /// In words, each with where it holds.
    pub roles: Vec<String>,
    /// `active`, `invited`, `locked` or `disabled`.
    pub state: String,
    /// Empty when never.
    pub seen: String,
    pub seen_iso: String,
}

/// A new person.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewPersonPage {
    pub frame: DeskFrame,
    pub email: String,
    pub name: String,
    pub grant: GrantForm,
}

/// One person.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonPage {
    pub frame: DeskFrame,
    pub url: String,
    pub name: String,
    pub email: String,
    /// As in [`PersonRow`].
    pub state: String,
    pub seen: String,
    pub grants: Vec<GrantForm>,
    pub new_grant: GrantForm,
    /// Key of the role whose form was refused and is open again; empty else.
    pub tried: String,
    pub sessions: Vec<SessionRow>,
    /// What the person did, and what was done to the account.
    pub done_url: String,
    pub about_url: String,
    /// A link that was just made; shown this once, empty otherwise.
    pub link: String,
    pub link_words: String,
    pub link_until: String,
}

/// One role in a form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GrantForm {
    /// Keeps the ids of fields apart.
    pub key: String,
    /// Row of the role; empty for a new one.
    pub id: String,
    pub title: String,
    /// Where it holds, in words.
    pub where_words: String,
    pub roles: Vec<Choice>,
    pub all_sections: bool,
    pub sites: Vec<SiteSections>,
    pub all_languages: bool,
    pub languages: Vec<Choice>,
}

/// The sections of one site.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SiteSections {
    pub name: String,
    /// Something in it is chosen.
    pub open: bool,
    pub sections: Vec<Choice>,
}

impl Page for PeoplePage {
    const TEMPLATE: &'static str = "people.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for NewPersonPage {
    const TEMPLATE: &'static str = "new_person.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "person.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
