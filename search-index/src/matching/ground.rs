//! Where everything is that one question needs.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyError};

use super::columns::Columns;
use super::plan::Plan;
use super::rank::Candidate;
use super::tally::Tally;
use super::terms::{Dictionary, Lists};
use super::weights::Weights;
use super::window::Lengths;
use crate::engine::{Engine, View};
use crate::schema::Fields;

/// Where everything is.
pub(crate) struct Ground<'a> {
    pub(crate) view: &'a View,
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) columns: &'a [Arc<Columns>],
    pub(crate) engine: &'a Engine,
    pub(crate) weights: &'a Weights,
    pub(crate) exact: Dictionary,
    pub(crate) folded: Dictionary,
    pub(crate) pairs: Dictionary,
    pub(crate) title: Dictionary,
    pub(crate) documents: u64,
    pub(crate) lengths: Lengths,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        view: &'a View,
        weights: &'a Weights,
    ) -> Result<Self, TantivyError> {
        let (fields, searcher, columns) = (&engine.fields, &view.searcher, view.columns.as_slice());
        let open = |field| Dictionary::open(searcher, field);
        let documents = searcher.num_docs().max(1);
        let tokens = searcher.segment_readers().iter().map(|segment| {
            segment.inverted_index(fields.folded).map_or(0, |index| index.total_num_tokens())
        });
        #[expect(clippy::cast_precision_loss, reason = "an average")]
        let average = tokens.sum::<u64>() as f32 / documents as f32;
        // In steps of a power of two's quarter, so that a new article does not reorder pages.
        let average = ((average.max(1.0).log2() * 4.0).round() / 4.0).exp2();
        Ok(Self {
            view,
            searcher,
            fields,
            columns,
            engine,
            weights,
            exact: open(fields.exact)?,
            folded: open(fields.folded)?,
            pairs: open(fields.pairs)?,
            title: open(fields.title)?,
            documents,
            lengths: Lengths::new(weights.k1, weights.b, average),
        })
    }

    pub(crate) fn lists(&self, plan: &Plan) -> Lists {
        Lists::new(self.searcher.segment_readers().len(), self.documents, plan.shares)
    }

    /// Counts the choices of one document.
    pub(crate) fn count(&self, tally: &mut Tally, found: Candidate) {
        if let Some(columns) = self.columns.get(found.segment) {
            let choices = columns.combinations.get(columns.combination(found.doc));
            tally.add(choices.map_or(&[], Vec::as_slice), 1);
            tally.add(columns.bylines(found.doc), 1);
        }
    }

    pub(crate) fn tally(&self) -> Tally {
        Tally::new(&self.engine.registry())
    }

    pub(crate) fn dictionary(&self, field: Field) -> Option<&Dictionary> {
        [&self.exact, &self.folded, &self.pairs, &self.title]
            .into_iter()
            .find(|dictionary| dictionary.field() == field)
    }

    pub(crate) fn norms(&self, segment: &SegmentReader) -> FieldNormReader {
        segment
            .get_fieldnorms_reader(self.fields.folded)
            .unwrap_or_else(|_| FieldNormReader::constant(segment.max_doc(), 1))
    }

    pub(crate) fn open(
        &self,
        at: usize,
        field: Field,
        info: &TermInfo,
    ) -> Option<BlockSegmentPostings> {
        let index = self.dictionary(field)?.segment(at)?;
        index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs).ok()
    }
}
