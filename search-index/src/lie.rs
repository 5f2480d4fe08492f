//! How the words of a question lie in a text: the closer look that puts the first results in order.

use crate::matching::compounds::Compound;

/// Occurrences of a compound that are counted: more says nothing more.
const COUNTED: u16 = 2;
/// Syllables of the stretch of text in which compounds are looked for together.
const STRETCH: usize = 100;

/// A word of the question that was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Its number among the different words of the question.
    pub(crate) word: usize,
    /// Syllables before it in the text.
    pub(crate) at: usize,
}

/// The numbers of the question's words in its order, and its compounds.
pub(crate) type Wanted<'w> = (&'w [usize], &'w [Compound]);

/// How the words of a question lie in a text. All are shares from 0 to 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lie {
    /// Neighbours of the question whose first occurrences come in its order.
    pub(crate) in_order: f32,
    /// Words that stand in the parts before the last.
    pub(crate) head: f32,
    /// How far every compound is spoken of, and not only mentioned.
    pub(crate) spoken_of: f32,
    /// The same of the compound that is spoken of least.
    pub(crate) least: f32,
    /// The compounds, by weight, that one stretch of the text holds.
    pub(crate) together: f32,
    /// Whether the whole question stands in the title, in its own words or in other forms of them.
    pub(crate) titled: Titled,
}

/// Whether a title has the whole question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Titled {
    #[default]
    No,
    AsMeant,
    AsWritten,
}

/// What stands for some words of the question: the numbers of its words, and of theirs.
#[derive(Debug)]
pub(crate) struct Other {
    pub(crate) written: Vec<usize>,
    pub(crate) meant: Vec<usize>,
}

/// The same places as if the text had the question's words where it has another form of them.
pub(crate) fn read_as_meant(found: &[Place], others: &[Other]) -> Vec<Place> {
    let mut read = Vec::with_capacity(found.len());
    let mut shift = 0_isize;
    let mut rest = found;
    while let Some((next, behind)) = rest.split_first() {
        let here = |other: &&Other| {
            let run = rest.get(..other.written.len()).unwrap_or_default();
            starts(run, &other.written).next().is_some()
        };
        let Some(other) = others.iter().filter(here).max_by_key(|other| other.written.len()) else {
            read.push(Place { at: next.at.saturating_add_signed(shift), ..*next });
            rest = behind;
            continue;
        };
        let begin = next.at.saturating_add_signed(shift);
        read.extend(other.meant.iter().zip(begin..).map(|(word, at)| Place { word: *word, at }));
        shift += other.meant.len().cast_signed() - other.written.len().cast_signed();
        rest = rest.get(other.written.len()..).unwrap_or_default();
    }
    read
}

