//! What was probably meant: marks restored, keys of Telex and VNI read, slips of the finger undone.
//!
//! Every syllable has guesses, each with a cost; the way through them that the index itself finds
//! most likely wins (Viterbi over its counts of syllables and pairs). Nothing but the index's
//! terms and the grammar of syllables is known.

pub(crate) mod grammar;
mod guess;
pub(crate) mod keys;
mod lexicon;
mod slips;
pub(crate) mod spell;
mod untangle;

use crate::analysis::syllables::Place;
use crate::query::Words;
use crate::query::abbreviations::Abbreviations;
use guess::{Change, Guess};
pub(crate) use lexicon::Lexicon;

/// A question after repair.
#[derive(Debug)]
pub(crate) struct Repaired {
    pub(crate) words: Words,
    /// Whether another word was meant, not only its marks.
    pub(crate) reworded: bool,
}

/// The question as it was probably meant, or nothing when it is best as it is.
pub(crate) fn repair(
    lexicon: &Lexicon<'_>,
    typed: &Words,
    abbreviations: &Abbreviations,
) -> Option<Repaired> {
    let untangled = untangle::untangle(&typed.text);
    let tangled = untangled.is_some();
    let words = untangled.map_or_else(|| typed.clone(), |text| Words::read(&text));
    let mut guesses = guess::guesses(lexicon, &words);
    // What stands for other words is no slip, whoever typed it in small letters.
    for (start, end, _) in abbreviations.found_in(&words.forms) {
        for of_syllable in guesses.get_mut(start..end).unwrap_or_default() {
            of_syllable.retain(|guess| guess.change != Change::Word);
        }
    }
    let way = best_way(lexicon, &guesses);
    let changed = |change: Change| way.iter().any(|guess| guess.change == change);
    let (reworded, marked) = (changed(Change::Word) || tangled, changed(Change::Marks));
    if !reworded && !marked {
        return None;
    }
    Some(Repaired { words: rewrite(&words, &way), reworded })
}

/// The text with the guesses in place of the syllables.
fn rewrite(words: &Words, way: &[&Guess]) -> Words {
    let mut text = String::with_capacity(words.text.len() + 16);
    let mut done = 0;
    for (Place { start, end }, guess) in words.places.iter().zip(way) {
        text.push_str(words.text.get(done..*start).unwrap_or_default());
        match guess.change {
            Change::None => text.push_str(words.text.get(*start..*end).unwrap_or_default()),
            Change::Marks | Change::Word => text.push_str(&guess.spelled),
        }
        done = *end;
    }
    text.push_str(words.text.get(done..).unwrap_or_default());
    Words::read(&text)
}

/// One guess for each syllable: the way with the least cost.
fn best_way<'g>(lexicon: &Lexicon<'_>, guesses: &'g [Vec<Guess>]) -> Vec<&'g Guess> {
    // The cost up to each guess of a syllable, and where it came from.
    let mut costs: Vec<Vec<(f32, usize)>> = Vec::with_capacity(guesses.len());
    let mut before: Option<&Vec<Guess>> = None;
    for of_syllable in guesses {
        let last = costs.last();
        let step = of_syllable.iter().map(|guess| match (before, last) {
            (Some(before), Some(last)) => {
                let ways = before.iter().zip(last).enumerate().map(|(at, (from, (cost, _)))| {
                    (cost + lexicon.step(from, guess) + guess.cost, at)
                });
                ways.min_by(|one, two| one.0.total_cmp(&two.0)).unwrap_or_default()
            }
            _ => (lexicon.begin(guess) + guess.cost, 0),
        });
        let step = step.collect();
        costs.push(step);
        before = Some(of_syllable);
    }
    let ends = costs.last().into_iter().flatten().enumerate();
    let end = ends.min_by(|one, two| one.1.0.total_cmp(&two.1.0));
    let mut at = end.map_or(0, |(at, _)| at);
    let mut way = Vec::with_capacity(guesses.len());
    for (of_syllable, costs) in guesses.iter().zip(&costs).rev() {
        way.extend(of_syllable.get(at));
        at = costs.get(at).map_or(0, |(_, from)| *from);
    }
    way.reverse();
    way
}
