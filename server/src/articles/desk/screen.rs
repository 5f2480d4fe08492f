//! One person's screen: in which language, with which name and token around every page.

use content::workflow::duties;
use content::workflow::rights::Role;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response};
use themes::engine::Page;
use themes::view::desk::frame::DeskFrame;

use crate::app::App;
use crate::error::Result;
use crate::http::respond;
use crate::people::who::Editor;

/// Who looks at a page of the desk, and in which language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen<'a> {
    pub(crate) app: &'a App,
    pub(crate) who: &'a Editor,
    pub(crate) language: &'static str,
}

/// A sentence above the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notice {
    /// `done` or `error`.
    pub(crate) kind: &'static str,
    pub(crate) words: String,
}

impl<'a> Screen<'a> {
    pub(crate) fn new(app: &'a App, who: &'a Editor, request: &Request) -> Self {
        Self { app, who, language: respond::language_of(request) }
    }

    /// One text of the screens.
    pub(crate) fn say(&self, key: &str) -> String {
        self.app.themes.texts().say(self.language, key, &[])
    }

    /// What stands around a page with this title.
    pub(crate) fn frame(&self, title: String, notice: Notice) -> DeskFrame {
        let mut roles: Vec<Role> = self.who.grants.iter().map(|grant| grant.role).collect();
        roles.dedup();
        DeskFrame {
            language: self.language.to_owned(),
            title,
            csrf: self.who.csrf.clone(),
            person: self.who.name.clone(),
            roles: roles.into_iter().map(|role| format!("role-{}", role.as_str())).collect(),
            may_begin: self.who.may_begin(),
            doors: self.doors(),
            notice: notice.words,
            notice_kind: notice.kind.to_owned(),
        }
    }

    /// The parts of the desk beside articles that the person may enter.
    fn doors(&self) -> Vec<String> {
        let grants = &self.who.grants;
        let sees = duties::may_see_calendar(grants);
        let doors = [
            ("fronts", duties::may_arrange_somewhere(grants)),
            ("calendar", sees),
            ("assignments", sees),
        ];
        let open = doors.into_iter().filter(|(_, open)| *open);
        open.map(|(door, _)| door.to_owned()).collect()
    }

    /// The page, never kept by anybody on its way.
    pub(crate) fn show<P: Page>(&self, status: StatusCode, page: &P) -> Result<Response> {
        let mut response = respond::html(self.app, "desk", page)?;
        response.set_status(status);
        let never = HeaderValue::from_static("no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, never);
        Ok(response)
    }
}
