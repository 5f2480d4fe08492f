//! Answers from the page cache: found, bytes out; else made once, compressed once and kept.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response};

use super::page::{CACHE_CONTROL, Page};
use super::page_cache::{Key, Tag};
use crate::app::App;
use crate::changes::store as changes;
use crate::error::{Error, Result};
use crate::traces;

/// What a page shows is read within this time, or the database is taken to be away.
const PATIENCE: Duration = Duration::from_secs(8);

/// Who could have an old page waits so long for a new one before it is looked whether the database
/// answers at all, and that long for its answer.
const SOON: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_millis(500);

/// Where an answer came from, in its extensions; for the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// From the cache.
    Hit,
    /// Made for this request, or for another one that it waited for.
    Made,
    /// From the cache although it is old: the database is away.
    Stale,
}

impl Outcome {
    /// As figures and traces name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Made => "miss",
            Self::Stale => "stale",
        }
    }
}

/// HTML.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// What an address turned out to be.
pub(crate) enum Made {
    Page(Draft),
    /// Lives at another address for good.
    Moved(String),
}

/// Everything that a page shows has been read; what is left is to write it.
pub(crate) struct Draft {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    /// What it shows: a change of one of these drops the page.
    pub(crate) tags: Vec<Tag>,
    /// Origins whose players its reader may ask for.
    pub(crate) players: Vec<&'static str>,
    /// Runs off the reactor.
    pub(crate) write: Writer,
}

type Writer = Box<dyn FnOnce(&App) -> Result<Vec<u8>> + Send>;

impl Made {
    /// A page whose view is made and rendered by `write`.
    pub(crate) fn html(
        tags: Vec<Tag>,
        write: impl FnOnce(&App) -> Result<String> + Send + 'static,
    ) -> Self {
        Self::bytes(HTML, tags, |app| Ok(write(app)?.into_bytes()))
    }

    /// Something other than a page.
    pub(crate) fn bytes(
        content_type: &'static str,
        tags: Vec<Tag>,
        write: impl FnOnce(&App) -> Result<Vec<u8>> + Send + 'static,
    ) -> Self {
        let (status, players) = (StatusCode::OK, Vec::new());
        Self::Page(Draft { status, content_type, tags, players, write: Box::new(write) })
    }

    /// Lets its reader ask for the players of these origins.
    pub(crate) fn with_players(self, players: Vec<&'static str>) -> Self {
        match self {
            Self::Page(draft) => Self::Page(Draft { players, ..draft }),
            Self::Moved(to) => Self::Moved(to),
        }
    }
}

/// Answers with the page under `key`; `make` is only waited for when there is none.
///
/// # Errors
/// Those of `make`; they are not kept.
pub(crate) async fn serve(
    app: &Arc<App>,
    req: &Request,
    key: Key,
    make: impl Future<Output = Result<Made>>,
) -> Result<Response> {
    if let Some(ready) = app.pages.get(&key) {
        return answer(req, &ready, Outcome::Hit).await;
    }
    match made_anew(app, req, &key, make).await {
        Ok(Anew::Page(page)) => answer(req, &page, Outcome::Made).await,
        Ok(Anew::Moved(to)) => moved(&to),
        Err(err @ (Error::Away(_) | Error::Busy { .. })) => {
            let why = if matches!(err, Error::Away(_)) { "away" } else { "busy" };
            let Some(page) = app.pages.even_old(&key) else {
                app.telemetry.refused(why);
                return Err(err);
            };
            answer(req, &page, Outcome::Stale).await
        }
        Err(err) => Err(err),
    }
}

/// A page that was just made, or by another request while this one waited.
enum Anew {
    Page(Arc<Page>),
    Moved(String),
}

/// Whether the database answers a small question.
async fn answers(app: &App) -> bool {
    let asked = tokio::time::timeout(ANSWER, changes::last(&app.db)).await;
    asked.is_ok_and(|answer| answer.is_ok())
}

