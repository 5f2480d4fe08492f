//! Finds published articles, however Vietnamese is typed. Knows tantivy and nothing of databases
//! or HTTP.
//!
//! The index is a follower of the change feed: [`Index::apply`] takes documents in and keeps the
//! number of the last change in the same commit, so that a crash loses nothing and doubles
//! nothing. It can be deleted at any time.
//!
//! # From text to terms
//! 1. [`analysis::syllables`] cuts text into syllables and numbers (`VTV9` is cut as `VTV 9`); in
//!    scripts without blanks between words (Khmer, Thái, Chăm, Lào) every sign stands alone.
//! 2. [`analysis::normal`] makes two forms of each: *folded*, without marks, and *exact*, with the
//!    marks behind the folded form. The exact form does not care where the tone stands and whether
//!    `i` or `y` is written, nor how the letters are composed. Only Latin letters lose marks.
//! 3. Terms are: folded syllables, exact syllables, and pairs of neighbours with their marks, over
//!    title, lead, body, tags and bylines together. All readings of a folded pair stand side by
//!    side in the dictionary, so that one field serves questions with marks, without and with
//!    some. Syllables and pairs of the title stand once more by themselves. Numbers of documents
//!    (`06/QĐ-TTg`) are one term beside their parts. No positions are kept: pairs do their work,
//!    and longer quoted phrases are looked up in the text.
//!
//! # From question to result
//! `query::syntax` takes quotes, exclusions and filters out; `repair` finds what was probably
//! meant (Viterbi over the counts of the index itself: keys of Telex and VNI, slips, marks);
//! `query::plan` lists clues; `matching` reads the posting lists. Pairs lead: a document is a
//! result when its pairs cover half of the question by weight, or less where there are few.
//! Lists without which no result is one lead to documents, and the others, which are the longest,
//! are only asked about these. Single syllables are looked up for the best 80 only. Sections, years,
//! bylines and so on are kept in memory as combinations, so that facets cost one step a match.
//! The first sixteen are put in order once more by how the words lie in their text (`lie`), which
//! has to be read for the result lines anyway: whether their order is that of the question, and
//! how far the text speaks of each of its compounds (`matching::compounds`: neighbours that meet
//! oftener than by chance). Other forms of abbreviations are read there as what was typed. In
//! sentences that ask, the words that only ask are left out (`query::asking`), and shorter texts
//! come before longer ones.
//!
//! # What was measured
//! `cargo bench -p search-index --bench quality -- others=640` prints the tables, given the sample
//! data (`benches/samples.rs`); weights were chosen on one half of the questions. MRR@10 on all
//! 1,592 development questions, 53,255 documents:
//!
//! | variant | MRR@10 | chosen on | other half | Recall@10 |
//! |---|--:|--:|--:|--:|
//! | clean | .882 | .875 | .890 | .975 |
//! | no marks | .874 | .866 | .883 | .972 |
//! | half marks | .868 | .863 | .874 | .967 |
//! | other tone placement (96; clean of the same .897) | .897 | .879 | .913 | 1.000 |
//! | i/y (161; clean of the same .873) | .873 | .890 | .852 | .969 |
//! | decomposed | .882 | .875 | .890 | .975 |
//! | Telex keys | .875 | .869 | .880 | .968 |
//! | VNI keys | .867 | .862 | .871 | .965 |
//! | one slip | .859 | .858 | .862 | .960 |
//! | abbreviations (248, made by code) | .831 | .793 | .869 | .911 |
//!
//! Each seventh question (221 a variant, 30 abbreviations), in one run beside SQLite FTS5 (folded
//! syllables and pairs, columns 4, 2, 1) and PostgreSQL (`simple`, `unaccent`), on a machine of two
//! processors that others used too: `cargo bench -p tests --bench beside -- every=7 postgres=…`.
//!
//! | variant | Tòa Soạn | FTS5 | PostgreSQL |
//! |---|--:|--:|--:|
//! | clean | .843 | .797 | .460 |
//! | no marks | .832 | .797 | .460 |
//! | half marks | .820 | .797 | .460 |
//! | decomposed | .843 | .797 | .460 |
//! | Telex keys | .844 | .090 | .053 |
//! | VNI keys | .838 | .096 | .120 |
//! | one slip | .814 | .633 | .362 |
//! | abbreviations | .889 | .306 | .431 |
//! | a clean question, median and p99 ms | 3.4, 8.6 | 88, 264 | 349, 841 |
//!
//! What was tried and decided (MRR@10 clean / no marks / half marks):
//!
//! | choice | result | kept |
//! |---|---|---|
//! | all syllables of all matches counted | .840 / .812 / .796, twice the time | no |
//! | pairs lead, syllables of the best 200 | .847 / .819 / .804 | yes |
//! | the same of the best 1,000 | .847 / .819 / .803 | no |
//! | bonus for each pair in the title ×4 | .837 / .807 / .794 | no, ×¼ |
//! | whole question in the title +12 (+5) | .847 (.843) | +12 |
//! | k1 2, 3; b .5, before all that follows | .845, .838; .839 | 2 and .75 |
//! | pairs by how they keep together, coverage | .848 / .828 / .822 | yes |
//! | order of first occurrences in the first ten | +.006 | yes |
//! | closeness of the words there | .832 | no |
//! | earliness there | .827 | no |
//! | ranking by restored marks (no marks / half) | .829 / .830 | no, display only |
//! | syllables of the best 60 and not 200 | the same, less time | 80 |
//! | hill climbing over all weights on one half | .865 / .853 / .847 | yes |
//! | half-marked questions by marks as typed | – / – / .830 | no |
//! | half-marked questions mostly folded | – / – / .838 | yes |
//! | compounds spoken of (twice or more), and in one stretch of 100 syllables | .865 → .870, known .882 → .898 | yes |
//! | the same weighed by frequency | .870, with what follows .875 instead of .878 | no, all alike |
//! | words that only ask left out | qa .585 → .607 | yes |
//! | shorter texts first where a sentence asks | qa .583 → .624 | yes |
//! | all three | .882 / .874 / .869 | yes |
//! | order of compounds beside that of words; all words in a window of 10 to 80 | the same | no |
//! | exact readings alone when compounds are counted | .873 instead of .875 | no |
//! | pairs across an abbreviation's border, other forms read as typed | abbreviations .552 → .831 | yes |
//! | trees over 50 such features (learnt on one half) | .880 on the other | no |
//! | repair from the largest segment alone when it holds a tenth | typo .826, VNI .836 | no |
//! | the same from segments that hold 60 % | typo .844, VNI .850 | yes |

