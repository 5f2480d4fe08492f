//! Signing in, the first set-up, and plain messages.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;

/// Sign-in.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SignInPage {
    pub frame: DeskFrame,
    pub email: String,
    /// Where to go afterwards.
    pub next: String,
    /// A sentence; empty when there is nothing wrong.
    pub fault: String,
}

/// The first set-up of an empty installation.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SetUpPage {
    pub frame: DeskFrame,
    pub site_name: String,
    pub host: String,
    pub name: String,
    pub email: String,
    pub fault: String,
}

/// An invited person chooses a name and a password.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InvitedPage {
    pub frame: DeskFrame,
    pub heading: String,
    /// Where the form goes.
    pub address: String,
    pub email: String,
    pub name: String,
    pub fault: String,
}

/// A sentence and a way on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MessagePage {
    pub frame: DeskFrame,
    pub heading: String,
    pub message: String,
    pub error_id: String,
    pub next: String,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "sign_in.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for SetUpPage {
    const TEMPLATE: &'static str = "set_up.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for InvitedPage {
    const TEMPLATE: &'static str = "invited.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}

impl Page for MessagePage {
    const TEMPLATE: &'static str = "message.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
