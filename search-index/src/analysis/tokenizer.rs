//! The tokenizers of the index: syllables or pairs of neighbours, in one of the two forms.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::normal::{exact, folded};
use super::syllables::places;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    Exact,
    Folded,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    Single,
    Pair,
}

#[derive(Debug, Clone)]
pub(crate) struct Syllables {
    form: Form,
    unit: Unit,
}

impl Syllables {
    pub(crate) fn new(form: Form, unit: Unit) -> Self {
        Self { form, unit }
    }
}

impl Form {
    pub(crate) fn of(self, syllable: &str) -> String {
        match self {
            Self::Exact => exact(syllable),
            Self::Folded => folded(syllable),
        }
    }
}

/// All tokens of one text, made at once.
pub(crate) struct Tokens {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl Tokenizer for Syllables {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let singles: Vec<Token> = places(text)
            .iter()
            .enumerate()
            .map(|(position, place)| Token {
                offset_from: place.start,
                offset_to: place.end,
                position,
                text: self.form.of(text.get(place.start..place.end).unwrap_or_default()),
                position_length: 1,
            })
            .collect();
        let tokens = match self.unit {
            Unit::Single => singles,
            Unit::Pair => pairs(&singles),
        };
        Tokens { tokens: tokens.into_iter(), current: Token::default() }
    }
}

fn pairs(singles: &[Token]) -> Vec<Token> {
    singles
        .windows(2)
        .filter_map(|two| match two {
            [first, second] => Some(Token {
                offset_from: first.offset_from,
                offset_to: second.offset_to,
                position: first.position,
                text: pair(&first.text, &second.text),
                position_length: 2,
            }),
            _ => None,
        })
        .collect()
}

/// The term of two neighbours.
pub(crate) fn pair(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.current = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}
