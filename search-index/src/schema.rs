//! The fields of the index. Any change here makes the index of another version: it is then
//! filled anew by itself.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::{analysis, suggest};

/// The fields by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) article: Field,
    /// `bao`: every site on which it is shown.
    pub(crate) site: Field,
    /// `bao/thoi-su`: every section with those above it.
    pub(crate) section: Field,
    /// Folded name.
    pub(crate) byline: Field,
    pub(crate) published: Field,
    pub(crate) exact: Field,
    pub(crate) folded: Field,
    pub(crate) exact_pairs: Field,
    pub(crate) folded_pairs: Field,
    /// Pairs of the title alone, a small bonus.
    pub(crate) title_pairs: Field,
    pub(crate) suggest: suggest::Fields,
    /// What a result line shows, as JSON.
    pub(crate) shown: Field,
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut build = Schema::builder();
    let text = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqs);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        article: build.add_i64_field("article", INDEXED | FAST | STORED),
        site: build.add_text_field("site", STRING),
        section: build.add_text_field("section", STRING),
        byline: build.add_text_field("byline", STRING),
        published: build.add_i64_field("published", INDEXED | FAST),
        exact: build.add_text_field("exact", text(analysis::EXACT)),
        folded: build.add_text_field("folded", text(analysis::FOLDED)),
        exact_pairs: build.add_text_field("exact_pairs", text(analysis::EXACT_PAIRS)),
        folded_pairs: build.add_text_field("folded_pairs", text(analysis::FOLDED_PAIRS)),
        title_pairs: build.add_text_field("title_pairs", text(analysis::FOLDED_PAIRS)),
        suggest: suggest::fields(&mut build),
        shown: build.add_bytes_field("shown", STORED),
    };
    (build.build(), fields)
}
