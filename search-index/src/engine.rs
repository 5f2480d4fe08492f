//! What is kept in memory beside the index to answer quickly; made ready before readers see a
//! commit.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use tantivy::store::StoreReader;
use tantivy::{Searcher, TantivyError};

use crate::matching::columns::{Columns, Registry};
use crate::query::abbreviations::InForce;
use crate::schema::Fields;

/// The index at one commit, with all that its first question would otherwise have to read.
///
/// tantivy's own warmers are not used: they start a thread for each reader that never ends.
pub(crate) struct View {
    pub(crate) searcher: Searcher,
    /// Of every segment, in the searcher's order. They go with the last view that has the segment.
    pub(crate) columns: Vec<Arc<Columns>>,
    /// What is stored of every segment.
    pub(crate) stores: Vec<Arc<StoreReader>>,
}

/// Decompressed blocks of a segment's store that are kept, for those who turn the page; as many as
/// tantivy keeps.
const BLOCKS_KEPT: usize = 100;

impl View {
    /// Reads what is new; what the view before it knows of the same segments is shared with it.
    pub(crate) fn new(
        engine: &Engine,
        searcher: Searcher,
        before: Option<&Self>,
    ) -> Result<Self, TantivyError> {
        let mut columns = Vec::with_capacity(searcher.segment_readers().len());
        let mut stores = Vec::with_capacity(columns.capacity());
        for segment in searcher.segment_readers() {
            let known = before.and_then(|view| {
                let segments = view.searcher.segment_readers().iter();
                let mut known = segments.zip(view.columns.iter().zip(&view.stores));
                known.find(|(other, _)| other.segment_id() == segment.segment_id())
            });
            let (column, store) = match known {
                Some((_, (column, store))) => (Arc::clone(column), Arc::clone(store)),
                None => {
                    let column = Columns::read(segment, &engine.registry)?;
                    (Arc::new(column), Arc::new(segment.get_store_reader(BLOCKS_KEPT)?))
                }
            };
            columns.push(column);
            stores.push(store);
            for field in engine.fields.searched() {
                segment.inverted_index(field)?;
            }
        }
        Ok(Self { searcher, columns, stores })
    }
}

/// Abbreviations, the numbers of choices, and the language of the index.
pub(crate) struct Engine {
    pub(crate) fields: Fields,
    registry: RwLock<Registry>,
    pub(crate) abbreviations: InForce,
    unreadable: AtomicBool,
}

impl Engine {
    pub(crate) fn new(fields: Fields, abbreviations: &InForce) -> Self {
        Self {
            fields,
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

    pub(crate) fn registry(&self) -> RwLockReadGuard<'_, Registry> {
        self.registry.read().unwrap_or_else(PoisonError::into_inner)
    }
}
