//! Articles as the API sends and takes them: site keys, section paths and names instead of ids.

use content::article::{Cover, Fault, PublicState, ReviewState, Text};
use content::body::from_html::from_html;
use content::context::Context;
use content::id::{ArticleId, SiteId};
use content::lang::Lang;
use poem::http::StatusCode;
use poem::{Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::articles::store::acts::{Found, Place};
use crate::articles::store::drafts::Draft;
use crate::articles::store::repeats::{self, Answer};
use crate::error::{Error, Result};
use crate::http::respond;
use crate::people::who::ApiUser;

/// An article or a draft as a program sends it; what is missing is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    pub(crate) source_id: Option<String>,
    /// Key of the home site; the host's own when missing.
    pub(crate) site: Option<String>,
    section: Option<String>,
    title: String,
    kicker: String,
    lead: String,
    body: String,
    body_html: Option<String>,
    bylines: Vec<String>,
    tags: Vec<String>,
    language: Option<String>,
    cover: Option<Cover>,
    #[serde(flatten)]
    context: Context,
}

/// An act as a program sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SentAct {
    pub(crate) note: String,
    pub(crate) reason: String,
    /// The version that was looked at.
    pub(crate) version: Option<i64>,
    pub(crate) places: Option<Vec<SentPlace>>,
    /// RFC 3339; what waits for a time needs one.
    pub(crate) at: Option<String>,
    /// Why it goes out although the checks found something.
    #[serde(rename = "override")]
    pub(crate) override_reason: String,
}

impl SentAct {
    /// The time in milliseconds since 1970 UTC, when one was sent.
    ///
    /// # Errors
    /// `BadRequest` when it is none of RFC 3339.
    pub(crate) fn at_ms(&self) -> Result<Option<i64>> {
        let Some(text) = self.at.as_deref().filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        let at = text.trim().parse::<jiff::Timestamp>();
        at.map(|at| Some(at.as_millisecond())).or(Err(Error::BadRequest("error-time")))
    }

    /// What was said with the act, under either name.
    pub(crate) fn words(&self) -> String {
        let said = if self.note.trim().is_empty() { &self.reason } else { &self.note };
        said.clone()
    }
}

/// Another site that is to show the article.
#[derive(Debug, Deserialize)]
pub(crate) struct SentPlace {
    site: String,
    section: String,
}

/// The written fields of a draft.
#[derive(Debug, Serialize)]
pub(crate) struct Fields {
    title: String,
    kicker: String,
    lead: String,
    body: String,
    section: Option<String>,
    language: Lang,
    bylines: Vec<String>,
    tags: Vec<String>,
    cover: Option<Cover>,
    #[serde(flatten)]
    context: Context,
}

/// A draft with where its article stands.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: ArticleId,
    source_id: Option<String>,
    site: String,
    slug: String,
    public_state: PublicState,
    review_state: ReviewState,
    version: i64,
    saved_at: String,
    #[serde(flatten)]
    fields: Fields,
    /// What is missing before it can go live.
    faults: Vec<FaultShown>,
}

/// Something to be mended, as a key and a sentence.
#[derive(Debug, Serialize)]
pub(crate) struct FaultShown {
    key: &'static str,
    /// The field that it is about.
    field: &'static str,
    text: String,
}

impl Sent {
    /// The text in its tidy form, its section looked up on the home site.
    ///
    /// # Errors
    /// `BadRequest` for an unknown section or a language that is no tag.
    pub(crate) fn text(self, app: &App, home: SiteId) -> Result<Text> {
        let path = self.section.as_deref().map(|path| path.trim_matches('/')).unwrap_or_default();
        let section = match path {
            "" => None,
            path => Some(section_at(app, home, path)?),
        };
        let language = match self.language.as_deref() {
            None | Some("") => Lang::vi(),
            Some(tag) => Lang::parse(tag).or(Err(Error::BadRequest("error-unknown-language")))?,
        };
        let body = match self.body_html {
            Some(html) if self.body.is_empty() => from_html(&html),
            _ => self.body,
        };
        let Self { title, kicker, lead, bylines, tags, cover, context, .. } = self;
        let text =
            Text { title, kicker, lead, body, section, language, bylines, tags, cover, context };
        Ok(text.tidy())
    }
}

