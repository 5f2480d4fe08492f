//! The fields of the index. Any change here makes the index of another version: it is then
//! filled anew by itself.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

use crate::{analysis, suggest};

/// The fields by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) article: Field,
    pub(crate) published: Field,
    /// All that a result can be narrowed down by, one term a choice; see [`crate::matching`].
    pub(crate) choices: Field,
    /// Syllables with their marks: `chuyen` `e^3`.
    pub(crate) exact: Field,
    /// Syllables without marks.
    pub(crate) folded: Field,
    /// Neighbours with their marks, the folded form first; numbers of documents whole.
    pub(crate) pairs: Field,
    /// Syllables and pairs of the title alone.
    pub(crate) title: Field,
    pub(crate) suggest: suggest::Fields,
    /// What a result line shows; [`crate::find::document`] relies on nothing being stored behind it.
    pub(crate) shown: Field,
}

impl Fields {
    /// Those whose terms a question looks up.
    pub(crate) fn searched(&self) -> [Field; 4] {
        [self.exact, self.folded, self.pairs, self.title]
    }
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut build = Schema::builder();
    let text = |tokenizer: &str, option: IndexRecordOption| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let counted = IndexRecordOption::WithFreqs;
    let fields = Fields {
        article: build.add_i64_field("article", INDEXED | FAST),
        published: build.add_i64_field("published", FAST),
        choices: build.add_text_field("choices", TextOptions::default().set_fast("raw")),
        exact: build.add_text_field("exact", text(analysis::EXACT, counted)),
        folded: build.add_text_field("folded", text(analysis::FOLDED, counted)),
        pairs: build.add_text_field("pairs", text(analysis::PAIRS, counted)),
        title: build.add_text_field("title", text(analysis::BOTH, IndexRecordOption::Basic)),
        suggest: suggest::fields(&mut build),
        shown: build.add_bytes_field("result", STORED),
    };
    (build.build(), fields)
}
