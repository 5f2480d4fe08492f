//! The language of the index: how often syllables and pairs stand in its largest segments.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::guess::Guess;
use crate::analysis::normal::{Form, MARKS};
use crate::matching::ground::Ground;
use crate::matching::terms::{Dictionary, pair_prefix};

/// Documents of each pair of readings, the marks with a blank between, of two folded syllables.
type Readings = Rc<HashMap<String, u32>>;

/// How much a syllable's own frequency speaks where a pair was never seen.
const SMOOTH: f32 = 4.0;
/// Different syllables of an article: a share of documents is that much more than one of words.
const DIFFERENT: f32 = 300.0;
/// What stands for a count of nothing.
const UNSEEN: f32 = 0.1;
/// Share of all documents that is enough to know the language, in so many segments at most.
const ENOUGH: f32 = 0.6;
const SEGMENTS_MAX: usize = 6;

/// Counts, read from the dictionaries as they are needed.
pub(crate) struct Lexicon<'a> {
    ground: &'a Ground<'a>,
    /// The largest segments.
    segments: Vec<usize>,
    documents: f32,
    seen: RefCell<HashMap<String, Readings>>,
    /// Room for a key that is looked up.
    key: RefCell<String>,
}

impl<'a> Lexicon<'a> {
    /// Nothing when the index is empty.
    pub(crate) fn new(ground: &'a Ground<'a>) -> Option<Self> {
        let mut sizes: Vec<(usize, f32)> = ground
            .searcher
            .segment_readers()
            .iter()
            .map(|segment| exactly(segment.max_doc()))
            .enumerate()
            .collect();
        sizes.sort_by(|one, two| two.1.total_cmp(&one.1));
        let all: f32 = sizes.iter().map(|(_, size)| size).sum();
        let mut documents = 0.0;
        let mut segments = Vec::new();
        for (at, size) in sizes.into_iter().take(SEGMENTS_MAX) {
            if documents < all * ENOUGH {
                documents += size;
                segments.push(at);
            }
        }
        let (seen, key) = (RefCell::default(), RefCell::default());
        (documents > 0.0).then_some(Self { ground, segments, documents, seen, key })
    }

    /// In how many documents a folded syllable stands.
    pub(crate) fn count(&self, folded: &str) -> u32 {
        let of = |at: &usize| self.ground.folded.segment(*at)?.terms().get(folded).ok()?;
        self.segments.iter().filter_map(of).map(|info| info.doc_freq).sum()
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
        let mut all: Vec<(String, u32)> = Vec::new();
        let prefix = format!("{folded}{MARKS}");
        self.each(&self.ground.exact, &prefix, |marks, count| {
            match all.iter_mut().find(|(known, _)| known == marks) {
                Some((_, sum)) => *sum += count,
                None => all.push((marks.to_owned(), count)),
            }
        });
        all
    }

    /// Every reading in every one of the segments.
    fn each(&self, dictionary: &Dictionary, prefix: &str, mut each: impl FnMut(&str, u32)) {
        if let Some(known) = dictionary.known(prefix) {
            for reading in known.iter().filter(|one| self.segments.contains(&one.segment)) {
                each(&reading.marks, reading.info.doc_freq);
            }
            return;
        }
        for segment in self.segments.iter().filter_map(|at| dictionary.segment(*at)) {
            Dictionary::with_prefix(segment, prefix, |marks, info| each(marks, info.doc_freq));
        }
    }

    fn pair_readings(&self, first: &str, second: &str) -> Readings {
        let mut key = self.key.borrow_mut();
        pair_prefix(&mut key, first, second);
        if let Some(known) = self.seen.borrow().get(key.as_str()) {
            return Rc::clone(known);
        }
        let mut all: HashMap<String, u32> = HashMap::new();
        self.each(&self.ground.pairs, &key, |marks, count| match all.get_mut(marks) {
            Some(sum) => *sum += count,
            None => {
                all.insert(marks.to_owned(), count);
            }
        });
        let all = Rc::new(all);
        self.seen.borrow_mut().insert(key.clone(), Rc::clone(&all));
        all
    }

    /// In how many documents two forms are neighbours.
    pub(crate) fn together(&self, first: &Form, second: &Form) -> u32 {
        let readings = self.pair_readings(&first.folded, &second.folded);
        if readings.is_empty() {
            return 0;
        }
        let mut key = self.key.borrow_mut();
        key.clear();
        key.push_str(&first.marks);
        key.push(' ');
        key.push_str(&second.marks);
        readings.get(key.as_str()).copied().unwrap_or(0)
    }

    /// Whether two forms are neighbours anywhere, where a form without marks stands for all of
    /// its readings.
    pub(crate) fn may_meet(&self, first: &Form, second: &Form) -> bool {
        let fits = |form: &Form, marks: &str| !form.is_marked() || form.marks == marks;
        let readings = self.pair_readings(&first.folded, &second.folded);
        let mut pairs = readings.keys().filter_map(|marks| marks.split_once(' '));
        pairs.any(|(one, two)| fits(first, one) && fits(second, two))
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
