//! What is known of each document of a segment without reading it: kept in memory, since every
//! match of every question asks for it.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use tantivy::index::SegmentReader;
use tantivy::{DocId, TantivyError};

use super::choices::{Choice, read_term};

/// All choices of the index, numbered; each with the name that people read. Numbers are never
/// given up: there are only as many as there are sections, persons and years.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    numbers: HashMap<Choice, u32>,
    choices: Vec<(Choice, String)>,
}

impl Registry {
    /// The number of a term's choice; a section with its name and the same without are one.
    fn take_in(&mut self, term: &str) -> u32 {
        let Some((choice, name)) = read_term(term) else { return u32::MAX };
        let next = u32::try_from(self.choices.len()).unwrap_or(u32::MAX);
        let at = *self.numbers.entry(choice.clone()).or_insert(next);
        match self.choices.get_mut(at as usize) {
            None => self.choices.push((choice, name.to_owned())),
            Some((_, known)) if known.is_empty() => name.clone_into(known),
            Some(_) => {}
        }
        at
    }

    pub(crate) fn number(&self, choice: &Choice) -> Option<u32> {
        self.numbers.get(choice).copied()
    }

    /// All, in the order of their numbers.
    pub(crate) fn choices(&self) -> &[(Choice, String)] {
        &self.choices
    }
}

/// The columns of one segment; segments never change, deletions are looked up beside it.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) published: Vec<i64>,
    /// The latest time of publication.
    pub(crate) newest: i64,
    /// Where each document's choices begin in `values`; one more at the end.
    starts: Vec<u32>,
    /// Numbers of choices.
    values: Vec<u32>,
}

impl Columns {
    pub(crate) fn read(
        segment: &SegmentReader,
        registry: &RwLock<Registry>,
    ) -> Result<Self, TantivyError> {
        let fast = segment.fast_fields();
        let docs = 0..segment.max_doc();
        let published = fast.i64("published")?;
        let mut columns = Self {
            published: docs.clone().map(|doc| published.first(doc).unwrap_or_default()).collect(),
            starts: vec![0],
            ..Self::default()
        };
        columns.newest = columns.published.iter().copied().max().unwrap_or_default();
        let Some(terms) = fast.str("choices")? else {
            columns.starts.resize(columns.published.len() + 1, 0);
            return Ok(columns);
        };
        let of_term = {
            let mut registry = registry.write().unwrap_or_else(PoisonError::into_inner);
            let mut of_term: Vec<u32> = Vec::with_capacity(terms.num_terms());
            let mut term = String::new();
            for ord in 0..terms.num_terms() as u64 {
                term.clear();
                terms.ord_to_str(ord, &mut term)?;
                of_term.push(registry.take_in(&term));
            }
            of_term
        };
        let mut of_doc: Vec<u32> = Vec::new();
        for doc in docs {
            of_doc.clear();
            let ords = terms.term_ords(doc).filter_map(|ord| usize::try_from(ord).ok());
            of_doc.extend(ords.filter_map(|ord| of_term.get(ord)));
            of_doc.sort_unstable();
            of_doc.dedup();
            columns.values.extend_from_slice(&of_doc);
            columns.starts.push(u32::try_from(columns.values.len()).unwrap_or(u32::MAX));
        }
        columns.values.shrink_to_fit();
        Ok(columns)
    }

    /// The choices of a document, ascending.
    pub(crate) fn of(&self, doc: DocId) -> &[u32] {
        let at = doc as usize;
        match self.starts.get(at..at + 2) {
            Some(&[start, end]) => self.values.get(start as usize..end as usize),
            _ => None,
        }
        .unwrap_or_default()
    }
}
