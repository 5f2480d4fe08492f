//! Which new block is which old one, rewritten: so that only what both writers touched is in conflict.

use std::ops::Range;

use super::body::Hunk;

/// Longer runs are not taken apart; the work grows with the product of both sides.
const STEPS_MAX: usize = 40_000;
/// Characters of a block that are compared.
const LOOK_MAX: usize = 2_000;

/// The change taken apart into one for each rewritten block and those for what came or went between.
pub(super) fn singles(hunk: &Hunk, base: &[&str], new: &[&str]) -> Vec<Hunk> {
    let (old, made) = (&hunk.base, &hunk.new);
    let mut singles = Vec::new();
    let mut at = (old.start, made.start);
    for (i, j) in matches(hunk, base, new).into_iter().chain([(old.end, made.end)]) {
        between(&mut singles, at.0..i, at.1..j);
        if i < old.end {
            singles.push(Hunk { base: i..i + 1, new: j..j + 1 });
        }
        at = (i + 1, j + 1);
    }
    singles
}

/// Blocks without a likeness: as many as before were each replaced by one.
fn between(singles: &mut Vec<Hunk>, base: Range<usize>, new: Range<usize>) {
    if base.len() == new.len() {
        let pairs = base.zip(new);
        singles.extend(pairs.map(|(i, j)| Hunk { base: i..i + 1, new: j..j + 1 }));
    } else {
        singles.push(Hunk { base, new });
    }
}

/// Pairs of old and new blocks, in order, that are the most alike together.
fn matches(hunk: &Hunk, base: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let (rows, columns) = (hunk.base.len(), hunk.new.len());
    if rows * columns > STEPS_MAX {
        return Vec::new();
    }
    let like = |i: usize, j: usize| {
        let old = base.get(hunk.base.start + i).copied().unwrap_or_default();
        alike(old, new.get(hunk.new.start + j).copied().unwrap_or_default())
    };
    let likes: Vec<Vec<usize>> =
        (0..rows).map(|i| (0..columns).map(|j| like(i, j)).collect()).collect();
    // best[i][j]: the greatest likeness of what begins at these two blocks.
    let mut best = vec![vec![0_usize; columns + 1]; rows + 1];
    let value = |best: &[Vec<usize>], i: usize, j: usize| {
        best.get(i).and_then(|row| row.get(j)).copied().unwrap_or_default()
    };
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let both = match value(&likes, i, j) {
                0 => 0,
                like => like + value(&best, i + 1, j + 1),
            };
            let most = both.max(value(&best, i + 1, j)).max(value(&best, i, j + 1));
            if let Some(cell) = best.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = most;
            }
        }
    }
    let (mut pairs, mut i, mut j) = (Vec::new(), 0, 0);
    while i < rows && j < columns {
        let (here, like) = (value(&best, i, j), value(&likes, i, j));
        if like > 0 && here == like + value(&best, i + 1, j + 1) {
            pairs.push((hunk.base.start + i, hunk.new.start + j));
            (i, j) = (i + 1, j + 1);
        } else if here == value(&best, i + 1, j) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// How many characters two blocks share at their ends, when it is half of the shorter one.
fn alike(a: &str, b: &str) -> usize {
    let least = a.chars().count().min(b.chars().count());
    let pairs = a.chars().zip(b.chars()).take(least.min(LOOK_MAX));
    let ahead = pairs.take_while(|(a, b)| a == b).count();
    let pairs = a.chars().rev().zip(b.chars().rev()).take((least - ahead).min(LOOK_MAX));
    let shared = ahead + pairs.take_while(|(a, b)| a == b).count();
    if shared * 2 >= least.min(LOOK_MAX) { shared } else { 0 }
}