/// Looks at the places of words, ascending, in a text whose title ends at `title` and whose last
/// part begins at `head`.
pub(crate) fn lie(
    found: &[Place],
    (order, compounds): Wanted<'_>,
    (title, head): (usize, usize),
) -> Lie {
    let words = order.iter().max().map_or(0, |most| most + 1);
    let mut first: Vec<Option<usize>> = vec![None; words];
    for place in found {
        if let Some(known) = first.get_mut(place.word) {
            known.get_or_insert(place.at);
        }
    }
    if first.iter().all(Option::is_none) {
        return Lie::default();
    }
    let in_head = first.iter().flatten().filter(|at| **at < head).count();
    let ordered =
        first.windows(2).filter(|two| matches!(two, [Some(one), Some(other)] if one < other));
    let whole = starts(found, order).next();
    let (spoken_of, least) =
        if whole.is_some() { (1.0, 1.0) } else { spoken_of(found, (order, compounds)) };
    Lie {
        in_order: share(ordered.count(), words.saturating_sub(1)),
        head: share(in_head, words),
        spoken_of,
        least,
        titled: match whole {
            Some(at) if at < title => Titled::AsMeant,
            _ => Titled::No,
        },
        together: together(found, (order, compounds)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of texts are small")]
fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// Where a run of words begins in the text, one after the other.
pub(crate) fn starts<'f>(found: &'f [Place], run: &'f [usize]) -> impl Iterator<Item = usize> + 'f {
    let first = found.windows(run.len().max(1)).filter(move |places| {
        let begin = places.first().map_or(0, |place| place.at);
        let mut expected = run.iter().zip(begin..);
        places.iter().all(|place| expected.next() == Some((&place.word, place.at)))
    });
    first.filter_map(|places| places.first()).map(|place| place.at)
}

/// How often a compound occurs, as far as that is counted. Where one of more than two syllables
/// does not, its best pair of neighbours stands for it.
fn count(found: &[Place], run: &[usize]) -> u16 {
    let times = |run: &[usize]| (0..COUNTED).zip(starts(found, run)).fold(0, |sum, _| sum + 1);
    match times(run) {
        0 if run.len() > 2 => run.windows(2).map(times).max().unwrap_or_default(),
        times => times,
    }
}

/// The mean over all compounds, and the least.
fn spoken_of(found: &[Place], (order, compounds): Wanted<'_>) -> (f32, f32) {
    let (mut sum, mut least) = (0.0, 1.0_f32);
    let all = f32::from(COUNTED).ln_1p();
    let mean = mean_weight(compounds);
    for compound in compounds {
        let run = order.get(compound.first..compound.end).unwrap_or_default();
        let own = f32::from(count(found, run)).ln_1p() / all;
        sum += own;
        // What stands in most texts is no matter that a text could be about.
        if compound.weight > mean * 0.35 {
            least = least.min(own);
        }
    }
    (sum / share(compounds.len(), 1).max(1.0), least)
}

fn mean_weight(compounds: &[Compound]) -> f32 {
    let sum: f32 = compounds.iter().map(|compound| compound.weight).sum();
    sum / share(compounds.len(), 1).max(1.0)
}

/// The best stretch of the text.
fn together(found: &[Place], (order, compounds): Wanted<'_>) -> f32 {
    let mut hits: Vec<(usize, usize)> = Vec::new();
    for (at, compound) in compounds.iter().enumerate() {
        let run = order.get(compound.first..compound.end).unwrap_or_default();
        hits.extend(starts(found, run).map(|start| (start, at)));
    }
    hits.sort_unstable();
    let weight = |at: usize| compounds.get(at).map_or(0.0, |compound| compound.weight);
    let mut inside = vec![0_u32; compounds.len()];
    let (mut sum, mut best, mut left) = (0.0_f32, 0.0_f32, hits.iter().peekable());
    for (at, compound) in &hits {
        if let Some(count) = inside.get_mut(*compound) {
            sum += if *count == 0 { weight(*compound) } else { 0.0 };
            *count += 1;
        }
        while let Some((_, gone)) = left.next_if(|(start, _)| start + STRETCH <= *at) {
            if let Some(count) = inside.get_mut(*gone) {
                *count -= 1;
                sum -= if *count == 0 { weight(*gone) } else { 0.0 };
            }
        }
        best = best.max(sum);
    }
    let all: f32 = compounds.iter().map(|compound| compound.weight).sum();
    if all > 0.0 { best / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{Lie, Other, Place, lie, read_as_meant};
    use crate::matching::compounds::Compound;

    /// Words 0 1 | 2 3, which the text has at these places.
    fn look(text: &[(usize, usize)]) -> Lie {
        let compound = |first, end| Compound { first, end, weight: 1.0 };
        let compounds = vec![compound(0, 2), compound(2, 4)];
        let found: Vec<Place> =
            text.iter().map(|(word, at)| Place { word: *word, at: *at }).collect();
        lie(&found, (&[0, 1, 2, 3], &compounds), (5, 10))
    }

    #[test]
    fn compounds_are_spoken_of_when_they_come_back() {
        let once = look(&[(0, 1), (1, 2), (2, 40), (3, 41)]);
        let again = look(&[(0, 1), (1, 2), (2, 40), (3, 41), (0, 50), (1, 51), (2, 60), (3, 61)]);
        assert!(once.spoken_of < again.spoken_of && again.spoken_of > 0.99, "{once:?} {again:?}");
        let apart = look(&[(0, 1), (1, 3), (2, 40), (3, 45)]);
        assert!(apart.spoken_of < 0.01 && apart.in_order > 0.99, "{apart:?}");
        assert!(look(&[(0, 1), (1, 2), (0, 5), (1, 6)]).least < 0.01);
        assert!(look(&[(0, 9), (1, 10), (2, 11), (3, 12)]).least > 0.99, "the whole question");
    }

    #[test]
    fn another_form_is_read_as_the_words_of_the_question() {
        let place = |(word, at)| Place { word, at };
        // The question is 0 1 2; 3 4 stands for 1.
        let text: Vec<Place> = [(0, 4), (3, 5), (4, 6), (2, 7), (3, 9)].map(place).to_vec();
        let read = read_as_meant(&text, &[Other { written: vec![3, 4], meant: vec![1] }]);
        let read: Vec<(usize, usize)> = read.iter().map(|place| (place.word, place.at)).collect();
        assert_eq!(read, [(0, 4), (1, 5), (2, 6), (3, 8)]);
    }

    #[test]
    fn what_stands_near_is_together() {
        assert!(look(&[(0, 1), (1, 2), (2, 90), (3, 91)]).together > 0.99);
        assert!((look(&[(0, 1), (1, 2), (2, 190), (3, 191)]).together - 0.5).abs() < 0.01);
        assert!(look(&[]).together < 0.01);
    }
}
