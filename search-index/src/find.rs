//! Answers questions from the index alone.

use content::id::ArticleId;
use tantivy::collector::DocSetCollector;
use tantivy::{DocAddress, Searcher, TantivyError};

use crate::document::{Document, Kind};
use crate::engine::{Engine, View};
use crate::facets::Facets;
use crate::lie::Titled;
use crate::matching::compounds::{Compound, compounds};
use crate::matching::gather::{Gathered, gather};
use crate::matching::ground::Ground;
use crate::matching::plan::Plan;
use crate::matching::rank::{Candidate, add_singles};
use crate::matching::terms::pair_prefix;
use crate::matching::weights::Weights;
use crate::narrow::filters;
use crate::query::Words;
use crate::query::abbreviations::Abbreviations;
use crate::query::asking::asking;
use crate::query::plan::Sought;
use crate::query::syntax::{Asked, read};
use crate::quoted;
use crate::repair::{self, Lexicon, Repaired};
use crate::snippet::{Marker, Seen};
use crate::unknown::unknown;

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
    /// Words of the question, as it was answered, that stand in no article.
    pub unknown: Vec<String>,
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

/// Answers, or says what is broken about the index.
pub(crate) fn find(
    engine: &Engine,
    view: &View,
    question: &Question,
    weights: &Weights,
) -> Result<Answer, TantivyError> {
    let asked = read(&question.text);
    let ground = Ground::new(engine, view, weights)?;
    let abbreviations = engine.abbreviations.now();
    let repaired = if question.verbatim { None } else { repaired(&ground, &asked, &abbreviations) };
    let applied = repaired.as_ref().filter(|repaired| {
        let some = if asked.words.is_marked() { 1.0 } else { 2.0 };
        repaired.reworded || weights.restore >= some
    });
    let meant = applied.map_or(&asked.words, |repaired| &repaired.words);
    let reading = repaired.as_ref().map_or(meant, |repaired| &repaired.words);
    let asking = if question.verbatim { None } else { asking(meant, reading) };
    let sought = Sought {
        words: asking.as_ref().and_then(|asking| asking.words.as_ref()).unwrap_or(meant),
        typed: applied.map(|_| &asked.words),
        asked: &asked,
        abbreviations: Some(abbreviations.as_ref()).filter(|_| !question.verbatim),
        verbatim: question.verbatim,
    };
    let Some(plan) = sought.plan(weights) else { return Ok(Answer::default()) };
    let filters = filters(question, &asked, &engine.registry());
    let page = Page::new(question);
    let want = if quoted::is_needed(&asked) { quoted::READ_MAX } else { 0 };
    let want = want.max(page.want(weights));
    let gathered = gather(&ground, &plan, &filters, (question.order, want));
    let gathered = quoted::read(&ground, &asked, gathered);
    let Gathered { total, tally, best, with_singles, .. } = gathered;
    let plan = if with_singles { Plan { singles: Vec::new(), ..plan } } else { plan };
    let best = order(&ground, &plan, question, best);
    let marker = sought.marker();
    let site = question.site.as_deref();
    let closer = Closer {
        compounds: compounds(&ground, &sought.words.forms),
        length: if asking.is_some() { weights.length } else { 0.0 },
        marker,
    };
    let shown = shown(&ground, question, best, &page, &closer);
    let hits = shown.into_iter().map(|(document, seen)| hit(document, &seen, site));
    let missing = |words: &Words| unknown(&ground, words, sought.abbreviations);
    // What would still ask for something that is not there helps nobody.
    let helps = |other: &&Repaired| applied.is_some() || missing(&other.words).is_empty();
    let correction = repaired.as_ref().filter(helps).map(|repaired| Correction {
        text: repaired.words.text.trim().to_owned(),
        typed: question.text.clone(),
        applied: applied.is_some(),
    });
    Ok(Answer {
        total,
        hits: hits.collect(),
        facets: tally.facets(&engine.registry(), site),
        correction,
        unknown: missing(sought.words),
    })
}

/// The documents of the page. Those at the top are put in order once more, by how the words lie
/// in their text: it has to be read for the result lines anyway.
fn shown(
    ground: &Ground<'_>,
    question: &Question,
    best: Vec<Candidate>,
    page: &Page,
    closer: &Closer,
) -> Vec<(Document, Seen)> {
    let read = |found: &Candidate| {
        let document = document(ground.engine, ground.view, found.place())?;
        let seen = Seen::new(&document, &closer.marker);
        Some((document, seen))
    };
    let closely = if question.order == Order::Newest || page.offset >= closer.read(ground.weights) {
        0
    } else {
        closer.read(ground.weights).min(best.len())
    };
    let (top, rest) = best.split_at(closely);
    let mut top: Vec<(f32, Document, Seen)> = top
        .iter()
        .filter_map(|found| {
            let (document, seen) = read(found)?;
            Some((closer.score(found.score, &seen, ground.weights), document, seen))
        })
        .collect();
    top.sort_by(|one, other| other.0.total_cmp(&one.0));
    let top = top.into_iter().map(|(_, document, seen)| (document, seen));
    let skip = page.offset.saturating_sub(closely);
    let rest = rest.iter().skip(skip).filter_map(read);
    top.skip(page.offset.min(closely)).chain(rest).take(page.limit).collect()
}

/// What the texts of the first results are looked at for.
struct Closer {
    marker: Marker,
    compounds: Vec<Compound>,
    /// How much a text that is twice as long loses.
    length: f32,
}