//! # Size and speed
//! `cargo bench -p search-index --bench scale` makes articles out of real ones (how: `grow.rs`),
//! builds 10,000, 100,000 and a million, and asks 1,592 questions from eight threads with facets
//! and snippets. On a busy machine with two processors, 940,000 articles in one segment: index
//! 1.25 × the text, p50 2.4 ms, p99 29 ms, 1,055 questions/s, at most 8 ms of processor time a
//! question that means harm; own memory 89 MB beside the mapped files. In twelve segments: 1.34 ×,
//! p50 14 ms. So a rebuild ends with one merge of all (half a minute at that size), and merges
//! nothing before: with that, each text cut once for all its fields, and nothing taken out that
//! cannot be there, 100,000 articles take half the processor time (809 → 1,550–2,040 articles/s on
//! two processors that others used too).
//!
//! Since the closer look by compounds, on a busier machine of two processors, 1,000,000 articles in
//! one segment: index 1.27 × the text, built at 1,738 articles/s, p50 17 ms, p90 34 ms, p99 58 ms
//! from eight threads, of that 4 ms (p99 12 ms) of processor time, 381 questions/s, questions that
//! mean harm 20 ms at most; 705 MB of its own with the bench's texts. The closer look costs half as
//! much again as a question took before it (10,000 articles, one sitting: 1,520 and 975 questions/s).
//!
//! Before and after what follows, in the same minutes on that machine (`-- 10000 100000 400000`):
//!
//! | articles | index ÷ text | p50 ms | p90 ms | p99 ms | questions/s |
//! |---|--:|--:|--:|--:|--:|
//! | 10,000 before | 1.70 | 7.0 | 27 | 76 | 675 |
//! | 10,000 | 1.74 | 5.3 | 8.1 | 12 | 1,420 |
//! | 100,000 before | 1.40 | 11.2 | 20 | 35 | 736 |
//! | 100,000 | 1.44 | 7.9 | 12 | 15 | 981 |
//! | 400,000 | 1.34 | 10.8 | 16 | 22 | 714 |
//!
//! Of a question's 2.45 ms at 100,000, 1.36 went into reading sixteen texts; now .72 does.
//!
//! | step | result |
//! |---|---|
//! | texts cut and compared at a glance | .71 → .35 ms a question |
//! | stored articles read where they lie, blocks of 8 KB, simdutf8 | .54 → .20 ms |
//! | blocks of 4 KB | no quicker, index 1.78 × and not 1.74 × |
//! | only lists that a result must stand in lead (spares 72 % of postings where 200 results hold half the question) | 930 → 1,180 questions/s |
//! | the others asked by seeking alone | 380 → 1,100 µs to gather, no |
//! | one question more at once than processors (10,000) | p99 27 → 10 ms, p50 1.2 → 4.6 ms |
//! | as many as processors | the same p99, a third fewer questions/s, no |
//! | twelve or ten texts read and not sixteen | clean .881, .878; half .866, .865, no |
//! | forty | clean .883, half .870, at twice the reading, no |

