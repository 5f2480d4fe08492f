//! The one writer: a batch is one commit, which also carries the change number.

use std::collections::HashMap;

use content::id::{ArticleId, ChangeNumber};
use tantivy::merge_policy::LogMergePolicy;
use tantivy::{IndexWriter, TantivyError, Term};

use crate::IndexError;
use crate::document::Step;
use crate::schema::Fields;

/// Memory before a segment is written out; the least that tantivy takes is 15 MB a thread.
const MEMORY: usize = 96 * 1024 * 1024;
/// One thread: the machine's other core serves readers.
const THREADS: usize = 1;

pub(crate) struct Writer(IndexWriter);

impl Writer {
    pub(crate) fn open(index: &tantivy::Index) -> Result<Self, IndexError> {
        let writer = index.writer_with_num_threads(THREADS, MEMORY).map_err(|err| match err {
            TantivyError::LockFailure(..) => IndexError::Locked,
            other => IndexError::Tantivy(other),
        })?;
        writer.set_merge_policy(Box::new(LogMergePolicy::default()));
        Ok(Self(writer))
    }

    pub(crate) fn apply(
        &mut self,
        fields: &Fields,
        steps: &[Step],
        last: ChangeNumber,
    ) -> Result<(), IndexError> {
        let done = self.write(fields, steps, last);
        if done.is_err() {
            // What was added before the failure must not slip into the next commit.
            self.0.rollback()?;
        }
        done
    }

    fn write(
        &mut self,
        fields: &Fields,
        steps: &[Step],
        last: ChangeNumber,
    ) -> Result<(), IndexError> {
        // Of several steps for one article only the last counts.
        let latest: HashMap<ArticleId, usize> =
            steps.iter().enumerate().map(|(at, step)| (step.article(), at)).collect();
        for (at, step) in steps.iter().enumerate() {
            let article = step.article();
            if latest.get(&article) != Some(&at) {
                continue;
            }
            self.0.delete_term(Term::from_field_i64(fields.article, article.get()));
            if let Step::Put(document) = step {
                self.0.add_document(document.to_tantivy(fields)?)?;
            }
        }
        let mut commit = self.0.prepare_commit()?;
        commit.set_payload(&last.to_string());
        commit.commit()?;
        Ok(())
    }
}
