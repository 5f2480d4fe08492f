//! Answers questions from the index alone.

use std::ops::Bound;

use content::id::ArticleId;
use content::text::{fold, tidy_line};
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, RangeQuery};
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use crate::document::{Document, Kind, section_term};
use crate::facets::Facets;
use crate::query::{Words, condition, plan, term_query, words};
use crate::schema::Fields;
use crate::snippet;

/// Results on one page at most.
const LIMIT_MAX: usize = 100;
/// How deep one can page; nobody reads beyond, and each page costs the ones before it.
const DEPTH_MAX: usize = 10_000;

/// What a reader asks.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Any words, with or without marks.
    pub text: String,
    /// Only this site.
    pub site: Option<String>,
    /// Only this section of the site, with everything below it; a path as `thoi-su/chinh-tri`.
    pub section: Option<String>,
    /// Only articles by this person.
    pub byline: Option<String>,
    /// From this time on, milliseconds since 1970 UTC.
    pub since_ms: Option<i64>,
    /// Before this time.
    pub until_ms: Option<i64>,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only this language: `vi`.
    pub language: Option<String>,
    /// Only this year of `Asia/Ho_Chi_Minh`.
    pub year: Option<i16>,
    /// Nothing published at or after this time: the moment of the first page, so that later pages
    /// continue it whatever is published meanwhile.
    pub published_until_ms: Option<i64>,
    /// The words exactly as typed: nothing is repaired, no abbreviation is opened.
    pub verbatim: bool,
    /// A gentle preference for newer ones: after how many days it is half lost. It is counted from
    /// `published_until_ms`, or from the newest article. `None` for no preference.
    pub recency_half_life_days: Option<u16>,
    pub order: Order,
    pub offset: usize,
    pub limit: usize,
}

/// In which order results come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Relevance,
    Newest,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// All that fit, not only this page.
    pub total: usize,
    pub hits: Vec<Hit>,
    pub facets: Facets,
    /// A better way to write the question, when there is one.
    pub correction: Option<Correction>,
}

/// What was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The question with its marks restored and its slips repaired, as people read it.
    pub text: String,
    /// As it was typed.
    pub typed: String,
    /// Whether the results are already those of `text`; then offer `typed` with
    /// [`Question::verbatim`], otherwise offer `text`.
    pub applied: bool,
}

/// One result line, complete without a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub article: ArticleId,
    pub source_id: Option<String>,
    pub title: Vec<Span>,
    pub snippet: Vec<Span>,
    /// Key of the site whose place is shown.
    pub site: String,
    pub url: String,
    pub section_path: String,
    pub section_name: String,
    pub published_ms: i64,
    pub thumbnail: Option<String>,
    pub bylines: Vec<String>,
    pub language: String,
    pub kind: Kind,
}

/// A run of the original text, marked where it answers the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub marked: bool,
}

pub(crate) fn find(searcher: &Searcher, fields: &Fields, question: &Question) -> Answer {
    let words = words(&question.text);
    let Some(query) = plan(fields, &words) else { return Answer::default() };
    let query = with_filters(fields, question, query);
    let site = question.site.as_deref();
    let limit = question.limit.min(LIMIT_MAX);
    let (total, places) = run(searcher, &*query, question, limit);
    let hits = places
        .into_iter()
        .filter_map(|place| Some(hit(document(searcher, fields, place)?, site, &words)));
    Answer { total, hits: hits.collect(), ..Answer::default() }
}

fn run(
    searcher: &Searcher,
    query: &dyn Query,
    question: &Question,
    limit: usize,
) -> (usize, Vec<DocAddress>) {
    if limit == 0 || question.offset >= DEPTH_MAX {
        return (searcher.search(query, &Count).unwrap_or_default(), Vec::new());
    }
    let top = TopDocs::with_limit(limit).and_offset(question.offset);
    let found = match question.order {
        Order::Relevance => searcher
            .search(query, &(top.order_by_score(), Count))
            .map(|(hits, total)| (total, hits.into_iter().map(|(_, place)| place).collect())),
        Order::Newest => searcher
            .search(
                query,
                &(top.order_by_fast_field::<i64>("published", tantivy::Order::Desc), Count),
            )
            .map(|(hits, total)| (total, hits.into_iter().map(|(_, place)| place).collect())),
    };
    found.unwrap_or_else(|err| {
        tracing::error!(%err, "a question could not be answered");
        (0, Vec::new())
    })
}

