//! Asks Tòa Soạn, SQLite FTS5 and PostgreSQL the same questions over the same documents in one
//! run, and prints a Markdown table of each.
//!
//! `cargo bench -p tests --bench beside -- [every=NUMBER] [postgres=postgres://…]`
//! Needs the sample data, see `search-index/benches/samples.rs`. `every=7` asks each seventh
//! question in all its variants, as the others take long.
#![expect(clippy::print_stdout, reason = "a program that prints tables")]

mod others;
#[path = "../../../search-index/benches/quality/questions.rs"]
mod questions;
#[path = "../../../search-index/benches/quality/report.rs"]
#[expect(dead_code, reason = "the table is one of several reports")]
mod report;
#[path = "../../../search-index/benches/samples.rs"]
mod samples;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Instant;

use anyhow::Result;
use content::id::ChangeNumber;
use questions::Asked;
use report::Outcome;
use search_index::{Document, Index, Question, Step, WriterMode};

/// Documents of one commit.
const BATCH: usize = 5_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let Some(folder) = samples::folder() else {
        println!("{}", samples::MISSING);
        return Ok(());
    };
    let said =
        |name: &str| std::env::args().find_map(|one| Some(one.strip_prefix(name)?.to_owned()));
    let every: u64 = said("every=").as_deref().unwrap_or("1").parse()?;
    let documents = samples::documents(&folder)?;
    let mut questions = questions::read(&folder, &documents)?;
    questions.retain(|asked| is_one_of(asked, every));
    println!("{} documents, {} questions\n", documents.len(), questions.len());
    let place = tempfile::tempdir()?;
    let index = Index::open(&place.path().join("index"), WriterMode::ReadWrite)?;
    fill(&index, &documents)?;
    let mut outcomes = Vec::new();
    for asked in &questions {
        let question = Question { text: asked.text.clone(), limit: 10, ..Question::default() };
        let begun = Instant::now();
        let found = index.find(&question).hits.into_iter().filter_map(|hit| hit.source_id);
        outcomes.push(Outcome::new(asked, &found.collect::<Vec<_>>(), begun.elapsed()));
    }
    println!("{}", report::table("Tòa Soạn", &outcomes));
    others::sqlite(place.path(), &documents, &questions).await?;
    match said("postgres=") {
        Some(address) => others::postgres(address, &documents, &questions).await?,
        None => println!("PostgreSQL: left out, no `postgres=` names a server."),
    }
    Ok(())
}

/// All variants of one question are asked, or none.
fn is_one_of(asked: &Asked, every: u64) -> bool {
    let mut hasher = DefaultHasher::new();
    asked.id.hash(&mut hasher);
    hasher.finish().is_multiple_of(every.max(1))
}

fn fill(index: &Index, documents: &[Document]) -> Result<()> {
    for (number, batch) in documents.chunks(BATCH).enumerate() {
        let steps: Vec<Step> = batch.iter().cloned().map(|one| Step::Put(Box::new(one))).collect();
        index.apply(&steps, ChangeNumber::new(i64::try_from(number)? + 1))?;
    }
    Ok(index.refresh()?)
}
