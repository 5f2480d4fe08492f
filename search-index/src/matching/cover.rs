//! How much of a question a document holds.

use super::ground::Ground;
use super::plan::Plan;
use super::terms::{Clue, What, idf};

/// The share of the question's weight that each set of its units has.
pub(crate) struct Cover {
    /// Of each unit.
    units: Vec<f32>,
    /// For all masks of short questions.
    known: Vec<f32>,
    together: Vec<(u64, u64)>,
}

/// Units up to which all masks are worked out beforehand.
const KNOWN_UNITS: usize = 10;

impl Cover {
    pub(crate) fn new(ground: &Ground<'_>, plan: &Plan) -> Self {
        // Units that something else may stand for.
        let together = plan.together.iter().map(|(_, covered)| *covered);
        let other = plan.leading.iter().map(|clue| clue.mask).chain(together);
        let other = other.fold(0, |all, mask| all | mask);
        let of = |(at, clue): (usize, &Clue)| match &clue.what {
            What::Single(form) => match ground.folded.count(&form.folded) {
                // A word that nobody wrote can be held by no document.
                0 if other & (1 << at) == 0 => 0.0,
                count => idf(ground.documents, count).max(0.05),
            },
            _ => 0.0,
        };
        let units: Vec<f32> = plan.singles.iter().enumerate().map(of).collect();
        let sum: f32 = units.iter().sum();
        let units: Vec<f32> = units.into_iter().map(|unit| unit / sum.max(f32::EPSILON)).collect();
        let mut cover = Self { units, known: Vec::new(), together: plan.together.clone() };
        if cover.units.len() <= KNOWN_UNITS {
            cover.known = (0..1_u64 << cover.units.len()).map(|mask| cover.sum(mask)).collect();
        }
        cover
    }

    fn sum(&self, mask: u64) -> f32 {
        let units = self.units.iter().enumerate();
        units.filter(|(at, _)| mask & (1 << at) != 0).map(|(_, unit)| unit).sum()
    }

    pub(crate) fn of(&self, mut mask: u64) -> f32 {
        for (needed, covered) in &self.together {
            if mask & needed == *needed {
                mask |= covered;
            }
        }
        let units = mask & ((1 << self.units.len()) - 1);
        let known = usize::try_from(units).ok().and_then(|at| self.known.get(at)).copied();
        known.unwrap_or_else(|| self.sum(units))
    }
}
