//! Goes through all segments: counts what fits, tallies the choices, keeps the best.

use std::cell::RefCell;

use tantivy::index::SegmentReader;

use super::columns::Columns;
use super::cover::Cover;
use super::ground::Ground;
use super::plan::{Filters, NOT, Plan};
use super::rank::{Best, Candidate};
use super::tally::Tally;
use super::terms::{Clue, List, Lists, What};
use super::window::{Cursor, Part, STRETCH, Stretch};
use crate::find::Order;

thread_local! {
    static ROOM: RefCell<Stretch> = RefCell::new(Stretch::default());
}

/// What was gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) total: usize,
    pub(crate) tally: Tally,
    /// Those that hold less of the question.
    pub(crate) fringe: Vec<Candidate>,
    /// The best, unordered.
    pub(crate) best: Vec<Candidate>,
    /// Whether single syllables have been counted already.
    pub(crate) with_singles: bool,
}

/// Everything that fits. First by pairs alone; when these find too little, by single syllables
/// too.
pub(crate) fn gather(
    ground: &Ground<'_>,
    plan: &Plan,
    filters: &Filters,
    (order, want): (Order, usize),
) -> Gathered {
    let weights = ground.weights;
    let covers = Cover::new(ground, plan);
    let only_singles = plan.pairs.is_empty() && plan.leading.is_empty();
    if !only_singles {
        let lists = lists(ground, plan, Lead::Pairs);
        let pass = |enough| {
            Pass { ground, plan, filters, cover: &covers, enough, order, want }.run(&lists)
        };
        // Where many hold most of the question, those who hold less do not matter, and far fewer
        // lists have to be gone through.
        let most = weights.enough.max(weights.enough_well);
        let mut gathered = pass(most);
        if gathered.total < weights.fringe && most > weights.enough {
            gathered = pass(weights.enough);
        }
        if gathered.total >= weights.few || plan.must != 0 {
            return gathered;
        }
    }
    let lists = lists(ground, plan, Lead::Singles);
    let enough = weights.enough_loose;
    let pass = Pass { ground, plan, filters, cover: &covers, enough, order, want };
    Gathered { with_singles: true, ..pass.run(&lists) }
}

/// What leads to documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Pairs,
    Singles,
}

/// All posting lists of a plan.
fn lists(ground: &Ground<'_>, plan: &Plan, lead: Lead) -> Lists {
    let mut lists = ground.lists(plan);
    for clue in plan.pairs.iter().chain(&plan.leading).chain(&plan.without) {
        add(ground, &mut lists, clue);
    }
    for clue in &plan.pairs {
        if let What::Pair(first, second) = &clue.what {
            let clue = clue.by(ground.weights.title_pair);
            lists.add_pair(&ground.title, (first, second), &clue);
        }
    }
    if lead == Lead::Singles {
        for clue in &plan.singles {
            add(ground, &mut lists, clue);
            if let (What::Single(form), [_]) = (&clue.what, plan.singles.as_slice()) {
                lists.add_readings(&ground.title, form, &clue.by(ground.weights.title_single));
            }
        }
    }
    lists.bound(ground.weights.postings, plan.must | NOT);
    lists
}

fn add(ground: &Ground<'_>, lists: &mut Lists, clue: &Clue) {
    let weights = ground.weights;
    match &clue.what {
        What::Pair(first, second) => {
            let alone = [first, second].map(|form| ground.folded.count(&form.folded));
            let cohesion = Some((weights.cohesion, alone));
            let scaled = Clue { cohesion, ..clue.by(weights.pair) };
            lists.add_pair(&ground.pairs, (first, second), &scaled);
        }
        What::Code(term) => {
            lists.add_term(&ground.pairs, term, (clue.weight * weights.code, clue.mask));
        }
        What::Single(form) => {
            lists.add_single((&ground.exact, &ground.folded), form, &clue.by(weights.single));
        }
    }
}

/// One way through all segments.
struct Pass<'a> {
    ground: &'a Ground<'a>,
    plan: &'a Plan,
    filters: &'a Filters,
    cover: &'a Cover,
    enough: f32,
    order: Order,
    want: usize,
}

