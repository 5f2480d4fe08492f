//! One's own account.

use serde::Serialize;

use super::frame::{Choice, DeskFrame};
use crate::engine::Page;

/// Name, mails, password and signed-in browsers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AccountPage {
    pub frame: DeskFrame,
    pub name: String,
    pub email: String,
    /// Languages of mails.
    pub languages: Vec<Choice>,
    /// Mails are sent at all.
    pub mails_on: bool,
    /// Kinds of notices; chosen are those wanted by mail.
    pub kinds: Vec<Choice>,
    pub sessions: Vec<SessionRow>,
}

/// One signed-in browser.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SessionRow {
    pub handle: String,
    pub device: String,
    /// Empty when not known.
    pub address: String,
    pub created: String,
    pub seen: String,
    /// The browser in use.
    pub current: bool,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "account.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
