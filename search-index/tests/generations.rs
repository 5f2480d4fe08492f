//! What an index survives: restarts, damage, older versions, rebuilds given up in the middle.

#![expect(clippy::unwrap_used, reason = "helpers of tests may stop a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use content::id::{ArticleId, ChangeNumber};
use search_index::{Document, Index, IndexError, Opened, Question, Step, WriterMode};
use tempfile::TempDir;

fn put(id: i64, title: &str) -> Step {
    let article = ArticleId::new(id);
    Step::Put(Box::new(Document { article, title: title.into(), ..Document::default() }))
}

fn change(number: i64) -> ChangeNumber {
    ChangeNumber::new(number)
}

fn open(path: &Path) -> Arc<Index> {
    Arc::new(Index::open(path, WriterMode::ReadWrite).unwrap())
}

/// A complete index of `sông 1` … `sông n` in a folder, closed.
fn whole(folder: &TempDir, articles: i64) -> PathBuf {
    let path = folder.path().join("index");
    let index = open(&path);
    assert_eq!((index.opened(), index.complete()), (&Opened::Fresh, false));
    let steps: Vec<Step> = (1..=articles).map(|id| put(id, &format!("sông {id}"))).collect();
    index.apply(&steps, change(articles)).unwrap();
    index.rebuild().unwrap().finish(&[], change(articles)).unwrap();
    assert!(index.complete());
    path
}

fn total(index: &Index, words: &str) -> usize {
    index.find(&Question { text: words.into(), limit: 10, ..Question::default() }).total
}

fn generations(path: &Path) -> Vec<String> {
    let names = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("gen-"));
    names.sort();
    names
}

/// Waits for the thread that removes the old generation.
fn settles(mut holds: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !holds() {
        assert!(begun.elapsed().as_secs() < 20, "it does not come about");
        std::thread::yield_now();
    }
}

/// Files of the live generation with this ending.
fn files(path: &Path, ending: &str) -> Vec<PathBuf> {
    let live = path.join(generations(path).pop().unwrap());
    let files = fs::read_dir(live).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|it| it == ending)).collect()
}

#[test]
fn it_opens_where_it_was_left_and_one_process_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder, 9);
    let index = open(&path);
    assert_eq!((index.opened(), index.complete()), (&Opened::Whole, true));
    assert_eq!((index.last_change().get(), index.count()), (9, 9));
    let second = Index::open(&path, WriterMode::ReadWrite);
    assert!(matches!(second, Err(IndexError::Locked)), "{second:?}");
    let reader = Index::open(&path, WriterMode::ReadOnly).unwrap();
    assert_eq!((reader.count(), reader.may_write()), (9, false));
    let refused = reader.apply(&[], change(10));
    assert!(matches!(refused, Err(IndexError::ReadOnly)), "{refused:?}");
    let refused = Arc::new(reader).rebuild();
    assert!(matches!(refused, Err(IndexError::ReadOnly)), "{refused:?}");
}

