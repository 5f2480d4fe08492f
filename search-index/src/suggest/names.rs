//! Suggests tags and bylines: those of the index's term dictionary on shelves in memory, and
//! beside them the few that have come since the shelves were filled.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use content::text::fold;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::keys::{Typed, words};
use super::shelf::Shelf;
use super::starts::{Fields, PART, names_of};
use crate::document::Step;
use crate::generation::Generation;

/// New names that wait beside the shelves before they are filled again.
const RECENT_MAX: usize = 500;
/// Articles after which the shelves are filled again, since uses have shifted.
const PUTS_MAX: usize = 20_000;
/// Names on all shelves.
const NAMES_MAX: usize = 300_000;
/// So many are looked at for each one wanted: some may be withdrawn, or the same spelled otherwise.
const LOOKED_AT: usize = 4;
/// Ways to read a question that are tried.
const READINGS: usize = 4;

/// Names by site and kind.
#[derive(Default)]
pub(crate) struct Names {
    shelves: ArcSwap<BTreeMap<String, Shelf>>,
    recent: Mutex<Recent>,
    wanted: Mutex<Wanted>,
}

/// What is to fill the shelves next, and whether a thread is at it.
#[derive(Default)]
struct Wanted {
    from: Option<Arc<Generation>>,
    filling: bool,
}

#[derive(Debug, Default)]
struct Recent {
    names: Vec<New>,
    /// Articles since the shelves were filled.
    puts: usize,
}

#[derive(Debug)]
struct New {
    place: String,
    name: String,
    words: Vec<String>,
    uses: u64,
}

impl Recent {
    fn note(&mut self, place: String, name: &str) {
        let known = self.names.iter_mut().find(|new| new.place == place && new.name == name);
        if let Some(new) = known {
            new.uses += 1;
        } else if self.names.len() < RECENT_MAX {
            self.names.push(New { place, name: name.to_owned(), words: words(name), uses: 1 });
        }
    }

    fn find(&self, place: &str, typed: &[Typed], limit: usize) -> Vec<String> {
        let here = self.names.iter().filter(|new| new.place == place && holds(&new.words, typed));
        let mut found: Vec<&New> = here.collect();
        found.sort_by_key(|new| std::cmp::Reverse(new.uses));
        found.into_iter().map(|new| new.name.clone()).take(limit).collect()
    }
}

impl Names {
    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers the names of what was just committed; fills the shelves anew when many have come.
    pub(crate) fn note(self: &Arc<Self>, steps: &[Step], live: &Arc<Generation>, fields: Fields) {
        let shelves = self.shelves.load();
        let mut recent = self.recent();
        for step in steps {
            let Step::Put(document) = step else { continue };
            recent.puts += 1;
            for (place, name) in names_of(document) {
                if !shelves.get(&place).is_some_and(|shelf| shelf.holds(name)) {
                    recent.note(place, name);
                }
            }
        }
        // Filling reads all names: while an import runs, not for every few of them.
        let known: usize = shelves.values().map(Shelf::len).sum();
        let full = recent.names.len() == RECENT_MAX && recent.puts > RECENT_MAX.max(known / 20);
        let is_time = full || recent.puts > PUTS_MAX;
        drop(recent);
        if is_time {
            self.fill(live, fields);
        }
    }

    /// Fills the shelves from what the generation holds, on a thread of its own; asked again
    /// meanwhile, it does so again.
    pub(crate) fn fill(self: &Arc<Self>, live: &Arc<Generation>, fields: Fields) {
        let mut wanted = self.wanted();
        wanted.from = Some(Arc::clone(live));
        if !std::mem::replace(&mut wanted.filling, true) {
            let names = Arc::clone(self);
            std::thread::spawn(move || {
                while let Some(live) = names.next() {
                    names.fill_now(&live, fields);
                }
            });
        }
    }

    fn next(&self) -> Option<Arc<Generation>> {
        let mut wanted = self.wanted();
        wanted.filling = wanted.from.is_some();
        wanted.from.take()
    }

    fn fill_now(&self, live: &Generation, fields: Fields) {
        let noted = {
            let mut recent = self.recent();
            recent.puts = 0;
            recent.names.len()
        };
        // What was noted is committed, so this searcher has it.
        let filled = catch_unwind(AssertUnwindSafe(|| shelves(&live.view().searcher, fields)));
        let Ok(shelves) = filled else {
            tracing::error!("the names in the index cannot be read");
            return;
        };
        self.shelves.store(Arc::new(shelves));
        let mut recent = self.recent();
        let noted = noted.min(recent.names.len());
        recent.names.drain(..noted);
    }

