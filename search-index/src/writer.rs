//! The one writer of a generation: a batch is one commit, which also carries the change number.

use std::collections::{HashMap, HashSet};

use content::id::{ArticleId, ChangeNumber};
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::{LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::{IndexWriter, TantivyError, Term};

use crate::IndexError;
use crate::document::Step;
use crate::entry::Entry;
use crate::schema::Fields;

/// Memory of one indexing thread before it writes a segment out; tantivy takes no less than 15 MB.
const MEMORY: usize = 20 * 1024 * 1024;
/// The same of a rebuild's two: fewer segments are merged faster in the end.
const REBUILD_MEMORY: usize = 80 * 1024 * 1024;
/// A rebuild commits after so many bytes of text: what waits to be indexed, and for the commit,
/// takes several times their memory.
const UNCOMMITTED_MAX: usize = 64 * 1024 * 1024;
/// What an article takes beside its body.
const OVERHEAD: usize = 500;
/// From this share of replaced or withdrawn documents on a segment is written anew.
const GONE_MAX: f32 = 0.3;

/// How many threads index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// One: the machine's other core serves readers.
    Live,
    /// Two: a rebuild wants to be over.
    Rebuild,
}

pub(crate) struct Writer {
    index: tantivy::Index,
    pace: Pace,
    /// None after a failure, until the next batch.
    tantivy: Option<IndexWriter<Entry>>,
    /// Bytes of text since the last commit.
    waiting: usize,
    /// What an empty index was given: nothing else needs to be taken out before it is put in.
    given: Option<HashSet<ArticleId>>,
}

impl Writer {
    pub(crate) fn open(index: &tantivy::Index, pace: Pace) -> Result<Self, IndexError> {
        let tantivy = Some(open(index, pace)?);
        let is_empty = index.searchable_segment_ids()?.is_empty();
        let given = (pace == Pace::Rebuild && is_empty).then(HashSet::new);
        Ok(Self { index: index.clone(), pace, tantivy, waiting: 0, given })
    }

    /// Takes a batch in with one commit.
    pub(crate) fn apply(
        &mut self,
        fields: &Fields,
        steps: &[Step],
        last: ChangeNumber,
    ) -> Result<(), IndexError> {
        let done = self.write(fields, steps).and_then(|()| self.keep(last));
        self.undo_unless(done)
    }

    /// Takes a batch in; it is committed when enough has gathered, or with the next commit. After
    /// an error everything since the last commit is gone.
    pub(crate) fn gather(
        &mut self,
        fields: &Fields,
        steps: &[Step],
        last: ChangeNumber,
    ) -> Result<(), IndexError> {
        let mut done = self.write(fields, steps);
        if done.is_ok() && self.waiting >= UNCOMMITTED_MAX {
            done = self.keep(last);
        }
        self.undo_unless(done)
    }

    /// Waits until merges are over.
    pub(crate) fn settle(self) -> Result<(), IndexError> {
        match self.tantivy {
            Some(writer) => Ok(writer.wait_merging_threads()?),
            None => Ok(()),
        }
    }

    /// Waits until merges are over, and makes one segment of all: a question looks every word up in
    /// every segment.
    pub(crate) fn unite(self) -> Result<(), IndexError> {
        let (index, pace) = (self.index.clone(), self.pace);
        self.settle()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            let mut writer = open(&index, pace)?;
            writer.merge(&segments).wait()?;
            writer.wait_merging_threads()?;
        }
        Ok(())
    }

    fn writer(&mut self) -> Result<&mut IndexWriter<Entry>, IndexError> {
        let writer = match self.tantivy.take() {
            Some(writer) => writer,
            None => open(&self.index, self.pace)?,
        };
        Ok(self.tantivy.insert(writer))
    }

    fn undo_unless(&mut self, done: Result<(), IndexError>) -> Result<(), IndexError> {
        if done.is_err() {
            // What was added before the failure must not slip into the next commit; and a writer
            // whose thread has died, of a full disk for instance, takes nothing more.
            self.tantivy = None;
            self.waiting = 0;
        }
        done
    }

    fn write(&mut self, fields: &Fields, steps: &[Step]) -> Result<(), IndexError> {
        // Of several steps for one article only the last counts.
        let latest: HashMap<ArticleId, usize> =
            steps.iter().enumerate().map(|(at, step)| (step.article(), at)).collect();
        let mut bytes = 0;
        let mut given = self.given.take();
        let writer = self.writer()?;
        for (at, step) in steps.iter().enumerate() {
            let article = step.article();
            if latest.get(&article) != Some(&at) {
                continue;
            }
            if given.as_mut().is_none_or(|given| !given.insert(article)) {
                writer.delete_term(Term::from_field_i64(fields.article, article.get()));
            }
            if let Step::Put(document) = step {
                bytes += document.body.len() + OVERHEAD;
                writer.add_document(Entry::new(document, fields)?)?;
            }
        }
        self.given = given;
        self.waiting += bytes;
        Ok(())
    }

    fn keep(&mut self, last: ChangeNumber) -> Result<(), IndexError> {
        let mut commit = self.writer()?.prepare_commit()?;
        commit.set_payload(&last.to_string());
        commit.commit()?;
        self.waiting = 0;
        Ok(())
    }
}