pub mod analysis;
pub mod asked;
mod document;
mod engine;
mod entry;
mod facets;
mod find;
mod gate;
mod generation;
mod lie;
mod matching;
mod narrow;
mod query;
mod quoted;
mod related;
mod repair;
mod schema;
mod snippet;
mod suggest;
mod unknown;
mod writer;

pub use document::{Document, Kind, Placement, Step};
pub use facets::{FacetValue, Facets};
pub use find::{Answer, Correction, Hit, Order, Question, Span};
pub use generation::Rebuild;
#[doc(hidden)]
pub use matching::weights::Weights;
pub use suggest::{Kind as SuggestionKind, Suggestion};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use content::id::{ArticleId, ChangeNumber};
use engine::{Engine, View};
use gate::Gate;
use generation::folder::{Folder, State};
use generation::{Generation, damage};
use query::abbreviations::{Abbreviations, InForce};
use schema::Fields;
use writer::Writer;

/// What can go wrong; a question never does.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process writes to this index.
    #[error("the search index is in use by another process")]
    Locked,
    /// It was opened for reading only.
    #[error("the search index was opened for reading only")]
    ReadOnly,
    /// One rebuild at a time.
    #[error("the search index is being rebuilt already")]
    Rebuilding,
    #[error("search index: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
    #[error("search index: {0}")]
    Io(#[from] std::io::Error),
    #[error("search index: {0}")]
    Document(#[from] serde_json::Error),
}

/// Whether this process feeds the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriterMode {
    ReadWrite,
    ReadOnly,
}

/// Whether the index held something when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// As it was left.
    Whole,
    /// New: there was none.
    Fresh,
    /// New and not [`Index::complete`]: what was there was of another version or damaged.
    Replaced(String),
}

/// The search index of one node. Cheap to share; readers never wait for the writer.
///
/// Its folder holds numbered generations; the file `live` names the one in use. A rebuild fills
/// another beside it and swaps.
pub struct Index {
    fields: Fields,
    /// None in memory.
    folder: Option<Folder>,
    live: ArcSwap<Generation>,
    /// A [`State`].
    state: AtomicU8,
    /// Of the live generation; whoever holds it may swap.
    writer: Option<Mutex<Writer>>,
    rebuilding: AtomicBool,
    failed: AtomicBool,
    popular: ArcSwap<suggest::Shelf>,
    names: Arc<suggest::Names>,
    newest: suggest::Newest,
    abbreviations: InForce,
    gate: Gate,
    opened: Opened,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Index").field("opened", &self.opened).finish_non_exhaustive()
    }
}

impl Index {
    /// Whether this process feeds it.
    #[must_use]
    pub fn may_write(&self) -> bool {
        self.writer.is_some()
    }

