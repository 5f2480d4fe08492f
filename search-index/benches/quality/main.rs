//! Measures how well questions are answered, and prints Markdown tables.
//!
//! `cargo bench -p search-index --bench quality -- [name=number …]`
//! Needs the sample data, see `samples.rs`. Beside SQLite and PostgreSQL the same questions are
//! asked by `cargo bench -p tests --bench beside`.
//! `variants=clean,typo` asks only these, `index=FOLDER` keeps the index there, `show=VARIANT`
//! lists what was not found first, `climb=STEPS` looks for better weights on one half, and
//! `name=number` sets a weight.
#![expect(clippy::print_stdout, reason = "a program that prints tables")]

mod climb;
mod questions;
mod report;
#[path = "../samples.rs"]
mod samples;
mod weights;

use std::time::Instant;

use anyhow::{Context as _, Result};
use content::id::ChangeNumber;
use questions::Asked;
use report::Outcome;
use search_index::{Document, Index, Question, Step, Weights, WriterMode};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = samples::folder() else {
        println!("{}", samples::MISSING);
        return Ok(());
    };
    let documents = samples::documents(&folder)?;
    let questions = questions::read(&folder, &documents)?;
    let weights = weights::read(&arguments)?;
    let place = tempfile::tempdir()?;
    let kept = arguments.iter().find_map(|argument| argument.strip_prefix("index="));
    let path = kept.map_or_else(|| place.path().join("index"), Into::into);
    let index = Index::open(&path, WriterMode::ReadWrite)?;
    if usize::try_from(index.count())? != documents.len() {
        let begun = Instant::now();
        fill(&index, &documents)?;
        println!("{} documents taken in, {:.1?}.\n", documents.len(), begun.elapsed());
    }
    // As it is after a while: merges that went on behind the last commit are seen.
    std::thread::sleep(std::time::Duration::from_secs(2));
    index.refresh()?;
    let show = arguments.iter().find_map(|argument| argument.strip_prefix("show="));
    let only = arguments.iter().find_map(|argument| argument.strip_prefix("variants="));
    let questions: Vec<Asked> = questions
        .into_iter()
        .filter(|asked| only.is_none_or(|only| only.split(',').any(|one| one == asked.variant)))
        .collect();
    let steps = arguments.iter().find_map(|argument| argument.strip_prefix("climb="));
    if let Some(steps) = steps {
        return climb::climb(&index, &questions, weights, steps.parse()?);
    }
    let outcomes = ask_all(&questions, |text| ask(&index, text, &weights));
    println!("{}", report::table("Tòa Soạn", &outcomes));
    if let Some(variant) = show {
        report::misses(&outcomes, variant, |text| {
            let answer = index.find_weighed(&question(text), &weights);
            answer.correction.map(|correction| correction.text).unwrap_or_default()
        });
    }
    Ok(())
}

fn question(text: &str) -> Question {
    Question { text: text.to_owned(), limit: 10, ..Question::default() }
}

fn ask(index: &Index, text: &str, weights: &Weights) -> Result<Vec<String>> {
    let answer = index.find_weighed(&question(text), weights);
    Ok(answer.hits.into_iter().filter_map(|hit| hit.source_id).collect())
}

fn ask_all(questions: &[Asked], mut ask: impl FnMut(&str) -> Result<Vec<String>>) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(questions.len());
    for asked in questions {
        let begun = Instant::now();
        let found = ask(&asked.text).context("a question").unwrap_or_default();
        outcomes.push(Outcome::new(asked, &found, begun.elapsed()));
    }
    outcomes
}

/// Documents of one commit.
const BATCH: usize = 5_000;

/// Takes all in.
fn fill(index: &Index, documents: &[Document]) -> Result<()> {
    for (number, batch) in documents.chunks(BATCH).enumerate() {
        let steps: Vec<Step> = batch.iter().cloned().map(|one| Step::Put(Box::new(one))).collect();
        index.apply(&steps, ChangeNumber::new(i64::try_from(number)? + 1))?;
    }
    Ok(())
}
