//! The best of many, and a closer look at them.

use std::cmp::Ordering;

use tantivy::DocAddress;

use super::ground::Ground;
use super::plan::Plan;
use super::terms::What;

/// A document that fits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    /// When it was published, if that decides the order; otherwise 0.
    pub(crate) published: i64,
    pub(crate) score: f32,
    /// When it was published: among equals the newer comes first. A place in the index says nothing,
    /// and another one after a merge would turn up on two pages or on none.
    pub(crate) newer: i64,
    pub(crate) segment: usize,
    pub(crate) doc: u32,
}

impl Candidate {
    pub(crate) fn place(&self) -> DocAddress {
        DocAddress::new(u32::try_from(self.segment).unwrap_or(u32::MAX), self.doc)
    }

    /// The better one first.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        other
            .published
            .cmp(&self.published)
            .then_with(|| other.score.total_cmp(&self.score))
            .then_with(|| other.newer.cmp(&self.newer))
            .then_with(|| (self.segment, self.doc).cmp(&(other.segment, other.doc)))
    }
}

/// Keeps the best `want`.
#[derive(Debug)]
pub(crate) struct Best {
    want: usize,
    kept: Vec<Candidate>,
    /// The worst that can still matter.
    bar: Option<Candidate>,
}

impl Best {
    pub(crate) fn new(want: usize) -> Self {
        Self { want, kept: Vec::new(), bar: None }
    }

    pub(crate) fn offer(&mut self, candidate: Candidate) {
        if self.want == 0 || self.bar.is_some_and(|bar| candidate.order(&bar) == Ordering::Greater)
        {
            return;
        }
        self.kept.push(candidate);
        if self.kept.len() >= self.want * 2 + 64 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.want {
            self.kept.select_nth_unstable_by(self.want - 1, Candidate::order);
            self.kept.truncate(self.want);
            self.bar = self.kept.last().copied();
        }
    }

    pub(crate) fn into_vec(mut self) -> Vec<Candidate> {
        if self.want > 0 {
            self.cut();
        }
        self.kept
    }
}

/// Adds what single syllables say to candidates that were found by pairs. Only the postings of
/// these documents are looked up.
pub(crate) fn add_singles(ground: &Ground<'_>, plan: &Plan, pool: &mut [Candidate]) {
    let mut lists = ground.lists(plan);
    for clue in &plan.singles {
        let What::Single(form) = &clue.what else { continue };
        let scaled = clue.by(ground.weights.single);
        lists.add_single((&ground.exact, &ground.folded), form, &scaled);
    }
    pool.sort_unstable_by_key(|candidate| (candidate.segment, candidate.doc));
    for of_segment in pool.chunk_by_mut(|one, two| one.segment == two.segment) {
        let Some(at) = of_segment.first().map(|candidate| candidate.segment) else { continue };
        let Some(segment) = ground.searcher.segment_readers().get(at) else { continue };
        let norms = ground.norms(segment);
        for list in lists.of_segments.get(at).into_iter().flatten() {
            let Some(mut postings) = ground.open(at, list.field, &list.info) else { continue };
            for candidate in of_segment.iter_mut() {
                let within = postings.seek(candidate.doc);
                if postings.doc(within) == candidate.doc {
                    let length = norms.fieldnorm_id(candidate.doc);
                    let frequency = postings.freq(within);
                    candidate.score += list.weight * ground.lengths.temper(frequency, length);
                }
            }
        }
    }
}
