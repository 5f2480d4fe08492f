//! The language of the index: how often syllables and pairs stand in its largest segment.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use tantivy::index::InvertedIndexReader;

use super::guess::Guess;
use crate::analysis::normal::{Form, MARKS};
use crate::matching::gather::Ground;
use crate::matching::terms::{Dictionary, pair_prefix};

/// Documents of each pair of readings of two folded syllables.
type Readings = Rc<HashMap<(String, String), u32>>;

/// How much a syllable's own frequency speaks where a pair was never seen.
const SMOOTH: f32 = 4.0;
/// Different syllables of an article: a share of documents is that much more than one of words.
const DIFFERENT: f32 = 300.0;
/// What stands for a count of nothing.
const UNSEEN: f32 = 0.1;

/// Counts, read from the dictionaries as they are needed.
pub(crate) struct Lexicon<'a> {
    exact: &'a InvertedIndexReader,
    folded: &'a InvertedIndexReader,
    pairs: &'a InvertedIndexReader,
    /// The same of all segments, and the number of the largest.
    all_pairs: &'a Dictionary,
    at: usize,
    documents: f32,
    seen: RefCell<HashMap<(String, String), Readings>>,
}

impl<'a> Lexicon<'a> {
    /// Nothing when the index is empty.
    pub(crate) fn new(ground: &'a Ground<'_>) -> Option<Self> {
        let segments = ground.searcher.segment_readers().iter().enumerate();
        let (at, largest) = segments.max_by_key(|(_, segment)| segment.max_doc())?;
        #[expect(clippy::cast_precision_loss, reason = "a share is made of it")]
        let documents = largest.max_doc().max(1) as f32;
        Some(Self {
            exact: ground.exact.segment(at)?,
            folded: ground.folded.segment(at)?,
            pairs: ground.pairs.segment(at)?,
            all_pairs: &ground.pairs,
            at,
            documents,
            seen: RefCell::default(),
        })
    }

    /// In how many documents a folded syllable stands.
    pub(crate) fn count(&self, folded: &str) -> u32 {
        let info = self.folded.terms().get(folded).ok().flatten();
        info.map_or(0, |info| info.doc_freq)
    }

    /// A count below which a syllable is seldom enough to be a slip.
    pub(crate) fn seldom(&self) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small positive number"
        )]
        let seldom = (self.documents * 1e-4) as u32;
        seldom.clamp(1, 20)
    }

    /// The marks that a folded syllable is written with, and in how many documents.
    pub(crate) fn readings(&self, folded: &str) -> Vec<(String, u32)> {
        let mut all = Vec::new();
        let prefix = format!("{folded}{MARKS}");
        Dictionary::with_prefix(self.exact, &prefix, |marks, info| {
            all.push((marks.to_owned(), info.doc_freq));
        });
        all
    }

    fn pair_readings(&self, first: &str, second: &str) -> Readings {
        let key = (first.to_owned(), second.to_owned());
        if let Some(known) = self.seen.borrow().get(&key) {
            return Rc::clone(known);
        }
        let mut all = HashMap::new();
        let mut add = |marks: &str, count: u32| {
            if let Some((one, two)) = marks.split_once(' ') {
                all.insert((one.to_owned(), two.to_owned()), count);
            }
        };
        let prefix = pair_prefix(first, second);
        if let Some(known) = self.all_pairs.known(&prefix) {
            for reading in known.iter().filter(|reading| reading.segment == self.at) {
                add(&reading.marks, reading.info.doc_freq);
            }
        } else {
            Dictionary::with_prefix(self.pairs, &prefix, |marks, info| add(marks, info.doc_freq));
        }
        let all = Rc::new(all);
        self.seen.borrow_mut().insert(key, Rc::clone(&all));
        all
    }

    /// In how many documents two forms are neighbours.
    pub(crate) fn together(&self, first: &Form, second: &Form) -> u32 {
        let readings = self.pair_readings(&first.folded, &second.folded);
        readings.get(&(first.marks.clone(), second.marks.clone())).copied().unwrap_or(0)
    }

    /// Whether two forms are neighbours anywhere, where a form without marks stands for all of
    /// its readings.
    pub(crate) fn may_meet(&self, first: &Form, second: &Form) -> bool {
        let fits = |form: &Form, marks: &str| !form.is_marked() || form.marks == marks;
        let readings = self.pair_readings(&first.folded, &second.folded);
        readings.keys().any(|(one, two)| fits(first, one) && fits(second, two))
    }

    fn share(&self, count: u32) -> f32 {
        (exactly(count) + UNSEEN) / self.documents / DIFFERENT
    }

    /// The cost of beginning with a guess.
    pub(crate) fn begin(&self, guess: &Guess) -> f32 {
        -self.share(guess.count).ln()
    }

    /// The cost of one guess after another.
    pub(crate) fn step(&self, from: &Guess, to: &Guess) -> f32 {
        let together = exactly(self.together(&from.form, &to.form));
        let likely = (together + SMOOTH * self.share(to.count)) / (exactly(from.count) + SMOOTH);
        -likely.ln()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share is made of it")]
fn exactly(count: u32) -> f32 {
    count as f32
}
