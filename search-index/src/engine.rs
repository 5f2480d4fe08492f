//! What is kept in memory beside the index to answer quickly; made ready before readers see a
//! commit.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use tantivy::index::SegmentId;
use tantivy::{Searcher, SearcherGeneration, Warmer};

use crate::matching::columns::{Columns, Registry};
use crate::query::abbreviations::InForce;
use crate::schema::Fields;

/// Columns by segment, abbreviations, and the language of the index.
pub(crate) struct Engine {
    pub(crate) fields: Fields,
    columns: Mutex<HashMap<SegmentId, Arc<Columns>>>,
    registry: RwLock<Registry>,
    pub(crate) abbreviations: InForce,
    unreadable: AtomicBool,
}

impl Engine {
    pub(crate) fn new(fields: Fields, abbreviations: &InForce) -> Self {
        Self {
            fields,
            columns: Mutex::default(),
            registry: RwLock::default(),
            abbreviations: abbreviations.clone(),
            unreadable: AtomicBool::new(false),
        }
    }

    /// Notes that a document could not be read; the answer does without it.
    pub(crate) fn note_unreadable(&self) {
        self.unreadable.store(true, Ordering::Release);
    }

    /// Whether a document could not be read since this was last asked.
    pub(crate) fn met_unreadable(&self) -> bool {
        self.unreadable.swap(false, Ordering::AcqRel)
    }

    /// The columns of every segment, in the searcher's order.
    pub(crate) fn columns(&self, searcher: &Searcher) -> tantivy::Result<Vec<Arc<Columns>>> {
        let segments = searcher.segment_readers().iter();
        segments
            .map(|segment| {
                let id = segment.segment_id();
                if let Some(known) = self.known(id) {
                    return Ok(known);
                }
                // Read without the lock: others may answer meanwhile.
                let read = Arc::new(Columns::read(segment, &self.registry)?);
                let mut columns = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(Arc::clone(columns.entry(id).or_insert(read)))
            })
            .collect()
    }

    pub(crate) fn registry(&self) -> RwLockReadGuard<'_, Registry> {
        self.registry.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, id: SegmentId) -> Option<Arc<Columns>> {
        self.columns.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}

impl Warmer for Engine {
    fn warm(&self, searcher: &Searcher) -> tantivy::Result<()> {
        self.columns(searcher).map(drop)
    }

    fn garbage_collect(&self, live: &[&SearcherGeneration]) {
        let live: HashSet<SegmentId> =
            live.iter().flat_map(|generation| generation.segments().keys().copied()).collect();
        let mut columns = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        columns.retain(|id, _| live.contains(id));
    }
}
