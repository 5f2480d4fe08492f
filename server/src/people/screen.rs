//! One person's screen: in which language, with which name and token around every page.

use content::workflow::duties;
use content::workflow::rights::{Role, may_inspect, may_lead, may_manage};
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response};
use themes::engine::Page;
use themes::view::desk::frame::{DeskFrame, NavLink};

use super::who::Editor;
use crate::app::App;
use crate::error::Result;
use crate::http::respond;

/// Who looks at a page of the desk, and in which language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen<'a> {
    pub(crate) app: &'a App,
    pub(crate) who: &'a Editor,
    pub(crate) language: &'static str,
    path: &'a str,
}

/// Address, text key, who goes there.
type Place = (&'static str, &'static str, fn(&Editor) -> bool);

/// The places of the desk, in the order of the bar.
const PLACES: [Place; 9] = [
    ("/toa-soan", "desk-articles", |_| true),
    ("/toa-soan/trang-nhat", "desk-fronts", |who| duties::may_arrange_somewhere(&who.grants)),
    ("/toa-soan/lich", "desk-calendar", |who| duties::may_see_calendar(&who.grants)),
    ("/toa-soan/phan-cong", "desk-assignments", |who| duties::may_see_calendar(&who.grants)),
    ("/toa-soan/nhan-su", "desk-people", |who| may_manage(&who.grants)),
    ("/toa-soan/kiem-tra-bai", "desk-nav-checks", |who| may_lead(&who.grants)),
    ("/toa-soan/trang-tin", "desk-nav-sites", |who| may_lead(&who.grants)),
    ("/toa-soan/tim-kiem", "desk-nav-search", |who| duties::may_set_search(&who.grants)),
    ("/toa-soan/nhat-ky", "desk-records", |who| may_inspect(&who.grants)),
];

/// A sentence above the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notice {
    /// `done` or `error`.
    pub(crate) kind: &'static str,
    pub(crate) words: String,
}

impl<'a> Screen<'a> {
    pub(crate) fn new(app: &'a App, who: &'a Editor, request: &'a Request) -> Self {
        let language = respond::language_of(request);
        Self { app, who, language, path: request.uri().path() }
    }

    /// One text of the screens.
    pub(crate) fn say(&self, key: &str) -> String {
        self.app.themes.texts().say(self.language, key, &[])
    }

    /// What is said after something was kept, when the address tells of it.
    pub(crate) fn after(&self, told: &str, key: &str) -> Notice {
        match told {
            "" => Notice::default(),
            _ => Notice { kind: "done", words: self.say(key) },
        }
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
            person_id: self.who.id.to_string(),
            roles: roles.into_iter().map(|role| format!("role-{}", role.as_str())).collect(),
            may_begin: self.who.may_begin(),
            places: self.places(),
            unread: self.who.unread,
            theme_faults: self.theme_faults(),
            notice: notice.words,
            notice_kind: notice.kind.to_owned(),
            notice_field: String::new(),
        }
    }

    /// `Đang mở: …`; empty when nobody is named.
    pub(crate) fn open_by<'n>(&self, names: impl Iterator<Item = &'n String>) -> String {
        let names = names.map(String::as_str).collect::<Vec<_>>().join(", ");
        if names.is_empty() {
            return names;
        }
        let values = [("names", names.into())];
        self.app.themes.texts().say(self.language, "keep-open-by", &values)
    }

    /// What is wrong with the newsroom's own theme files, for who can have it mended.
    fn theme_faults(&self) -> Vec<String> {
        if !may_lead(&self.who.grants) {
            return Vec::new();
        }
        let faults = self.app.themes.faults().into_iter();
        faults.map(|fault| fault.lines().next().unwrap_or_default().to_owned()).collect()
    }

    fn places(&self) -> Vec<NavLink> {
        let here = |url: &str| match url {
            "/toa-soan" => self.path == url || self.path.starts_with("/toa-soan/bai"),
            _ => self.path.starts_with(url),
        };
        let goes = PLACES.iter().filter(|(_, _, may)| may(self.who));
        goes.map(|(url, name, _)| NavLink {
            url: (*url).to_owned(),
            name: (*name).to_owned(),
            here: here(url),
        })
        .collect()
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
