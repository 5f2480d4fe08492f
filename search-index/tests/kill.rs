//! Kills a process that feeds, searches and rebuilds an index at random moments, and then asks
//! the index for everything: nothing lost, nothing doubled, and it opens by itself.
//!
//! `cargo test -p search-index --test kill -- --rounds 100 --seed 7`. The regular run is of 12
//! rounds with always the same seed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test outside the usual harness, since it starts itself as another process"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use content::id::{ArticleId, ChangeNumber};
use search_index::{Document, Index, Opened, Question, Step, WriterMode};

const ROUNDS: usize = 12;
const SEED: u64 = 29;
const ARTICLES: usize = 300;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap() % below
    }
}

/// What a database would hold: which version of each article is live after so many changes.
struct World {
    seed: u64,
    head: i64,
    live: Vec<Option<i64>>,
}

impl World {
    fn at(seed: u64, head: i64) -> Self {
        let mut world = Self { seed, head: 0, live: vec![None; ARTICLES] };
        world.advance(head);
        world
    }

    /// The article that a change touches, and its version afterwards.
    fn change(seed: u64, number: i64) -> (usize, Option<i64>) {
        let mut dice = Dice(seed.wrapping_mul(31).wrapping_add(number.unsigned_abs()));
        (dice.roll(ARTICLES), (dice.roll(5) > 0).then_some(number))
    }

    fn advance(&mut self, to: i64) {
        for number in self.head + 1..=to {
            let (article, version) = Self::change(self.seed, number);
            self.live[article] = version;
        }
        self.head = to;
    }

    fn touched(&self, after: i64) -> Vec<usize> {
        let all = (after + 1..=self.head).map(|number| Self::change(self.seed, number).0);
        all.collect::<BTreeSet<usize>>().into_iter().collect()
    }

    /// What the index must do so that it says of these what the world says now.
    fn steps(&self, articles: &[usize]) -> Vec<Step> {
        articles.iter().map(|article| self.step(*article)).collect()
    }

    fn step(&self, article: usize) -> Step {
        let id = ArticleId::new(i64::try_from(article).unwrap());
        match self.live[article] {
            None => Step::Remove(id),
            Some(version) => Step::Put(Box::new(Document {
                article: id,
                title: format!("bài {article} bản {version}"),
                body: "Chợ phiên vùng cao họp sáu ngày một lần. ".repeat(20),
                published_ms: version,
                ..Document::default()
            })),
        }
    }
}

/// A line for the parent, there even if this process is killed at once.
fn say(what: &str, number: i64) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{what} {number}").and_then(|()| out.flush()).unwrap();
}

fn change(number: i64) -> ChangeNumber {
    ChangeNumber::new(number)
}

/// The child: a follower, a rebuilder and a reader, until it is killed.
fn feed(folder: &Path, world: World, round: u64) {
    let index = Arc::new(Index::open(folder, WriterMode::ReadWrite).unwrap());
    if index.last_change().get() == 0 && !index.complete() {
        index.apply(&[], change(world.head)).unwrap();
    }
    say("open", index.last_change().get());
    // Whoever reads the world puts it in before another reads, as the server does.
    let world = Mutex::new(world);
    std::thread::scope(|threads| {
        threads.spawn(|| follow(&index, &world, &mut Dice(round)));
        threads.spawn(|| rebuild_again_and_again(&index, &world, &mut Dice(round + 1)));
        threads.spawn(|| {
            loop {
                let question =
                    Question { text: "bài bản".into(), limit: 20, ..Question::default() };
                assert!(index.find(&question).total <= ARTICLES);
                std::thread::sleep(Duration::from_millis(2));
            }
        });
    });
}

fn follow(index: &Index, world: &Mutex<World>, dice: &mut Dice) {
    let mut seen = index.last_change().get();
    loop {
        let mut world = world.lock().unwrap();
        let more = if dice.roll(20) == 0 { 400 } else { 1 + dice.roll(12) };
        let head = world.head + i64::try_from(more).unwrap();
        say("head", head);
        world.advance(head);
        index.apply(&world.steps(&world.touched(seen)), change(head)).unwrap();
        seen = head;
        say("at", head);
    }
}

