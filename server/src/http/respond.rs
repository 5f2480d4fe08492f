//! Answers: pages, redirects, and what an [`Error`] looks like to each kind of client.

use std::sync::Arc;

use content::workflow::decide::Refusal;
use fluent_value::field_values;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::web::{Data, Json};
use poem::{Endpoint, FromRequest, IntoResponse, Request, Response};
use serde_json::json;
use themes::engine::Page;
use themes::view::desk::enter::MessagePage;
use themes::view::desk::frame::DeskFrame;
use themes::view::reader::frame::{Card as CardView, Frame};
use themes::view::reader::notice::NoticePage;

use crate::app::App;
use crate::articles::card::Look;
use crate::articles::store::live::cards::Card;
use crate::checks::told::told;
use crate::error::{Error, Result};
use crate::http::reading::{Pictures, Reading};
use crate::lists::newest;
use crate::media::shelf::Shelf;
use crate::people::store::session::random_word;
use crate::sites::atlas::Atlas;
use crate::sites::frame::{self, About};

mod fluent_value {
    //! The sentence of an error, with its values filled in.

    use content::article::Fault;
    use themes::texts::Texts;

    use crate::checks::told::told;
    use crate::error::Error;

    /// One fault as a sentence; the field is named in words where the screens have them.
    pub(crate) fn fault(texts: &Texts, language: &str, fault: Fault) -> String {
        match fault {
            Fault::TooLong { field, max } | Fault::TooMany { field, max } => {
                let field = texts.say(language, &format!("desk-field-{field}"), &[]);
                let max = i64::try_from(max).unwrap_or(i64::MAX);
                let values = [("field", field.into()), ("max", max.into())];
                texts.say(language, fault.key(), &values)
            }
            other => texts.say(language, other.key(), &[]),
        }
    }

    /// The whole sentence of an error.
    pub(crate) fn field_values(texts: &Texts, language: &str, error: &Error) -> String {
        let key = match error {
            Error::Setting { .. }
            | Error::Settings(_)
            | Error::NewerDatabase { .. }
            | Error::NotDurable { .. } => "error-internal".to_owned(),
            other => other.to_string(),
        };
        let max = match error {
            Error::TooLarge { max } => i64::try_from(max >> 20).unwrap_or(i64::MAX),
            _ => 0,
        };
        let mut sentence = texts.say(language, &key, &[("max", max.into())]);
        let faults = match error {
            Error::Invalid(faults)
            | Error::Refused(content::workflow::decide::Refusal::Incomplete(faults)) => {
                faults.as_slice()
            }
            _ => &[],
        };
        for one in faults {
            sentence.push(' ');
            sentence.push_str(&fault(texts, language, *one));
        }
        if let Error::Refused(content::workflow::decide::Refusal::Blocked(findings)) = error {
            for finding in findings {
                sentence.push(' ');
                sentence.push_str(&told(texts, language, finding).text);
            }
        }
        sentence
    }
}

pub(crate) use fluent_value::fault as fault_sentence;

/// What the client can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Client {
    Reader,
    Desk,
    /// The desk's own scripts.
    Script,
    Api,
}

/// A rendered page of a theme.
///
/// # Errors
/// When the template fails.
pub(crate) fn html<P: Page>(app: &App, theme: &str, page: &P) -> Result<Response> {
    let body = app.themes.render(theme, page)?;
    Ok(Response::builder().content_type("text/html; charset=utf-8").body(body))
}

/// `303`: the browser goes on with a GET.
pub(crate) fn see_other(location: &str) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, location).finish()
}

/// `301`: the address has changed for ever.
pub(crate) fn moved(location: &str) -> Response {
    Response::builder()
        .status(StatusCode::MOVED_PERMANENTLY)
        .header(header::LOCATION, location)
        .finish()
}

/// The cookie with the language that somebody chose for the desk.
pub(crate) const LANGUAGE_COOKIE: &str = "ngon-ngu";

