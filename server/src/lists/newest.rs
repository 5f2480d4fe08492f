//! The newest articles that pages without an answer offer, kept in memory: whoever tries address
//! after address costs the database nothing.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use content::id::SiteId;

use crate::app::App;
use crate::articles::store::live::cards::{self, Card, Scope, Stretch};
use crate::error::Result;
use crate::http::page_cache::Started;

/// Lines of the list.
const LINES: u64 = 6;
/// Nobody waits longer for the list; the page says the same without it.
/// A test on a busy machine does.
const PATIENCE: Duration = Duration::from_millis(if cfg!(test) { 30_000 } else { 300 });
/// A site's list is asked for once in this time at most, whatever is changed meanwhile.
const PAUSE: Duration = Duration::from_secs(if cfg!(test) { 3 } else { 1 });
/// After a question without an answer the database is left alone so long.
const REST: Duration = Duration::from_secs(5);

/// What this node has of each site.
#[derive(Debug, Default)]
pub(crate) struct Newest {
    kept: Mutex<HashMap<SiteId, Kept>>,
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Kept {
    /// Nothing on the sites has changed since, or the list may name what was withdrawn.
    since: Started,
    asked: Instant,
    /// Nothing while the question has no answer.
    cards: Option<Vec<Card>>,
}

impl Kept {
    fn is_true(&self, app: &App) -> bool {
        self.cards.is_some() && app.pages.unchanged(self.since)
    }

    /// Whether it is too early to ask for another.
    fn is_enough(&self, app: &App) -> bool {
        let pause = if self.cards.is_some() { PAUSE } else { REST };
        self.is_true(app) || self.asked.elapsed() < pause
    }
}

/// The list of a site as it lies ready; empty when there is none that is known to be true.
pub(crate) fn ready(app: &App, site: SiteId) -> Vec<Card> {
    found(app, site).unwrap_or_default()
}

/// The list of a site, asked for when there is none; empty when that takes too long.
pub(crate) async fn of(app: &App, site: SiteId) -> Vec<Card> {
    if let Some(cards) = found(app, site) {
        return cards;
    }
    let asking = async {
        let _turn = app.newest.asking.lock().await;
        if kept(app, site, |kept| kept.is_enough(app).then_some(())).is_none() {
            let since = app.pages.start();
            // Said first: a question that nobody waits for any more has no answer either.
            keep(app, site, None, since);
            keep(app, site, ask(app, site).await.ok(), since);
        }
    };
    drop(tokio::time::timeout(PATIENCE, asking).await);
    ready(app, site)
}

fn found(app: &App, site: SiteId) -> Option<Vec<Card>> {
    kept(app, site, |kept| kept.cards.clone().filter(|_| kept.is_true(app)))
}

async fn ask(app: &App, site: SiteId) -> Result<Vec<Card>> {
    let stretch = Stretch { limit: LINES, ..Stretch::default() };
    cards::cards(&app.db.read, &Scope::Site(site), stretch).await
}

fn keep(app: &App, site: SiteId, cards: Option<Vec<Card>>, since: Started) {
    let kept = Kept { since, asked: Instant::now(), cards };
    app.newest.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(site, kept);
}

fn kept<T>(app: &App, site: SiteId, look: impl FnOnce(&Kept) -> Option<T>) -> Option<T> {
    app.newest.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&site).and_then(look)
}

#[cfg(test)]
mod tests {
    use super::{of, ready};
    use crate::app::App;
    use crate::articles::store::live::plant::{self, Plant};
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::http::page_cache::Tag;

    #[tokio::test]
    async fn the_list_is_asked_for_once_until_something_changes() {
        // Without its worker, whose steps would count as changes.
        let folder = tempfile::tempdir().unwrap();
        let config = Config::below(folder.path()).unwrap();
        let app = &App::start(config, Clock::default()).await.unwrap();
        let ground = plant::ground(&app.db).await;
        let site = ground.site;
        plant::article(&app.db, &ground, Plant::titled("Cũ")).await;
        assert!(ready(app, site).is_empty(), "nobody has asked yet");
        let titles = async || -> Vec<String> {
            of(app, site).await.into_iter().map(|card| card.title).collect()
        };
        assert_eq!(titles().await, ["Cũ"]);
        // Behind the back of the change feed: whoever asks the database would see it.
        let newer = Plant { published_ms: 1_800_000_000_000, ..Plant::titled("Mới") };
        let id = plant::article(&app.db, &ground, newer).await;
        tokio::time::sleep(super::PAUSE).await;
        assert_eq!(titles().await, ["Cũ"]);
        assert_eq!(ready(app, site).len(), 1);
        app.pages.drop_showing(&[Tag::Article(id)]);
        assert!(ready(app, site).is_empty(), "it may name what was withdrawn");
        assert_eq!(titles().await, ["Mới", "Cũ"]);
        app.pages.drop_showing(&[Tag::Article(id)]);
        assert!(titles().await.is_empty(), "too early to ask again");
    }
}
