//! Parts that many pages share, in memory: each under the one thing whose change makes it old.

use std::any::Any;
use std::sync::Arc;

use super::page_cache::Tag;

/// What is read once for all pages that show it.
#[derive(Debug)]
pub(super) struct Parts(moka::sync::Cache<Tag, Kept>);

#[derive(Debug, Clone)]
struct Kept {
    part: Arc<dyn Any + Send + Sync>,
    bytes: u32,
}

/// What a part's place in the table costs beside its own bytes.
const OVERHEAD: u32 = 200;

impl Parts {
    /// At most so many bytes of them.
    pub(super) fn new(capacity: u64) -> Self {
        let weight = |_: &Tag, kept: &Kept| kept.bytes.saturating_add(OVERHEAD);
        Self(moka::sync::Cache::builder().max_capacity(capacity).weigher(weight).build())
    }

    pub(super) fn get<T: Send + Sync + 'static>(&self, of: &Tag) -> Option<Arc<T>> {
        self.0.get(of)?.part.downcast().ok()
    }

    pub(super) fn keep<T: Send + Sync + 'static>(&self, of: Tag, part: Arc<T>, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.0.insert(of, Kept { part, bytes });
    }

    pub(super) fn drop_of(&self, tag: &Tag) {
        self.0.invalidate(tag);
    }

    pub(super) fn drop_all(&self) {
        self.0.invalidate_all();
    }

    pub(super) fn bytes(&self) -> u64 {
        self.0.weighted_size()
    }
}
