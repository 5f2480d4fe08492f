//! The tokenizers of the index: syllables in either form, and pairs of neighbours.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::codes::codes;
use super::normal::{Form, MARKS};
use super::syllables::{Cut, places};

/// What becomes a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// `chuyen`.
    Folded,
    /// `chuyen` and its marks.
    Exact,
    /// Two neighbours with the marks of both; numbers of documents whole.
    Pair,
    /// Exact syllables, pairs and numbers together: for short texts.
    Both,
}

#[derive(Debug, Clone)]
pub(crate) struct Syllables(pub(crate) Unit);

/// Tokens one after the other; the memory of one is used for all.
pub(crate) struct Tokens {
    read: Rc<Read>,
    unit: Unit,
    /// The next syllable.
    at: usize,
    /// Whole numbers, and pairs that wait for their turn.
    waiting: VecDeque<String>,
    token: Token,
}

impl Tokenizer for Syllables {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let pairs = matches!(self.0, Unit::Pair | Unit::Both);
        let waiting = if pairs && text.contains('/') {
            codes(text, &places(text)).into_iter().map(|(_, _, code)| code).collect()
        } else {
            VecDeque::new()
        };
        let token = Token { position: 0, ..Token::default() };
        // The first syllable has no neighbour before it.
        let at = usize::from(self.0 == Unit::Pair);
        Tokens { read: read(text), unit: self.0, at, waiting, token }
    }
}

/// The term of two neighbours: both folded, then the marks of both. All readings of a folded
/// pair stand side by side in the dictionary.
pub(crate) fn push_pair(text: &mut String, first: &Form, second: &Form) {
    push_parts(text, (&first.folded, &first.marks), (&second.folded, &second.marks));
}

/// The term of one syllable with its marks.
pub(crate) fn push_exact(text: &mut String, form: &Form) {
    text.push_str(&form.folded);
    text.push(MARKS);
    text.push_str(&form.marks);
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        if let Some(next) = self.waiting.pop_front() {
            self.token.text = next;
            return true;
        }
        let Some(syllable) = self.read.syllable(self.at) else { return false };
        let before = self.at.checked_sub(1).and_then(|before| self.read.syllable(before));
        let text = &mut self.token.text;
        text.clear();
        match (self.unit, before) {
            (Unit::Folded, _) => text.push_str(syllable.folded),
            (Unit::Pair, Some(before)) => push_parts(text, before.parts(), syllable.parts()),
            (Unit::Pair, None) => return false,
            (Unit::Exact, _) => text.push_str(syllable.exact),
            (Unit::Both, before) => {
                text.push_str(syllable.exact);
                if let Some(before) = before {
                    let mut pair = String::new();
                    push_parts(&mut pair, before.parts(), syllable.parts());
                    self.waiting.push_back(pair);
                }
            }
        }
        self.at += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Texts that a thread has read last: those of one document come once for each field.
const KEPT: usize = 16;
/// Bytes of a text that is kept at most.
const KEPT_MAX: usize = 256 * 1024;

thread_local! {
    static LAST: RefCell<VecDeque<Rc<Read>>> = const { RefCell::new(VecDeque::new()) };
}

/// A text that was cut and read.
#[derive(Debug, Default)]
struct Read {
    text: String,
    /// The exact terms of all syllables, one behind the other.
    terms: String,
    /// Of each, where its folded form ends, and where it does.
    ends: Vec<(usize, usize)>,
}

/// One syllable of it.
#[derive(Clone, Copy)]
struct Syllable<'r> {
    folded: &'r str,
    marks: &'r str,
    exact: &'r str,
}

impl<'r> Syllable<'r> {
    fn parts(&self) -> (&'r str, &'r str) {
        (self.folded, self.marks)
    }
}

impl Read {
    fn take(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
        self.terms.clear();
        self.ends.clear();
        let mut form = Form::default();
        for place in Cut::new(text) {
            form.read(text.get(place.start..place.end).unwrap_or_default());
            let folded = self.terms.len() + form.folded.len();
            push_exact(&mut self.terms, &form);
            self.ends.push((folded, self.terms.len()));
        }
    }

    fn syllable(&self, at: usize) -> Option<Syllable<'_>> {
        let (folded, end) = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(Some(0), |before| Some(self.ends.get(before)?.1))?;
        Some(Syllable {
            folded: self.terms.get(start..folded)?,
            marks: self.terms.get(folded + MARKS.len_utf8()..end)?,
            exact: self.terms.get(start..end)?,
        })
    }
}

/// The text as it was read for the field before, or read now.
fn read(text: &str) -> Rc<Read> {
    LAST.with_borrow_mut(|last| {
        if let Some(known) = last.iter().find(|known| known.text == text) {
            return Rc::clone(known);
        }
        // The memory of the one that was read longest ago, unless it is in use.
        let oldest = if last.len() < KEPT { None } else { last.pop_front() };
        let mut read = oldest.and_then(|oldest| Rc::try_unwrap(oldest).ok()).unwrap_or_default();
        read.take(text);
        let read = Rc::new(read);
        if text.len() <= KEPT_MAX {
            last.push_back(Rc::clone(&read));
        }
        read
    })
}

/// The same of folded forms and marks.
fn push_parts(text: &mut String, first: (&str, &str), second: (&str, &str)) {
    for part in [first.0, " ", second.0] {
        text.push_str(part);
    }
    text.push(MARKS);
    for part in [first.1, " ", second.1] {
        text.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use tantivy::tokenizer::{TokenStream as _, Tokenizer as _};

    use super::{Syllables, Unit};

    fn terms(unit: Unit, text: &str) -> Vec<String> {
        let mut tokenizer = Syllables(unit);
        let mut stream = tokenizer.token_stream(text);
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push(stream.token().text.replace('\u{1}', "|"));
        }
        terms.sort();
        terms
    }

    #[test]
    fn terms_of_each_unit() {
        // Twice: a text that was read already gives the same.
        for _ in 0..2 {
            assert_eq!(terms(Unit::Folded, "Sổ tay, sổ"), ["so", "so", "tay"]);
            assert_eq!(terms(Unit::Exact, "Sổ tay"), ["so|b^3", "tay|"]);
            assert_eq!(terms(Unit::Pair, "Sổ tay, sổ"), ["so tay|b^3 ", "tay so| b^3"]);
            assert_eq!(terms(Unit::Both, "Sổ tay"), ["so tay|b^3 ", "so|b^3", "tay|"]);
            for unit in [Unit::Folded, Unit::Exact, Unit::Pair, Unit::Both] {
                assert!(terms(unit, " .").is_empty());
            }
            assert!(terms(Unit::Pair, "một").is_empty());
        }
        for number in 0..100 {
            let text = format!("tin {number}");
            assert_eq!(terms(Unit::Folded, &text), [number.to_string(), "tin".to_owned()]);
        }
    }
}
