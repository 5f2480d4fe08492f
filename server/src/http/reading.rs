//! How a reader wants pages, and `POST /cach-doc`, where that is chosen without a script.

use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use poem::{Body, Request, Response, handler};
use serde::Deserialize;
use themes::texts::Texts;

use super::ready::Headers;
use crate::sites::atlas::Site;

/// Which of the pages at an address a reader gets: as few as there are choices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Reading {
    pub(crate) pictures: Pictures,
    /// Of menus, labels and dates; nothing where the site's own is wanted. Articles keep theirs.
    pub(crate) language: Option<&'static str>,
}

/// How much of a page is sent at its address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum Pictures {
    /// With its pictures.
    #[default]
    Whole,
    /// The text; pictures are links that tell how large they are.
    TextFirst,
}

/// Remembers the choice; it says nothing of the person.
const COOKIE: &str = "cach-doc";
const TEXT_FIRST: &str = "chu";
const WHOLE: &str = "ca-anh";
/// Remembers the language of menus and labels; it says nothing of the person either.
const LANGUAGE_COOKIE: &str = "tieng";
/// A year, in seconds.
const REMEMBERED: u32 = 31_536_000;
/// `cach=ca-anh`.
const BODY_MAX: usize = 64;

static SAVE_DATA: HeaderName = HeaderName::from_static("save-data");

/// What an answer that depends on this must say to those who keep it.
pub(crate) const VARY: &str = "Accept-Encoding, Cookie, Save-Data";

impl Reading {
    /// As it is chosen and remembered.
    pub(crate) fn word(self) -> &'static str {
        match self.pictures {
            Pictures::Whole => WHOLE,
            Pictures::TextFirst => TEXT_FIRST,
        }
    }

    /// The language of menus, labels and dates on a site.
    pub(crate) fn language(self, site: &Site) -> &str {
        self.language.unwrap_or(site.language.as_str())
    }

    /// The same on a site: who chose the language that it has anyhow shares the page of all.
    pub(crate) fn on(self, site: &Site) -> Self {
        Self { language: self.language.filter(|tag| *tag != site.language.as_str()), ..self }
    }

    /// What was chosen here, and otherwise what the browser was told to save.
    pub(crate) fn of(req: &Request) -> Self {
        Self::of_headers(req.headers())
    }

    pub(super) fn of_headers(headers: &impl Headers) -> Self {
        let pictures = match chosen(headers, COOKIE) {
            Some(TEXT_FIRST) => Pictures::TextFirst,
            Some(WHOLE) => Pictures::Whole,
            _ => {
                let told = headers.first(&SAVE_DATA);
                let save = told.is_some_and(|told| told.eq_ignore_ascii_case("on"));
                if save { Pictures::TextFirst } else { Pictures::Whole }
            }
        };
        Self { pictures, language: chosen(headers, LANGUAGE_COOKIE).and_then(Texts::known) }
    }
}

/// The value of the first cookie of a name.
fn chosen<'a>(headers: &'a impl Headers, cookie: &str) -> Option<&'a str> {
    let lines = headers.all(&header::COOKIE).flat_map(|line| line.split(';'));
    let mut pairs = lines.filter_map(|one| one.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie).map(|(_, value)| value)
}

/// What a button of the form says: one of the two.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    cach: String,
    tieng: String,
}

impl Chosen {
    /// Name and value of what is to be remembered; nothing for what no button says.
    fn remembered(&self) -> Option<(&'static str, &str)> {
        if self.cach == TEXT_FIRST || self.cach == WHOLE {
            return Some((COOKIE, &self.cach));
        }
        Texts::known(&self.tieng).map(|tag| (LANGUAGE_COOKIE, tag))
    }
}

/// Remembers the choice and goes back to the page where it was made. Anything else than a choice
/// changes nothing.
#[handler]
pub(crate) async fn choose(req: &Request, body: Body) -> Response {
    let back = Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::LOCATION, came_from(req))
        .finish();
    let chosen = body.into_bytes_limit(BODY_MAX).await.ok();
    let chosen = chosen.and_then(|bytes| serde_html_form::from_bytes::<Chosen>(&bytes).ok());
    let chosen = chosen.unwrap_or_default();
    let Some((name, value)) = chosen.remembered() else { return back };
    let cookie = format!("{name}={value}; Path=/; Max-Age={REMEMBERED}; SameSite=Lax; HttpOnly");
    let mut back = back;
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        back.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    back
}

/// The path of the page where the form stood, if that was one of this host; the first page else.
fn came_from(req: &Request) -> String {
    let host = req.header(header::HOST).or_else(|| req.uri().host()).unwrap_or_default();
    let referer = req.header(header::REFERER).unwrap_or_default();
    let rest = referer.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.strip_prefix(host).filter(|path| path.starts_with('/') && !host.is_empty());
    // Two slashes, or one that a browser takes for a slash, would lead to another host.
    let plain = |path: &&str| !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    path.filter(plain).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use poem::Request;
    use poem::http::header;

    use super::{Pictures, Reading, came_from};

    fn asked(headers: &[(header::HeaderName, &str)]) -> Request {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        request.finish()
    }

    #[test]
    fn a_choice_wins_over_what_the_browser_saves() {
        let save = header::HeaderName::from_static("save-data");
        let of = |headers: &[(header::HeaderName, &str)]| Reading::of(&asked(headers)).pictures;
        assert_eq!(of(&[]), Pictures::Whole);
        assert_eq!(of(&[(save.clone(), "on")]), Pictures::TextFirst);
        assert_eq!(of(&[(save.clone(), "off")]), Pictures::Whole);
        let chosen = |value| [(save.clone(), "on"), (header::COOKIE, value)];
        assert_eq!(of(&chosen("a=b; cach-doc=ca-anh")), Pictures::Whole);
        assert_eq!(of(&[(header::COOKIE, "cach-doc=chu")]), Pictures::TextFirst);
        for hostile in ["cach-doc=<script>", "cach-doc", ";;=", "xcach-doc=chu", "cach-doc=CHU"] {
            assert_eq!(of(&[(header::COOKIE, hostile)]), Pictures::Whole, "{hostile}");
        }
    }

    #[test]
    fn only_languages_that_screens_can_be_in_are_taken() {
        let of = |cookie: &str| Reading::of(&asked(&[(header::COOKIE, cookie)])).language;
        assert_eq!((of("tieng=en"), of("a=b; tieng=vi")), (Some("en"), Some("vi")));
        let long = format!("tieng={}", "e".repeat(5_000));
        for hostile in [
            "",
            "tieng",
            "tieng=",
            "tieng=EN",
            "tieng=xx; tieng=en",
            "xtieng=en",
            "tieng=../en",
            &long,
        ] {
            assert_eq!(of(hostile), None, "{hostile:.30}");
        }
    }

    #[test]
    fn one_is_led_back_to_pages_of_this_host_only() {
        let from = |referer: &str| {
            came_from(&asked(&[(header::HOST, "bao.example"), (header::REFERER, referer)]))
        };
        assert_eq!(from("https://bao.example/thoi-su?trang=2"), "/thoi-su?trang=2");
        for elsewhere in [
            "https://xau.example/",
            "https://bao.example.xau.example/",
            "https://bao.example//xau.example",
            "https://bao.example/\\xau.example",
            "bao.example/x",
            "",
        ] {
            assert_eq!(from(elsewhere), "/", "{elsewhere}");
        }
        assert_eq!(came_from(&asked(&[(header::REFERER, "https:///x")])), "/");
    }
}
