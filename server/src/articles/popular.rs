//! What a site's readers open most, of one day and of seven: asked of the database once a minute on
//! every node, so that no reader waits for it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use content::id::{ArticleId, SiteId};

use super::store::live::counts;
use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;

const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Looks until hours are forgotten that no list asks for any more.
const FORGET_EVERY: u32 = 60;
/// Articles of one list.
const LISTED: u64 = 20;
const DAY_MS: i64 = 24 * 3_600_000;

/// The most opened articles of each site.
#[derive(Debug, Default)]
pub(crate) struct Popular(ArcSwap<HashMap<SiteId, Ranking>>);

/// The most opened first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ranking {
    /// Of the last 24 hours.
    pub(crate) day: Vec<ArticleId>,
    /// Of the last seven days.
    pub(crate) week: Vec<ArticleId>,
}

impl Popular {
    /// Of one site, as of the last look.
    pub(crate) fn of(&self, site: SiteId) -> Ranking {
        self.0.load().get(&site).cloned().unwrap_or_default()
    }
}

/// Looks at once and then every minute, for as long as the node lives.
pub(crate) async fn look_again_and_again(app: Arc<App>) {
    for round in 0_u32.. {
        let done = match round % FORGET_EVERY {
            0 => forget(&app).await.and(look(&app).await),
            _ => look(&app).await,
        };
        if let Err(err) = done {
            tracing::error!(error = ?err, "what is read most could not be counted");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn forget(app: &App) -> Result<()> {
    let tx = app.db.begin().await?;
    counts::forget_old(&tx, app.clock.now_ms()).await?;
    tx.commit().await?;
    Ok(())
}

/// Counts anew, and drops the pages of the sites whose order is another one.
pub(crate) async fn look(app: &App) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let mut counted = HashMap::new();
    for site in &app.atlas().sites {
        let most = async |days: i64| {
            counts::most_since(&app.db.read, site.id, (now_ms - days * DAY_MS, LISTED)).await
        };
        counted.insert(site.id, Ranking { day: most(1).await?, week: most(7).await? });
    }
    let moved: Vec<Tag> = counted
        .iter()
        .filter(|(site, ranking)| app.popular.of(**site) != **ranking)
        .map(|(site, _)| Tag::Popular(*site))
        .collect();
    app.popular.0.store(Arc::new(counted));
    app.pages.drop_showing(&moved);
    Ok(())
}
