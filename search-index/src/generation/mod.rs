//! One generation of the index: filled once, kept in step, and removed when its follower is in
//! place and nobody reads it any more.

pub(crate) mod damage;
pub(crate) mod folder;
mod opening;
mod rebuild;

pub use rebuild::Rebuild;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use content::id::ChangeNumber;
use tantivy::{IndexReader, IndexSettings, ReloadPolicy};

use crate::engine::{Engine, View};
use crate::query::abbreviations::InForce;
use crate::writer::{Pace, Writer};
use crate::{IndexError, analysis, schema, suggest};

/// Bytes of stored articles that are compressed together. A question decompresses one block for
/// each article that it reads; with 16 KB, which tantivy would take, the index is 4 % smaller.
const BLOCK: usize = 8 * 1024;

/// Readers share it; the one writer stands beside it.
pub(crate) struct Generation {
    /// 0 in memory.
    pub(crate) number: u32,
    folder: Option<PathBuf>,
    index: tantivy::Index,
    /// Whoever holds it may change the view.
    reader: Mutex<IndexReader>,
    engine: Engine,
    view: ArcSwap<View>,
    last: AtomicI64,
    retired: AtomicBool,
}

impl Generation {
    pub(crate) fn in_memory(abbreviations: &InForce) -> Result<Arc<Self>, IndexError> {
        let (schema, _) = schema::schema();
        Self::ready(0, None, tantivy::Index::create_in_ram(schema), abbreviations)
    }

    /// An empty one in a folder that is not there yet.
    pub(crate) fn create(
        number: u32,
        folder: &Path,
        abbreviations: &InForce,
    ) -> Result<Arc<Self>, IndexError> {
        let (schema, _) = schema::schema();
        std::fs::create_dir_all(folder)?;
        let settings = IndexSettings { docstore_blocksize: BLOCK, ..IndexSettings::default() };
        let index = tantivy::Index::builder().schema(schema).settings(settings);
        let index = index.create_in_dir(folder)?;
        Self::ready(number, Some(folder.to_owned()), index, abbreviations)
    }

    /// Opens every file of it, so that damage shows now and not at a reader's question.
    pub(crate) fn open(
        number: u32,
        folder: &Path,
        abbreviations: &InForce,
    ) -> Result<Arc<Self>, IndexError> {
        guarded(|| Self::ready(number, Some(folder.to_owned()), load(folder)?, abbreviations))
    }

    fn ready(
        number: u32,
        folder: Option<PathBuf>,
        index: tantivy::Index,
        abbreviations: &InForce,
    ) -> Result<Arc<Self>, IndexError> {
        analysis::register(&index);
        suggest::register(&index);
        let last = AtomicI64::new(kept_in(&index)?);
        let engine = Engine::new(schema::schema().1, abbreviations);
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let view = ArcSwap::from_pointee(View::new(&engine, reader.searcher(), None)?);
        let (reader, retired) = (Mutex::new(reader), AtomicBool::new(false));
        Ok(Arc::new(Self { number, folder, index, reader, engine, view, last, retired }))
    }

    pub(crate) fn writer(&self, pace: Pace) -> Result<Writer, IndexError> {
        Writer::open(&self.index, pace)
    }

    /// What readers see.
    pub(crate) fn view(&self) -> Arc<View> {
        self.view.load_full()
    }

    /// What is kept in memory of it.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Every file that the last commit in a folder names; an error when one cannot be opened.
    pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, IndexError> {
        guarded(|| {
            let index = load(folder)?;
            // Without columns: it costs no memory.
            let _reader: IndexReader =
                index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
            let files = index.load_metas()?.list_segment_files().into_iter();
            Ok(files.filter(|file| folder.join(file).exists()).collect())
        })
    }

    /// The last change that is in it, 0 when it is empty.
    pub(crate) fn last_change(&self) -> ChangeNumber {
        ChangeNumber::new(self.last.load(Ordering::Acquire))
    }

    /// Shows readers what was committed, by whomever.
    pub(crate) fn reload(&self) -> Result<(), IndexError> {
        guarded(|| {
            let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
            reader.reload()?;
            let view = View::new(&self.engine, reader.searcher(), Some(&self.view.load()))?;
            self.view.store(Arc::new(view));
            Ok(())
        })?;
        self.last.store(kept_in(&self.index)?, Ordering::Release);
        Ok(())
    }

    /// Whether a merge or another process has changed its segments since the last look.
    pub(crate) fn has_moved(&self) -> Result<bool, IndexError> {
        let mut now = self.index.searchable_segment_ids()?;
        let view = self.view();
        let mut seen: Vec<_> = view
            .searcher
            .segment_readers()
            .iter()
            .map(tantivy::SegmentReader::segment_id)
            .collect();
        now.sort_unstable();
        seen.sort_unstable();
        Ok(now != seen || kept_in(&self.index)? != self.last_change().get())
    }

    /// Its files go with the last reader.
    pub(crate) fn retire(&self) {
        self.retired.store(true, Ordering::Release);
    }
}

impl Drop for Generation {
    fn drop(&mut self) {
        if let (true, Some(folder)) = (self.retired.load(Ordering::Acquire), &self.folder) {
            folder::remove(folder);
        }
    }
}

/// A file cut short can make its reader panic.
fn guarded<T>(read: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(std::io::Error::other("a file is damaged").into()))
}

fn load(folder: &Path) -> Result<tantivy::Index, IndexError> {
    let index = tantivy::Index::open_in_dir(folder)?;
    if index.schema() != schema::schema().0 {
        return Err(std::io::Error::other("of another version").into());
    }
    Ok(index)
}

/// The change number in the last commit.
fn kept_in(index: &tantivy::Index) -> Result<i64, IndexError> {
    let payload = index.load_metas()?.payload;
    Ok(payload.and_then(|text| text.parse().ok()).unwrap_or(0))
}
