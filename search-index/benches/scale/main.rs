//! Builds indexes of growing size and asks them from eight threads; prints a Markdown table.
//!
//! `cargo bench -p search-index --bench scale -- [10000 100000 1000000] [at=FOLDER] [questions=NUMBER]`
//! Needs the sample data, see `samples.rs`. With `at` the indexes are left there and used again.
#![expect(clippy::print_stdout, reason = "a program that prints tables")]
#![expect(clippy::indexing_slicing, reason = "a short list, and JSON that answers null")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares of counts that are small"
)]

mod grow;
#[path = "../samples.rs"]
mod samples;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use content::id::ChangeNumber;
use grow::Garden;
use search_index::{Index, Order, Question, Step, WriterMode};

const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
const BATCH: u64 = 20_000;
const THREADS: usize = 8;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = samples::folder() else {
        println!("{}", samples::MISSING);
        return Ok(());
    };
    let sizes: Vec<u64> = arguments.iter().filter_map(|size| size.parse().ok()).collect();
    let sizes = if sizes.is_empty() { SIZES.to_vec() } else { sizes };
    let place = tempfile::tempdir()?;
    let at = arguments.iter().find_map(|argument| argument.strip_prefix("at="));
    let at = at.map_or_else(|| place.path().to_owned(), PathBuf::from);
    let mut questions = questions(&folder)?;
    let first = arguments.iter().find_map(|argument| argument.strip_prefix("questions="));
    questions.truncate(first.map_or(Ok(usize::MAX), str::parse)?);
    println!(
        "| articles | text MB | index MB | index ÷ text | articles/s | segments | p50 ms | p90 ms \
         | p99 ms | processor p50 | p99 | questions/s | memory own MB | with mapped files MB | worst of bad questions ms |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for size in sizes {
        let path = at.join(format!("scale-{size}"));
        let built = build(&folder, &path, size)?;
        measure(&path, size, &built, &questions)?;
    }
    Ok(())
}

/// What building took.
struct Built {
    text: u64,
    took: Option<Duration>,
}

fn build(folder: &Path, path: &Path, size: u64) -> Result<Built> {
    let note = path.with_extension("text");
    if let Ok(text) = std::fs::read_to_string(&note) {
        return Ok(Built { text: text.trim().parse()?, took: None });
    }
    let garden = Garden::new(samples::documents(folder)?);
    let index = Arc::new(Index::open(path, WriterMode::ReadWrite)?);
    // Empty it is whole, so that the next rebuild goes beside it, as on a running server.
    index.rebuild()?.finish(&[], ChangeNumber::new(1))?;
    let mut rebuild = index.rebuild()?;
    let (mut text, mut took) = (0, Duration::ZERO);
    let mut number = 1;
    while number <= size {
        let batch: Vec<Step> = (number..=size.min(number + BATCH - 1))
            .map(|number| Step::Put(Box::new(garden.article(number))))
            .collect();
        for step in &batch {
            let Step::Put(document) = step else { continue };
            text += (document.title.len() + document.lead.len() + document.body.len()) as u64;
        }
        number += BATCH;
        // Making articles is not building.
        let begun = Instant::now();
        rebuild.put(&batch)?;
        took += begun.elapsed();
    }
    let begun = Instant::now();
    rebuild.settle()?.finish(&[], ChangeNumber::new(1))?;
    settle(path)?;
    took += begun.elapsed();
    drop(index);
    std::fs::write(note, text.to_string())?;
    Ok(Built { text, took: Some(took) })
}

/// Waits until merges are over: no file comes or goes for some seconds.
fn settle(path: &Path) -> Result<()> {
    let mut before = 0;
    loop {
        std::thread::sleep(Duration::from_secs(3));
        let (bytes, _) = bytes(path)?;
        if bytes == before {
            return Ok(());
        }
        before = bytes;
    }
}

fn questions(folder: &Path) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for line in std::fs::read_to_string(folder.join("search-dev.jsonl"))?.lines() {
        let line: serde_json::Value = serde_json::from_str(line)?;
        // As readers type: most with marks, some without, some badly.
        let variant = ["clean", "clean", "no_marks", "half_marks", "typo"][all.len() % 5];
        let text = line["variants"][variant].as_str().context("a question")?;
        all.push(text.to_owned());
    }
    Ok(all)
}