/// What is done to an index, and its name.
type Blow = (&'static str, fn(&Path));

#[test]
fn whatever_is_broken_it_opens_empty_and_says_that_it_is_not_complete() {
    let blows: [Blow; 9] = [
        ("meta", |path| files(path, "json").iter().for_each(|file| fs::write(file, "{").unwrap())),
        ("no meta", |path| {
            files(path, "json").iter().for_each(|file| fs::remove_file(file).unwrap());
        }),
        ("terms", |path| files(path, "term").iter().for_each(|file| fs::write(file, "").unwrap())),
        ("store", |path| {
            for file in files(path, "store") {
                let half = fs::read(&file).unwrap();
                fs::write(file, &half[..half.len() / 2]).unwrap();
            }
        }),
        ("lost", |path| files(path, "idx").iter().for_each(|file| fs::remove_file(file).unwrap())),
        ("pointer", |path| fs::write(path.join("live"), "\u{0}").unwrap()),
        ("elsewhere", |path| fs::write(path.join("live"), "gen-0077 complete\n").unwrap()),
        ("gone", |path| fs::remove_dir_all(path.join(&generations(path)[0])).unwrap()),
        ("of another version", |path| {
            for file in files(path, "json").iter().filter(|file| file.ends_with("meta.json")) {
                let text = fs::read_to_string(file).unwrap();
                fs::write(file, text.replace("\"result\"", "\"result_before\"")).unwrap();
            }
        }),
    ];
    for (what, strike) in blows {
        let folder = tempfile::tempdir().unwrap();
        let path = whole(&folder, 3);
        strike(&path);
        let index = open(&path);
        assert!(matches!(index.opened(), Opened::Replaced(_)), "{what}: {:?}", index.opened());
        assert_eq!((index.count(), index.last_change().get()), (0, 0), "{what}");
        assert!(!index.complete(), "{what}");
        assert_eq!(generations(&path).len(), 1, "{what}: the damaged one is gone");
        // It is filled where it stands, and remembers over a restart that it is not whole.
        index.apply(&[], change(3)).unwrap();
        let mut rebuild = index.rebuild().unwrap();
        assert!(rebuild.is_in_place());
        rebuild.put(&[put(1, "sông 1")]).unwrap();
        assert_eq!(total(&index, "sông"), 1, "{what}");
        drop(rebuild);
        drop(index);
        let index = open(&path);
        assert_eq!((index.opened(), index.complete()), (&Opened::Whole, false), "{what}");
        let mut rebuild = index.rebuild().unwrap();
        assert_eq!(rebuild.articles(), [ArticleId::new(1)]);
        rebuild.put(&[put(2, "sông 2")]).unwrap();
        rebuild.finish(&[], change(3)).unwrap();
        assert_eq!((index.complete(), index.count(), index.last_change().get()), (true, 2, 3));
    }
}

#[test]
fn an_index_of_the_older_shape_is_replaced_and_foreign_files_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let segment = "0123456789abcdef0123456789abcdef.idx";
    for name in ["meta.json", ".managed.json", ".tantivy-writer.lock", segment, "photo.jpg"] {
        fs::write(path.join(name), "x").unwrap();
    }
    let index = open(path);
    assert!(matches!(index.opened(), Opened::Replaced(_)), "{:?}", index.opened());
    let there = |name: &str| path.join(name).exists();
    assert!(!there("meta.json") && !there(".managed.json") && !there(segment));
    assert!(there("photo.jpg") && there("live"));
}

#[test]
fn a_rebuild_beside_the_live_index_is_seen_only_when_it_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder, 3);
    let index = open(&path);
    let mut rebuild = index.rebuild().unwrap();
    assert!(!rebuild.is_in_place() && index.is_rebuilding() && index.complete());
    let second = index.rebuild();
    assert!(matches!(second, Err(IndexError::Rebuilding)), "{second:?}");
    rebuild.put(&[put(1, "suối 1"), put(2, "suối 2"), put(9, "suối 9")]).unwrap();
    // The follower goes on meanwhile.
    index.apply(&[put(4, "sông 4")], change(4)).unwrap();
    assert_eq!((total(&index, "suối"), total(&index, "sông")), (0, 4));
    let rebuild = rebuild.settle().unwrap();
    let steps = [Step::Remove(ArticleId::new(9)), put(4, "suối 4")];
    rebuild.finish(&steps, change(4)).unwrap();
    assert_eq!((total(&index, "suối"), total(&index, "sông")), (3, 0));
    assert_eq!((index.last_change().get(), index.is_rebuilding()), (4, false));
    index.apply(&[put(5, "suối 5")], change(5)).unwrap();
    settles(|| generations(&path).len() == 1);
    drop(index);
    let index = open(&path);
    assert_eq!((index.opened(), total(&index, "suối")), (&Opened::Whole, 4));
    assert_eq!((index.last_change().get(), index.complete()), (5, true));
}

