//! Outcomes as Markdown tables.
#![expect(clippy::cast_precision_loss, reason = "counts of questions are small")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]

use std::time::Duration;

use crate::questions::Asked;

/// How one question went.
#[derive(Debug)]
pub(crate) struct Outcome {
    asked: Asked,
    /// From 1; nothing when it is not among the first ten.
    rank: Option<usize>,
    took: Duration,
}

impl Outcome {
    pub(crate) fn new(asked: &Asked, found: &[String], took: Duration) -> Self {
        let place = found.iter().take(10).position(|id| asked.relevant.contains(id));
        Self { asked: asked.clone(), rank: place.map(|at| at + 1), took }
    }
}

const VARIANTS: [&str; 10] = [
    "clean",
    "no_marks",
    "half_marks",
    "tone",
    "i_y",
    "nfd",
    "telex",
    "vni",
    "typo",
    "abbreviation",
];

/// One row a variant: mean reciprocal rank of all, by kind and by half, recall, and times.
pub(crate) fn table(name: &str, outcomes: &[Outcome]) -> String {
    let mut out = format!(
        "| {name} | n | MRR@10 | headline | known | qa | chosen on | other half | \
         clean of the same | Recall@10 | p50 ms | p99 ms |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    );
    for variant in VARIANTS {
        let of: Vec<&Outcome> =
            outcomes.iter().filter(|outcome| outcome.asked.variant == variant).collect();
        if of.is_empty() {
            continue;
        }
        let only =
            |fits: &dyn Fn(&Asked) -> bool| mrr(of.iter().copied().filter(|o| fits(&o.asked)));
        let kind = |kind: &str| only(&|asked| asked.kind == kind);
        let ids: std::collections::HashSet<&str> = of.iter().map(|o| o.asked.id.as_str()).collect();
        let clean = outcomes
            .iter()
            .filter(|o| o.asked.variant == "clean" && ids.contains(o.asked.id.as_str()));
        let found = of.iter().filter(|outcome| outcome.rank.is_some()).count();
        let mut times: Vec<Duration> = of.iter().map(|outcome| outcome.took).collect();
        times.sort_unstable();
        let at = |share: f64| {
            let place = (times.len() as f64 * share) as usize;
            times.get(place.min(times.len() - 1)).map_or(0.0, Duration::as_secs_f64) * 1_000.0
        };
        out += &format!(
            "| {variant} | {} | **{}** | {} | {} | {} | {} | {} | {} | {} | {:.2} | {:.2} |\n",
            of.len(),
            only(&|_| true),
            kind("headline"),
            kind("known"),
            kind("qa"),
            only(&|asked| asked.tuned),
            only(&|asked| !asked.tuned),
            mrr(clean),
            short(found as f64 / of.len() as f64),
            at(0.5),
            at(0.99),
        );
    }
    out
}

/// The mean over variants of the mean reciprocal rank.
pub(crate) fn score(outcomes: &[Outcome], variants: &[&str]) -> f64 {
    let of = |variant: &&str| {
        let ranks: Vec<f64> = outcomes
            .iter()
            .filter(|outcome| outcome.asked.variant == **variant)
            .map(|outcome| outcome.rank.map_or(0.0, |rank| 1.0 / rank as f64))
            .collect();
        ranks.iter().sum::<f64>() / ranks.len().max(1) as f64
    };
    variants.iter().map(of).sum::<f64>() / variants.len() as f64
}

fn mrr<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> String {
    let (mut sum, mut count) = (0.0, 0);
    for outcome in outcomes {
        sum += outcome.rank.map_or(0.0, |rank| 1.0 / rank as f64);
        count += 1;
    }
    if count == 0 { "–".to_owned() } else { short(sum / f64::from(count)) }
}

/// `.873`.
fn short(share: f64) -> String {
    format!("{share:.3}").trim_start_matches('0').to_owned()
}

/// Questions of the half that weights are chosen on whose target did not come first.
pub(crate) fn misses(outcomes: &[Outcome], variant: &str, correction: impl Fn(&str) -> String) {
    for outcome in outcomes {
        let asked = &outcome.asked;
        if asked.variant == variant && asked.tuned && outcome.rank != Some(1) {
            let clean = outcomes
                .iter()
                .find(|other| other.asked.id == asked.id && other.asked.variant == "clean");
            println!(
                "{:?} (clean {:?}) {} «{}» «{}» ← «{}»",
                outcome.rank,
                clean.and_then(|clean| clean.rank),
                asked.relevant.join(" "),
                asked.text,
                correction(&asked.text),
                clean.map(|clean| clean.asked.text.as_str()).unwrap_or_default(),
            );
        }
    }
}