impl Closer {
    /// Documents whose text is read.
    fn read(&self, weights: &Weights) -> usize {
        if self.marker.has_others() { weights.read_others } else { weights.read }
    }

    /// A document's score after a look at its text.
    fn score(&self, score: f32, seen: &Seen, weights: &Weights) -> f32 {
        let lie = seen.lie(&self.marker, &self.compounds);
        #[expect(clippy::cast_precision_loss, reason = "lengths of texts are small")]
        let length = (seen.length() + 10) as f32;
        let sum = weights.in_order * lie.in_order
            + weights.head * lie.head
            + weights.spoken_of * lie.spoken_of
            + weights.least * lie.least
            + weights.together * lie.together
            - self.length * length.log2();
        // A title that has the question as it is written was found by its pairs.
        let titled = if lie.titled == Titled::AsMeant && self.marker.has_others() {
            weights.alternative * weights.title_whole * (1.0 + weights.cover)
        } else {
            0.0
        };
        (score + titled) * sum.exp()
    }
}

fn repaired<'a>(
    ground: &'a Ground<'a>,
    asked: &Asked,
    abbreviations: &Abbreviations,
) -> Option<Repaired> {
    let mut prefix = String::new();
    for two in asked.words.forms.windows(2) {
        if let [first, second] = two {
            // Both the repair and the search that follows need these.
            pair_prefix(&mut prefix, &first.folded, &second.folded);
            ground.pairs.readings(&prefix);
        }
    }
    repair::repair(&Lexicon::new(ground)?, &asked.words, abbreviations)
}

/// The part of the result that is shown.
struct Page {
    offset: usize,
    limit: usize,
}

impl Page {
    fn new(question: &Question) -> Self {
        let limit = if question.offset >= DEPTH_MAX { 0 } else { question.limit.min(LIMIT_MAX) };
        Self { offset: question.offset.min(DEPTH_MAX), limit }
    }

    /// How many candidates to keep: the pool that is looked at closely is the same for all pages.
    fn want(&self, weights: &Weights) -> usize {
        if self.limit == 0 { 0 } else { weights.pool.max(self.offset + self.limit) }
    }
}

/// The best first: the pool after a closer look, then the others as they are.
fn order(
    ground: &Ground<'_>,
    plan: &Plan,
    question: &Question,
    mut best: Vec<Candidate>,
) -> Vec<Candidate> {
    best.sort_unstable_by(Candidate::order);
    if question.order == Order::Newest {
        return best;
    }
    let pool = ground.weights.pool.min(best.len());
    let Some(pool) = best.get_mut(..pool) else { return best };
    add_singles(ground, plan, pool);
    if let Some(days) = question.recency_half_life_days.filter(|days| *days > 0) {
        prefer_newer(ground, question, days, pool);
    }
    pool.sort_unstable_by(Candidate::order);
    best
}

/// Share of the score that the newest gain.
const NEWNESS: f64 = 0.15;
const DAY_MS: f64 = 86_400_000.0;

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "ages and scores need no more than six digits"
)]
fn prefer_newer(ground: &Ground<'_>, question: &Question, days: u16, pool: &mut [Candidate]) {
    let published = |at: &Candidate| {
        let columns = ground.columns.get(at.segment);
        columns.and_then(|columns| columns.published.get(at.doc as usize)).copied()
    };
    let newest = || ground.columns.iter().map(|columns| columns.newest).max();
    let now = question.published_until_ms.or_else(newest).unwrap_or_default();
    for candidate in pool {
        let age = now.saturating_sub(published(candidate).unwrap_or_default()).max(0) as f64;
        let newness = (-age / DAY_MS / f64::from(days)).exp2();
        candidate.score *= (1.0 + NEWNESS * newness) as f32;
    }
}

pub(crate) fn all_articles(searcher: &Searcher) -> Result<Vec<ArticleId>, TantivyError> {
    let places = searcher.search(&tantivy::query::AllQuery, &DocSetCollector)?;
    let mut ids: Vec<ArticleId> =
        places.into_iter().filter_map(|place| number(searcher, place)).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// Which article stands at a place; its document is not read for that.
pub(crate) fn number(searcher: &Searcher, place: DocAddress) -> Option<ArticleId> {
    let column = searcher.segment_reader(place.segment_ord).fast_fields().i64("article");
    column.ok()?.first(place.doc_id).map(ArticleId::new)
}

/// A document as it was taken in. Nothing, noted in the engine, where it cannot be read.
///
/// What tantivy stores of a document ends with its last stored field, as it was given. That is read
/// where it lies: tantivy's own way copies it three times, byte by byte.
pub(crate) fn document(engine: &Engine, view: &View, place: DocAddress) -> Option<Document> {
    let store = view.stores.get(place.segment_ord as usize);
    let stored = store.and_then(|store| store.get_document_bytes(place.doc_id).ok());
    let document = stored.and_then(|stored| Document::from_end(&stored));
    if document.is_none() {
        engine.note_unreadable();
    }
    document
}

/// The result line: on a site the place there, otherwise at home.
pub(crate) fn hit(document: Document, seen: &Seen, site: Option<&str>) -> Hit {
    let here = document
        .placements
        .iter()
        .find(|place| Some(place.site.as_str()) == site)
        .or_else(|| document.placements.first())
        .cloned()
        .unwrap_or_default();
    Hit {
        article: document.article,
        title: seen.title(&document),
        snippet: seen.passage(&document),
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
