//! Looks for better weights on one half of the questions, step by step; the other half is only
//! told.
#![expect(clippy::indexing_slicing, reason = "places below the lengths of the lists")]

use anyhow::Result;
use search_index::{Index, Weights};

use crate::questions::Asked;
use crate::{ask_all, report, weights};

const NAMES: [&str; 21] = [
    "m0",
    "m1",
    "m2",
    "u0",
    "u2",
    "single",
    "pair",
    "title_single",
    "title_pair",
    "title_whole",
    "cohesion",
    "cover",
    "in_order",
    "head",
    "spoken_of",
    "least",
    "together",
    "length",
    "k1",
    "b",
    "enough",
];
const VARIANTS: [&str; 4] = ["clean", "no_marks", "half_marks", "typo"];

/// Tries so many steps from the given weights and prints each that is better.
pub(crate) fn climb(index: &Index, questions: &[Asked], start: Weights, steps: u32) -> Result<()> {
    let chosen: Vec<Asked> = questions
        .iter()
        .filter(|asked| VARIANTS.contains(&asked.variant.as_str()))
        .cloned()
        .collect();
    let (tuned, other): (Vec<Asked>, Vec<Asked>) =
        chosen.into_iter().partition(|asked| asked.tuned);
    let measure = |questions: &[Asked], weights: &Weights| {
        report::score(&ask_all(questions, |text| crate::ask(index, text, weights)), &VARIANTS)
    };
    let mut best = (measure(&tuned, &start), start);
    println!("{:.4} {:.4}", best.0, measure(&other, &best.1));
    let mut seed = 88_172_645_463_325_252_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for _ in 0..steps {
        let mut tried = best.1;
        let mut said = String::new();
        for _ in 0..=random() % 2 {
            let name = NAMES[usize::try_from(random() % NAMES.len() as u64)?];
            let factor = [0.5, 0.7, 0.85, 1.2, 1.4, 2.0][usize::try_from(random() % 6)?];
            let Some(place) = weights::place(&mut tried, name) else { continue };
            *place = if *place == 0.0 { 0.05 } else { *place * factor };
            said += &format!(" {name}={place:.3}");
        }
        let score = measure(&tuned, &tried);
        if score > best.0 {
            best = (score, tried);
            println!("{score:.4} {:.4}{said}", measure(&other, &tried));
        }
    }
    println!("{:?}", best.1);
    Ok(())
}
