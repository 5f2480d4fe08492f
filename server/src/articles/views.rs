//! `POST /luot-xem`: counts that an article was opened.
//!
//! Counted in memory and written every two seconds in one transaction, so that ten thousand
//! readers cost the database one write. At a power cut at most two seconds of counting are lost.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use content::id::ArticleId;
use governor::{DefaultKeyedRateLimiter, Quota};
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Body, Request, Response, handler};
use serde::Deserialize;

use super::store::live::counts;
use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;
use crate::http::proxies::address_of;

const FLUSH_EVERY: Duration = Duration::from_secs(2);
/// Articles counted between two flushes; what comes beyond is not counted.
const ARTICLES_MAX: usize = 10_000;
/// A page shows an old number at most this long while the article is being opened.
const OLD_MS: i64 = 60_000;
/// Openings that one address may tell a minute.
const A_MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// `id=` and a number.
const BODY_MAX: usize = 64;
/// What only the names of programs hold that open pages without reading them; there are telephones
/// whose name ends with "bot".
const ROBOTS: [&str; 5] = ["bot/", "+http", "crawl", "spider", "slurp"];

/// What was opened since the last flush, and which numbers ready pages show.
pub(crate) struct Views {
    opened: Mutex<HashMap<ArticleId, i64>>,
    shown: Mutex<HashMap<ArticleId, Shown>>,
    told: DefaultKeyedRateLimiter<std::net::IpAddr>,
}

#[derive(Debug, Clone, Copy)]
struct Shown {
    views: i64,
    since_ms: i64,
}

#[derive(Debug, Deserialize)]
struct Opened {
    id: ArticleId,
}

/// Counts one; always answers 204, so that nobody learns what was counted.
#[handler]
pub(crate) async fn open(app: Data<&Arc<App>>, req: &Request, body: Body) -> Result<Response> {
    let answer = Response::builder().status(StatusCode::NO_CONTENT).finish();
    let robot = req.header(header::USER_AGENT).is_some_and(is_robot);
    let allowed = !robot
        && address_of(req, &app.config.trusted_proxies)
            .is_none_or(|address| app.views.told.check_key(&address).is_ok());
    let Ok(bytes) = body.into_bytes_limit(BODY_MAX).await else { return Ok(answer) };
    if let Ok(Opened { id }) = serde_html_form::from_bytes(&bytes)
        && allowed
    {
        app.views.count(id);
    }
    Ok(answer)
}

fn is_robot(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ROBOTS.iter().any(|word| name.contains(word))
}

impl Default for Views {
    fn default() -> Self {
        Self {
            opened: Mutex::default(),
            shown: Mutex::default(),
            told: DefaultKeyedRateLimiter::keyed(Quota::per_minute(A_MINUTE)),
        }
    }
}

impl std::fmt::Debug for Views {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Views").finish_non_exhaustive()
    }
}

impl Views {
    fn count(&self, id: ArticleId) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.len() < ARTICLES_MAX || opened.contains_key(&id) {
            *opened.entry(id).or_default() += 1;
        }
    }

    /// Remembers which number a new page shows.
    pub(crate) fn shows(&self, id: ArticleId, views: i64, now_ms: i64) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.len() >= ARTICLES_MAX {
            // Rare; the pages forgotten here are made anew at their next opening.
            shown.clear();
        }
        shown.insert(id, Shown { views, since_ms: now_ms });
    }

    fn take(&self) -> HashMap<ArticleId, i64> {
        std::mem::take(&mut *self.opened.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The pages whose number is too far from the truth: by a tenth, or for a minute.
    fn outdated(&self, totals: &HashMap<ArticleId, i64>, now_ms: i64) -> Vec<Tag> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tags = Vec::new();
        for (id, total) in totals.iter().collect::<std::collections::BTreeMap<_, _>>() {
            let fresh = shown.get(id).is_some_and(|page| {
                total.saturating_sub(page.views) * 10 < page.views
                    && now_ms.saturating_sub(page.since_ms) < OLD_MS
            });
            if !fresh {
                shown.remove(id);
                tags.push(Tag::Views(*id));
            }
        }
        tags
    }
}

/// Writes what was counted, for as long as the node lives.
pub(crate) async fn flush_now_and_then(app: Arc<App>) {
    loop {
        tokio::time::sleep(FLUSH_EVERY).await;
        if let Err(err) = flush(&app).await {
            tracing::error!(error = ?err, "openings could not be written");
        }
        app.views.told.retain_recent();
    }
}

/// Writes what was counted since the last time; a failure puts it back.
pub(crate) async fn flush(app: &App) -> Result<()> {
    let opened = app.views.take();
    if opened.is_empty() {
        return Ok(());
    }
    match write(app, &opened).await {
        Ok(totals) => {
            let outdated = app.views.outdated(&totals, app.clock.now_ms());
            app.pages.drop_showing(&outdated);
            Ok(())
        }
        Err(err) => {
            let mut waiting = app.views.opened.lock().unwrap_or_else(PoisonError::into_inner);
            for (id, count) in opened.into_iter().take(ARTICLES_MAX).collect::<Vec<_>>() {
                *waiting.entry(id).or_default() += count;
            }
            Err(err)
        }
    }
}

async fn write(app: &App, opened: &HashMap<ArticleId, i64>) -> Result<HashMap<ArticleId, i64>> {
    let tx = app.db.begin().await?;
    let totals = counts::add(&tx, opened, app.clock.now_ms()).await?;
    tx.commit().await?;
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::{ARTICLES_MAX, Views, is_robot};
    use crate::http::page_cache::Tag;
    use content::id::ArticleId;

    #[test]
    fn a_page_is_made_anew_when_its_number_is_a_tenth_or_a_minute_old() {
        let (views, id) = (Views::default(), ArticleId::new(7));
        let outdated = |total, now| views.outdated(&[(id, total)].into(), now);
        views.shows(id, 100, 0);
        assert_eq!(outdated(109, 1_000), []);
        assert_eq!(outdated(110, 1_000), [Tag::Views(id)]);
        views.shows(id, 100, 0);
        assert_eq!(outdated(101, 60_000), [Tag::Views(id)]);
    }

    #[test]
    fn robots_are_known_by_their_names() {
        let phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/126.0 Mobile";
        assert!(!is_robot(phone));
        assert!(!is_robot("Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 20)"));
        for name in ["Googlebot/2.1", "Mozilla/5.0 (compatible; Yeti; +http://naver.me/spd)"] {
            assert!(is_robot(name), "{name}");
        }
    }

    #[test]
    fn counting_takes_bounded_memory() {
        let views = Views::default();
        for number in 0..=ARTICLES_MAX {
            views.count(ArticleId::new(i64::try_from(number).unwrap()));
        }
        views.count(ArticleId::new(3));
        let taken = views.take();
        assert_eq!((taken.len(), taken[&ArticleId::new(3)]), (ARTICLES_MAX, 2));
    }
}
