//! Threads end with what they were started for. Alone in its program: threads are counted for the
//! whole process.

use std::sync::Arc;
use std::time::{Duration, Instant};

use content::id::{ArticleId, ChangeNumber};
use search_index::{Document, Index, Question, Step, WriterMode};

/// Indexes and rebuilds that are opened and dropped.
const ROUNDS: i64 = 25;
/// Threads that may still be about to end.
const STRAY: usize = 8;

/// Threads of this process; nothing where the system does not tell.
fn threads() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("Threads:")?.trim().parse().ok())
}

fn put(id: i64) -> Step {
    let title = format!("Bản tin số {id}");
    Step::Put(Box::new(Document { article: ArticleId::new(id), title, ..Document::default() }))
}

fn finds(index: &Index) -> usize {
    index.find(&Question { text: "bản tin".into(), limit: 10, ..Question::default() }).total
}

#[test]
fn indexes_and_rebuilds_leave_no_threads() {
    let Some(before) = threads() else {
        eprintln!("skipped: this system does not tell how many threads a process has");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let lasting = Arc::new(Index::in_memory().unwrap());
    for round in 1..=ROUNDS {
        let passing = Index::in_memory().unwrap();
        passing.apply(&[put(round)], ChangeNumber::new(1)).unwrap();
        assert_eq!(finds(&passing), 1);

        let kept = Arc::new(Index::open(folder.path(), WriterMode::ReadWrite).unwrap());
        kept.rebuild().unwrap().finish(&[put(round)], ChangeNumber::new(round)).unwrap();
        let reading = Index::open(folder.path(), WriterMode::ReadOnly).unwrap();
        assert_eq!(finds(&reading), 1);

        let mut rebuild = lasting.rebuild().unwrap();
        rebuild.put(&[put(round)]).unwrap();
        rebuild.settle().unwrap().finish(&[], ChangeNumber::new(round)).unwrap();
        assert_eq!(finds(&lasting), 1);
    }
    drop(lasting);
    // Some end a moment after what they worked for.
    let end = Instant::now() + Duration::from_secs(20);
    let mut left = threads().unwrap();
    while left > before + STRAY && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(50));
        left = threads().unwrap();
    }
    assert!(left <= before + STRAY, "{before} threads before, {left} after");
}
