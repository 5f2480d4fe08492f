//! The newest documents that fit a query, without looking at all that do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyError};

/// Where more may fit, the newest are looked at first.
const MANY: u32 = 30_000;
/// The newest of a segment that are looked at.
const WINDOW: usize = 20_000;

/// The newest documents of each large segment, found once.
#[derive(Debug)]
pub(crate) struct Newest {
    many: u32,
    window: usize,
    windows: Mutex<HashMap<SegmentId, Arc<[DocId]>>>,
}

/// Time of publication and place.
type Dated = (i64, DocAddress);

impl Default for Newest {
    fn default() -> Self {
        Self { many: MANY, window: WINDOW, windows: Mutex::default() }
    }
}

impl Newest {
    /// Up to `limit` documents that fit, the newest first.
    pub(crate) fn find(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        limit: usize,
    ) -> Result<Vec<DocAddress>, TantivyError> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut found: Vec<Dated> = Vec::new();
        for (segment, ord) in searcher.segment_readers().iter().zip(0_u32..) {
            let published = segment.fast_fields().i64("published")?;
            let mut top = Top { limit, ord, published, found: Vec::new() };
            let mut fitting = weight.scorer(segment, 1.0)?;
            if fitting.size_hint() > self.many {
                among(&self.window(segment, &top.published), segment, &mut *fitting, &mut top);
                // The window holds the newest: with enough of them, all others are older.
                if top.found.len() == limit {
                    found.append(&mut top.found);
                    continue;
                }
                top.found.clear();
                fitting = weight.scorer(segment, 1.0)?;
            }
            all(segment, &mut *fitting, &mut top);
            found.append(&mut top.found);
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        Ok(found.into_iter().map(|(_, place)| place).take(limit).collect())
    }

    /// The newest documents of a segment, by their place in it.
    fn window(&self, segment: &SegmentReader, published: &Column<i64>) -> Arc<[DocId]> {
        let id = segment.segment_id();
        let known = |windows: &HashMap<SegmentId, Arc<[DocId]>>| windows.get(&id).cloned();
        let lock = || self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = known(&lock()) {
            return window;
        }
        let mut dated: Vec<(i64, DocId)> = (0..segment.max_doc())
            .map(|document| (published.first(document).unwrap_or(i64::MIN), document))
            .collect();
        if dated.len() > self.window {
            dated.select_nth_unstable_by(self.window, |a, b| b.cmp(a));
            dated.truncate(self.window);
        }
        let mut window: Vec<DocId> = dated.into_iter().map(|(_, document)| document).collect();
        window.sort_unstable();
        let window: Arc<[DocId]> = window.into();
        lock().insert(id, Arc::clone(&window));
        window
    }

    /// Forgets segments that were merged away.
    pub(crate) fn keep_only(&self, searcher: &Searcher) {
        let live: Vec<SegmentId> =
            searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.retain(|id, _| live.contains(id));
    }
}

fn among(window: &[DocId], segment: &SegmentReader, fitting: &mut dyn Scorer, top: &mut Top) {
    for document in window.iter().copied() {
        if fitting.doc() < document {
            fitting.seek(document);
        }
        if fitting.doc() == document && !segment.is_deleted(document) {
            top.take(document);
        }
    }
}

fn all(segment: &SegmentReader, fitting: &mut dyn Scorer, top: &mut Top) {
    let mut document = fitting.doc();
    while document != TERMINATED {
        if !segment.is_deleted(document) {
            top.take(document);
        }
        document = fitting.advance();
    }
}

/// The newest of one segment so far.
struct Top {
    limit: usize,
    ord: u32,
    published: Column<i64>,
    /// Oldest first.
    found: Vec<Dated>,
}

impl Top {
    fn take(&mut self, document: DocId) {
        let at_ms = self.published.first(document).unwrap_or(i64::MIN);
        if self.found.len() == self.limit {
            if self.found.first().is_some_and(|(oldest, _)| *oldest >= at_ms) {
                return;
            }
            self.found.remove(0);
        }
        let place = (at_ms, DocAddress::new(self.ord, document));
        let at = self.found.partition_point(|other| *other < place);
        self.found.insert(at, place);
    }
}

#[cfg(test)]
mod tests {
    use content::id::{ArticleId, ChangeNumber};
    use tantivy::query::TermQuery;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{Searcher, Term};

    use super::Newest;
    use crate::{Document, Index, Step};

    /// Every third title begins with a, at times that jump about.
    fn filled() -> Index {
        let index = Index::in_memory().unwrap();
        let put = |id: i64| {
            let title = if id % 3 == 0 { "a" } else { "b" };
            let published_ms = (id * 7_919) % 1_009;
            let article = ArticleId::new(id);
            let title = title.to_owned();
            Step::Put(Box::new(Document { article, title, published_ms, ..Document::default() }))
        };
        index.apply(&(1..=900).map(put).collect::<Vec<_>>(), ChangeNumber::new(1)).unwrap();
        let gone: Vec<Step> =
            (1..=900).step_by(7).map(|id| Step::Remove(ArticleId::new(id))).collect();
        index.apply(&gone, ChangeNumber::new(2)).unwrap();
        index
    }

    fn newest(many: u32, window: usize, searcher: &Searcher, index: &Index) -> Vec<u32> {
        let term = Term::from_field_text(index.fields.suggest.starts, "a");
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let newest = Newest { many, window, ..Newest::default() };
        let found = newest.find(searcher, &query, 12).unwrap();
        found.into_iter().map(|place| place.doc_id).collect()
    }

    #[test]
    fn looking_at_the_newest_first_finds_the_same_as_looking_at_all() {
        let index = filled();
        index.ask(|_, view| {
            let searcher = &view.searcher;
            let all = newest(u32::MAX, 0, searcher, &index);
            assert_eq!(all.len(), 12);
            for window in [0, 5, 60, 400, 2_000] {
                assert_eq!(newest(0, window, searcher, &index), all, "{window}");
            }
            Ok(())
        });
    }
}
