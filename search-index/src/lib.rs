//! Finds published articles, however Vietnamese is typed. Knows tantivy and nothing of databases
//! or HTTP.
//!
//! The index is a follower of the change feed: [`Index::apply`] takes documents in and keeps the
//! number of the last change in the same commit, so that a crash loses nothing and doubles
//! nothing. It can be deleted at any time.
//!
//! # Analysis
//! Text becomes syllables ([`analysis::syllables`]); each has an *exact* form that does not care
//! where the tone mark stands and whether `i` or `y` is written ([`analysis::normal`]), and a
//! *folded* form without marks. Both are indexed alone and as pairs of neighbours, which stand
//! for compounds without a dictionary; over one combined field, since summing the scores of
//! separate fields ruined the ranking when measured.

pub mod analysis;
pub mod asked;
mod document;
mod find;
mod generation;
mod query;
mod schema;
mod snippet;
mod suggest;
mod writer;

pub use document::{Document, Placement, Step};
pub use find::{Answer, Hit, Order, Question, Span};
pub use generation::Rebuild;
pub use suggest::{Kind as SuggestionKind, Suggestion};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use content::id::{ArticleId, ChangeNumber};
use generation::Generation;
use generation::folder::{Folder, State};
use schema::Fields;
use tantivy::Searcher;
use writer::Writer;

/// What can go wrong; a question never does.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process writes to this index.
    #[error("the search index is in use by another process")]
    Locked,
    /// It was opened for reading only.
    #[error("the search index was opened for reading only")]
    ReadOnly,
    /// One rebuild at a time.
    #[error("the search index is being rebuilt already")]
    Rebuilding,
    #[error("search index: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
    #[error("search index: {0}")]
    Io(#[from] std::io::Error),
    #[error("search index: {0}")]
    Document(#[from] serde_json::Error),
}

/// Whether this process feeds the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriterMode {
    ReadWrite,
    ReadOnly,
}

/// Whether the index held something when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// As it was left.
    Whole,
    /// New: there was none.
    Fresh,
    /// New and not [`Index::complete`]: what was there was of another version or damaged.
    Replaced(String),
}

/// The search index of one node. Cheap to share; readers never wait for the writer.
///
/// Its folder holds numbered generations; the file `live` names the one in use. A rebuild fills
/// another beside it and swaps.
pub struct Index {
    fields: Fields,
    /// None in memory.
    folder: Option<Folder>,
    live: ArcSwap<Generation>,
    /// A [`State`].
    state: AtomicU8,
    /// Of the live generation; whoever holds it may swap.
    writer: Option<Mutex<Writer>>,
    rebuilding: AtomicBool,
    failed: AtomicBool,
    popular: ArcSwap<suggest::Shelf>,
    names: Arc<suggest::Names>,
    newest: suggest::Newest,
    opened: Opened,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Index").field("opened", &self.opened).finish_non_exhaustive()
    }
}

impl Index {
    /// Whether this process feeds it.
    #[must_use]
    pub fn may_write(&self) -> bool {
        self.writer.is_some()
    }

    /// How the index was found.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Takes in a batch: one commit that also keeps `last`. The batch is visible to readers when
    /// this returns; doing it again changes nothing.
    ///
    /// # Errors
    /// When the commit fails; nothing of the batch is kept then.
    pub fn apply(&self, steps: &[Step], last: ChangeNumber) -> Result<(), IndexError> {
        let writer = self.writer.as_ref().ok_or(IndexError::ReadOnly)?;
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        // The writer is held until readers see it, so that no swap comes between.
        let done = writer.apply(&self.fields, steps, last).and_then(|()| self.live.load().reload());
        self.failed.fetch_or(done.is_err(), Ordering::AcqRel);
        done?;
        let live = self.live.load_full();
        self.newest.keep_only(&live.searcher());
        self.names.note(steps, &live, self.fields.suggest);
        Ok(())
    }

    /// Whether [`Index::apply`] has failed since this was last asked; then [`Index::verify`].
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.failed.swap(false, Ordering::AcqRel)
    }

    /// The last change that is in the index, 0 when it is empty.
    #[must_use]
    pub fn last_change(&self) -> ChangeNumber {
        self.live.load().last_change()
    }

    /// Number of articles.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.live.load().searcher().num_docs()
    }

    /// Ids of all articles, ascending; for comparing with the database.
    #[must_use]
    pub fn articles(&self) -> Vec<ArticleId> {
        self.ask(find::all_articles)
    }

    /// Answers a question. Never fails: a question that says nothing finds nothing.
    #[must_use]
    pub fn find(&self, question: &Question) -> Answer {
        self.ask(|searcher| find::find(searcher, &self.fields, question))
    }

    /// Articles of a site that are about the same, the most alike first.
    #[must_use]
    pub fn related(&self, article: ArticleId, site: &str, limit: usize) -> Vec<Hit> {
        self.ask(|searcher| find::related(searcher, &self.fields, article, site, limit))
    }

    /// Asks the live generation. Damage on disk can make its reader panic: then the answer is
    /// empty and the index is doubted, so that it is rebuilt.
    fn ask<T: Default>(&self, ask: impl FnOnce(&Searcher) -> T) -> T {
        let live = self.live.load_full();
        catch_unwind(AssertUnwindSafe(|| ask(&live.searcher()))).unwrap_or_else(|_| {
            self.doubt("it could not answer a question");
            T::default()
        })
    }

    fn state(&self) -> State {
        State::from_number(self.state.load(Ordering::Acquire))
    }

    fn note(&self, state: State) {
        self.state.store(state.number(), Ordering::Release);
    }
}

#[cfg(test)]
mod tests;