    /// How the index was found.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Takes in a batch: one commit that also keeps `last`. The batch is visible to readers when
    /// this returns; doing it again changes nothing.
    ///
    /// # Errors
    /// When the commit fails; nothing of the batch is kept then.
    pub fn apply(&self, steps: &[Step], last: ChangeNumber) -> Result<(), IndexError> {
        let writer = self.writer.as_ref().ok_or(IndexError::ReadOnly)?;
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        // The writer is held until readers see it, so that no swap comes between.
        let done = writer.apply(&self.fields, steps, last).and_then(|()| self.live.load().reload());
        self.failed.fetch_or(done.is_err(), Ordering::AcqRel);
        done?;
        let live = self.live.load_full();
        self.newest.keep_only(&live.view().searcher);
        self.names.note(steps, &live, self.fields.suggest);
        Ok(())
    }

    /// Whether [`Index::apply`] has failed since this was last asked; then [`Index::verify`].
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.failed.swap(false, Ordering::AcqRel)
    }

    /// The last change that is in the index, 0 when it is empty.
    #[must_use]
    pub fn last_change(&self) -> ChangeNumber {
        self.live.load().last_change()
    }

    /// Number of articles.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.live.load().view().searcher.num_docs()
    }

    /// Ids of all articles, ascending; for comparing with the database.
    #[must_use]
    pub fn articles(&self) -> Vec<ArticleId> {
        self.ask(|_, view| find::all_articles(&view.searcher))
    }

    /// Answers a question. Never fails: a question that says nothing finds nothing.
    #[must_use]
    pub fn find(&self, question: &Question) -> Answer {
        self.find_weighed(question, &Weights::default())
    }

    /// The same with other weights, for measuring.
    #[doc(hidden)]
    #[must_use]
    pub fn find_weighed(&self, question: &Question, weights: &Weights) -> Answer {
        let _inside = self.gate.enter();
        self.ask(|engine, view| find::find(engine, view, question, weights))
    }

    /// Replaces the pairs of short and long form that stand for each other in questions: `CĐS` and
    /// `chuyển đổi số`. An empty list turns abbreviations off; before the first call a built-in
    /// list is used. They outlast a rebuild.
    pub fn set_abbreviations(&self, pairs: &[(String, String)]) {
        self.abbreviations.replace(Abbreviations::new(pairs));
    }

    /// The same from a list as people write it, one pair a line: `CĐS = chuyển đổi số` for both
    /// ways, `Hà Tây > Hà Nội` where only the first stands for the second.
    pub fn set_abbreviation_lines(&self, lines: &str) {
        self.abbreviations.replace(Abbreviations::read(lines));
    }

    /// Articles of a site that are about the same, the most alike first.
    #[must_use]
    pub fn related(&self, article: ArticleId, site: &str, limit: usize) -> Vec<ArticleId> {
        let weights = Weights::default();
        self.ask(|engine, view| related::related(engine, view, article, (site, limit), &weights))
    }

    /// Asks the live generation. Damage on disk shows in an error, or makes its reader panic: then
    /// the answer is empty and the index is doubted, so that it is rebuilt.
    fn ask<T: Default>(&self, ask: impl FnOnce(&Engine, &View) -> tantivy::Result<T>) -> T {
        let live = self.live.load_full();
        let asked = catch_unwind(AssertUnwindSafe(|| ask(live.engine(), &live.view())));
        // One that was replaced meanwhile says nothing about its follower.
        let doubt = |why: &str| {
            if Arc::ptr_eq(&live, &self.live.load()) {
                self.doubt(why);
            }
        };
        match asked {
            Ok(Ok(answer)) => {
                if live.engine().met_unreadable() {
                    doubt("an article that was found cannot be read");
                }
                return answer;
            }
            Ok(Err(err)) if !damage::is_shown_by(&err) => {
                tracing::error!(%err, "a question could not be answered");
            }
            Ok(Err(err)) => doubt(&format!("it could not answer a question: {err}")),
            Err(_) => doubt("it could not answer a question"),
        }
        T::default()
    }

    fn state(&self) -> State {
        State::from_number(self.state.load(Ordering::Acquire))
    }

    fn note(&self, state: State) {
        self.state.store(state.number(), Ordering::Release);
    }
}

/// The list of abbreviations that is used until another is set; see
/// [`Index::set_abbreviation_lines`].
#[must_use]
pub fn built_in_abbreviations() -> &'static str {
    query::abbreviations::BUILT_IN
}

#[cfg(test)]
mod tests;
