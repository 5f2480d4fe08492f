//! Marks a question's words in the original text, byte-true, and picks the best passage.

use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

use crate::analysis::normal::Form;
use crate::analysis::syllables::{Cut, Place, glance};
use crate::document::Document;
use crate::find::Span;
use crate::lie::{self, Lie, Titled};
use crate::matching::compounds::Compound;

/// Syllables of a passage.
const WINDOW: usize = 42;
/// Syllables before the first word of the passage that was asked for.
const LEAD_IN: usize = 6;
/// Bytes of a text that are looked at for a passage.
const TEXT_MAX: usize = 24_000;

/// Words of [`Marker::glances`]: so many that few other words of a text share a bit.
const GLANCES: usize = 16;

/// The word and the bit of a glance.
fn spot(glance: u32) -> (usize, u64) {
    let bit = glance >> 22;
    ((bit / 64) as usize, 1 << (bit % 64))
}

/// The words that are marked.
#[derive(Debug, Default)]
pub(crate) struct Marker {
    /// The different words by their numbers; so few that going through them is the quickest.
    words: Vec<Word>,
    pairs: Vec<(u32, u32)>,
    /// The numbers of the words of the question itself, in its order; those behind them are its
    /// other forms.
    order: Vec<usize>,
    others: Vec<lie::Other>,
    /// Bits for the numbers of their glances, to pass over most words of a text unread.
    glances: [u64; GLANCES],
}

/// A word that is marked.
#[derive(Debug)]
struct Word {
    folded: String,
    /// The marks that it was asked for with.
    readings: Vec<String>,
}

/// A word of the text that was asked for.
#[derive(Debug, Clone, Copy)]
struct Found {
    place: Place,
    /// Its place among all words of the text.
    at: usize,
    word: u32,
    exact: bool,
    /// A neighbour of the question is its neighbour here.
    paired: bool,
}

impl Word {
    fn new(form: &Form) -> Self {
        Self { folded: form.folded.clone(), readings: vec![form.marks.clone()] }
    }
}

impl Marker {
    /// Adds words that stand side by side in the question.
    pub(crate) fn add(&mut self, forms: &[Form]) -> Vec<usize> {
        let mut before = None;
        let mut order = Vec::with_capacity(forms.len());
        for form in forms {
            self.note(&form.folded);
            if let Some(other) = Form::uneven(&form.folded) {
                self.note(&other);
            }
            let known = self.words.iter().position(|word| word.folded == form.folded);
            let at = known.unwrap_or(self.words.len());
            match self.words.get_mut(at) {
                Some(word) => word.readings.push(form.marks.clone()),
                None => self.words.push(Word::new(form)),
            }
            let word = u32::try_from(at).unwrap_or(u32::MAX);
            order.push(word as usize);
            if let Some(before) = before.replace(word) {
                self.pairs.push((before, word));
            }
        }
        if self.order.is_empty() {
            self.order.clone_from(&order);
        }
        order
    }

    /// Adds what may stand instead of some of the question's words, by their places in it.
    pub(crate) fn add_other(&mut self, (start, end): (usize, usize), forms: &[Form]) {
        let written = self.add(forms);
        if let Some(meant) = self.order.get(start..end) {
            self.others.push(lie::Other { written, meant: meant.to_vec() });
        }
    }

    /// Whether some of the question's words have another form.
    pub(crate) fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    fn note(&mut self, folded: &str) {
        let (word, bit) = spot(glance(folded.as_bytes()));
        if let Some(bits) = self.glances.get_mut(word) {
            *bits |= bit;
        }
    }

