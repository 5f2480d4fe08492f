//! Articles that are about the same.

use content::id::ArticleId;
use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{TantivyError, Term};

use crate::engine::{Engine, View};
use crate::find::{Order, document, number};
use crate::matching::choices::{Choice, Sort};
use crate::matching::gather::gather;
use crate::matching::ground::Ground;
use crate::matching::plan::Filters;
use crate::matching::rank::{Candidate, add_singles};
use crate::matching::weights::Weights;
use crate::query::plan::about;

/// The most alike first; title, tags and lead say what an article is about.
pub(crate) fn related(
    engine: &Engine,
    view: &View,
    article: ArticleId,
    (site, limit): (&str, usize),
    weights: &Weights,
) -> Result<Vec<ArticleId>, TantivyError> {
    let searcher = &view.searcher;
    let own = Term::from_field_i64(engine.fields.article, article.get());
    let own = TermQuery::new(own, IndexRecordOption::Basic);
    let places = searcher.search(&own, &TopDocs::with_limit(1).order_by_score())?;
    let Some((_, place)) = places.first() else { return Ok(Vec::new()) };
    let own = Candidate {
        published: 0,
        score: 0.0,
        newer: 0,
        segment: place.segment_ord as usize,
        doc: place.doc_id,
    };
    let Some(own_text) = document(engine, view, *place) else { return Ok(Vec::new()) };
    let ground = Ground::new(engine, view, weights)?;
    let plan = about(&ground, &own_text);
    let site_number = engine.registry().number(&Choice::new(Sort::Site, site));
    let required = vec![site_number.into_iter().collect()];
    let filters = Filters { required, ..Filters::default() };
    let mut best = gather(&ground, &plan, &filters, (Order::Relevance, weights.pool)).best;
    best.retain(|found| (found.segment, found.doc) != (own.segment, own.doc));
    add_singles(&ground, &plan, &mut best);
    best.sort_unstable_by(Candidate::order);
    Ok(best.into_iter().take(limit).filter_map(|found| number(searcher, found.place())).collect())
}