fn open(index: &tantivy::Index, pace: Pace) -> Result<IndexWriter<Entry>, IndexError> {
    let (threads, memory) = match pace {
        Pace::Live => (1, MEMORY),
        Pace::Rebuild => (2, REBUILD_MEMORY),
    };
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(memory)
        .num_merge_threads(1)
        .build();
    let writer = index.writer_with_options(options).map_err(|err| match err {
        TantivyError::LockFailure(..) => IndexError::Locked,
        other => IndexError::Tantivy(other),
    })?;
    writer.set_merge_policy(merges(pace));
    // A process killed in a commit leaves the list of what it deleted under a name that the same
    // commit, done again, would take once more: tantivy then refuses, and would for ever.
    writer.garbage_collect_files().wait()?;
    // tantivy gives the first step the last commit's own number. A merge that begins before the next
    // commit takes it for a part of the last, passes over segments in which that commit deleted
    // something, and thinks the step done: what it should have taken out stays, so that an article
    // is there twice. A step of nothing uses the number up.
    writer.run(std::iter::empty())?;
    Ok(writer)
}

/// A rebuild is merged once, in the end: every merge before that would be done again.
fn merges(pace: Pace) -> Box<dyn MergePolicy> {
    match pace {
        Pace::Live => {
            let mut policy = LogMergePolicy::default();
            policy.set_del_docs_ratio_before_merge(GONE_MAX);
            Box::new(policy)
        }
        Pace::Rebuild => Box::new(NoMergePolicy),
    }
}

#[cfg(test)]
mod tests {
    use tantivy::collector::DocSetCollector;
    use tantivy::query::TermQuery;
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::document::Document;
    use crate::{analysis, schema, suggest};

    /// So many segments are merged as soon as tantivy looks.
    const SEGMENTS: i64 = 10;

    fn put(article: i64) -> Step {
        Step::Put(Box::new(Document { article: ArticleId::new(article), ..Document::default() }))
    }

    /// Each segment has three articles, and the last commit took one out of one of them; then the
    /// process ended before they were merged.
    fn left_behind(fields: &Fields, taken: i64) -> tantivy::Index {
        let index = tantivy::Index::create_in_ram(schema::schema().0);
        analysis::register(&index);
        suggest::register(&index);
        let mut writer = Writer::open(&index, Pace::Live).unwrap();
        writer.tantivy.as_ref().unwrap().set_merge_policy(Box::new(NoMergePolicy));
        for segment in 0..SEGMENTS {
            let steps = [put(3 * segment), put(3 * segment + 1), put(3 * segment + 2)];
            writer.apply(fields, &steps, ChangeNumber::new(segment)).unwrap();
        }
        let steps = [Step::Remove(ArticleId::new(3 * taken))];
        writer.apply(fields, &steps, ChangeNumber::new(SEGMENTS)).unwrap();
        index
    }

    #[test]
    fn the_first_step_after_a_restart_is_not_lost_to_a_merge() {
        let fields = schema::schema().1;
        for taken in 0..SEGMENTS {
            let index = left_behind(&fields, taken);
            let mut writer = Writer::open(&index, Pace::Live).unwrap();
            let other = ArticleId::new(3 * taken + 1);
            writer.apply(&fields, &[put(other.get())], ChangeNumber::new(100)).unwrap();
            writer.settle().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let term = Term::from_field_i64(fields.article, other.get());
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            let there = searcher.search(&query, &DocSetCollector).unwrap().len();
            let segments = searcher.segment_readers().len();
            assert!(
                there == 1 && segments < 4,
                "{other:?} is there {there} times in {segments} segments"
            );
        }
    }
}
