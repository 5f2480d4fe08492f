//! What is looked for: clues, and the posting lists of each in every segment.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyError};

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

impl Clue {
    /// The same with its weight scaled.
    pub(crate) fn by(&self, factor: f32) -> Self {
        Self { weight: self.weight * factor, ..self.clone() }
    }
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

/// One way in which a folded term is written, in one segment.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) segment: usize,
    /// What stands behind the folded form.
    pub(crate) marks: String,
    pub(crate) info: TermInfo,
}

/// A field's terms in all segments. What one question has looked up is kept.
pub(crate) struct Dictionary {
    field: Field,
    segments: Vec<Arc<InvertedIndexReader>>,
    known: RefCell<HashMap<String, Rc<Vec<Reading>>>>,
}

impl Dictionary {
    pub(crate) fn open(searcher: &Searcher, field: Field) -> Result<Self, TantivyError> {
        let segments = searcher.segment_readers().iter();
        let segments =
            segments.map(|segment| segment.inverted_index(field)).collect::<Result<_, _>>()?;
        Ok(Self { field, segments, known: RefCell::default() })
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
            let Some(rest) = term.strip_prefix(prefix.as_bytes()) else { break };
            if let Ok(rest) = std::str::from_utf8(rest) {
                each(rest, info);
            }
        }
    }

    /// All readings of a folded term (with the sign before the marks at its end).
    pub(crate) fn readings(&self, prefix: &str) -> Rc<Vec<Reading>> {
        if let Some(known) = self.known(prefix) {
            return known;
        }
        let mut all = Vec::new();
        for (at, segment) in self.segments.iter().enumerate() {
            Self::with_prefix(segment, prefix, |marks, info| {
                let marks = marks.to_owned();
                all.push(Reading { segment: at, marks, info: info.clone() });
            });
        }
        let all = Rc::new(all);
        self.known.borrow_mut().insert(prefix.to_owned(), Rc::clone(&all));
        all
    }

    /// The readings, if this question has looked them up.
    pub(crate) fn known(&self, prefix: &str) -> Option<Rc<Vec<Reading>>> {
        self.known.borrow().get(prefix).cloned()
    }
}

/// Writes what the readings of a folded pair begin with.
pub(crate) fn pair_prefix(prefix: &mut String, first: &str, second: &str) {
    prefix.clear();
    prefix.push_str(first);
    prefix.push(' ');
    prefix.push_str(second);
    prefix.push(MARKS);
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
    (1.0 + share * surprise(alone, together, documents)).clamp(0.1, 2.0)
}

/// How much oftener than by chance two syllables meet that stand in so many documents: a natural
/// logarithm.
pub(crate) fn surprise(alone: [u64; 2], together: u64, documents: u64) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are far below 2^52")]
    let log = |count: u64| (count.max(1) as f64).ln();
    let chance: f64 = alone.into_iter().map(log).sum();
    #[expect(clippy::cast_possible_truncation, reason = "a small number")]
    let surprise = (log(together) + log(documents) - chance) as f32;
    surprise
}

/// Lists of all clues by segment.
pub(crate) struct Lists {
    pub(crate) of_segments: Vec<Vec<List>>,
    documents: u64,
    /// How the very reading, a fitting one and any one count.
    shares: [f32; 3],
}

impl Lists {
    pub(crate) fn new(segments: usize, documents: u64, shares: [f32; 3]) -> Self {
        let of_segments = std::iter::repeat_with(Vec::new).take(segments).collect();
        Self { of_segments, documents, shares }
    }

    /// Leaves the longest lists out until at most so many postings are left to read: the most
    /// common pairs say least. What a result must have or must not have stays, and one clue.
    pub(crate) fn bound(&mut self, most: u64, kept: u64) {
        let mut of_clues: HashMap<(Field, u64), u64> = HashMap::new();
        for list in self.of_segments.iter().flatten() {
            *of_clues.entry((list.field, list.mask)).or_default() += u64::from(list.info.doc_freq);
        }
        let mut clues: Vec<((Field, u64), u64)> = of_clues.into_iter().collect();
        clues.sort_unstable_by_key(|(clue, count)| (*count, *clue));
        let (mut sum, mut gone) = (0, HashSet::new());
        for (at, ((field, mask), count)) in clues.into_iter().enumerate() {
            sum += count;
            if at > 0 && sum > most && mask & kept == 0 {
                gone.insert((field, mask));
            }
        }
        for lists in self.of_segments.iter_mut().filter(|_| !gone.is_empty()) {
            lists.retain(|list| !gone.contains(&(list.field, list.mask)));
        }
    }