impl Pass<'_> {
    fn run(&self, lists: &Lists) -> Gathered {
        let mut best = Best::new(self.want);
        let mut gathered = Gathered { tally: self.ground.tally(), ..Gathered::default() };
        let spared = self.spared(lists);
        let segments = self.ground.searcher.segment_readers().iter().enumerate();
        for ((at, segment), (lists, columns)) in
            segments.zip(lists.of_segments.iter().zip(self.ground.columns))
        {
            let place = (at, segment, columns.as_ref());
            ROOM.with_borrow_mut(|room| {
                self.segment(place, (lists, spared), (room, &mut best, &mut gathered));
            });
        }
        if gathered.total < self.ground.weights.fringe {
            // So few hold most of the question that those who hold some of it are shown too.
            for candidate in std::mem::take(&mut gathered.fringe) {
                gathered.total += 1;
                self.ground.count(&mut gathered.tally, candidate);
                best.offer(candidate);
            }
        }
        gathered.best = best.into_vec();
        gathered
    }

    fn segment(
        &self,
        (at, segment, columns): (usize, &SegmentReader, &Columns),
        (lists, spared): (&[List], u64),
        (room, best, gathered): (&mut Stretch, &mut Best, &mut Gathered),
    ) {
        let norms = self.ground.norms(segment);
        let title = self.ground.title.field();
        let open = |list: &List| {
            let postings = self.ground.open(at, list.field, &list.info)?;
            let of = if list.field == title { Part::Title } else { Part::Whole };
            Some(Cursor::new(postings, (list.weight, list.mask), of, segment.max_doc()))
        };
        let (others, leading): (Vec<&List>, Vec<&List>) =
            lists.iter().partition(|list| list.mask & !(spared | NOT) == 0);
        let mut others: Vec<Cursor> = others.into_iter().filter_map(open).collect();
        let mut cursors: Vec<Cursor> = leading.into_iter().filter_map(open).collect();
        let alive = segment.alive_bitset();
        let allowed = self.filters.allowed(&columns.combinations);
        let mut counts = vec![0_u32; columns.combinations.len()];
        let [enough, well] = self.thresholds();
        let mut from = 0;
        let mut fringe: Vec<(u32, f32)> = Vec::new();
        while let Some(next) = cursors.iter().filter_map(Cursor::next_doc).min() {
            from = from.max(next - next % STRETCH);
            room.fill(from, &mut cursors, (&self.ground.lengths, &norms));
            let matters = |mask| self.may_do(mask | spared);
            room.complete(from, &mut others, (&self.ground.lengths, &norms), matters);
            room.drain(from, |doc, score, mask, titles| {
                let cover = self.cover.of(mask);
                if cover < enough
                    || (cover < well && gathered.total >= self.ground.weights.fringe)
                    || mask & (NOT | self.plan.must) != self.plan.must
                    || alive.is_some_and(|alive| !alive.is_alive(doc))
                {
                    return;
                }
                let combination = columns.combination(doc);
                if !allowed.get(combination).is_some_and(|allowed| *allowed)
                    || !self.passes(columns, doc)
                {
                    return;
                }
                let whole = titles >= self.plan.neighbours && titles > 0;
                let score = if whole { score + self.ground.weights.title_whole } else { score };
                let score = score * (1.0 + self.ground.weights.cover * cover);
                if cover < well {
                    fringe.push((doc, score));
                    return;
                }
                gathered.total += 1;
                if let Some(count) = counts.get_mut(combination) {
                    *count += 1;
                }
                gathered.tally.add(columns.bylines(doc), 1);
                best.offer(self.candidate(columns, (at, doc), score));
            });
        }
        gathered.tally.add_combinations(&columns.combinations, &counts);
        let fringe =
            fringe.into_iter().map(|(doc, score)| self.candidate(columns, (at, doc), score));
        gathered.fringe.extend(fringe);
    }

    /// Bits of lists in which no result has to be looked for.
    fn spared(&self, lists: &Lists) -> u64 {
        lists.spared(|mask| mask & NOT == 0 && !self.may_do(mask))
    }

    /// Whether a result may have no other bits than these.
    fn may_do(&self, mask: u64) -> bool {
        let [enough, _] = self.thresholds();
        self.cover.of(mask) >= enough && mask & self.plan.must == self.plan.must
    }

    /// What a result holds of the question at least, and what it holds unless there are few.
    fn thresholds(&self) -> [f32; 2] {
        if self.plan.singles.is_empty() {
            // A question of quoted words alone has no units to cover.
            return [0.0, 0.0];
        }
        [self.enough - 1e-4, self.enough.max(self.ground.weights.enough_well) - 1e-4]
    }

    /// Whether a document passes the filters that are not of its combination.
    fn passes(&self, columns: &Columns, doc: u32) -> bool {
        let bylines = &self.filters.bylines;
        self.in_time(columns, doc)
            && (bylines.is_empty() || {
                let own = columns.bylines(doc);
                bylines.iter().all(|group| group.iter().any(|one| own.contains(one)))
            })
    }

    fn in_time(&self, columns: &Columns, doc: u32) -> bool {
        if self.filters.since_ms.is_none() && self.filters.until_ms.is_none() {
            return true;
        }
        let at = columns.published.get(doc as usize).copied().unwrap_or_default();
        self.filters.since_ms.is_none_or(|since| at >= since)
            && self.filters.until_ms.is_none_or(|until| at < until)
    }

    fn candidate(&self, columns: &Columns, (segment, doc): (usize, u32), score: f32) -> Candidate {
        let newer = columns.published.get(doc as usize).copied().unwrap_or_default();
        let published = match self.order {
            Order::Relevance => 0,
            Order::Newest => newer,
        };
        Candidate { published, score, newer, segment, doc }
    }
}
