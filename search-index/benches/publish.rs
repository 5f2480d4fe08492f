//! How soon a publish is findable while readers search and segments merge, and what filling and
//! rebuilding cost in memory.
//!
//! `cargo bench -p search-index --bench publish -- 50000`. Needs the sample data, see `samples.rs`.

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

use content::id::ChangeNumber;
use search_index::{Document, Index, Question, Step, WriterMode};

const PUBLISHES: i64 = 300;

fn main() {
    let wanted = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(20_000);
    let Some(folder) = samples::folder() else {
        println!("{}", samples::MISSING);
        return;
    };
    let mut articles = samples::documents(&folder).unwrap();
    articles.truncate(wanted);
    let text: usize =
        articles.iter().map(|it| it.title.len() + it.lead.len() + it.body.len()).sum();
    println!("{} articles, {} MB of text", articles.len(), text / 1_000_000);
    let folder = tempfile::tempdir().unwrap();
    let index = Arc::new(Index::open(folder.path(), WriterMode::ReadWrite).unwrap());
    println!("own memory before: {:.0} MB", own_memory());

    filled(&index, &articles, "filled in place, a commit each 250");
    filled(&index, &articles, "rebuilt beside");
    let quiet = searching(&index, || std::thread::sleep(Duration::from_secs(2)));
    println!("searches while quiet, ms: {}", told(quiet));

    let mut seen = Vec::new();
    let busy = searching(&index, || {
        for number in 1..=PUBLISHES {
            let mut article = articles[usize::try_from(number).unwrap()].clone();
            article.title = format!("Xyzq{number} {}", article.title);
            let begun = Instant::now();
            index.apply(&[Step::Put(Box::new(article))], ChangeNumber::new(number)).unwrap();
            let question =
                Question { text: format!("Xyzq{number}"), limit: 1, ..Question::default() };
            assert!(index.find(&question).total >= 1, "not findable");
            seen.push(begun.elapsed());
        }
    });
    println!("searches meanwhile, ms: {}", told(busy));
    println!("from publish to found, one commit each, ms: {}", told(seen));
    println!("own memory after: {:.0} MB", own_memory());
}

fn filled(index: &Arc<Index>, articles: &[Document], how: &str) {
    let (begun, before) = (Instant::now(), own_memory());
    let mut most = before;
    let mut rebuild = index.rebuild().unwrap();
    for batch in articles.chunks(250) {
        let steps: Vec<Step> = batch.iter().map(|it| Step::Put(Box::new(it.clone()))).collect();
        rebuild.put(&steps).unwrap();
        most = most.max(own_memory());
    }
    rebuild.settle().unwrap().finish(&[], ChangeNumber::new(0)).unwrap();
    let speed = articles.len() as f64 / begun.elapsed().as_secs_f64();
    println!("{how}: {speed:.0} a second, own memory {before:.0} to {most:.0} MB");
}

/// Times of searches, one after the other, while something is done.
fn searching(index: &Index, work: impl FnOnce()) -> Vec<Duration> {
    let running = AtomicBool::new(true);
    std::thread::scope(|threads| {
        let times = threads.spawn(|| {
            let mut times = Vec::new();
            while running.load(Ordering::Acquire) {
                let begun = Instant::now();
                let text = ["chuyển đổi số", "bong da viet nam", "giá xăng dầu"][times.len() % 3];
                drop(index.find(&Question { text: text.into(), limit: 10, ..Question::default() }));
                times.push(begun.elapsed());
            }
            times
        });
        work();
        running.store(false, Ordering::Release);
        times.join().unwrap()
    })
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    format!("p50 {:.1}, p99 {:.1}, max {:.1} of {}", at(0.5), at(0.99), at(1.0), times.len())
}

/// Memory of the process without pages of files, in MB.
fn own_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon")).unwrap_or_default();
    let number = line.split_whitespace().nth(1).and_then(|text| text.parse::<f64>().ok());
    number.unwrap_or_default() / 1e3
}