/// The language of an answer to a request that has no page: the one that was chosen, else English
/// only where the client asks for it before Vietnamese.
pub(crate) fn language_of(request: &Request) -> &'static str {
    let cookies = request.header(header::COOKIE).unwrap_or_default().split(';');
    let mut chosen = cookies.filter_map(|one| one.trim().split_once('='));
    match chosen.find(|(name, _)| *name == LANGUAGE_COOKIE) {
        Some((_, "en")) => return "en",
        Some((_, "vi")) => return "vi",
        _ => {}
    }
    let asked = request.header(header::ACCEPT_LANGUAGE).unwrap_or_default();
    let first =
        asked.split(',').map(str::trim).find(|tag| tag.starts_with("vi") || tag.starts_with("en"));
    if first.is_some_and(|tag| tag.starts_with("en")) { "en" } else { "vi" }
}

/// Whether a browser asks for a page, and no script for data.
pub(crate) fn wants_page(request: &Request) -> bool {
    request.header(header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

/// The sentence of an error in a language.
pub(crate) fn sentence(app: &App, language: &str, error: &Error) -> String {
    field_values(app.themes.texts(), language, error)
}

/// Turns every error into what the client can show, and logs an internal one once, here.
pub(crate) async fn with_error_pages<E: Endpoint>(
    next: Arc<E>,
    request: Request,
) -> poem::Result<Response> {
    let app: Data<&Arc<App>> = Data::from_request_without_body(&request).await?;
    let app = Arc::clone(app.0);
    let asked = Asked::of(&request);
    match next.call(request).await {
        Ok(answer) => Ok(answer.into_response()),
        Err(err) => {
            let newest = newest(&app, &asked, err.status()).await;
            Ok(error_answer(&app, &asked, err, &newest))
        }
    }
}

/// What is kept of a request for the case that it fails.
struct Asked {
    client: Client,
    language: &'static str,
    host: String,
    path: String,
    method: Method,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let path = without_secret(request.uri().path());
        let wants_page = wants_page(request);
        let client = match path.as_str() {
            path if path.starts_with("/api/") => Client::Api,
            path if path.starts_with("/toa-soan") && wants_page => Client::Desk,
            path if path.starts_with("/toa-soan") => Client::Script,
            _ => Client::Reader,
        };
        let host = request.header(header::HOST).unwrap_or_default().to_owned();
        let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
        let method = request.method().clone();
        // Readers choose the language of their pages elsewhere than people at the desk.
        let chosen = Reading::of(request).language.filter(|_| client == Client::Reader);
        let language = chosen.unwrap_or_else(|| language_of(request));
        Self { client, language, host, path: path + &query, method }
    }
}

/// The path as it may stand in a log: the secret of a preview opens it, that of an invitation lets
/// its finder choose a password.
pub(super) fn without_secret(path: &str) -> String {
    let secret = |door: &&str| path.len() > door.len() && path.starts_with(*door);
    let door = ["/xem-thu/", "/toa-soan/loi-moi/"].into_iter().find(secret);
    door.map_or_else(|| path.to_owned(), |door| format!("{door}…"))
}

/// What a reader is offered who found nothing. Of other faults the cause may be the database: then
/// only what lies ready.
async fn newest(app: &App, asked: &Asked, status: StatusCode) -> Vec<Card> {
    let site = app.atlas().site_of_host(&asked.host).map(|site| site.id);
    match (asked.client, site) {
        (Client::Reader, Some(site))
            if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) =>
        {
            newest::of(app, site).await
        }
        (Client::Reader, Some(site)) => newest::ready(app, site),
        _ => Vec::new(),
    }
}

