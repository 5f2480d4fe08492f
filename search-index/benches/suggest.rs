//! How quick suggestions are on 10,000, 100,000 and a million titles, and what they cost.
//!
//! `cargo bench -p search-index --bench suggest -- 10000 100000 1000000`. Titles are those of
//! the sample data, see `samples.rs`, varied by putting words of others in; articles have a short
//! body, since only titles, tags and names count here.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    reason = "a measurement, run by hand"
)]

#[path = "samples.rs"]
mod samples;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use content::id::{ArticleId, ChangeNumber};
use content::text::fold;
use search_index::{Document, Index, Placement, Step, WriterMode};

const ASKED: usize = 4_000;
const AT_ONCE: usize = 8;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let Some(folder) = samples::folder() else {
        println!("{}", samples::MISSING);
        return;
    };
    let documents = samples::documents(&folder).unwrap();
    let titles: Vec<String> = documents.into_iter().map(|document| document.title).collect();
    println!("Times are p50 / p99 / max in ms.");
    for size in if sizes.is_empty() { vec![10_000, 100_000] } else { sizes } {
        measure(&titles, size);
    }
}

/// A title with some words of another in it.
fn varied(titles: &[String], dice: &mut Dice) -> String {
    let first = &titles[dice.roll(titles.len())];
    let other: Vec<&str> = titles[dice.roll(titles.len())].split(' ').collect();
    let mut words: Vec<&str> = first.split(' ').collect();
    let at = dice.roll(words.len());
    let from = dice.roll(other.len());
    words.splice(
        at..(at + 2).min(words.len()),
        other[from..(from + 2).min(other.len())].iter().copied(),
    );
    words.join(" ")
}

fn document(id: usize, titles: &[String], dice: &mut Dice) -> Document {
    let name = |dice: &mut Dice, words: usize, of: usize| {
        // The same few are used most, as in a newsroom.
        let which = dice.roll(of).min(dice.roll(of)).min(dice.roll(of));
        let title: Vec<&str> = titles[which % titles.len()].split(' ').collect();
        title[..words.min(title.len())].join(" ")
    };
    Document {
        article: ArticleId::new(i64::try_from(id).unwrap() + 1),
        title: varied(titles, dice),
        body: "Bản tin ngắn.".into(),
        tags: (0..3).map(|_| name(dice, 3, 40_000)).collect(),
        bylines: vec![name(dice, 2, 2_000)],
        published_ms: 1_500_000_000_000 + i64::try_from(id).unwrap() * 60_000,
        placements: vec![Placement {
            site: if dice.roll(5) == 0 { "cong" } else { "bao" }.into(),
            section_path: "thoi-su".into(),
            section_name: "Thời sự".into(),
            url: format!("/bai-{id}.html"),
        }],
        ..Document::default()
    }
}

fn measure(titles: &[String], size: usize) {
    let folder = tempfile::tempdir().unwrap();
    let index = Arc::new(Index::open(folder.path(), WriterMode::ReadWrite).unwrap());
    let mut dice = Dice(11);
    let begun = Instant::now();
    index.doubt("it is built beside");
    let mut rebuild = index.rebuild().unwrap();
    for from in (0..size).step_by(2_000) {
        let batch = (from..(from + 2_000).min(size)).map(|id| document(id, titles, &mut dice));
        let steps: Vec<Step> = batch.map(|it| Step::Put(Box::new(it))).collect();
        rebuild.put(&steps).unwrap();
    }
    rebuild.settle().unwrap().finish(&[], ChangeNumber::new(1)).unwrap();
    let built = size as f64 / begun.elapsed().as_secs_f64();
    let popular = (0..2_000).map(|at| (varied(titles, &mut dice), at % 90)).collect();
    index.set_popular(popular);
    // The shelves of names are filled in the background.
    std::thread::sleep(Duration::from_secs(3));
    let asked: Vec<String> = (0..ASKED).map(|_| beginning(titles, &mut dice)).collect();
    let alone = times(&index, &asked, 1);
    let at_once = times(&index, &asked, AT_ONCE);
    let publishing = AtomicBool::new(true);
    let with_commits = std::thread::scope(|threads| {
        threads.spawn(|| {
            let mut dice = Dice(5);
            let mut id = size;
            while publishing.load(Ordering::Acquire) {
                id += 1;
                let step = Step::Put(Box::new(document(id, titles, &mut dice)));
                index.apply(&[step], ChangeNumber::new(2)).unwrap();
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        let times = times(&index, &asked, AT_ONCE);
        publishing.store(false, Ordering::Release);
        times
    });
    let (anon, file) = memory();
    println!("{size} titles: {built:.0} a second, {:.1} MB", bytes(folder.path()) as f64 / 1e6);
    println!("  memory: own {anon:.0} MB, pages of the index {file:.0} MB");
    println!("  one after the other: {}", told(&alone));
    let best = best(&index, &asked);
    let (times, typed): (Vec<Duration>, Vec<String>) = best.into_iter().unzip();
    println!("  the best of seven for each: {}", told(&times));
    let slowest: Vec<&String> = typed.iter().rev().take(8).collect();
    println!("  the slowest: {slowest:?}");
    println!("  {AT_ONCE} at once: {}", told(&at_once));
    println!("  {AT_ONCE} at once beside a commit each 200 ms: {}", told(&with_commits));
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("  load of the machine: {}", load.trim());
}

/// What somebody has typed of a title: from any word on, 1 to 24 characters, half without marks.
fn beginning(titles: &[String], dice: &mut Dice) -> String {
    let title = &titles[dice.roll(titles.len())];
    let words: Vec<&str> = title.split(' ').collect();
    let from = dice.roll(words.len());
    let text: String = words[from..].join(" ").chars().take(1 + dice.roll(24)).collect();
    if dice.roll(2) == 0 { fold(&text) } else { text }
}

fn times(index: &Index, asked: &[String], at_once: usize) -> Vec<Duration> {
    let share = asked.len().div_ceil(at_once);
    let mut all: Vec<Duration> = std::thread::scope(|threads| {
        let shares: Vec<_> = asked
            .chunks(share)
            .map(|share| {
                threads.spawn(move || {
                    let time = |typed: &String| {
                        let begun = Instant::now();
                        let found = index.suggest(typed, "bao", 8);
                        assert!(found.len() <= 8);
                        begun.elapsed()
                    };
                    share.iter().map(time).collect::<Vec<_>>()
                })
            })
            .collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    });
    all.sort_unstable();
    all
}

/// The best of several times for each, so that what else the machine does counts little.
fn best(index: &Index, asked: &[String]) -> Vec<(Duration, String)> {
    let time = |typed: &String| {
        let begun = Instant::now();
        drop(index.suggest(typed, "bao", 8));
        begun.elapsed()
    };
    let best = |typed: &String| (0..7).map(|_| time(typed)).min().unwrap_or_default();
    let mut all: Vec<_> = asked.iter().map(|typed| (best(typed), typed.clone())).collect();
    all.sort_unstable();
    all
}

fn told(times: &[Duration]) -> String {
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    format!("{:.2} / {:.2} / {:.2}", at(0.5), at(0.99), at(1.0))
}

/// Memory of the process: its own, and pages of the index that it has looked at, in MB.
fn memory() -> (f64, f64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let read = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let number = line.split_whitespace().nth(1).and_then(|text| text.parse::<f64>().ok());
        number.unwrap_or_default() / 1e3
    };
    (read("RssAnon"), read("RssFile"))
}

fn bytes(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() { bytes(&path) } else { entry.metadata().map_or(0, |it| it.len()) }
        })
        .sum()
}
