//! What a question looks for, from its words.

use super::Words;
use super::abbreviations::{Abbreviations, Other};
use super::syntax::Asked;
use crate::analysis::normal::Form;
use crate::analysis::syllables::stands_alone;
use crate::analysis::tokenizer::push_pair;
use crate::document::Document;
use crate::matching::ground::Ground;
use crate::matching::plan::{NOT, Plan, UNITS_MAX};
use crate::matching::terms::{Clue, What};
use crate::matching::weights::Weights;
use crate::snippet::Marker;

/// Bits for other forms of abbreviations, then bits for quoted words, below [`NOT`].
const OTHERS: std::ops::Range<usize> = UNITS_MAX..46;
const QUOTED: std::ops::Range<usize> = 46..62;

/// Everything that the words ask for.
pub(crate) struct Sought<'a> {
    /// The words, repaired if they were.
    pub(crate) words: &'a Words,
    /// As they were typed, when they were repaired.
    pub(crate) typed: Option<&'a Words>,
    pub(crate) asked: &'a Asked,
    pub(crate) abbreviations: Option<&'a Abbreviations>,
    /// Quoted words must have the very marks.
    pub(crate) verbatim: bool,
}

impl Sought<'_> {
    /// What is looked for, or nothing when there are no words.
    pub(crate) fn plan(&self, weights: &Weights) -> Option<Plan> {
        let typed = self.typed.unwrap_or(self.words);
        let shares = match (typed.is_marked(), typed.is_half_marked()) {
            _ if self.words.is_marked() && !typed.is_marked() => weights.marked,
            (true, true) => weights.half,
            (true, false) => weights.marked,
            (false, _) => weights.unmarked,
        };
        let mut plan = Plan {
            shares,
            neighbours: count(self.words.forms.len().saturating_sub(1)),
            ..Plan::default()
        };
        plan.take_words(self.words);
        if let Some(typed) = self.typed {
            plan.take_typed(typed, weights.typed);
        }
        if let Some(abbreviations) = self.abbreviations {
            plan.take_others(&self.words.forms, abbreviations);
        }
        let quoted = self
            .asked
            .quoted
            .iter()
            .map(|words| (words.forms.as_slice(), self.verbatim || words.is_marked()));
        let signs = runs_of_signs(self.words).map(|run| (run, false));
        plan.take_quoted(quoted.chain(signs));
        let anything = !plan.singles.is_empty() || plan.must != 0;
        for words in &self.asked.without {
            plan.take_without(words);
        }
        anything.then_some(plan)
    }
}

impl Sought<'_> {
    /// What is marked in results.
    pub(crate) fn marker(&self) -> Marker {
        let mut marker = Marker::default();
        marker.add(&self.words.forms);
        if let Some(typed) = self.typed {
            marker.add(&typed.forms);
        }
        let others = self.abbreviations.map(|list| list.found_in(&self.words.forms));
        for (start, end, other) in others.into_iter().flatten() {
            if other.is_equal() {
                marker.add_other((start, end), &other.forms);
            } else {
                marker.add(&other.forms);
            }
        }
        for words in &self.asked.quoted {
            marker.add(&words.forms);
        }
        marker
    }
}

/// Rarest pairs of an article that are looked for.
const PAIRS_OF_AN_ARTICLE: usize = 16;
/// Syllables of its lead that are looked at.
const LEAD_MAX: usize = 60;

/// Places in the lists of these pairs that are gone through: among a million articles the rarest of
/// them are enough, and every page of an article waits for it.
const PLACES_OF_AN_ARTICLE: u64 = 60_000;

/// What an article is about: the rarest pairs of its title, tags and lead that others have too.
pub(crate) fn about(ground: &Ground<'_>, document: &Document) -> Plan {
    let mut pairs: Vec<(u64, Clue)> = Vec::new();
    let texts = [(document.title.clone(), 1.0), (document.tags.join(" | "), 1.5)];
    let lead: String = document.lead.chars().take(LEAD_MAX * 6).collect();
    for (text, weight) in texts.into_iter().chain([(lead, 0.5)]) {
        for two in Words::read(&text).forms.windows(2) {
            let Some(clue) = pair(two, weight, 1) else { continue };
            let count = ground.pairs.count(&term(two));
            if count > 1 && count * 10 <= ground.documents.max(20) {
                pairs.push((count, Clue { strict: true, ..clue }));
            }
        }
    }
    pairs.sort_by_key(|(count, _)| *count);
    pairs.truncate(PAIRS_OF_AN_ARTICLE);
    let mut passed = 0;
    let fits = |(count, _): &(u64, Clue)| {
        let first = passed == 0;
        passed += count;
        first || passed <= PLACES_OF_AN_ARTICLE
    };
    let pairs = pairs.into_iter().take_while(fits);
    let pairs = pairs.map(|(_, clue)| clue).collect();
    Plan { pairs, must: 1, shares: [1.0, 0.0, 0.0], ..Plan::default() }
}

fn term(two: &[Form]) -> String {
    let mut term = String::new();
    if let [first, second] = two {
        push_pair(&mut term, first, second);
    }
    term
}

