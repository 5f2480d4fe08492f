//! What each syllable of a question may mean, and how unlikely the mistake is.

use super::grammar::{is_syllable, split_tone};
use super::keys;
use super::lexicon::Lexicon;
use super::slips;
use super::spell::spell;
use crate::analysis::normal::Form;
use crate::query::Words;

/// Cost of leaving marks out, in a question without any and in one with some.
const OPEN: [f32; 2] = [0.0, 2.5];
/// Cost of keys whose input method was off: where the keys are no syllable, and where they are.
const KEYS: [f32; 2] = [0.5, 5.0];
/// Cost of meaning letters that are no word where their keys make one.
const NO_WORD: f32 = 4.0;
/// Cost of a slip, and of a wrong mark.
const SLIP: f32 = 6.5;
const WRONG_MARK: f32 = 6.0;
/// Readings and slips of one syllable at most.
const READINGS_MAX: usize = 16;
const SLIPS_MAX: usize = 40;

/// What a guess changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    None,
    Marks,
    Word,
}

/// One reading of one syllable.
#[derive(Debug, Clone)]
pub(crate) struct Guess {
    pub(crate) form: Form,
    pub(crate) spelled: String,
    /// Of the mistake that would have been made.
    pub(crate) cost: f32,
    /// Documents that have it.
    pub(crate) count: u32,
    pub(crate) change: Change,
}

/// The guesses of every syllable; the first of each is what was typed.
pub(crate) fn guesses(lexicon: &Lexicon<'_>, words: &Words) -> Vec<Vec<Guess>> {
    let typed: Vec<Typed<'_>> = words
        .places
        .iter()
        .zip(&words.forms)
        .map(|(place, form)| {
            let text = words.text.get(place.start..place.end).unwrap_or_default();
            Typed::new(lexicon, text, form)
        })
        .collect();
    let keyed = typed.iter().filter(|one| one.keys.is_some() && !one.plausible).count();
    let mode = Mode {
        keyed: keyed > 0 && keyed * 3 >= typed.len(),
        marks: match (words.is_marked(), words.is_half_marked()) {
            (false, _) => Marks::None,
            (true, true) => Marks::Some,
            (true, false) => Marks::All,
        },
    };
    let all = (0..typed.len()).filter_map(|at| {
        let one = typed.get(at)?;
        let before = at.checked_sub(1).and_then(|before| typed.get(before));
        let known = one.is_known_beside(lexicon, (before, typed.get(at + 1)), &mode);
        let doubtful = one.count <= lexicon.seldom() || (!known && typed.len() > 1);
        let doubt = if doubtful { Doubt::Slip } else { Doubt::None };
        Some(one.guesses(lexicon, &mode, doubt))
    });
    all.collect()
}

/// How the question was typed.
struct Mode {
    /// With keys whose input method was off.
    keyed: bool,
    marks: Marks,
}

/// How many marks were typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marks {
    None,
    /// So few that some were left out.
    Some,
    All,
}

/// Whether a syllable looks like a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    None,
    Slip,
}

/// A syllable as it was typed.
struct Typed<'a> {
    text: &'a str,
    form: &'a Form,
    readings: Vec<(String, u32)>,
    count: u32,
    keys: Option<(Form, String)>,
    /// Whether it may be meant as it is.
    plausible: bool,
}

impl<'a> Typed<'a> {
    fn new(lexicon: &Lexicon<'_>, text: &'a str, form: &'a Form) -> Self {
        let readings = lexicon.readings(&form.folded);
        let count = readings.iter().find(|(marks, _)| *marks == form.marks);
        let count = count.map_or(0, |(_, count)| *count);
        let keys = keys::telex(text).filter(|(decoded, _)| is_syllable(decoded) && decoded != form);
        let syllable = is_syllable(form)
            || (!form.is_marked() && !readings.is_empty() && could_be(&readings, form));
        let plausible = count > lexicon.seldom() || (syllable && keys.is_none());
        Self { text, form, readings, count, keys, plausible }
    }

    /// Whether it stands beside its neighbours in any text.
    fn is_known_beside(
        &self,
        lexicon: &Lexicon<'_>,
        (before, after): (Option<&Self>, Option<&Self>),
        mode: &Mode,
    ) -> bool {
        let meet = |one: &Self, other: &Self| match mode.marks {
            Marks::All => lexicon.together(one.form, other.form) > 0,
            Marks::None | Marks::Some => lexicon.may_meet(one.form, other.form),
        };
        before.is_some_and(|before| meet(before, self))
            || after.is_some_and(|after| meet(self, after))
    }

