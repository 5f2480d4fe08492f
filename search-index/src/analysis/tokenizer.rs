//! The tokenizers of the index: syllables in either form, and pairs of neighbours.

use std::collections::VecDeque;

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
pub(crate) struct Tokens<'a> {
    text: &'a str,
    cut: Cut<'a>,
    unit: Unit,
    before: Form,
    has_before: bool,
    form: Form,
    /// Whole numbers, and pairs that wait for their turn.
    waiting: VecDeque<String>,
    token: Token,
}

impl Tokenizer for Syllables {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        let pairs = matches!(self.0, Unit::Pair | Unit::Both);
        let waiting = if pairs && text.contains('/') {
            codes(text, &places(text)).into_iter().map(|(_, _, code)| code).collect()
        } else {
            VecDeque::new()
        };
        let token = Token { position: 0, ..Token::default() };
        Tokens {
            text,
            cut: Cut::new(text),
            unit: self.0,
            before: Form::default(),
            has_before: false,
            form: Form::default(),
            waiting,
            token,
        }
    }
}

impl Tokens<'_> {
    fn next_syllable(&mut self) -> bool {
        let Some(place) = self.cut.next() else { return false };
        std::mem::swap(&mut self.before, &mut self.form);
        self.form.read(self.text.get(place.start..place.end).unwrap_or_default());
        true
    }

    fn put_pair(&mut self) {
        let text = &mut self.token.text;
        text.clear();
        push_pair(text, &self.before, &self.form);
    }
}

/// The term of two neighbours: both folded, then the marks of both. All readings of a folded
/// pair stand side by side in the dictionary.
pub(crate) fn push_pair(text: &mut String, first: &Form, second: &Form) {
    text.push_str(&first.folded);
    text.push(' ');
    text.push_str(&second.folded);
    text.push(MARKS);
    text.push_str(&first.marks);
    text.push(' ');
    text.push_str(&second.marks);
}

/// The term of one syllable with its marks.
pub(crate) fn push_exact(text: &mut String, form: &Form) {
    text.push_str(&form.folded);
    text.push(MARKS);
    text.push_str(&form.marks);
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        if let Some(next) = self.waiting.pop_front() {
            self.token.text = next;
            return true;
        }
        if !self.next_syllable() {
            return false;
        }
        match self.unit {
            Unit::Folded => {
                self.token.text.clear();
                self.token.text.push_str(&self.form.folded);
            }
            Unit::Exact => {
                self.token.text.clear();
                push_exact(&mut self.token.text, &self.form);
            }
            Unit::Pair => {
                // The first syllable has no neighbour before it.
                if !self.has_before && !self.next_syllable() {
                    return false;
                }
                self.put_pair();
            }
            Unit::Both => {
                if self.has_before {
                    self.put_pair();
                    self.waiting.push_back(self.token.text.clone());
                }
                self.token.text.clear();
                push_exact(&mut self.token.text, &self.form);
            }
        }
        self.has_before = true;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