fn error_answer(app: &App, asked: &Asked, err: poem::Error, newest: &[Card]) -> Response {
    let status = err.status();
    let ours = err.downcast::<Error>().unwrap_or_else(|other| match other.status() {
        StatusCode::NOT_FOUND => Error::NotFound,
        status if status.is_client_error() => Error::BadRequest("error-form"),
        _ => Error::Internal(anyhow::anyhow!("{other}")),
    });
    if matches!(ours, Error::SignIn) && asked.client == Client::Desk && asked.method == Method::GET
    {
        let next = percent(&asked.path);
        return see_other(&format!("/toa-soan/dang-nhap?tiep={next}"));
    }
    if matches!(ours, Error::UnknownSite) && app.atlas().sites.is_empty() {
        // Nothing is set up yet: the desk leads on to that.
        return see_other("/toa-soan");
    }
    let error_id = log(&ours, asked);
    let message = sentence(app, asked.language, &ours);
    let heading = heading(app, asked.language, status);
    let mut response = match asked.client {
        Client::Script => Json(json!({ "message": message, "error_id": error_id })).into_response(),
        Client::Api => problem(app, asked.language, &ours, (status, &message, &error_id)),
        Client::Desk => {
            let frame = DeskFrame {
                language: asked.language.to_owned(),
                title: heading.clone(),
                ..DeskFrame::default()
            };
            let next = "/toa-soan".to_owned();
            let page = MessagePage { frame, heading, message: message.clone(), error_id, next };
            html(app, "desk", &page).unwrap_or_else(|_| message.into_response())
        }
        Client::Reader => {
            let (theme, frame) = frame_of(app, asked, &heading);
            let page = NoticePage {
                frame,
                status: status.as_u16(),
                heading,
                message: message.clone(),
                error_id,
                newest: lines(&app.atlas(), asked, newest),
            };
            html(app, &theme, &page).unwrap_or_else(|_| message.into_response())
        }
    };
    response.set_status(status);
    // What is gone may come back: nobody keeps the answer without asking again.
    let again = HeaderValue::from_static("no-cache");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(again);
    let by_language = HeaderValue::from_static("Accept-Language, Cookie");
    response.headers_mut().entry(header::VARY).or_insert(by_language);
    let later = match ours {
        Error::Busy { retry_after } => Some(retry_after),
        Error::Away(_) => Some(AWAY_S),
        _ => None,
    };
    if let Some(seconds) = later {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn heading(app: &App, language: &str, status: StatusCode) -> String {
    let key = format!("error-heading-{}", status.as_u16());
    let text = app.themes.texts().say(language, &key, &[]);
    if text == key { app.themes.texts().say(language, "error-heading-400", &[]) } else { text }
}

/// Seconds after which a database or store that is away is worth another try.
const AWAY_S: u64 = 5;

/// An id for what a person cannot mend, with the cause in the log.
fn log(error: &Error, asked: &Asked) -> String {
    let (Error::Internal(cause) | Error::Away(cause) | Error::Full(cause)) = error else {
        return String::new();
    };
    let id: String = random_word().chars().take(10).collect();
    tracing::error!(error_id = id, path = asked.path, error = ?cause, "a request failed");
    id
}

/// RFC 9457.
fn problem(
    app: &App,
    language: &str,
    error: &Error,
    (status, message, error_id): (StatusCode, &str, &str),
) -> Response {
    let kind = match error {
        Error::Internal(_) => "error-internal".to_owned(),
        other => other.to_string(),
    };
    let mut body = json!({
        "type": format!("urn:toasoan:{kind}"),
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": message,
    });
    if let (false, Some(map)) = (error_id.is_empty(), body.as_object_mut()) {
        map.insert("error_id".to_owned(), json!(error_id));
    }
    if let (Error::Refused(Refusal::Blocked(found)), Some(map)) = (error, body.as_object_mut()) {
        let texts = app.themes.texts();
        let all: Vec<_> = found.iter().map(|one| told(texts, language, one)).collect();
        map.insert("blockers".to_owned(), json!(all));
    }
    Response::builder().content_type("application/problem+json").body(body.to_string())
}

/// The frame around a message: the site's own, which is in memory; for an unknown host the least
/// that a page needs. Neither asks the database.
fn frame_of(app: &App, asked: &Asked, title: &str) -> (String, Frame) {
    let atlas = app.atlas();
    let reading = Reading { language: Some(asked.language), ..Reading::default() };
    let about = About { title: title.to_owned(), noindex: true, reading, ..About::default() };
    match atlas.site_of_host(&asked.host) {
        Some(site) => (site.theme.clone(), frame::frame(app, &atlas, site, about)),
        None => {
            let language = asked.language.to_owned();
            let least = Frame { language, title: about.title, noindex: true, ..Frame::default() };
            ("newspaper".to_owned(), least)
        }
    }
}

/// Articles as lines of a site's list.
fn lines(atlas: &Atlas, asked: &Asked, cards: &[Card]) -> Vec<CardView> {
    let Some(site) = atlas.site_of_host(&asked.host) else { return Vec::new() };
    let shelf = Shelf::default();
    let reading = Reading { pictures: Pictures::TextFirst, language: Some(asked.language) };
    Look { atlas, site, shelf: &shelf, reading }.cards(cards)
}

/// Percent-encodes everything that could end or split a query value.
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
