//! From a reader's words to what is looked for; never fails and never uses tantivy's own syntax.

pub(crate) mod abbreviations;
pub(crate) mod asking;
pub(crate) mod plan;
pub(crate) mod syntax;

use crate::analysis::codes::codes;
use crate::analysis::normal::Form;
use crate::analysis::syllables::{Place, places};
use crate::matching::plan::UNITS_MAX;

/// Characters of a question that are read; a headline has at most 200.
pub(crate) const QUESTION_MAX: usize = 1_000;

/// Words taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// In composed form.
    pub(crate) text: String,
    pub(crate) places: Vec<Place>,
    pub(crate) forms: Vec<Form>,
    /// Numbers of documents: first and last syllable, term.
    pub(crate) codes: Vec<(usize, usize, String)>,
}

impl Words {
    /// Reads any text at all.
    pub(crate) fn read(text: &str) -> Self {
        let text = content::text::nfc(&text.chars().take(QUESTION_MAX).collect::<String>());
        let mut places = places(&text);
        places.truncate(UNITS_MAX);
        let of = |place: &Place| Form::of(text.get(place.start..place.end).unwrap_or_default());
        let forms = places.iter().map(of).collect();
        let codes = codes(&text, &places);
        Self { forms, codes, places, text }
    }

    /// Whether any syllable carries marks.
    pub(crate) fn is_marked(&self) -> bool {
        self.forms.iter().any(Form::is_marked)
    }

    /// Whether it carries so few marks that some must have been left out: of syllables in print,
    /// three of four carry one.
    pub(crate) fn is_half_marked(&self) -> bool {
        let marks = self.forms.iter().filter(|form| form.is_marked()).count();
        marks * 5 < self.forms.len() * 3
    }

    /// The same without some of its syllables; it must have no numbers of documents.
    pub(crate) fn without(&self, left_out: &[bool]) -> Self {
        fn kept<T: Clone>(all: &[T], left_out: &[bool]) -> Vec<T> {
            let all = all.iter().zip(left_out);
            all.filter(|(_, out)| !**out).map(|(one, _)| one.clone()).collect()
        }
        Self {
            text: self.text.clone(),
            places: kept(&self.places, left_out),
            forms: kept(&self.forms, left_out),
            codes: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }
}