#[test]
fn a_rebuilt_index_is_one_segment() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder, 1);
    let index = open(&path);
    let mut rebuild = index.rebuild().unwrap();
    for batch in 0..40 {
        let steps: Vec<Step> = (1..=50).map(|n| put(batch * 50 + n, "suối sâu")).collect();
        rebuild.put(&steps).unwrap();
    }
    rebuild.settle().unwrap().finish(&[], change(9)).unwrap();
    let live = fs::read_to_string(path.join("live")).unwrap();
    let live = path.join(live.split(' ').next().unwrap());
    let segments = tantivy::Index::open_in_dir(live).unwrap().searchable_segment_ids().unwrap();
    assert_eq!((segments.len(), index.count()), (1, 2000));
}

#[test]
fn abbreviations_and_facets_hold_over_a_swap() {
    let folder = tempfile::tempdir().unwrap();
    let index = open(&whole(&folder, 3));
    index.set_abbreviation_lines("SNX = sông núi xa\nđây là gì\nSC > sông cạn");
    let new = [put(4, "sông núi xa"), put(5, "sông cạn"), put(6, "SC")];
    for _ in 0..2 {
        let mut rebuild = index.rebuild().unwrap();
        rebuild.put(&new).unwrap();
        rebuild.settle().unwrap().finish(&[], change(9)).unwrap();
        let found = |words: &str| {
            let question = Question { text: words.into(), limit: 1, ..Question::default() };
            index.find(&question)
        };
        let first = |words: &str| found(words).hits.first().map(|hit| hit.article.get());
        assert_eq!((first("SNX"), first("SC"), index.count()), (Some(4), Some(6), 3));
        assert_eq!(found("SC").total, 2);
        assert_eq!(found("sông cạn").hits.first().map(|hit| hit.article.get()), Some(5));
        let kinds = found("sông").facets.kinds;
        assert_eq!(kinds.iter().map(|kind| kind.count).sum::<usize>(), found("sông").total);
    }
}

#[test]
fn a_rebuild_that_is_given_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder, 3);
    let index = open(&path);
    let mut rebuild = index.rebuild().unwrap();
    rebuild.put(&[put(1, "suối 1")]).unwrap();
    assert_eq!(generations(&path).len(), 2);
    drop(rebuild);
    assert_eq!((generations(&path).len(), index.is_rebuilding()), (1, false));
    assert_eq!((total(&index, "sông"), index.complete()), (3, true));
    // As a crash would leave it.
    fs::create_dir(path.join("gen-0009")).unwrap();
    fs::write(path.join("gen-0009/meta.json"), "{}").unwrap();
    drop(index);
    let index = open(&path);
    assert_eq!((index.opened(), index.count()), (&Opened::Whole, 3));
    assert_eq!(generations(&path).len(), 1);
}

#[test]
fn a_reading_process_sees_commits_and_swaps_of_the_writing_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let reader = Index::open(&path, WriterMode::ReadOnly).unwrap();
    assert!(!path.exists(), "a look makes nothing");
    assert_eq!((reader.opened(), reader.count(), reader.complete()), (&Opened::Fresh, 0, false));
    drop(whole(&folder, 3));
    let index = open(&path);
    reader.refresh().unwrap();
    assert_eq!((reader.count(), reader.complete()), (3, true));
    index.apply(&[put(4, "sông 4")], change(4)).unwrap();
    reader.refresh().unwrap();
    assert_eq!((reader.count(), reader.last_change().get()), (4, 4));
    let mut rebuild = index.rebuild().unwrap();
    rebuild.put(&[put(1, "suối 1")]).unwrap();
    rebuild.finish(&[], change(4)).unwrap();
    assert_eq!(total(&reader, "sông"), 4, "it goes on reading the old one");
    reader.refresh().unwrap();
    assert_eq!((total(&reader, "sông"), total(&reader, "suối")), (0, 1));
}