fn rebuild_again_and_again(index: &Arc<Index>, world: &Mutex<World>, dice: &mut Dice) {
    loop {
        let mut rebuild = index.rebuild().unwrap();
        say("rebuild", i64::from(rebuild.is_in_place()));
        let mut seen = world.lock().unwrap().head;
        let there: BTreeSet<ArticleId> = rebuild.articles().into_iter().collect();
        let is_missing =
            |article: &usize| !there.contains(&ArticleId::new(i64::try_from(*article).unwrap()));
        let missing: Vec<usize> = (0..ARTICLES).rev().filter(is_missing).collect();
        for batch in missing.chunks(1 + dice.roll(60)) {
            let world = world.lock().unwrap();
            rebuild.put(&world.steps(batch)).unwrap();
        }
        if dice.roll(2) == 0 {
            rebuild = rebuild.settle().unwrap();
        }
        if !rebuild.is_in_place() {
            let world = world.lock().unwrap();
            rebuild.put(&world.steps(&world.touched(seen))).unwrap();
            seen = world.head;
        }
        let world = world.lock().unwrap();
        say("swap", world.head);
        let rest = if rebuild.is_in_place() { vec![] } else { world.steps(&world.touched(seen)) };
        rebuild.finish(&rest, change(world.head)).unwrap();
        say("at", world.head);
        drop(world);
        std::thread::sleep(Duration::from_millis(u64::try_from(dice.roll(40)).unwrap()));
    }
}

/// What a child has said until it was killed.
#[derive(Debug, Default, Clone, Copy)]
struct Said {
    open: bool,
    head: i64,
    at: i64,
    swaps: usize,
    rebuilds: usize,
}

impl Said {
    fn hear(&mut self, line: &str) {
        let (what, number) = line.split_once(' ').unwrap();
        let number: i64 = number.parse().unwrap();
        match what {
            "open" => self.open = true,
            "head" => self.head = number,
            "at" => self.at = self.at.max(number),
            "swap" => self.swaps += 1,
            "rebuild" => self.rebuilds += 1,
            other => panic!("{other}"),
        }
    }
}

/// Runs a child and kills it: at some moment, or soon after it began a rebuild or a swap.
fn run_and_kill(folder: &Path, seed: u64, head: i64, dice: &mut Dice) -> Said {
    let round = dice.roll(1 << 30).to_string();
    let program = std::env::current_exe().unwrap();
    let mut child: Child = Command::new(program)
        .args(["--feed", folder.to_str().unwrap(), &seed.to_string(), &head.to_string(), &round])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (tell, told) = mpsc::channel();
    let (want, nth) = (dice.roll(4), 1 + dice.roll(3));
    let killed = Arc::new(AtomicBool::new(false));
    let listener = std::thread::spawn({
        let killed = Arc::clone(&killed);
        move || {
            let mut said = Said::default();
            for line in lines {
                said.hear(&line.unwrap());
                let now = match want {
                    0 => said.swaps >= nth,
                    1 => said.rebuilds >= nth,
                    // Sometimes while it is being opened.
                    _ => said.open || nth == 1,
                };
                let told = killed.load(Ordering::Acquire) || !now || tell.send(()).is_ok();
                assert!(told, "nobody waits for it");
            }
            said
        }
    });
    if want < 2 || nth > 1 {
        let heard = told.recv_timeout(Duration::from_secs(60));
        assert!(heard.is_ok(), "the child came to nothing: {:?}", child.try_wait());
    }
    let wait = if want < 2 { dice.roll(25_000) } else { dice.roll(1_200_000) };
    std::thread::sleep(Duration::from_micros(u64::try_from(wait).unwrap()));
    assert_eq!(child.try_wait().unwrap(), None, "the child ended by itself");
    killed.store(true, Ordering::Release);
    child.kill().unwrap();
    child.wait().unwrap();
    listener.join().unwrap()
}

/// What the index says: the version of each article.
fn versions(index: &Index) -> Vec<Option<i64>> {
    let mut found = vec![None; ARTICLES];
    let mut count = 0;
    for offset in (0..).step_by(100) {
        let question = Question { text: "bài".into(), offset, limit: 100, ..Question::default() };
        let answer = index.find(&question);
        for hit in &answer.hits {
            let title: String = hit.title.iter().map(|span| span.text.as_str()).collect();
            let (article, version) =
                title.strip_prefix("bài ").and_then(|rest| rest.split_once(" bản ")).unwrap();
            let article: usize = article.parse().unwrap();
            assert_eq!(hit.article.get(), i64::try_from(article).unwrap());
            assert!(found[article].is_none(), "article {article} is there twice");
            found[article] = Some(version.parse().unwrap());
            count += 1;
        }
        if offset + 100 >= answer.total {
            assert_eq!((count, index.count()), (answer.total, u64::try_from(count).unwrap()));
            return found;
        }
    }
    found
}