    fn may_be(&self, glance: u32) -> bool {
        let (word, bit) = spot(glance);
        self.glances.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn look(&self, text: &str) -> Looked {
        let mut found: Vec<Found> = Vec::new();
        // A syllable and the blank behind it take about five bytes.
        let mut places = Vec::with_capacity(text.len() / 4);
        let mut form = Form::default();
        let mut cut = Cut::new(text);
        for at in 0.. {
            let Some((place, glance)) = cut.glanced() else { break };
            places.push(place);
            if glance.is_some_and(|glance| !self.may_be(glance)) {
                continue;
            }
            form.read(text.get(place.start..place.end).unwrap_or_default());
            let mut words = (0..).zip(&self.words);
            let Some((word, known)) = words.find(|(_, word)| word.folded == form.folded) else {
                continue;
            };
            let exact = known.readings.contains(&form.marks);
            let mut next = Found { place, at, word, exact, paired: false };
            if let Some(last) = found.last_mut()
                && last.at + 1 == at
                && self.pairs.contains(&(last.word, next.word))
            {
                last.paired = true;
                next.paired = true;
            }
            found.push(next);
        }
        Looked { found, places }
    }
}

impl Seen {
    /// How the question's words lie in title, lead and body, read one after the other.
    pub(crate) fn lie(&self, marker: &Marker, compounds: &[Compound]) -> Lie {
        let own = marker.order.iter().max().map_or(0, |most| most + 1);
        let (mut found, mut before, mut head) = (Vec::new(), 0, 0);
        for looked in [&self.title, &self.lead, &self.body] {
            head = before;
            let places = looked.found.iter();
            let places =
                places.map(|one| lie::Place { word: one.word as usize, at: before + one.at });
            found.extend(places);
            // No run of words reaches from one part into the next.
            before += looked.places.len() + 2;
        }
        let title = self.title.places.len();
        let mut as_written = false;
        if marker.has_others() {
            as_written = lie::starts(&found, &marker.order).next().is_some_and(|at| at < title);
            found = lie::read_as_meant(&found, &marker.others);
        }
        found.retain(|place| place.word < own);
        let lie = lie::lie(&found, (&marker.order, compounds), (title, head));
        if as_written { Lie { titled: Titled::AsWritten, ..lie } } else { lie }
    }

    /// Syllables of title, lead and body.
    pub(crate) fn length(&self) -> usize {
        [&self.title, &self.lead, &self.body].iter().map(|looked| looked.places.len()).sum()
    }
}

/// A text that was looked through.
#[derive(Debug, Default)]
struct Looked {
    found: Vec<Found>,
    places: Vec<Place>,
}

/// A document whose texts were looked through once, for its order and for its result line.
#[derive(Debug)]
pub(crate) struct Seen {
    title: Looked,
    lead: Looked,
    body: Looked,
}

impl Seen {
    pub(crate) fn new(document: &Document, marker: &Marker) -> Self {
        Self {
            title: marker.look(&document.title),
            lead: marker.look(bounded(&document.lead)),
            body: marker.look(bounded(&document.body)),
        }
    }

    /// The whole title with its marks.
    pub(crate) fn title(&self, document: &Document) -> Vec<Span> {
        spans(&document.title, &self.title.found, (0, document.title.len()))
    }

