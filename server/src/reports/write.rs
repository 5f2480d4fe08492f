//! `/bao-loi/{id}`: a reader says what is wrong; it needs no script and no account.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use content::id::ArticleId;
use content::text::tidy_line;
use governor::{DefaultKeyedRateLimiter, Quota};
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::view::reader::report::ReportPage;

use super::store::{self, Said};
use crate::app::App;
use crate::articles::notify;
use crate::articles::store::acts;
use crate::articles::store::live::whole::{self, LiveArticle, Public};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::proxies::address_of;
use crate::http::respond;
use crate::http::site::Here;
use crate::sites::frame::{self, About};

/// Characters of a passage and of a contact.
const LINE_MAX: usize = 500;
/// Characters of what is said.
const WORDS_MAX: usize = 2_000;
/// Reports of one article that wait for the newsroom; more would not help it.
const OPEN_MAX: u64 = 100;
/// Reports that one address may send at once, and how long until it may send another.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(5).unwrap();
const ANOTHER_AFTER: Duration = Duration::from_secs(120);

/// How often readers may write.
pub(crate) struct Senders(Option<DefaultKeyedRateLimiter<IpAddr>>);

impl Default for Senders {
    fn default() -> Self {
        let quota = Quota::with_period(ANOTHER_AFTER).map(|quota| quota.allow_burst(AT_ONCE));
        Self(quota.map(DefaultKeyedRateLimiter::keyed))
    }
}

impl std::fmt::Debug for Senders {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Senders").finish_non_exhaustive()
    }
}

impl Senders {
    fn may(&self, address: Option<IpAddr>) -> bool {
        match (&self.0, address) {
            (Some(limit), Some(address)) => limit.check_key(&address).is_ok(),
            _ => true,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The words that were marked in the article.
    doan: String,
    xong: String,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    doan: String,
    loi: String,
    #[serde(rename = "lien-he")]
    contact: String,
    /// A field that no person sees; programs fill it in.
    website: String,
}

/// The form, or the thanks.
#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    here: Here,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let live = article(&app, &here, &id).await?;
    let passage = tidy_line(&asked.doan).chars().take(LINE_MAX).collect();
    let said = Said { passage, ..Said::default() };
    let sent = asked.xong == "1";
    show(&app, &here, &live, (&said, "", sent), StatusCode::OK)
}

/// Keeps it and tells the newsroom, or shows the form again with the reason why not.
#[handler]
pub(crate) async fn send(
    app: Data<&Arc<App>>,
    req: &Request,
    here: Here,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let live = article(&app, &here, &id).await?;
    let thanks = respond::see_other(&format!("/bao-loi/{}?xong=1", live.id));
    if !sent.website.is_empty() {
        return Ok(thanks);
    }
    let said = Said {
        passage: tidy_line(&sent.doan),
        words: content::text::nfc(sent.loi.trim()),
        contact: tidy_line(&sent.contact),
    };
    let again = |key, status| show(&app, &here, &live, (&said, key, false), status);
    if let Some(fault) = fault(&said) {
        return again(fault, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if !app.reporters.may(address_of(req, &app.config.trusted_proxies)) {
        return again("report-too-often", StatusCode::TOO_MANY_REQUESTS);
    }
    if store::open_of(&app.db.read, live.id).await? < OPEN_MAX {
        keep(&app, live.id, &said).await?;
    }
    Ok(thanks)
}

async fn keep(app: &App, article: ArticleId, said: &Said) -> Result<()> {
    let tx = app.db.begin().await?;
    let found = acts::hold(&tx, article).await?;
    if store::add(&tx, article, said, app.clock.now_ms()).await? {
        notify::reported(&tx, app, &found, &said.words).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn fault(said: &Said) -> Option<&'static str> {
    let long = |text: &str, max: usize| text.chars().count() > max;
    if said.words.is_empty() {
        Some("report-empty")
    } else if long(&said.words, WORDS_MAX)
        || long(&said.passage, LINE_MAX)
        || long(&said.contact, LINE_MAX)
    {
        Some("report-too-long")
    } else {
        None
    }
}

/// The live article that the site shows.
async fn article(app: &App, here: &Here, id: &str) -> Result<LiveArticle> {
    let id: ArticleId = id.parse().ok().ok_or(Error::NotFound)?;
    match whole::read(&app.db.read, id).await? {
        Public::Live(live) if live.section_on(here.id).is_some() => Ok(*live),
        Public::Withdrawn { .. } => Err(Error::Gone),
        _ => Err(Error::NotFound),
    }
}

fn show(
    app: &App,
    here: &Here,
    live: &LiveArticle,
    (said, fault, sent): (&Said, &str, bool),
    status: StatusCode,
) -> Result<Response> {
    let site = here.site()?;
    let say = |key: &str| app.themes.texts().say(here.language(site), key, &[]);
    let about = About {
        title: say("report"),
        section: live.section_on(here.id),
        noindex: true,
        reading: here.reading,
        ..About::default()
    };
    let view = ReportPage {
        frame: frame::frame(app, &here.atlas, site, about),
        title: live.text.title.clone(),
        language: live.text.language.as_str().to_owned(),
        url: live.path(),
        passage: said.passage.clone(),
        words: said.words.clone(),
        contact: said.contact.clone(),
        fault: if fault.is_empty() { String::new() } else { say(fault) },
        sent,
    };
    let mut response = respond::html(app, &site.theme, &view)?;
    response.set_status(status);
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::Senders;

    #[test]
    fn one_address_writes_a_few_times_and_then_waits_and_others_do_not() {
        let senders = Senders::default();
        let address = |last| Some(IpAddr::from([203, 0, 113, last]));
        let allowed = (0..9).filter(|_| senders.may(address(1))).count();
        assert_eq!(allowed, 5);
        assert!(senders.may(address(2)) && senders.may(None));
    }
}