    fn wanted(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Names of a kind on a site that hold what was typed, the most used first.
    pub(crate) fn suggest(
        &self,
        (searcher, fields): (&Searcher, Fields),
        place: &str,
        typed: &[Typed],
        limit: usize,
    ) -> Vec<String> {
        let shelves = self.shelves.load();
        let shelf = shelves.get(place);
        let looked_at = limit * LOOKED_AT;
        let old = shelf.map_or_else(Vec::new, |shelf| shelf.find(&readings(typed), looked_at));
        let recent = self.recent().find(place, typed, looked_at);
        // Spelled differently by different people: the most used way stands for all.
        let mut seen: Vec<String> = Vec::new();
        let mut names = Vec::new();
        for name in old.into_iter().map(str::to_owned).chain(recent) {
            let folded = fold(&name);
            if names.len() < limit
                && !seen.contains(&folded)
                && in_use(searcher, fields, place, &name)
            {
                names.push(name);
                seen.push(folded);
            }
        }
        names
    }
}

fn holds(words: &[String], typed: &[Typed]) -> bool {
    let fit = |part: &[String]| typed.iter().zip(part).all(|(typed, word)| typed.fits(word));
    words.windows(typed.len().max(1)).any(fit)
}

/// The beginnings of keys that were typed: each word plainly or as Telex or VNI keys.
pub(crate) fn readings(typed: &[Typed]) -> Vec<String> {
    let mut readings = vec![String::new()];
    for (at, word) in typed.iter().enumerate() {
        let mut longer = Vec::new();
        for reading in &readings {
            for form in &word.forms {
                let gap = if at == 0 { "" } else { " " };
                longer.push(format!("{reading}{gap}{form}"));
            }
        }
        longer.truncate(READINGS);
        readings = longer;
    }
    readings.retain(|reading| !reading.is_empty());
    readings
}

/// All names of the index with how many articles have each.
fn shelves(searcher: &Searcher, fields: Fields) -> BTreeMap<String, Shelf> {
    let mut used: HashMap<String, u64> = HashMap::new();
    for segment in searcher.segment_readers() {
        // A segment that cannot be read suggests nothing.
        if count(segment, fields, &mut used).is_none() {
            tracing::debug!("a segment has no names");
        }
    }
    let mut places: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
    let mut all: Vec<(String, u64)> = used.into_iter().collect();
    all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for (term, uses) in all.into_iter().take(NAMES_MAX) {
        if let Some((place, name)) = term.rsplit_once(PART) {
            places.entry(place.to_owned()).or_default().push((name.to_owned(), uses));
        }
    }
    places.into_iter().map(|(place, names)| (place, Shelf::new(names))).collect()
}

fn count(segment: &SegmentReader, fields: Fields, used: &mut HashMap<String, u64>) -> Option<()> {
    let index = segment.inverted_index(fields.names).ok()?;
    let mut terms = index.terms().stream().ok()?;
    while terms.advance() {
        let term = std::str::from_utf8(terms.key()).ok()?;
        let uses = u64::from(terms.value().doc_freq);
        if let Some(so_far) = used.get_mut(term) {
            *so_far += uses;
        } else if used.len() < 2 * NAMES_MAX {
            used.insert(term.to_owned(), uses);
        }
    }
    Some(())
}

/// Shelves and dictionary still know what was withdrawn.
fn in_use(searcher: &Searcher, fields: Fields, place: &str, name: &str) -> bool {
    let term = Term::from_field_text(fields.names, &super::starts::term(place, name));
    searcher.segment_readers().iter().any(|segment| is_in(segment, fields, &term).unwrap_or(false))
}

fn is_in(segment: &SegmentReader, fields: Fields, term: &Term) -> Option<bool> {
    let index = segment.inverted_index(fields.names).ok()?;
    let mut postings = index.read_postings(term, IndexRecordOption::Basic).ok()??;
    let mut document = postings.doc();
    while document != TERMINATED {
        if !segment.is_deleted(document) {
            return Some(true);
        }
        document = postings.advance();
    }
    Some(false)
}
