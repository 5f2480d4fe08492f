//! Short and long forms that stand for each other in questions.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::analysis::normal::Form;
use crate::analysis::syllables::places;

/// Syllables of a form at most.
const SYLLABLES_MAX: usize = 8;

/// How much the other form counts: an abbreviation nearly as what was typed, the later name of
/// a place little, so that it comes behind the name that was asked for.
const EQUAL: f32 = 0.8;
const LATER: f32 = 0.3;

/// Of our own making: what state news abbreviates, variants of names, and provinces that went into
/// others (`>`).
pub(crate) const BUILT_IN: &str = include_str!("abbreviations.txt");

/// What may stand instead of some syllables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Other {
    pub(crate) forms: Vec<Form>,
    pub(crate) weight: f32,
}

impl Other {
    /// Whether it means the very same, as the later name of a place does not.
    pub(crate) fn is_equal(&self) -> bool {
        self.weight > LATER
    }
}

/// Forms by the folded form of the other, both ways; later names of places one way.
#[derive(Debug, Default)]
pub(crate) struct Abbreviations(HashMap<String, Vec<Other>>);

impl Abbreviations {
    pub(crate) fn new(pairs: &[(String, String)]) -> Self {
        let mut list = Self::default();
        for (one, other) in pairs {
            list.add(one, other, EQUAL);
            list.add(other, one, EQUAL);
        }
        list
    }

    pub(crate) fn built_in() -> Self {
        Self::read(BUILT_IN)
    }

    /// Pairs one a line: `CĐS = chuyển đổi số` both ways, `Hà Tây > Hà Nội` one way. A line that is
    /// neither says nothing.
    pub(crate) fn read(lines: &str) -> Self {
        let mut list = Self::default();
        for line in lines.lines() {
            if let Some((short, long)) = line.split_once('=') {
                list.add(short, long, EQUAL);
                list.add(long, short, EQUAL);
            } else if let Some((old, new)) = line.split_once('>') {
                list.add(old, new, LATER);
            }
        }
        list
    }

    fn add(&mut self, from: &str, to: &str, weight: f32) {
        let (from, to) = (forms(from), forms(to));
        if !from.is_empty() && !to.is_empty() && key(&from) != key(&to) {
            self.0.entry(key(&from)).or_default().push(Other { forms: to, weight });
        }
    }

    /// The other forms of runs of syllables: first and one behind the last syllable of each run,
    /// and what may stand there instead.
    pub(crate) fn found_in(&self, question: &[Form]) -> Vec<(usize, usize, &Other)> {
        let mut found = Vec::new();
        for start in 0..question.len() {
            for end in start + 1..=question.len().min(start + SYLLABLES_MAX) {
                let run = question.get(start..end).unwrap_or_default();
                let others = self.0.get(&key(run)).into_iter().flatten();
                let new = others.filter(|other| !contains(question, &other.forms));
                found.extend(new.map(|other| (start, end, other)));
            }
        }
        found
    }
}

/// Those in force, for all generations of an index together.
#[derive(Debug, Clone)]
pub(crate) struct InForce(Arc<ArcSwap<Abbreviations>>);

impl Default for InForce {
    fn default() -> Self {
        Self(Arc::new(ArcSwap::from_pointee(Abbreviations::built_in())))
    }
}

impl InForce {
    pub(crate) fn now(&self) -> Arc<Abbreviations> {
        self.0.load_full()
    }

    pub(crate) fn replace(&self, by: Abbreviations) {
        self.0.store(Arc::new(by));
    }
}

/// Whether the question says it both ways already.
fn contains(question: &[Form], other: &[Form]) -> bool {
    question.windows(other.len()).any(|run| key(run) == key(other))
}

fn forms(text: &str) -> Vec<Form> {
    let places = places(text).into_iter().take(SYLLABLES_MAX);
    places.filter_map(|place| text.get(place.start..place.end)).map(Form::of).collect()
}

fn key(forms: &[Form]) -> String {
    let folded: Vec<&str> = forms.iter().map(|form| form.folded.as_str()).collect();
    folded.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Abbreviations, forms, key};

    #[test]
    fn both_ways_and_inside_a_question() {
        let list = Abbreviations::built_in();
        let other = |question: &str| -> Vec<(usize, usize, String)> {
            let question = forms(question);
            let found = list.found_in(&question).into_iter();
            found.map(|(start, end, other)| (start, end, key(&other.forms))).collect()
        };
        assert_eq!(other("kế hoạch CĐS"), [(2, 3, "chuyen doi so".to_owned())]);
        assert_eq!(other("chuyển đổi số quốc gia"), [(0, 3, "cds".to_owned())]);
        assert!(other("CĐS chuyển đổi số").is_empty());
        assert!(other("Lâm Đồng").is_empty());
    }
}