#[test]
fn what_a_crash_leaves_of_a_deletion_does_not_stop_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder, 3);
    let store = files(&path, "store").pop().unwrap();
    let managed = store.with_file_name(".managed.json");
    let mut names: Vec<String> = serde_json::from_slice(&fs::read(&managed).unwrap()).unwrap();
    for stamp in 0..60 {
        let left = store.with_extension(format!("{stamp}.del"));
        fs::write(&left, "half").unwrap();
        names.push(left.file_name().unwrap().to_str().unwrap().to_owned());
    }
    fs::write(&managed, serde_json::to_vec(&names).unwrap()).unwrap();
    let index = open(&path);
    for number in 4..24 {
        index.apply(&[put(1, "sông 1")], change(number)).unwrap();
    }
    assert_eq!((index.count(), index.last_change().get()), (3, 23));
}

#[test]
fn a_wish_for_a_rebuild_lasts_until_one_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder, 1);
    let index = open(&path);
    assert!(!index.rebuild_is_wanted());
    Index::open(&path, WriterMode::ReadOnly).unwrap().want_rebuild().unwrap();
    assert!(index.rebuild_is_wanted());
    drop(index.rebuild().unwrap());
    assert!(index.rebuild_is_wanted());
    index.rebuild().unwrap().finish(&[], change(1)).unwrap();
    assert!(!index.rebuild_is_wanted());
}

#[test]
fn a_flipped_bit_is_found_and_the_index_is_rebuilt_beside_what_still_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder, 40);
    {
        let index = open(&path);
        assert_eq!(index.verify(), Vec::<String>::new());
    }
    let store = files(&path, "store").pop().unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[10] ^= 1;
    fs::write(&store, bytes).unwrap();
    let index = open(&path);
    let damaged = index.verify();
    assert_eq!(damaged.len(), 1, "{damaged:?}");
    assert!(!index.complete());
    let mut rebuild = index.rebuild().unwrap();
    assert!(!rebuild.is_in_place());
    let steps: Vec<Step> = (1..=40).map(|id| put(id, &format!("sông {id}"))).collect();
    rebuild.put(&steps).unwrap();
    rebuild.finish(&[], change(40)).unwrap();
    assert_eq!((index.complete(), total(&index, "sông")), (true, 40));
    assert_eq!(index.verify(), Vec::<String>::new());
}

#[test]
fn an_article_that_cannot_be_read_makes_a_question_doubt_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder, 40);
    // Only the texts, so that it opens.
    for store in files(&path, "store") {
        let mut bytes = fs::read(&store).unwrap();
        let texts = bytes.len() / 2;
        bytes[8..texts].fill(0xff);
        fs::write(&store, bytes).unwrap();
    }
    let index = open(&path);
    assert_eq!((index.opened(), index.complete()), (&Opened::Whole, true));
    let question = Question { text: "sông".into(), limit: 10, ..Question::default() };
    assert!(index.find(&question).hits.len() < 10);
    assert!(!index.complete());
}

#[test]
fn bytes_gone_bad_anywhere_never_panic_a_question() {
    let mut dice = 7_u64;
    let mut roll = |below: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 33).unwrap() % below
    };
    for ending in ["idx", "term", "store", "fast", "fieldnorm", "pos", "json"] {
        let folder = tempfile::tempdir().unwrap();
        let path = whole(&folder, 30);
        for file in files(&path, ending) {
            let mut bytes = fs::read(&file).unwrap();
            for _ in 0..12 {
                let at = roll(bytes.len());
                bytes[at] = u8::try_from(roll(256)).unwrap();
            }
            fs::write(&file, bytes).unwrap();
        }
        let index = open(&path);
        let answer =
            index.find(&Question { text: "sông".into(), limit: 20, ..Question::default() });
        assert!(answer.total <= 30, "{ending}");
        let told = matches!(index.opened(), Opened::Replaced(_)) || !index.verify().is_empty();
        assert!(told || files(&path, ending).is_empty(), "{ending}: damage goes unnoticed");
        assert!(!index.complete() || files(&path, ending).is_empty(), "{ending}");
    }
}