/// Questions that nobody means well.
fn bad() -> Vec<String> {
    let common = "người của và là có không được trong cho một các những với";
    vec![
        "a".repeat(10_000),
        "chuyển đổi số ".repeat(700),
        common.to_owned(),
        common.replace(' ', " OR "),
        content::text::fold(common),
        vec!["người OR của"; 500].join(" OR "),
        "nguwowif vieejt nam xax hooij ".repeat(100),
        "(((a+)+)+)+$ [^x]* .*".repeat(200),
        "\"người của".to_owned(),
        "\"".repeat(5_000),
        "!?,.;".repeat(2_000),
        "\u{202e}\u{200b}\u{0}".repeat(2_000),
        "😀".repeat(3_000),
        "-người -của -và".to_owned(),
        "xg qz wk zx vb nm lk jh gf ds".repeat(30),
    ]
}

fn question(text: &str, at: usize) -> Question {
    Question {
        text: text.to_owned(),
        site: Some("bao".to_owned()),
        order: if at % 10 == 9 { Order::Newest } else { Order::Relevance },
        limit: 10,
        ..Question::default()
    }
}

fn measure(path: &Path, size: u64, built: &Built, questions: &[String]) -> Result<()> {
    let index = Index::open(path, WriterMode::ReadOnly)?;
    // Once through, so that the files are in memory as they are in a running newsroom.
    let mut alone = run(&index, questions, 1)?;
    let begun = Instant::now();
    let mut times = run(&index, questions, THREADS)?;
    let rate = times.len() as f64 / begun.elapsed().as_secs_f64();
    alone = if size > 0 { run(&index, questions, 1)? } else { alone };
    let (bytes, segments) = bytes(path)?;
    let [own, mapped] = memory()?;
    let bad = at(&mut run(&index, &bad(), 1)?, 1.0);
    let built_rate = built
        .took
        .map_or_else(|| "–".to_owned(), |took| format!("{:.0}", size as f64 / took.as_secs_f64()));
    println!(
        "| {size} | {} | {} | {:.2} | {built_rate} | {segments} | {:.2} | {:.2} | {:.2} | {:.2} | \
         {:.2} | {rate:.0} | {own} | {mapped} | {bad:.1} |",
        built.text >> 20,
        bytes >> 20,
        bytes as f64 / built.text as f64,
        at(&mut times, 0.5),
        at(&mut times, 0.9),
        at(&mut times, 0.99),
        at(&mut alone, 0.5),
        at(&mut alone, 0.99),
    );
    Ok(())
}

/// How long each question took.
fn run(index: &Index, questions: &[String], threads: usize) -> Result<Vec<Duration>> {
    let next = AtomicUsize::new(0);
    let ask = || {
        let mut times = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = questions.get(at) else { return times };
            let begun = clock(threads);
            let answer = index.find(&question(text, at));
            std::hint::black_box(answer);
            times.push(clock(threads).saturating_sub(begun));
        }
    };
    let times = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..threads).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().filter_map(|one| one.join().ok()).flatten().collect()
    });
    Ok(times)
}

/// Of several threads the time of the clock; of one its time on a processor, which other programs
/// on the machine do not disturb.
fn clock(threads: usize) -> Duration {
    static BEGUN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let own = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    if threads == 1 { own() } else { None }.unwrap_or_else(|| BEGUN.elapsed())
}

fn at(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let place = (times.len() as f64 * share) as usize;
    times.get(place.min(times.len().saturating_sub(1))).map_or(0.0, Duration::as_secs_f64) * 1e3
}

fn bytes(path: &Path) -> Result<(u64, usize)> {
    let (mut all, mut segments) = (0, 0);
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let (inner, more) = bytes(&entry.path())?;
            (all, segments) = (all + inner, segments + more);
            continue;
        }
        all += entry.metadata()?.len();
        segments += usize::from(entry.path().extension().is_some_and(|ending| ending == "idx"));
    }
    Ok((all, segments))
}

/// Megabytes of this process: its own, and with the pages of files that it has mapped.
fn memory() -> Result<[u64; 2]> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
        number.unwrap_or_default() / 1024
    };
    Ok([of("RssAnon:"), of("VmRSS:")])
}
