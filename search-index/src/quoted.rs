//! Looks into the text whether quoted words stand there one after the other. The index knows
//! pairs: `a b c` may be an `a b` here and a `b c` there.

use crate::analysis::normal::Form;
use crate::analysis::syllables::Cut;
use crate::document::Document;
use crate::find::document;
use crate::matching::gather::Gathered;
use crate::matching::ground::Ground;
use crate::query::syntax::Asked;

/// Results whose text is read; where more have all pairs, the pairs have to do.
pub(crate) const READ_MAX: usize = 300;

/// Quoted words that pairs alone cannot tell: the forms, and whether their marks must be these.
fn doubtful(asked: &Asked) -> impl Iterator<Item = (&[Form], bool)> {
    let long = asked.quoted.iter().filter(|words| words.forms.len() > 2);
    long.map(|words| (words.forms.as_slice(), words.is_marked()))
}

/// Whether results have to be read.
pub(crate) fn is_needed(asked: &Asked) -> bool {
    doubtful(asked).next().is_some()
}

/// The results that hold the quoted words, counted anew.
pub(crate) fn read(ground: &Ground<'_>, asked: &Asked, gathered: Gathered) -> Gathered {
    if !is_needed(asked) || gathered.total > READ_MAX {
        return gathered;
    }
    let with_singles = gathered.with_singles;
    let mut kept = Gathered { tally: ground.tally(), with_singles, ..Gathered::default() };
    for found in gathered.best {
        let document = document(ground.engine, ground.view, found.place());
        if document.is_some_and(|document| doubtful(asked).all(|quoted| holds(&document, quoted))) {
            kept.total += 1;
            ground.count(&mut kept.tally, found);
            kept.best.push(found);
        }
    }
    kept
}

fn holds(document: &Document, (wanted, strict): (&[Form], bool)) -> bool {
    let lists = document.tags.iter().chain(&document.bylines);
    let parts = [&document.title, &document.kicker, &document.lead, &document.body];
    parts.into_iter().chain(lists).any(|text| {
        let of = |place: crate::analysis::syllables::Place| {
            Form::of(text.get(place.start..place.end).unwrap_or_default())
        };
        let forms: Vec<Form> = Cut::new(text).map(of).collect();
        forms.windows(wanted.len()).any(|run| {
            run.iter().zip(wanted).all(|(written, wanted)| {
                written.folded == wanted.folded && (!strict || written.marks == wanted.marks)
            })
        })
    })
}
