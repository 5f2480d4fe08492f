//! Words of a question that stand in no article: whoever asks should hear it, because the results
//! answer the other words.

use crate::matching::ground::Ground;
use crate::query::Words;
use crate::query::abbreviations::Abbreviations;

/// More are not told.
const TOLD_MAX: usize = 5;

/// The words as they are written, each once. What has another form (`CĐS`) and what belongs to a
/// document's number is looked for otherwise.
pub(crate) fn unknown(
    ground: &Ground<'_>,
    words: &Words,
    abbreviations: Option<&Abbreviations>,
) -> Vec<String> {
    let others = abbreviations.map(|list| list.found_in(&words.forms)).unwrap_or_default();
    let mut told: Vec<String> = Vec::new();
    for (at, (form, place)) in words.forms.iter().zip(&words.places).enumerate() {
        let otherwise = others.iter().any(|(start, end, _)| (*start..*end).contains(&at))
            || words.codes.iter().any(|(first, last, _)| (*first..=*last).contains(&at));
        if otherwise || ground.folded.count(&form.folded) > 0 {
            continue;
        }
        let word = words.text.get(place.start..place.end).unwrap_or_default();
        if !told.iter().any(|one| one == word) && told.len() < TOLD_MAX {
            told.push(word.to_owned());
        }
    }
    told
}