    /// The passage with the most of the words: of the lead if it has some, otherwise of the body.
    pub(crate) fn passage(&self, document: &Document) -> Vec<Span> {
        let lead = (bounded(&document.lead), &self.lead, window(&self.lead.found));
        let body = (bounded(&document.body), &self.body, window(&self.body.found));
        let (_, _, (_, in_lead)) = lead;
        let (_, _, (_, in_body)) = body;
        let lead_will_do = in_lead > 2 || in_body <= in_lead;
        let (text, looked, (at, _)) =
            if !lead.0.is_empty() && (lead_will_do || body.0.is_empty()) { lead } else { body };
        passage(text, &looked.places, at, &looked.found)
    }
}

/// Where the best window begins and what it weighs: each word counts once, more as a neighbour.
fn window(found: &[Found]) -> (usize, u32) {
    let mut best = (0, 0);
    for (start, first) in found.iter().enumerate() {
        let inside = found.get(start..).unwrap_or_default();
        let inside = inside.iter().take_while(|next| next.at < first.at + WINDOW - LEAD_IN);
        let (mut seen, mut seen_paired, mut sum) = (0_u64, 0_u64, 0);
        for next in inside {
            let bit = 1_u64 << (next.word % 64);
            if next.paired && seen_paired & bit == 0 {
                sum += if next.exact { 5 } else { 4 };
                seen_paired |= bit;
            } else if seen & bit == 0 {
                sum += if next.exact { 2 } else { 1 };
            }
            seen |= bit;
        }
        if sum > best.1 {
            best = (first.at, sum);
        }
    }
    best
}

fn passage(text: &str, places: &[Place], at: usize, found: &[Found]) -> Vec<Span> {
    let first = if at + WINDOW / 2 < WINDOW { 0 } else { begin(text, places, at) };
    let last = (first + WINDOW).min(places.len());
    let inside = places.get(first..last).unwrap_or_default();
    let start = if first == 0 { 0 } else { inside.first().map_or(0, |place| place.start) };
    let end = if last == places.len() { text.len() } else { inside.last().map_or(0, |p| p.end) };
    let (start, end) = (before_marks(text, start), after_marks(text, end));
    let mut spans = spans(text, found, (start, end));
    if start > 0 {
        spans.insert(0, Span { text: "… ".to_owned(), marked: false });
    }
    if end < text.len() {
        spans.push(Span { text: " …".to_owned(), marked: false });
    }
    spans
}

/// The beginning of the sentence if it is near, otherwise some words before.
fn begin(text: &str, places: &[Place], at: usize) -> usize {
    let near = at.saturating_sub(LEAD_IN * 2);
    let ends = (near.max(1)..=at).rev().find(|start| {
        let gap = match (places.get(start - 1), places.get(*start)) {
            (Some(before), Some(next)) => text.get(before.end..next.start),
            _ => None,
        };
        gap.is_some_and(|gap| gap.contains(['.', '!', '?', '\n', '…', '។']))
    });
    ends.unwrap_or_else(|| at.saturating_sub(LEAD_IN))
}

/// The text between two places, marked. Where a word stands beside its neighbour of the question,
/// it is marked there only; and where the very word occurs, those that differ in marks are left.
fn spans(text: &str, found: &[Found], (start, end): (usize, usize)) -> Vec<Span> {
    let inside = |one: &&Found| one.place.start >= start && one.place.end <= end;
    let mut paired = HashSet::new();
    let mut exact = HashSet::new();
    for one in found.iter().filter(inside) {
        if one.exact {
            exact.insert(one.word);
        }
        if one.paired {
            paired.insert(one.word);
        }
    }
    let shown = |one: &&Found| {
        let beside = one.paired || !paired.contains(&one.word);
        beside && (one.exact || !exact.contains(&one.word))
    };
    let mut spans: Vec<Span> = Vec::new();
    let mut push = |from: usize, to: usize, marked: bool| {
        let Some(part) = text.get(from..to).filter(|part| !part.is_empty()) else { return };
        spans.push(Span { text: part.to_owned(), marked });
    };
    let mut done = start;
    let mut run: Option<(usize, usize)> = None;
    for one in found.iter().filter(inside).filter(shown) {
        let (from, to) = (before_marks(text, one.place.start), after_marks(text, one.place.end));
        match run {
            // Neighbours with only blanks between them are marked as one.
            Some((first, last)) if from <= last || blank(text, last, from) => {
                run = Some((first, to.max(last)));
            }
            before => {
                if let Some((first, last)) = before {
                    push(done, first, false);
                    push(first, last, true);
                    done = last;
                }
                run = Some((from.max(done), to));
            }
        }
    }
    if let Some((first, last)) = run {
        push(done, first, false);
        push(first, last.min(end), true);
        done = last.min(end);
    }
    push(done, end, false);
    spans
}

fn blank(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|gap| gap.trim().is_empty())
}

/// Not between a letter and the marks on it.
fn after_marks(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let marks = rest.chars().take_while(|c| is_combining_mark(*c));
    end + marks.map(char::len_utf8).sum::<usize>()
}

fn before_marks(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    if !rest.starts_with(is_combining_mark) {
        return start;
    }
    let before = text.get(..start).unwrap_or_default();
    before.char_indices().rev().find(|(_, c)| !is_combining_mark(*c)).map_or(0, |(at, _)| at)
}

fn bounded(text: &str) -> &str {
    let mut end = text.len().min(TEXT_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