fn with_filters(fields: &Fields, question: &Question, query: Box<dyn Query>) -> Box<dyn Query> {
    let mut all = vec![(Occur::Must, query)];
    if let Some(site) = &question.site {
        all.push(condition(term_query(fields.site, site)));
        if let Some(path) = &question.section {
            all.push(condition(term_query(fields.section, &section_term(site, path))));
        }
    }
    if let Some(byline) = &question.byline {
        all.push(condition(term_query(fields.byline, &fold(&tidy_line(byline)))));
    }
    if question.since_ms.is_some() || question.until_ms.is_some() {
        let term = |at| Term::from_field_i64(fields.published, at);
        let from = question.since_ms.map_or(Bound::Unbounded, |at| Bound::Included(term(at)));
        let to = question.until_ms.map_or(Bound::Unbounded, |at| Bound::Excluded(term(at)));
        all.push(condition(Box::new(RangeQuery::new(from, to))));
    }
    Box::new(BooleanQuery::new(all))
}

pub(crate) fn related(
    searcher: &Searcher,
    fields: &Fields,
    article: ArticleId,
    site: &str,
    limit: usize,
) -> Vec<Hit> {
    let own = Term::from_field_i64(fields.article, article.get());
    let own = tantivy::query::TermQuery::new(own, tantivy::schema::IndexRecordOption::Basic);
    let place = searcher.search(&own, &TopDocs::with_limit(1).order_by_score()).unwrap_or_default();
    let Some(document) = place.first().and_then(|(_, place)| document(searcher, fields, *place))
    else {
        return Vec::new();
    };
    // Title and tags say what it is about; pairs of them must meet.
    let about = words(&format!("{} {}", document.title, document.tags.join(" ")));
    let pairs = about.folded.windows(2).filter_map(|two| match two {
        [first, second] => {
            let term = crate::analysis::tokenizer::pair(first, second);
            Some((Occur::Should, term_query(fields.folded_pairs, &term)))
        }
        _ => None,
    });
    let alike = BooleanQuery::new(pairs.collect());
    let query = BooleanQuery::new(vec![
        (Occur::Must, Box::new(alike) as Box<dyn Query>),
        condition(term_query(fields.site, site)),
        (Occur::MustNot, Box::new(own)),
    ]);
    let top = TopDocs::with_limit(limit.clamp(1, LIMIT_MAX)).order_by_score();
    let found = searcher.search(&query, &top).unwrap_or_default();
    found
        .into_iter()
        .filter_map(|(_, place)| self::document(searcher, fields, place))
        .map(|document| hit(document, Some(site), &Words::default()))
        .collect()
}

pub(crate) fn all_articles(searcher: &Searcher) -> Vec<ArticleId> {
    let places = searcher.search(&tantivy::query::AllQuery, &DocSetCollector).unwrap_or_default();
    let mut ids: Vec<ArticleId> = places
        .into_iter()
        .filter_map(|place| {
            let column = searcher.segment_reader(place.segment_ord).fast_fields().i64("article");
            column.ok()?.first(place.doc_id).map(ArticleId::new)
        })
        .collect();
    ids.sort_unstable();
    ids
}

fn document(searcher: &Searcher, fields: &Fields, place: DocAddress) -> Option<Document> {
    let stored: TantivyDocument = searcher.doc(place).ok()?;
    let shown = stored.get_first(fields.shown)?;
    serde_json::from_slice(shown.as_bytes()?).ok()
}

/// The result line: on a site the place there, otherwise at home.
fn hit(document: Document, site: Option<&str>, words: &Words) -> Hit {
    let here = document
        .placements
        .iter()
        .find(|place| Some(place.site.as_str()) == site)
        .or_else(|| document.placements.first())
        .cloned()
        .unwrap_or_default();
    Hit {
        article: document.article,
        title: snippet::mark(&document.title, words),
        snippet: snippet::best(&[&document.lead, &document.body], words),
        source_id: document.source_id,
        site: here.site,
        url: here.url,
        section_path: here.section_path,
        section_name: here.section_name,
        published_ms: document.published_ms,
        thumbnail: document.thumbnail,
        bylines: document.bylines,
        language: document.language,
        kind: document.kind,
    }
}
