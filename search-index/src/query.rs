//! From a reader's words to a tantivy query; never fails and never uses tantivy's own syntax.

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::analysis::normal::{exact, folded, is_marked};
use crate::analysis::syllables::places;
use crate::analysis::tokenizer::pair;
use crate::schema::Fields;

/// Characters of a question that are read; a headline has at most 200.
pub(crate) const QUESTION_MAX: usize = 1_000;
/// Syllables of a question that are searched.
const SYLLABLES_MAX: usize = 48;

// Weights measured on the development questions (MRR@10): exact leads where the writer typed
// marks, folded where there are none; pairs stand for compounds.
const MARKED: (f32, f32) = (0.8, 0.2);
const UNMARKED: (f32, f32) = (0.25, 0.75);
const PAIRS: f32 = 0.7;
const TITLE_PAIRS: f32 = 0.35;

/// A question taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) exact: Vec<String>,
    pub(crate) folded: Vec<String>,
    /// Whether any syllable carries marks.
    pub(crate) marked: bool,
}

/// Reads a question: any text at all.
pub(crate) fn words(question: &str) -> Words {
    let text: String = content::text::nfc(&question.chars().take(QUESTION_MAX).collect::<String>());
    let mut words = Words::default();
    for place in places(&text).into_iter().take(SYLLABLES_MAX) {
        let syllable = text.get(place.start..place.end).unwrap_or_default();
        words.exact.push(exact(syllable));
        words.folded.push(folded(syllable));
        words.marked |= is_marked(syllable);
    }
    words
}

/// The query for the words, or nothing when there are none.
pub(crate) fn plan(fields: &Fields, words: &Words) -> Option<Box<dyn Query>> {
    if words.folded.is_empty() {
        return None;
    }
    let (exact_weight, folded_weight) = if words.marked { MARKED } else { UNMARKED };
    let mut score: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut add = |field, term: &str, weight| {
        score.push((Occur::Should, boosted(term_query(field, term), weight)));
    };
    for term in &words.exact {
        add(fields.exact, term, exact_weight);
    }
    for term in &words.folded {
        add(fields.folded, term, folded_weight);
    }
    for term in neighbours(&words.exact) {
        add(fields.exact_pairs, &term, exact_weight * PAIRS);
    }
    for term in neighbours(&words.folded) {
        add(fields.folded_pairs, &term, folded_weight * PAIRS);
        add(fields.title_pairs, &term, TITLE_PAIRS);
    }
    let all: Vec<(Occur, Box<dyn Query>)> = vec![
        (Occur::Must, enough(fields, words)),
        (Occur::Must, Box::new(BooleanQuery::new(score))),
    ];
    Some(Box::new(BooleanQuery::new(all)))
}

/// How many of the words an article must hold: all of a few, most of many. Without this the
/// total would count every article with any one syllable.
fn enough(fields: &Fields, words: &Words) -> Box<dyn Query> {
    let mut terms = words.folded.clone();
    terms.sort_unstable();
    terms.dedup();
    let needed = match terms.len() {
        few @ 0..=3 => few,
        many => (many * 7).div_ceil(10),
    };
    let each = terms.iter().map(|term| (Occur::Should, term_query(fields.folded, term)));
    let query = BooleanQuery::with_minimum_required_clauses(each.collect(), needed);
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}

fn neighbours(terms: &[String]) -> Vec<String> {
    let two = terms.windows(2).filter_map(|two| match two {
        [first, second] => Some(pair(first, second)),
        _ => None,
    });
    two.collect()
}

pub(crate) fn term_query(field: Field, term: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, term);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// A condition that adds nothing to the score.
pub(crate) fn condition(query: Box<dyn Query>) -> (Occur, Box<dyn Query>) {
    (Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0)))
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, weight))
}