/// Every article is as it was at some time since the index's number; one that is not whole may
/// miss some.
fn is_true(index: &Index, seed: u64, head: i64) {
    let mut world = World::at(seed, index.last_change().get());
    let mut possible: Vec<BTreeSet<Option<i64>>> =
        world.live.iter().map(|version| BTreeSet::from([*version])).collect();
    for number in world.head + 1..=head {
        world.advance(number);
        let (article, version) = World::change(seed, number);
        possible[article].insert(version);
    }
    for (article, version) in versions(index).into_iter().enumerate() {
        let missing = version.is_none() && !index.complete();
        assert!(
            missing || possible[article].contains(&version),
            "article {article} is {version:?}, not of {:?}, at {} of {head}",
            possible[article],
            index.last_change()
        );
    }
}

/// Follows on from the index's own number, fills it where it is not whole, and compares.
fn follow_on(index: &Arc<Index>, seed: u64, head: i64) {
    let world = World::at(seed, head);
    let begun = index.last_change().get();
    let steps =
        if begun == 0 && !index.complete() { vec![] } else { world.steps(&world.touched(begun)) };
    index.apply(&steps, change(head)).unwrap();
    if !index.complete() {
        let mut rebuild = index.rebuild().unwrap();
        rebuild.put(&world.steps(&(0..ARTICLES).collect::<Vec<_>>())).unwrap();
        rebuild.finish(&[], change(head)).unwrap();
    }
    assert_eq!(versions(index), world.live);
    assert_eq!((index.complete(), index.last_change().get()), (true, head));
}

/// Damages an index, as a disk or somebody's hand may.
fn strike(folder: &Path, dice: &mut Dice) {
    match dice.roll(3) {
        // A merge of the round before may still be writing.
        0 => while fs::remove_dir_all(folder).is_err() {},
        1 => fs::write(folder.join("live"), "gen-").unwrap(),
        _ => {
            let live = fs::read_to_string(folder.join("live")).unwrap();
            let generation = folder.join(live.split(' ').next().unwrap());
            fs::write(generation.join("meta.json"), "{\"").unwrap();
        }
    }
}

fn round(folder: &Path, seed: u64, head: i64, dice: &mut Dice) -> i64 {
    let struck = folder.exists() && dice.roll(6) == 0;
    if struck {
        strike(folder, dice);
    }
    let new = struck || !folder.exists();
    let said = run_and_kill(folder, seed, head, dice);
    let head = head.max(said.head);
    let index = Arc::new(Index::open(folder, WriterMode::ReadWrite).unwrap());
    let whole = index.opened() == &Opened::Whole;
    assert!(whole || (new && !said.open), "{:?} after {said:?}", index.opened());
    assert!(index.last_change().get() >= said.at, "{} is lost: {said:?}", said.at);
    let generations = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let generations: Vec<_> =
        generations.filter(|name| name.to_string_lossy().starts_with("gen-")).collect();
    assert_eq!(generations.len(), 1, "{generations:?}");
    assert_eq!(index.verify(), Vec::<String>::new());
    is_true(&index, seed, head);
    if dice.roll(2) == 0 {
        follow_on(&index, seed, head);
    }
    head
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).map(String::as_str)
    };
    if let [_, feed, folder, seed, head, round] = args.as_slice()
        && feed == "--feed"
    {
        let world = World::at(seed.parse().unwrap(), head.parse().unwrap());
        return self::feed(Path::new(folder), world, round.parse().unwrap());
    }
    let rounds = after("--rounds").map_or(ROUNDS, |text| text.parse().unwrap());
    let seed = after("--seed").map_or(SEED, |text| match text {
        "any" => u64::from(std::process::id()),
        given => given.parse().unwrap(),
    });
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("index");
    let (mut head, mut dice) = (0, Dice(seed));
    for at in 1..=rounds {
        println!("round {at} of {rounds}, seed {seed}, {head} changes");
        head = round(&folder, seed, head, &mut dice);
    }
    let index = Arc::new(Index::open(&folder, WriterMode::ReadWrite).unwrap());
    follow_on(&index, seed, head);
    println!("killed {rounds} times in {head} changes: nothing lost, nothing doubled");
}