    /// The bits whose lists need not be gone through, the longest first, as long as `little` holds:
    /// what has none but these bits is no result.
    pub(crate) fn spared(&self, little: impl Fn(u64) -> bool) -> u64 {
        let mut of_masks: HashMap<u64, u64> = HashMap::new();
        for list in self.of_segments.iter().flatten() {
            *of_masks.entry(list.mask).or_default() += u64::from(list.info.doc_freq);
        }
        let mut masks: Vec<(u64, u64)> = of_masks.into_iter().collect();
        masks.sort_unstable_by_key(|(mask, count)| (Reverse(*count), *mask));
        let add = |spared, (mask, _)| if little(spared | mask) { spared | mask } else { spared };
        masks.into_iter().fold(0, add)
    }

    fn push(&mut self, at: usize, list: List) {
        if let Some(of_segment) = self.of_segments.get_mut(at) {
            of_segment.push(list);
        }
    }

    /// The lists of one pair: all readings of the folded pair, each by how it agrees with the
    /// typed marks.
    pub(crate) fn add_pair(
        &mut self,
        pairs: &Dictionary,
        (first, second): (&Form, &Form),
        clue: &Clue,
    ) {
        let mut prefix = String::new();
        pair_prefix(&mut prefix, &first.folded, &second.folded);
        self.add_all(pairs, &prefix, clue, |rest| {
            let (one, two) = rest.split_once(' ').unwrap_or((rest, ""));
            agree(&first.marks, one).max(agree(&second.marks, two))
        });
    }

    /// The lists of all readings of one syllable.
    pub(crate) fn add_readings(&mut self, dictionary: &Dictionary, form: &Form, clue: &Clue) {
        let prefix = format!("{}{MARKS}", form.folded);
        self.add_all(dictionary, &prefix, clue, |rest| agree(&form.marks, rest));
    }

    fn add_all(
        &mut self,
        dictionary: &Dictionary,
        prefix: &str,
        clue: &Clue,
        agrees: impl Fn(&str) -> Agree,
    ) {
        let readings = dictionary.readings(prefix);
        let found: Vec<(Agree, &Reading)> = readings
            .iter()
            .map(|reading| (agrees(&reading.marks), reading))
            .filter(|(agree, _)| !clue.strict || *agree == Agree::Same)
            .collect();
        let [same, open, other] = self.weights(clue, &found);
        for (agree, reading) in found {
            let weight = match agree {
                Agree::Same => same,
                Agree::Open => open,
                Agree::Other => other,
            };
            let (info, mask, field) = (reading.info.clone(), clue.mask, dictionary.field);
            self.push(reading.segment, List { info, weight, mask, field });
        }
    }

    /// What the very reading, a fitting one and any other one weigh.
    fn weights(&self, clue: &Clue, found: &[(Agree, &Reading)]) -> [f32; 3] {
        let count = |most: Agree| -> u64 {
            let agreeing = found.iter().filter(|(agree, _)| *agree <= most);
            agreeing.map(|(_, reading)| u64::from(reading.info.doc_freq)).sum()
        };
        let counts = [Agree::Same, Agree::Open, Agree::Other].map(count);
        let [_, _, all] = counts;
        let factor =
            clue.cohesion.map_or(1.0, |(share, alone)| cohesion(share, alone, all, self.documents));
        let [same, open, any] = self.shares;
        let [of_same, of_open, of_any] = counts.map(|count| idf(self.documents, count));
        let any = any * of_any;
        let open = open * of_open + any;
        let same = same * of_same + open;
        [same, open, any].map(|weight| weight * clue.weight * factor)
    }

    /// The list of one term.
    pub(crate) fn add_term(
        &mut self,
        dictionary: &Dictionary,
        term: &str,
        (weight, mask): (f32, u64),
    ) {
        let infos = dictionary.segments.iter().enumerate();
        let infos = infos.filter_map(|(at, segment)| Some((at, segment.terms().get(term).ok()??)));
        let infos: Vec<(usize, TermInfo)> = infos.collect();
        let count = infos.iter().map(|(_, info)| u64::from(info.doc_freq)).sum();
        let weight = weight * idf(self.documents, count);
        for (at, info) in infos {
            self.push(at, List { info, weight, mask, field: dictionary.field });
        }
    }

    /// Both lists of one syllable.
    pub(crate) fn add_single(
        &mut self,
        (exact, folded): (&Dictionary, &Dictionary),
        form: &Form,
        clue: &Clue,
    ) {
        let [same, open, any] = self.shares;
        let mut term = String::new();
        push_exact(&mut term, form);
        if clue.strict {
            self.add_term(exact, &term, (clue.weight, clue.mask));
            return;
        }
        self.add_term(exact, &term, (clue.weight * same, clue.mask));
        self.add_term(folded, &form.folded, (clue.weight * (open + any), clue.mask));
    }
}
