//! How soon a publish is findable while readers search and segments merge, and what filling and
//! rebuilding cost in memory.
//!
//! `cargo bench -p search-index --bench publish -- 50000`. Articles are those of the sample file in
//! `../shared/data` or the folder of `TOASOAN_SAMPLES`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    reason = "a measurement, run by hand"
)]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use content::id::{ArticleId, ChangeNumber};
use search_index::{Document, Index, Placement, Question, Step, WriterMode};

const PUBLISHES: i64 = 300;

fn main() {
    let wanted = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(20_000);
    let Some(articles) = articles(wanted) else {
        println!("No sample articles: TOASOAN_SAMPLES names no folder with news-50k.ndjson.zst.");
        return;
    };
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

fn articles(wanted: usize) -> Option<Vec<Document>> {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    let folder =
        std::env::var("TOASOAN_SAMPLES").map_or_else(|_| PathBuf::from(shared), PathBuf::from);
    let file = std::fs::File::open(folder.join("news-50k.ndjson.zst")).ok()?;
    let lines = BufReader::new(zstd::Decoder::new(file).ok()?).lines().map_while(Result::ok);
    let articles = lines.zip(1..).filter_map(|(line, id)| {
        let value: serde_json::Value = serde_json::from_str(&line).ok()?;
        let text = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
        Some(Document {
            article: ArticleId::new(id),
            title: text("title")?,
            lead: text("lead").unwrap_or_default(),
            body: text("body").unwrap_or_default(),
            published_ms: id * 60_000,
            placements: vec![Placement { site: "bao".into(), ..Placement::default() }],
            ..Document::default()
        })
    });
    Some(articles.take(wanted).collect())
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
