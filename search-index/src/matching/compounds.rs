//! Cuts a question into compounds: neighbours that meet oftener than chance would have it belong
//! together. No dictionary is needed, the index's own counts tell.

use super::ground::Ground;
use super::terms::{idf, pair_prefix, surprise};
use crate::analysis::normal::Form;

/// A run of syllables of the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Compound {
    pub(crate) first: usize,
    /// One behind its last syllable.
    pub(crate) end: usize,
    /// How much it says: the inverse document frequency of its rarest part.
    pub(crate) weight: f32,
}

/// Neighbours that meet so much oftener than by chance belong together; a natural logarithm.
const TOGETHER: f32 = 2.0;
/// A single syllable says less than its frequency has it: what it means, its neighbour decides.
const ALONE: f32 = 0.7;

/// The compounds of a question, in its order.
pub(crate) fn compounds(ground: &Ground<'_>, forms: &[Form]) -> Vec<Compound> {
    let counts: Vec<u64> = forms.iter().map(|form| ground.folded.count(&form.folded)).collect();
    let mut all: Vec<Compound> = Vec::new();
    let mut prefix = String::new();
    for (at, (form, count)) in forms.iter().zip(&counts).enumerate() {
        let own = if *count == 0 { 0.0 } else { idf(ground.documents, *count) };
        let before = at.checked_sub(1).and_then(|at| Some((forms.get(at)?, *counts.get(at)?)));
        let joined = before.and_then(|(before, before_count)| {
            pair_prefix(&mut prefix, &before.folded, &form.folded);
            let readings = ground.pairs.readings(&prefix);
            let together = readings.iter().map(|one| u64::from(one.info.doc_freq)).sum();
            let by_chance = surprise([before_count, *count], together, ground.documents);
            (together > 0 && by_chance >= TOGETHER).then(|| idf(ground.documents, together))
        });
        match (joined, all.last_mut()) {
            (Some(pair), Some(last)) => {
                let alone = last.end - last.first == 1;
                let before = if alone { last.weight / ALONE } else { last.weight };
                last.weight = before.max(pair).max(own);
                last.end = at + 1;
            }
            _ => all.push(Compound { first: at, end: at + 1, weight: own * ALONE }),
        }
    }
    all
}
