//! What is looked for: clues, and the posting lists of each in every segment.

use std::sync::Arc;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyError};

use super::weights::Weights;
use crate::analysis::normal::{Form, MARKS};
use crate::analysis::tokenizer::push_exact;

/// One thing to look for.
#[derive(Debug, Clone)]
pub(crate) struct Clue {
    pub(crate) what: What,
    /// Of this clue among the others.
    pub(crate) weight: f32,
    /// The bits that a document gets that has it.
    pub(crate) mask: u64,
    /// Only the very reading counts.
    pub(crate) strict: bool,
    /// Of neighbours: how much it counts that they keep together, and in how many documents each
    /// stands.
    pub(crate) cohesion: Option<(f32, [u64; 2])>,
}

/// What a clue is.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Single(Form),
    Pair(Form, Form),
    /// A whole number of a document.
    Code(String),
}

/// One posting list of one segment.
pub(crate) struct List {
    pub(crate) info: TermInfo,
    pub(crate) weight: f32,
    pub(crate) mask: u64,
    pub(crate) field: Field,
}

/// How a written syllable and a typed one agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agree {
    Same,
    /// The typed one leaves its marks out.
    Open,
    Other,
}

fn agree(typed: &str, written: &str) -> Agree {
    if typed == written {
        Agree::Same
    } else if typed.is_empty() {
        Agree::Open
    } else {
        Agree::Other
    }
}

/// A field's terms in all segments.
pub(crate) struct Dictionary {
    field: Field,
    segments: Vec<Arc<InvertedIndexReader>>,
}

impl Dictionary {
    pub(crate) fn open(searcher: &Searcher, field: Field) -> Result<Self, TantivyError> {
        let segments = searcher.segment_readers().iter();
        let segments =
            segments.map(|segment| segment.inverted_index(field)).collect::<Result<_, _>>()?;
        Ok(Self { field, segments })
    }

    pub(crate) fn segment(&self, at: usize) -> Option<&Arc<InvertedIndexReader>> {
        self.segments.get(at)
    }

    pub(crate) fn field(&self) -> Field {
        self.field
    }

    /// In how many documents a term stands.
    pub(crate) fn count(&self, term: &str) -> u64 {
        let infos = self.segments.iter().filter_map(|segment| segment.terms().get(term).ok()?);
        infos.map(|info| u64::from(info.doc_freq)).sum()
    }

    /// All terms of a segment that begin so, each with the rest of it.
    pub(crate) fn with_prefix(
        segment: &InvertedIndexReader,
        prefix: &str,
        mut each: impl FnMut(&str, &TermInfo),
    ) {
        let Ok(mut terms) = segment.terms().range().ge(prefix).into_stream() else { return };
        while let Some((term, info)) = terms.next() {
            let rest = std::str::from_utf8(term).ok().and_then(|term| term.strip_prefix(prefix));
            let Some(rest) = rest else { break };
            each(rest, info);
        }
    }
}

/// The inverse document frequency, in steps, so that one new article does not reorder pages.
pub(crate) fn idf(documents: u64, count: u64) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are far below 2^52")]
    let (documents, count) = (documents as f64, count as f64);
    let idf = (1.0 + (documents - count + 0.5).max(0.0) / (count + 0.5)).ln();
    #[expect(clippy::cast_possible_truncation, reason = "a small number")]
    let idf = idf as f32;
    (idf * 32.0).round() / 32.0
}

/// More than 1 for neighbours that meet oftener than chance would have it, less for others.
fn cohesion(share: f32, alone: [u64; 2], together: u64, documents: u64) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are far below 2^52")]
    let log = |count: u64| (count.max(1) as f64).ln();
    let chance: f64 = alone.into_iter().map(log).sum();
    #[expect(clippy::cast_possible_truncation, reason = "a small number")]
    let surprise = (log(together) + log(documents) - chance) as f32;
    (1.0 + share * surprise).clamp(0.1, 2.0)
}

/// Lists of all clues by segment.
pub(crate) struct Lists(pub(crate) Vec<Vec<List>>);

impl Lists {
    pub(crate) fn new(segments: usize) -> Self {
        Self(std::iter::repeat_with(Vec::new).take(segments).collect())
    }

    fn push(&mut self, at: usize, list: List) {
        if let Some(of_segment) = self.0.get_mut(at) {
            of_segment.push(list);
        }
    }

