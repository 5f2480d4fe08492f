//! What one node holds: built once, by `main` and by tests alike.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use search_index::WriterMode::{ReadOnly, ReadWrite};
use search_index::{Index, IndexError};
use themes::Themes;

use crate::articles::popular::Popular;
use crate::articles::views::Views;
use crate::changes::bell::Bell;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, connect};
use crate::error::{Error, Result};
use crate::http::headers::SecurityHeaders;
use crate::http::page_cache::PageCache;
use crate::lists::newest::Newest;
use crate::mail::Mail;
use crate::media::storage::Storage;
use crate::people::store::session::random_word;
use crate::people::strangers::Strangers;
use crate::reports::write::Senders;
use crate::search::usage::Usage;
use crate::sharing::serve::Drawn;
use crate::sites::atlas::Atlas;
use crate::sites::store as sites;
use crate::telemetry::Telemetry;

/// Shared by every request of this node; nothing else is global.
#[derive(Debug)]
pub struct App {
    pub config: Config,
    pub db: Db,
    pub index: Arc<Index>,
    /// What the newsroom writes, beside what readers see.
    pub(crate) desk_index: Arc<Index>,
    /// Held from reading articles for the index until they are in it.
    pub(crate) index_turn: tokio::sync::Mutex<()>,
    pub themes: Themes,
    pub clock: Clock,
    pub(crate) media: Storage,
    pub(crate) telemetry: Arc<Telemetry>,
    pub(crate) pages: PageCache,
    pub(crate) headers: SecurityHeaders,
    pub(crate) bell: Bell,
    pub(crate) views: Views,
    pub(crate) popular: Popular,
    pub(crate) usage: Usage,
    pub(crate) mail: Mail,
    pub(crate) strangers: Strangers,
    pub(crate) reporters: Senders,
    pub(crate) drawn: Drawn,
    pub(crate) newest: Newest,
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
        let telemetry = Arc::new(Telemetry::new()?);
        let db = connect::open(&config.database).await.map_err(opening(shown(&config.database)))?;
        let db = db.watched(&telemetry);
        db.migrate().await?;
        let media = Storage::open(&config.media).map_err(opening(&config.media))?;
        let index = open_index(config.index.clone()).await?;
        let desk_index = open_index(of_the_desk(&config.index)).await?;
        let overrides = config.data.join("themes");
        let themes = Themes::load(Some(&overrides))?;
        let headers = SecurityHeaders::of(&themes, &config);
        let atlas = ArcSwap::from_pointee(sites::atlas(&db).await?);
        let pages = PageCache::new(config.cache_bytes);
        let (bell, views) = (Bell::default(), Views::default());
        let set_up_code = random_word().chars().take(12).collect();
        let strangers = Strangers::default();
        Ok(Self {
            config,
            db,
            index,
            desk_index,
            index_turn: tokio::sync::Mutex::default(),
            themes,
            clock,
            media,
            telemetry,
            pages,
            headers,
            bell,
            views,
            popular: Popular::default(),
            usage: Usage::default(),
            mail,
            strangers,
            reporters: Senders::default(),
            drawn: Drawn::default(),
            newest: Newest::default(),
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

/// The index in a folder. A command beside a running server reads only; the server follows.
async fn open_index(folder: PathBuf) -> Result<Arc<Index>> {
    let tell = folder.display().to_string();
    let opened = tokio::task::spawn_blocking(move || match Index::open(&folder, ReadWrite) {
        Err(IndexError::Locked) => Index::open(&folder, ReadOnly),
        opened => opened,
    });
    opened.await?.map(Arc::new).map_err(|err| opening(&tell)(err.into()))
}

/// The newsroom's index stands beside the readers' one.
fn of_the_desk(index: &Path) -> PathBuf {
    let mut name = index.file_name().unwrap_or_default().to_owned();
    name.push("-desk");
    index.with_file_name(name)
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