/// Runs of at least two signs of a script without blanks: only all of them together are a word.
fn runs_of_signs(words: &Words) -> impl Iterator<Item = &[Form]> {
    let alone = |form: &Form| form.folded.chars().next().is_some_and(stands_alone);
    let runs = words.forms.chunk_by(move |one, two| alone(one) == alone(two));
    runs.filter(move |run| run.len() > 1 && run.first().is_some_and(alone))
}

fn count(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// The bit of a unit of the question; none for those beyond.
fn unit(at: usize) -> u64 {
    if at < UNITS_MAX { 1 << at } else { 0 }
}

fn single(form: &Form, weight: f32, mask: u64) -> Clue {
    Clue { what: What::Single(form.clone()), weight, mask, strict: false, cohesion: None }
}

fn pair(two: &[Form], weight: f32, mask: u64) -> Option<Clue> {
    let [first, second] = two else { return None };
    let what = What::Pair(first.clone(), second.clone());
    Some(Clue { what, weight, mask, strict: false, cohesion: None })
}

impl Plan {
    fn take_words(&mut self, words: &Words) {
        let units = words.forms.iter().enumerate().take(UNITS_MAX);
        self.singles = units.map(|(at, form)| single(form, 1.0, 1 << at)).collect();
        let pairs = words.forms.windows(2).enumerate().take(UNITS_MAX - 1);
        self.pairs = pairs.filter_map(|(at, two)| pair(two, 1.0, 0b11 << at)).collect();
        for (first, last, term) in &words.codes {
            let units = (*first..=*last).filter(|at| *at < UNITS_MAX);
            let mask = units.fold(0, |mask, at| mask | 1 << at);
            let what = What::Code(term.clone());
            self.pairs.push(Clue { what, weight: 1.0, mask, strict: false, cohesion: None });
        }
    }

    /// What was typed counts a little where it is another word; it covers nothing.
    fn take_typed(&mut self, typed: &Words, weight: f32) {
        let known = self.pairs.clone();
        for two in typed.forms.windows(2).take(UNITS_MAX) {
            let same = |clue: &Clue| match (&clue.what, two) {
                (What::Pair(one, other), [first, second]) => one == first && other == second,
                _ => false,
            };
            if !known.iter().any(same) {
                self.pairs.extend(pair(two, weight, 0));
            }
        }
    }

    fn take_others(&mut self, forms: &[Form], abbreviations: &Abbreviations) {
        let mut free = OTHERS;
        for (start, end, other) in abbreviations.found_in(forms) {
            let covered = (start..end.min(UNITS_MAX)).fold(0_u64, |mask, at| mask | 1 << at);
            let (bits, weight) = (other.forms.len().saturating_sub(1).max(1), other.weight);
            if free.len() < bits {
                break;
            }
            self.take_beside(forms, (start, end), other);
            if let [short] = other.forms.as_slice() {
                self.leading.push(single(short, weight, covered));
                continue;
            }
            let mut needed = 0;
            for two in other.forms.windows(2) {
                let Some(bit) = free.next() else { break };
                needed |= 1 << bit;
                self.leading.extend(pair(two, weight, 1 << bit));
            }
            self.together.push((needed, covered));
        }
    }

    /// The pairs that another form of some words makes with their neighbours.
    fn take_beside(&mut self, forms: &[Form], (start, end): (usize, usize), other: &Other) {
        let before = start.checked_sub(1).and_then(|at| Some((at, forms.get(at)?)));
        if let (Some((at, before)), Some(first)) = (before, other.forms.first()) {
            self.leading.extend(pair(&[before.clone(), first.clone()], other.weight, unit(at)));
        }
        if let (Some(last), Some(behind)) = (other.forms.last(), forms.get(end)) {
            self.leading.extend(pair(&[last.clone(), behind.clone()], other.weight, unit(end)));
        }
    }

    /// What must stand side by side; with the very marks if it is strict.
    fn take_quoted<'w>(&mut self, quoted: impl Iterator<Item = (&'w [Form], bool)>) {
        let mut free = QUOTED;
        for (forms, strict) in quoted {
            if let [form] = forms {
                let Some(bit) = free.next() else { break };
                self.must |= 1 << bit;
                self.leading.push(Clue { strict, ..single(form, 1.0, 1 << bit) });
            }
            for two in forms.windows(2) {
                let Some(bit) = free.next() else { break };
                self.must |= 1 << bit;
                self.pairs.extend(pair(two, 1.0, 1 << bit).map(|clue| Clue { strict, ..clue }));
            }
        }
    }

    /// One word, or two neighbours; of longer quoted words their rarest pair would do, the first
    /// is taken.
    fn take_without(&mut self, words: &Words) {
        let strict = words.is_marked();
        let clue = match words.forms.as_slice() {
            [] => return,
            [form] => single(form, 1.0, NOT),
            [first, second, ..] => {
                let what = What::Pair(first.clone(), second.clone());
                Clue { what, weight: 1.0, mask: NOT, strict, cohesion: None }
            }
        };
        self.without.push(Clue { strict, ..clue });
    }
}