async fn made_anew(
    app: &Arc<App>,
    req: &Request,
    key: &Key,
    make: impl Future<Output = Result<Made>>,
) -> Result<Anew> {
    // The sites may change in the line, and what is made from the old ones is not kept.
    let started = app.pages.start();
    let _turn = app.pages.line.turn(key).await?;
    if let Some(ready) = app.pages.get(key) {
        return Ok(Anew::Page(ready));
    }
    let mut make = pin!(make);
    let made = match tokio::time::timeout(SOON, make.as_mut()).await {
        Ok(made) => made,
        Err(late) if app.pages.even_old(key).is_some() && !answers(app).await => {
            app.pages.line.rest();
            return Err(Error::Away(late.into()));
        }
        Err(_) => match tokio::time::timeout(PATIENCE - SOON, make).await {
            Ok(made) => made,
            Err(late) => {
                app.pages.line.too_late();
                return Err(Error::Away(late.into()));
            }
        },
    };
    app.pages.line.in_time();
    let draft = match made {
        Ok(Made::Page(draft)) => draft,
        Ok(Made::Moved(to)) => return Ok(Anew::Moved(to)),
        Err(err) => {
            if matches!(err, Error::Away(_)) {
                app.pages.line.rest();
            }
            return Err(err);
        }
    };
    let node = Arc::clone(app);
    let Draft { status, content_type, tags, players, write } = draft;
    let asked = req.headers().clone();
    let (page, took) = tokio::task::spawn_blocking(move || {
        let begun = Instant::now();
        let body = write(&node)?;
        let styles = if content_type == HTML { node.themes.styles_in(&body) } else { Vec::new() };
        let headers = node.headers.of_a_page(&styles, &players);
        let page = Page::new(status, content_type, body, headers);
        // Whoever asked waits for this form only.
        drop(page.made(&asked));
        let took = begun.elapsed();
        node.telemetry.rendered(took);
        Ok::<_, Error>((Arc::new(page), took))
    })
    .await??;
    traces::rendered(took);
    app.pages.keep(started, key.clone(), &page, tags);
    Ok(Anew::Page(page))
}

/// 301 to an address of ours.
///
/// # Errors
/// `NotFound` for an address that could lead away from us.
pub(crate) fn moved(to: &str) -> Result<Response> {
    let value = HeaderValue::from_str(to).ok().ok_or(Error::NotFound)?;
    Ok(Response::builder()
        .status(StatusCode::MOVED_PERMANENTLY)
        .header(header::LOCATION, value)
        .header(header::CACHE_CONTROL, CACHE_CONTROL)
        .finish())
}

/// The answer to a request; a form that nobody has asked for yet is packed off the reactor.
async fn answer(req: &Request, page: &Arc<Page>, outcome: Outcome) -> Result<Response> {
    let (status, headers, body) = match page.ready(req.headers()) {
        Some(parts) => parts,
        None => {
            let (page, asked) = (Arc::clone(page), req.headers().clone());
            tokio::task::spawn_blocking(move || page.made(&asked)).await?
        }
    };
    let mut response = Response::builder().status(status).body(body);
    *response.headers_mut() = headers;
    response.extensions_mut().insert(outcome);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use content::id::SiteId;
    use poem::{Request, Response};

    use super::{Key, Made, Outcome, SOON, Tag, serve};
    use crate::db::trial::every_reader;
    use crate::error::Result;
    use crate::http::reading::Reading;
    use crate::http::trial::desk;

    /// Of a site that nothing else tells of.
    const TAG: Tag = Tag::Site(SiteId::new(999));

    fn key() -> Key {
        Key { site: SiteId::new(1), address: "/".to_owned(), reading: Reading::default() }
    }

    fn made(text: &'static str) -> Result<Made> {
        Ok(Made::html(vec![TAG], move |_| Ok(text.to_owned())))
    }

    async fn told(answer: Result<Response>) -> (Option<Outcome>, String) {
        let answer = answer.unwrap();
        let outcome = answer.extensions().get().copied();
        (outcome, answer.into_body().into_string().await.unwrap())
    }

    #[tokio::test]
    async fn a_slow_page_is_waited_for_and_an_old_one_goes_out_while_the_database_hangs() {
        let desk = desk().await;
        let (app, req) = (&desk.app, Request::builder().finish());
        let first = serve(app, &req, key(), async { made("first") }).await;
        assert_eq!(told(first).await, (Some(Outcome::Made), "first".to_owned()));
        app.pages.drop_showing(&[TAG]);
        let slow = async {
            tokio::time::sleep(SOON + Duration::from_millis(50)).await;
            made("second")
        };
        let second = serve(app, &req, key(), slow).await;
        assert_eq!(told(second).await, (Some(Outcome::Made), "second".to_owned()));
        // A follower that begins lets go of what was made before.
        while app.pages.get(&key()).is_none() {
            drop(serve(app, &req, key(), async { made("second") }).await.unwrap());
        }
        app.pages.drop_showing(&[TAG]);
        // As a database that hangs has it: every connection waits for an answer.
        let busy = every_reader(&app.db).await;
        let never = std::future::pending();
        let old = tokio::time::timeout(SOON * 3, serve(app, &req, key(), never)).await.unwrap();
        assert_eq!(told(old).await, (Some(Outcome::Stale), "second".to_owned()));
        // Whoever comes next does not wait at all.
        let asked = tokio::time::timeout(SOON / 2, serve(app, &req, key(), std::future::pending()));
        assert_eq!(told(asked.await.unwrap()).await.0, Some(Outcome::Stale));
        drop(busy);
    }
}
