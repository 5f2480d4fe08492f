//! What is known of each document of a segment without reading it: kept in memory, since every
//! match of every question asks for it.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use tantivy::index::SegmentReader;
use tantivy::{DocId, TantivyError};

use super::choices::{Choice, Sort, read_term};

/// All choices of the index, numbered; each with the name that people read. Numbers are never
/// given up: there are only as many as there are sections, persons and years.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    numbers: HashMap<Choice, u32>,
    choices: Vec<(Choice, String)>,
}

impl Registry {
    /// The number of a term's choice; a section with its name and the same without are one.
    fn take_in(&mut self, term: &str) -> (u32, Sort) {
        let Some((choice, name)) = read_term(term) else { return (u32::MAX, Sort::Site) };
        let sort = choice.sort;
        let next = u32::try_from(self.choices.len()).unwrap_or(u32::MAX);
        let at = *self.numbers.entry(choice.clone()).or_insert(next);
        match self.choices.get_mut(at as usize) {
            None => self.choices.push((choice, name.to_owned())),
            Some((_, known)) if known.is_empty() => name.clone_into(known),
            Some(_) => {}
        }
        (at, sort)
    }

    pub(crate) fn number(&self, choice: &Choice) -> Option<u32> {
        self.numbers.get(choice).copied()
    }

    /// All, in the order of their numbers.
    pub(crate) fn choices(&self) -> &[(Choice, String)] {
        &self.choices
    }
}

/// Stands for no byline.
const NOBODY: u32 = u32::MAX;
/// Marks a place in `many` instead of a byline's number.
const MANY: u32 = 1 << 31;

/// The columns of one segment; segments never change, deletions are looked up beside it.
///
/// All choices of a document but its bylines are one combination: there are far fewer of these
/// than documents, so that a match is counted by one step.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) published: Vec<i64>,
    /// The latest time of publication.
    pub(crate) newest: i64,
    /// Of each document, the number of its combination.
    combined: Vec<u32>,
    /// The choices of each combination, ascending.
    pub(crate) combinations: Vec<Vec<u32>>,
    /// Of each document, the number of its byline, or its place in `many`.
    bylines: Vec<u32>,
    many: Vec<Vec<u32>>,
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
            ..Self::default()
        };
        columns.newest = columns.published.iter().copied().max().unwrap_or_default();
        let Some(terms) = fast.str("choices")? else { return Ok(columns) };
        let of_term = {
            let mut registry = registry.write().unwrap_or_else(PoisonError::into_inner);
            let mut of_term: Vec<(u32, Sort)> = Vec::with_capacity(terms.num_terms());
            let mut term = String::new();
            for ord in 0..terms.num_terms() as u64 {
                term.clear();
                terms.ord_to_str(ord, &mut term)?;
                of_term.push(registry.take_in(&term));
            }
            of_term
        };
        let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
        let (mut others, mut bylines) = (Vec::new(), Vec::new());
        for doc in docs {
            others.clear();
            bylines.clear();
            let ords = terms.term_ords(doc).filter_map(|ord| usize::try_from(ord).ok());
            for (number, sort) in ords.filter_map(|ord| of_term.get(ord)) {
                let list = if *sort == Sort::Byline { &mut bylines } else { &mut others };
                list.push(*number);
            }
            others.sort_unstable();
            others.dedup();
            bylines.sort_unstable();
            bylines.dedup();
            columns.add(&mut known, &others, &bylines);
        }
        Ok(columns)
    }

    fn add(&mut self, known: &mut HashMap<Vec<u32>, u32>, others: &[u32], bylines: &[u32]) {
        let number = |length: usize| u32::try_from(length).unwrap_or(MANY - 1);
        let combination = known.get(others).copied().unwrap_or_else(|| {
            let next = number(self.combinations.len());
            self.combinations.push(others.to_vec());
            known.insert(others.to_vec(), next);
            next
        });
        self.combined.push(combination);
        self.bylines.push(match bylines {
            [] => NOBODY,
            [one] => *one,
            several => {
                self.many.push(several.to_vec());
                MANY | number(self.many.len() - 1)
            }
        });
    }

    /// The number of a document's combination.
    #[inline]
    pub(crate) fn combination(&self, doc: DocId) -> usize {
        self.combined.get(doc as usize).map_or(usize::MAX, |number| *number as usize)
    }

    /// The bylines of a document.
    #[inline]
    pub(crate) fn bylines(&self, doc: DocId) -> &[u32] {
        match self.bylines.get(doc as usize) {
            None | Some(&NOBODY) => &[],
            Some(one) if one & MANY == 0 => std::slice::from_ref(one),
            Some(many) => self.many.get((many & !MANY) as usize).map_or(&[], Vec::as_slice),
        }
    }
}