impl SentPlace {
    /// The place that is meant.
    ///
    /// # Errors
    /// `BadRequest` for an unknown site or section.
    pub(crate) fn place(&self, app: &App) -> Result<Place> {
        let site = site_at(app, &self.site)?;
        Ok(Place { site, section: section_at(app, site, self.section.trim_matches('/'))? })
    }
}

/// # Errors
/// `BadRequest` when no site has this key.
pub(crate) fn site_at(app: &App, key: &str) -> Result<SiteId> {
    let site = app.atlas().site_by_key(key).map(|site| site.id);
    site.ok_or(Error::BadRequest("error-unknown-site-key"))
}

fn section_at(app: &App, site: SiteId, path: &str) -> Result<content::id::SectionId> {
    let section = app.atlas().section_by_path(site, path).map(|section| section.id);
    section.ok_or(Error::BadRequest("error-unknown-section"))
}

/// The written fields, as they are sent in and out.
pub(crate) fn fields(app: &App, text: &Text) -> Fields {
    let atlas = app.atlas();
    let section = text.section.and_then(|id| atlas.section(id)).map(|section| section.path.clone());
    let Text { title, kicker, lead, body, language, bylines, tags, cover, context, .. } =
        text.clone();
    Fields { title, kicker, lead, body, section, language, bylines, tags, cover, context }
}

/// The draft of an article.
pub(crate) fn shown(app: &App, found: &Found) -> Shown {
    let atlas = app.atlas();
    let text = &found.draft.text;
    Shown {
        id: found.id,
        source_id: found.source_id.clone(),
        site: atlas.site(found.site).map(|site| site.key.clone()).unwrap_or_default(),
        slug: found.slug.as_str().to_owned(),
        public_state: found.public,
        review_state: found.review,
        version: found.draft.version,
        saved_at: time(found.draft.saved_ms),
        fields: fields(app, text),
        faults: faults(app, "vi", &text.missing_to_publish()),
    }
}

/// Faults as keys and sentences.
pub(crate) fn faults(app: &App, language: &str, faults: &[Fault]) -> Vec<FaultShown> {
    let tell = |fault: &Fault| FaultShown {
        key: fault.key(),
        field: fault.field(),
        text: respond::fault_sentence(app.themes.texts(), language, *fault),
    };
    faults.iter().map(tell).collect()
}

/// RFC 3339 in UTC.
pub(crate) fn time(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// The tag of a draft's version.
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// `409` with both texts: nothing was overwritten, and nothing that was sent is lost.
pub(crate) fn stale(app: &App, request: &Request, stored: &Draft, yours: &Text) -> Response {
    let error = Error::StaleWrite { stored: stored.version };
    let problem = json!({
        "type": "urn:toasoan:error-stale-write",
        "title": "Conflict",
        "status": 409,
        "detail": respond::sentence(app, respond::language_of(request), &error),
        "version": stored.version,
        "saved_at": time(stored.saved_ms),
        "theirs": fields(app, &stored.text),
        "yours": fields(app, yours),
    });
    Response::builder()
        .status(StatusCode::CONFLICT)
        .header("etag", etag(stored.version))
        .content_type("application/problem+json")
        .body(problem.to_string())
}

/// Sends an answer, the first time or again.
pub(crate) fn send(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = Response::builder().status(status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(answer.body)
}

/// The key under which this request's answer is kept, when the client wants to be able to repeat
/// it: other tokens and other addresses have other keys.
pub(crate) fn repeat_key(request: &Request, who: &ApiUser) -> Result<Option<String>> {
    const LONGEST: usize = 255;
    match request.header("idempotency-key") {
        None => Ok(None),
        Some(key) if key.is_empty() || key.len() > LONGEST => {
            Err(Error::BadRequest("error-idempotency-key"))
        }
        Some(key) => {
            let whole = format!("{}\n{}\n{key}", who.token, request.uri().path());
            Ok(Some(blake3::hash(whole.as_bytes()).to_hex().to_string()))
        }
    }
}

/// The answer that was given before under this key.
pub(crate) async fn given_before(app: &App, key: Option<&str>) -> Result<Option<Response>> {
    match key {
        Some(key) => Ok(repeats::find(&app.db.read, key).await?.map(send)),
        None => Ok(None),
    }
}
