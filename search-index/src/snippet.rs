//! Marks a question's words in the original text, byte-true, and picks the best passage.

use std::collections::HashSet;

use crate::analysis::normal::{exact, folded};
use crate::analysis::syllables::{Place, places};
use crate::find::Span;
use crate::query::Words;

/// Syllables of a passage.
const WINDOW: usize = 42;
/// Bytes of a text that are looked at for a passage.
const TEXT_MAX: usize = 60_000;

struct Marker<'a> {
    exact: HashSet<&'a str>,
    folded: HashSet<&'a str>,
    marked: bool,
}

impl<'a> Marker<'a> {
    fn new(words: &'a Words) -> Self {
        let set = |list: &'a [String]| list.iter().map(String::as_str).collect();
        Self { exact: set(&words.exact), folded: set(&words.folded), marked: words.marked }
    }

    /// 2 for the very word, 1 for one that differs in its marks, 0 for others.
    fn weight(&self, syllable: &str) -> u32 {
        if !self.folded.contains(folded(syllable).as_str()) {
            return 0;
        }
        if !self.marked || self.exact.contains(exact(syllable).as_str()) { 2 } else { 1 }
    }
}

/// The whole text with its marks. Where the very words occur, those that differ in marks only
/// are left alone.
pub(crate) fn mark(text: &str, words: &Words) -> Vec<Span> {
    let marker = Marker::new(words);
    spans(text, &places(text), &marker, 0, text.len())
}

/// The passage with the most of the words, from the first text that has any.
pub(crate) fn best(texts: &[&str], words: &Words) -> Vec<Span> {
    let marker = Marker::new(words);
    let mut first = None;
    for text in texts.iter().filter(|text| !text.is_empty()) {
        let text = bounded(text);
        let places = places(text);
        let weights: Vec<u32> = places.iter().map(|place| weigh(text, place, &marker)).collect();
        let (at, sum) = window(&weights);
        let found = || passage(text, &places, at, &marker);
        if sum > 1 {
            return found();
        }
        first.get_or_insert_with(found);
    }
    first.unwrap_or_default()
}

fn weigh(text: &str, place: &Place, marker: &Marker<'_>) -> u32 {
    text.get(place.start..place.end).map_or(0, |syllable| marker.weight(syllable))
}

/// Start of the window with the greatest weight; the first of several.
fn window(weights: &[u32]) -> (usize, u32) {
    let mut sum: u32 = weights.iter().take(WINDOW).sum();
    let (mut at, mut best) = (0, sum);
    for (start, (gone, come)) in weights.iter().zip(weights.iter().skip(WINDOW)).enumerate() {
        sum = sum + come - gone;
        if sum > best {
            (at, best) = (start + 1, sum);
        }
    }
    (at, best)
}

fn passage(text: &str, places: &[Place], at: usize, marker: &Marker<'_>) -> Vec<Span> {
    let last = (at + WINDOW).min(places.len());
    let inside = places.get(at..last).unwrap_or_default();
    let start = inside.first().map_or(0, |place| if at == 0 { 0 } else { place.start });
    let end = if last == places.len() { text.len() } else { inside.last().map_or(0, |p| p.end) };
    let mut spans = spans(text, inside, marker, start, end);
    if at > 0 {
        spans.insert(0, Span { text: "… ".to_owned(), marked: false });
    }
    if end < text.len() {
        spans.push(Span { text: " …".to_owned(), marked: false });
    }
    spans
}

fn spans(text: &str, places: &[Place], marker: &Marker<'_>, start: usize, end: usize) -> Vec<Span> {
    let strongest = places.iter().map(|place| weigh(text, place, marker)).max().unwrap_or(0);
    let mut spans: Vec<Span> = Vec::new();
    let mut done = start;
    let mut push = |from: usize, to: usize, marked: bool| {
        let Some(part) = text.get(from..to).filter(|part| !part.is_empty()) else { return };
        spans.push(Span { text: part.to_owned(), marked });
    };
    let mut run: Option<(usize, usize)> = None;
    for place in places {
        let hit = strongest > 0 && weigh(text, place, marker) == strongest;
        match (hit, run) {
            // Neighbours with only blanks between them are marked as one.
            (true, Some((from, to)))
                if text.get(to..place.start).is_some_and(|gap| gap.trim().is_empty()) =>
            {
                run = Some((from, place.end));
            }
            (true, before) => {
                if let Some((from, to)) = before {
                    push(done, from, false);
                    push(from, to, true);
                    done = to;
                }
                run = Some((place.start, place.end));
            }
            (false, _) => {}
        }
    }
    if let Some((from, to)) = run {
        push(done, from, false);
        push(from, to, true);
        done = to;
    }
    push(done, end, false);
    spans
}

fn bounded(text: &str) -> &str {
    let mut end = text.len().min(TEXT_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