    fn guesses(&self, lexicon: &Lexicon<'_>, mode: &Mode, doubt: Doubt) -> Vec<Guess> {
        let mut all = vec![Guess {
            form: self.form.clone(),
            spelled: self.text.to_owned(),
            cost: 0.0,
            count: self.count,
            change: Change::None,
        }];
        let word = self.text.chars().all(char::is_alphabetic) && !self.text.is_empty();
        if !word {
            return all;
        }
        if let Some((form, spelled)) = &self.keys {
            let [none, some] = KEYS;
            if let (Some(typed), false) = (all.first_mut(), self.plausible) {
                typed.cost = NO_WORD;
            }
            let cost = if mode.keyed || !self.plausible { none } else { some };
            let count = lexicon.readings(&form.folded).into_iter();
            let count = count.filter(|(marks, _)| *marks == form.marks).map(|(_, count)| count);
            all.push(Guess {
                form: form.clone(),
                spelled: spelled.clone(),
                cost,
                count: count.sum(),
                change: Change::Word,
            });
        }
        if !self.form.is_marked() && !mode.keyed {
            let [none, some] = OPEN;
            let cost = if mode.marks == Marks::None { none } else { some };
            self.add_readings(&mut all, cost, |_| true);
        } else if self.form.is_marked() && doubt == Doubt::Slip {
            self.add_readings(&mut all, WRONG_MARK, |marks| !marks.is_empty());
        }
        if self.is_abbreviation() {
            return all;
        }
        let keyed = self.keys.is_some() && (mode.keyed || !self.plausible);
        if !keyed && doubt == Doubt::Slip {
            self.add_slips(lexicon, mode, &mut all);
        }
        all
    }

    /// Capitals that are no syllable stand for other words.
    fn is_abbreviation(&self) -> bool {
        let capitals = self.text.chars().all(char::is_uppercase);
        capitals && self.text.chars().count() > 1 && !is_syllable(self.form)
    }

    fn add_readings(&self, all: &mut Vec<Guess>, cost: f32, fits: impl Fn(&str) -> bool) {
        let mut readings: Vec<&(String, u32)> = self
            .readings
            .iter()
            .filter(|(marks, _)| *marks != self.form.marks && fits(marks))
            .collect();
        readings.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (marks, count) in readings.into_iter().take(READINGS_MAX) {
            let form = Form { folded: self.form.folded.clone(), marks: marks.clone() };
            let letters = if self.form.is_marked() { String::new() } else { self.text.to_owned() };
            let spelled = spell(&form, &letters);
            all.push(Guess { form, spelled, cost, count: *count, change: Change::Marks });
        }
    }

    fn add_slips(&self, lexicon: &Lexicon<'_>, mode: &Mode, all: &mut Vec<Guess>) {
        let mut found: Vec<Guess> = Vec::new();
        let least = lexicon.seldom();
        for (folded, cost) in slips::meant(&self.form.folded) {
            if lexicon.count(&folded) <= least {
                continue;
            }
            for (marks, count) in lexicon.readings(&folded) {
                let open = mode.marks == Marks::None || agrees(&self.form.marks, &marks);
                if open && count > least {
                    let form = Form { folded: folded.clone(), marks };
                    let spelled = capital(spell(&form, ""), self.text);
                    let cost = SLIP + cost;
                    found.push(Guess { form, spelled, cost, count, change: Change::Word });
                }
            }
        }
        found.sort_by_key(|guess| std::cmp::Reverse(guess.count));
        found.dedup_by(|one, two| one.form == two.form);
        found.truncate(SLIPS_MAX);
        all.extend(found);
    }
}

/// Whether a syllable without marks is one with the marks left out.
fn could_be(readings: &[(String, u32)], form: &Form) -> bool {
    readings
        .iter()
        .any(|(marks, _)| is_syllable(&Form { folded: form.folded.clone(), marks: marks.clone() }))
}

/// Whether the marks that were typed are among those that are written.
fn agrees(typed: &str, written: &str) -> bool {
    let ((typed, tone), (written, of)) = (split_tone(typed), split_tone(written));
    let marks =
        |text: &str| -> Vec<char> { text.chars().filter(|c| !c.is_ascii_lowercase()).collect() };
    let written = marks(written);
    (tone.is_none() || tone == of) && marks(typed).iter().all(|mark| written.contains(mark))
}

fn capital(spelled: String, like: &str) -> String {
    let mut letters = spelled.chars();
    match (like.chars().next().is_some_and(char::is_uppercase), letters.next()) {
        (true, Some(first)) => first.to_uppercase().chain(letters).collect(),
        _ => spelled,
    }
}
