//! Merges two bodies over their common one, paragraph by paragraph.

use std::ops::Range;
use std::time::{Duration, Instant};

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};

use super::blocks::split;
use super::pairs;

/// After so long a comparison is finished roughly: whole runs of paragraphs then differ.
const PATIENCE: Duration = Duration::from_millis(200);
const BETWEEN: &str = "\n\n";

/// A run of paragraphs: what both agree on, or both texts where they do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Part {
    Agreed { text: String },
    Conflict { base: String, mine: String, theirs: String },
}

/// The parts in order; joined by an empty line they are the body. One agreed part is the whole.
#[must_use]
pub fn merge_body(base: &str, mine: &str, theirs: &str) -> Vec<Part> {
    if mine == theirs || base == mine {
        return agreed(theirs);
    }
    if base == theirs {
        return agreed(mine);
    }
    let sides = [split(base), split(mine), split(theirs)];
    let runs = runs(&sides);
    if runs.iter().any(|run| matches!(run, Run::Conflict { .. })) {
        return runs.iter().map(Run::part).filter(|part| !part.is_empty()).collect();
    }
    let blocks: Vec<&str> = runs.iter().flat_map(Run::blocks).copied().collect();
    let mut text = blocks.join(BETWEEN);
    // An unclosed fence or a list next to a list would swallow its new neighbour.
    if split(&text) != blocks {
        let whole = |text: &str| text.trim_end().to_owned();
        return vec![Part::Conflict {
            base: whole(base),
            mine: whole(mine),
            theirs: whole(theirs),
        }];
    }
    if mine.ends_with('\n') || theirs.ends_with('\n') {
        text.push('\n');
    }
    agreed(&text)
}

fn agreed(text: &str) -> Vec<Part> {
    vec![Part::Agreed { text: text.to_owned() }]
}

impl Part {
    fn is_empty(&self) -> bool {
        matches!(self, Self::Agreed { text } if text.is_empty())
    }
}

/// Blocks of one kind in a row.
enum Run<'a> {
    Agreed(Vec<&'a str>),
    Conflict { base: Vec<&'a str>, mine: Vec<&'a str>, theirs: Vec<&'a str> },
}

impl<'a> Run<'a> {
    fn blocks(&self) -> &[&'a str] {
        match self {
            Self::Agreed(blocks) => blocks,
            Self::Conflict { .. } => &[],
        }
    }

    fn part(&self) -> Part {
        match self {
            Self::Agreed(blocks) => Part::Agreed { text: blocks.join(BETWEEN) },
            Self::Conflict { base, mine, theirs } => Part::Conflict {
                base: base.join(BETWEEN),
                mine: mine.join(BETWEEN),
                theirs: theirs.join(BETWEEN),
            },
        }
    }
}

/// Blocks of the base that one side replaced, and by which of its own.
#[derive(Clone)]
pub(super) struct Hunk {
    pub(super) base: Range<usize>,
    pub(super) new: Range<usize>,
}

fn runs<'a>([base, mine, theirs]: &[Vec<&'a str>; 3]) -> Vec<Run<'a>> {
    let (mut a, mut b) = (Side::of(base, mine), Side::of(base, theirs));
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(mut span) = first(a.next(), b.next()) {
        keep(&mut runs, part_of(base, at..span.start));
        let (from_a, from_b) = (a.at, b.at);
        while a.take(&mut span) || b.take(&mut span) {}
        let ours = a.written(base, from_a, &span);
        let others = b.written(base, from_b, &span);
        match (a.at > from_a, b.at > from_b) {
            (true, true) if ours != others => {
                let base = part_of(base, span.clone());
                runs.push(Run::Conflict { base, mine: ours, theirs: others });
            }
            (true, _) => keep(&mut runs, ours),
            _ => keep(&mut runs, others),
        }
        at = span.end;
    }
    keep(&mut runs, part_of(base, at..base.len()));
    runs
}

/// The change that comes first in the base; what is put in before a block comes before what
/// becomes of the block.
fn first(a: Option<&Hunk>, b: Option<&Hunk>) -> Option<Range<usize>> {
    let spans = [a, b].into_iter().flatten().map(|hunk| hunk.base.clone());
    spans.min_by_key(|span| (span.start, span.end))
}

fn keep<'a>(runs: &mut Vec<Run<'a>>, blocks: Vec<&'a str>) {
    match runs.last_mut() {
        Some(Run::Agreed(last)) => last.extend(blocks),
        _ => runs.push(Run::Agreed(blocks)),
    }
}

fn part_of<'a>(blocks: &[&'a str], range: Range<usize>) -> Vec<&'a str> {
    blocks.get(range).unwrap_or_default().to_vec()
}

/// One writer's changes, in the order of the base.
struct Side<'a, 'b> {
    new: &'b [&'a str],
    hunks: Vec<Hunk>,
    at: usize,
}

impl<'a, 'b> Side<'a, 'b> {
    fn of(base: &[&'a str], new: &'b [&'a str]) -> Self {
        let deadline = Instant::now().checked_add(PATIENCE);
        let ops = capture_diff_slices_deadline(Algorithm::Patience, base, new, deadline);
        let mut hunks: Vec<Hunk> = Vec::new();
        for op in ops.iter().filter(|op| op.tag() != DiffTag::Equal) {
            let (old, new) = (op.old_range(), op.new_range());
            match hunks.last_mut() {
                Some(last) if last.base.end == old.start && last.new.end == new.start => {
                    last.base.end = old.end;
                    last.new.end = new.end;
                }
                _ => hunks.push(Hunk { base: old, new }),
            }
        }
        let single = |hunk: &Hunk| pairs::singles(hunk, base, new);
        Self { new, hunks: hunks.iter().flat_map(single).collect(), at: 0 }
    }

    fn next(&self) -> Option<&Hunk> {
        self.hunks.get(self.at)
    }

    /// Takes the next change into the span when it is about the same blocks or the same place.
    fn take(&mut self, span: &mut Range<usize>) -> bool {
        let Some(hunk) = self.hunks.get(self.at) else { return false };
        let overlaps = hunk.base.start < span.end && span.start < hunk.base.end;
        if !overlaps && hunk.base != *span {
            return false;
        }
        span.end = span.end.max(hunk.base.end);
        self.at += 1;
        true
    }

    /// What this side made of the span.
    fn written(&self, base: &[&'a str], from: usize, span: &Range<usize>) -> Vec<&'a str> {
        let mut blocks = Vec::new();
        let mut at = span.start;
        for hunk in self.hunks.get(from..self.at).unwrap_or_default() {
            blocks.extend(part_of(base, at..hunk.base.start));
            blocks.extend(part_of(self.new, hunk.new.clone()));
            at = hunk.base.end;
        }
        blocks.extend(part_of(base, at..span.end));
        blocks
    }
}
