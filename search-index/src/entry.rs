//! A document as tantivy takes it in: each text is held once, whatever the number of its fields.

use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, Value};

use crate::IndexError;
use crate::document::Document;
use crate::matching::choices;
use crate::schema::Fields;

/// What is indexed and stored of a document.
#[derive(Debug)]
pub(crate) struct Entry {
    numbers: [(Field, i64); 2],
    /// Texts of one field each.
    own: Vec<(Field, String)>,
    /// Title, kicker, lead, tags and bylines.
    parts: Vec<String>,
    /// The same parts, and the body, are analysed for each of these.
    searched: [Field; 3],
    /// Fields that only the title has.
    of_title: [Field; 2],
    shown: (Field, Vec<u8>),
    /// Bytes of the body, with which that begins.
    body: usize,
}

impl Entry {
    pub(crate) fn new(document: &Document, fields: &Fields) -> Result<Self, IndexError> {
        let terms = choices::terms(document).into_iter();
        let mut own: Vec<(Field, String)> = terms.map(|term| (fields.choices, term)).collect();
        crate::suggest::values(document, fields.suggest, |field, text| own.push((field, text)));
        let lists = document.tags.iter().chain(&document.bylines);
        // The title first, see `values`.
        let parts = [&document.title, &document.kicker, &document.lead].into_iter().chain(lists);
        let shown = document.to_bytes()?;
        Ok(Self {
            numbers: [
                (fields.article, document.article.get()),
                (fields.published, document.published_ms),
            ],
            own,
            parts: parts.cloned().collect(),
            searched: [fields.exact, fields.folded, fields.pairs],
            of_title: [fields.title, fields.suggest.starts],
            body: document.body.len(),
            shown: (fields.shown, shown),
        })
    }

    fn body(&self) -> &str {
        let body = self.shown.1.get(..self.body).unwrap_or_default();
        std::str::from_utf8(body).unwrap_or_default()
    }
}

impl tantivy::Document for Entry {
    type Value<'a> = Single<'a>;
    type FieldsValuesIter<'a> = std::vec::IntoIter<(Field, Single<'a>)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let mut all = Vec::with_capacity(8 + self.own.len() + 3 * self.parts.len());
        all.extend(self.numbers.map(|(field, number)| (field, Single::Number(number))));
        all.extend(self.own.iter().map(|(field, text)| (*field, Single::Text(text))));
        let title = self.parts.first().map_or("", String::as_str);
        all.extend(self.of_title.map(|field| (field, Single::Text(title))));
        // Values of their own, so that no pair reaches from one part into the next.
        for part in self.parts.iter().map(String::as_str).chain([self.body()]) {
            if !part.is_empty() {
                all.extend(self.searched.map(|field| (field, Single::Text(part))));
            }
        }
        all.push((self.shown.0, Single::Bytes(&self.shown.1)));
        all.into_iter()
    }
}

/// A value of a field, borrowed from its document.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Single<'a> {
    Number(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> for Single<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Self::Number(number) => ReferenceValueLeaf::I64(number),
            Self::Text(text) => ReferenceValueLeaf::Str(text),
            Self::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
        })
    }
}