    /// The lists of one pair: all readings of the folded pair, each by how it agrees with the
    /// typed marks. Returns in how many documents it stands.
    pub(crate) fn add_pair(
        &mut self,
        pairs: &Dictionary,
        (first, second): (&Form, &Form),
        clue: &Clue,
        shares: [f32; 3],
        documents: u64,
    ) -> u64 {
        let prefix = format!("{} {}{MARKS}", first.folded, second.folded);
        let agrees = |rest: &str| {
            let (one, two) = rest.split_once(' ').unwrap_or((rest, ""));
            agree(&first.marks, one).max(agree(&second.marks, two))
        };
        self.add_prefix(pairs, (&prefix, &agrees), clue, shares, documents)
    }

    /// The lists of all readings of one syllable.
    pub(crate) fn add_readings(
        &mut self,
        dictionary: &Dictionary,
        form: &Form,
        clue: &Clue,
        shares: [f32; 3],
        documents: u64,
    ) -> u64 {
        let prefix = format!("{}{MARKS}", form.folded);
        let agrees = |rest: &str| agree(&form.marks, rest);
        self.add_prefix(dictionary, (&prefix, &agrees), clue, shares, documents)
    }

    fn add_prefix(
        &mut self,
        dictionary: &Dictionary,
        (prefix, agrees): (&str, &dyn Fn(&str) -> Agree),
        clue: &Clue,
        shares: [f32; 3],
        documents: u64,
    ) -> u64 {
        let mut found: Vec<(usize, Agree, TermInfo)> = Vec::new();
        let mut counts = [0_u64; 3];
        for (at, segment) in dictionary.segments.iter().enumerate() {
            Dictionary::with_prefix(segment, prefix, |rest, info| {
                let agree = agrees(rest);
                if clue.strict && agree != Agree::Same {
                    return;
                }
                let count = u64::from(info.doc_freq);
                for (of, sum) in [Agree::Same, Agree::Open, Agree::Other].iter().zip(&mut counts) {
                    *sum += if agree <= *of { count } else { 0 };
                }
                found.push((at, agree, info.clone()));
            });
        }
        let parts = shares.iter().zip(counts).map(|(share, count)| share * idf(documents, count));
        let parts: Vec<f32> = parts.collect();
        let factor = clue.cohesion.map_or(1.0, |(of, alone)| {
            let all = counts.last().copied().unwrap_or_default();
            cohesion(of, alone, all, documents)
        });
        for (at, agree, info) in found {
            let from = match agree {
                Agree::Same => 0,
                Agree::Open => 1,
                Agree::Other => 2,
            };
            let weight: f32 = parts.iter().skip(from).sum::<f32>() * clue.weight * factor;
            self.push(at, List { info, weight, mask: clue.mask, field: dictionary.field });
        }
        counts.last().copied().unwrap_or_default()
    }

    /// The list of one term. Returns in how many documents it stands.
    pub(crate) fn add_term(
        &mut self,
        dictionary: &Dictionary,
        term: &str,
        (weight, mask): (f32, u64),
        documents: u64,
    ) -> u64 {
        let infos = dictionary
            .segments
            .iter()
            .enumerate()
            .filter_map(|(at, segment)| Some((at, segment.terms().get(term).ok()??)));
        let infos: Vec<(usize, TermInfo)> = infos.collect();
        let count = infos.iter().map(|(_, info)| u64::from(info.doc_freq)).sum();
        let weight = weight * idf(documents, count);
        for (at, info) in infos {
            self.push(at, List { info, weight, mask, field: dictionary.field });
        }
        count
    }

    /// Both lists of one syllable.
    pub(crate) fn add_single(
        &mut self,
        (exact, folded): (&Dictionary, &Dictionary),
        form: &Form,
        clue: &Clue,
        (shares, weights, documents): ([f32; 3], &Weights, u64),
    ) -> u64 {
        let [same, open, any] = shares;
        let weight = clue.weight * weights.single;
        let mut term = String::new();
        push_exact(&mut term, form);
        if clue.strict {
            return self.add_term(exact, &term, (weight, clue.mask), documents);
        }
        self.add_term(exact, &term, (weight * same, clue.mask), documents);
        self.add_term(folded, &form.folded, (weight * (open + any), clue.mask), documents)
    }
}
