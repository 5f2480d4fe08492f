//! The fields for suggestions: every beginning of every word of a title, and names by site.
//!
//! Titles are suggested by these fields of the index itself, so that they follow commits, removals
//! and swaps without a structure of their own, and cost no memory.

use tantivy::schema::{Field, IndexRecordOption, SchemaBuilder, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::keys::{WINDOW, is_latin, twin, words};
use crate::document::Document;

const TOKENIZER: &str = "starts";
/// Words of a title that are looked at.
const TITLE_MAX: usize = 40;
/// Between the parts of a name's term; sorts before every letter.
pub(crate) const PART: char = '\u{1}';

/// The fields by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Beginnings of the title's words, and with a blank behind whole ones.
    pub(crate) starts: Field,
    /// Every site on which it is shown.
    pub(crate) sites: Field,
    /// Tags and bylines as they are written, with site and kind before.
    pub(crate) names: Field,
}

/// What a name is; stands in its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Tag,
    Byline,
}

impl Name {
    fn letter(self) -> char {
        match self {
            Self::Tag => 't',
            Self::Byline => 'b',
        }
    }
}

pub(crate) fn fields(build: &mut SchemaBuilder) -> Fields {
    let text = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        TextOptions::default().set_indexing_options(indexing)
    };
    Fields {
        starts: build.add_text_field("starts", text(TOKENIZER)),
        sites: build.add_text_field("sites", text("raw")),
        names: build.add_text_field("names", text("raw")),
    }
}

pub(crate) fn register(index: &tantivy::Index) {
    index.tokenizers().register(TOKENIZER, Starts);
}

/// Hands out what is suggested of a document, beside the beginnings in its title.
pub(crate) fn values(document: &Document, fields: Fields, mut each: impl FnMut(Field, String)) {
    for site in sites(document) {
        each(fields.sites, site.to_owned());
    }
    for (place, name) in names_of(document) {
        each(fields.names, term(&place, name));
    }
}

/// Tags and bylines of a document on each of its sites.
pub(crate) fn names_of(document: &Document) -> impl Iterator<Item = (String, &str)> {
    sites(document).into_iter().flat_map(|site| {
        let tags = document.tags.iter().map(move |tag| (place(site, Name::Tag), tag.as_str()));
        let people = document.bylines.iter();
        let people = people.map(move |name| (place(site, Name::Byline), name.as_str()));
        tags.chain(people).filter(|(_, name)| !name.contains(PART))
    })
}

fn sites(document: &Document) -> Vec<&str> {
    let mut sites: Vec<&str> = document.placements.iter().map(|it| it.site.as_str()).collect();
    sites.sort_unstable();
    sites.dedup();
    sites
}

/// Where names of a kind on a site stand.
pub(crate) fn place(site: &str, kind: Name) -> String {
    format!("{site}{PART}{}", kind.letter())
}

/// The term of a name at its place.
pub(crate) fn term(place: &str, name: &str) -> String {
    format!("{place}{PART}{name}")
}

/// The term of a word that is finished.
pub(crate) fn whole(word: &str) -> String {
    format!("{word} ")
}

#[derive(Debug, Clone, Copy)]
struct Starts;

/// All terms of one title.
struct Terms {
    terms: std::vec::IntoIter<String>,
    current: Token,
}

impl Tokenizer for Starts {
    type TokenStream<'a> = Terms;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms {
        let mut terms = Vec::new();
        for word in words(text).iter().take(TITLE_MAX) {
            if is_latin(word) {
                begin(word, &mut terms);
                if let Some(twin) = twin(word) {
                    begin(&twin, &mut terms);
                }
            } else {
                windows(word, &mut terms);
            }
        }
        Terms { terms: terms.into_iter(), current: Token::default() }
    }
}

fn begin(word: &str, terms: &mut Vec<String>) {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    terms.extend(ends.filter_map(|end| word.get(..end)).map(str::to_owned));
    terms.push(whole(word));
}

/// Where words are not set apart any character may begin one.
fn windows(run: &str, terms: &mut Vec<String>) {
    for (at, _) in run.char_indices() {
        let rest = run.get(at..).unwrap_or_default();
        let ends = rest.char_indices().take(WINDOW).map(|(end, c)| end + c.len_utf8());
        terms.extend(ends.filter_map(|end| rest.get(..end)).map(str::to_owned));
    }
}

impl TokenStream for Terms {
    fn advance(&mut self) -> bool {
        let Some(term) = self.terms.next() else { return false };
        self.current.text = term;
        self.current.position = self.current.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}
