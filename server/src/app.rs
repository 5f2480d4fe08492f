//! What one node holds: built once, by `main` and by tests alike.

use std::sync::Arc;

use arc_swap::ArcSwap;
use search_index::Index;
use themes::Themes;

use crate::articles::views::Views;
use crate::changes::bell::Bell;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, connect};
use crate::error::{Error, Result};
use crate::http::page_cache::PageCache;
use crate::mail::Mail;
use crate::people::store::session::random_word;
use crate::people::strangers::Strangers;
use crate::search::usage::Usage;
use crate::sites::atlas::Atlas;
use crate::sites::store as sites;

/// Shared by every request of this node; nothing else is global.
#[derive(Debug)]
pub struct App {
    pub config: Config,
    pub db: Db,
    pub index: Arc<Index>,
    /// Held from reading articles for the index until they are in it.
    pub(crate) index_turn: tokio::sync::Mutex<()>,
    pub themes: Themes,
    pub clock: Clock,
    pub(crate) pages: PageCache,
    pub(crate) bell: Bell,
    pub(crate) views: Views,
    pub(crate) usage: Usage,
    pub(crate) mail: Mail,
    pub(crate) strangers: Strangers,
    atlas: ArcSwap<Atlas>,
    /// Printed at start while nobody has an account; opens the first set-up.
    set_up_code: String,
}

impl App {
    /// Opens database, index and themes. The schema must be of this version already:
    /// `serve`, `demo` and tests migrate first.
    ///
    /// # Errors
    /// When one of them cannot be opened.
    pub async fn start(config: Config, clock: Clock) -> Result<Self> {
        let mail = Mail::open(config.smtp_url.as_deref(), config.mail_from.as_deref())?;
        let db = connect::open(&config.database).await.map_err(opening(shown(&config.database)))?;
        db.migrate().await?;
        let index_dir = config.index.clone();
        let index = tokio::task::spawn_blocking(move || {
            // A command beside a running server reads only; the server follows the feed.
            match Index::open(&index_dir, search_index::WriterMode::ReadWrite) {
                Err(search_index::IndexError::Locked) => {
                    Index::open(&index_dir, search_index::WriterMode::ReadOnly)
                }
                opened => opened,
            }
        })
        .await?
        .map_err(|err| opening(&config.index.display().to_string())(err.into()))?;
        let overrides = config.data.join("themes");
        let themes = Themes::load(overrides.is_dir().then_some(overrides.as_path()))?;
        let atlas = ArcSwap::from_pointee(sites::atlas(&db).await?);
        let (pages, bell, views) = (PageCache::default(), Bell::default(), Views::default());
        let index = Arc::new(index);
        let set_up_code = random_word().chars().take(12).collect();
        let strangers = Strangers::default();
        Ok(Self {
            config,
            db,
            index,
            index_turn: tokio::sync::Mutex::default(),
            themes,
            clock,
            pages,
            bell,
            views,
            usage: Usage::default(),
            mail,
            strangers,
            atlas,
            set_up_code,
        })
    }

    /// The one-time code of the first set-up, as it is printed at start.
    #[must_use]
    pub fn set_up_code(&self) -> &str {
        &self.set_up_code
    }

    /// Sites and sections as of the last change.
    pub(crate) fn atlas(&self) -> Arc<Atlas> {
        self.atlas.load_full()
    }

    /// Reads sites and sections anew.
    pub(crate) async fn reload_atlas(&self) -> Result<()> {
        self.atlas.store(Arc::new(sites::atlas(&self.db).await?));
        Ok(())
    }
}

/// The address of a database as it may be told: a server's holds its password.
fn shown(address: &str) -> &str {
    if address.starts_with("sqlite:") { address } else { "the database of TOASOAN_DATABASE" }
}

/// Says what could not be opened; a fault of the settings says so itself.
fn opening(what: &str) -> impl FnOnce(Error) -> Error {
    let tell =
        format!("cannot open {what}; it must be readable, writable and made by this program");
    move |err| match err {
        Error::Internal(cause) => Error::Internal(cause.context(tell)),
        plain => plain,
    }
}
