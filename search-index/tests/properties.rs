//! What holds for every text: composed or not, folded or exact, and where marks may stand.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use std::time::{Duration, Instant};

use content::id::{ArticleId, ChangeNumber};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use search_index::analysis::normal::{exact, folded};
use search_index::analysis::syllables::places;
use search_index::{Document, Index, Placement, Question, Span, Step};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

fn filled(texts: &[&str]) -> Index {
    let index = Index::in_memory().unwrap();
    let steps: Vec<Step> = (1..)
        .zip(texts)
        .map(|(id, text)| {
            Step::Put(Box::new(Document {
                article: ArticleId::new(id),
                title: text.chars().take(60).collect(),
                body: (*text).to_owned(),
                placements: vec![Placement { site: "bao".into(), ..Placement::default() }],
                ..Document::default()
            }))
        })
        .collect();
    index.apply(&steps, ChangeNumber::new(1)).unwrap();
    index
}

fn found(index: &Index, text: &str) -> Vec<i64> {
    let question = Question { text: text.to_owned(), limit: 100, ..Question::default() };
    let mut ids: Vec<i64> =
        index.find(&question).hits.iter().map(|hit| hit.article.get()).collect();
    ids.sort_unstable();
    ids
}

/// Letters of all scripts that we write, signs that mean something, and signs that do harm.
const TEXT: &str = "[a-zđàảãáạăâêôơưýỳĐÀẢ0-9 ,.\"“”:/|\u{300}\u{301}\u{302}\u{306}\u{31b}\u{323}\
    ƀčñĭŏ\u{1780}-\u{17d3}\u{aa00}-\u{aa5b}\u{aa80}-\u{aac2}\u{e01}-\u{e3a}\u{200b}\u{202e}\n😀-]{0,60}";

fn joined(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// Spans never part a letter from the marks on it.
fn are_whole(spans: &[Span], of: &str) -> bool {
    spans.iter().skip(1).all(|span| !span.text.starts_with(is_combining_mark))
        || of.starts_with(is_combining_mark)
}

/// What must hold for one document and one question.
fn holds(text: &str, question: &str) -> Result<(), TestCaseError> {
    let index = filled(&[text, "sông Hồng mùa nước nổi"]);
    let begun = Instant::now();
    let answer =
        index.find(&Question { text: question.to_owned(), limit: 10, ..Question::default() });
    // Fifty milliseconds are the promise; tests run unoptimised and side by side.
    prop_assert!(begun.elapsed() < Duration::from_secs(2), "slow");
    for hit in &answer.hits {
        if hit.article.get() == 1 {
            let title: String = text.chars().take(60).collect();
            prop_assert_eq!(joined(&hit.title), title.clone());
            prop_assert!(are_whole(&hit.title, &title), "{:?}", hit.title);
            let snippet = joined(&hit.snippet);
            let snippet = snippet.strip_prefix("… ").unwrap_or(&snippet);
            let snippet = snippet.strip_suffix(" …").unwrap_or(snippet);
            prop_assert!(text.contains(snippet), "{:?}", hit.snippet);
            prop_assert!(are_whole(&hit.snippet, snippet), "{:?}", hit.snippet);
        }
    }
    let composed: String = question.nfc().collect();
    let decomposed: String = question.nfd().collect();
    prop_assert_eq!(found(&index, &composed), found(&index, &decomposed));
    for place in places(text) {
        let syllable = text.get(place.start..place.end).unwrap();
        let decomposed: String = syllable.nfd().collect();
        prop_assert_eq!(exact(&decomposed), exact(syllable));
        prop_assert_eq!(folded(&decomposed), folded(syllable));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_and_any_question_hold(text in TEXT, question in TEXT) {
        holds(&text, &question)?;
    }

    #[test]
    fn what_marks_find_is_found_without_them(
        words in prop::collection::vec("[bđhlmt]{1}[aàáâăôơưe]{1}[nt]{0,1}", 1..5),
    ) {
        let question = words.join(" ");
        let plain = content::text::fold(&question);
        let other: String = question.chars().rev().collect();
        let index = filled(&[&question, &plain, &other, "khác hẳn"]);
        let verbatim = |text: &str| {
            let question = Question {
                text: text.to_owned(),
                limit: 100,
                verbatim: true,
                ..Question::default()
            };
            let hits = index.find(&question).hits;
            hits.iter().map(|hit| hit.article.get()).collect::<Vec<i64>>()
        };
        let without = verbatim(&plain);
        for id in verbatim(&question) {
            prop_assert!(without.contains(&id), "{question}: {id} not in {without:?}");
        }
    }

    #[test]
    fn any_part_of_a_text_without_blanks_is_found(
        text in "[\u{1780}-\u{17b3}\u{17b6}-\u{17d2}]{2,30}",
        from in 0_usize..20,
        length in 1_usize..12,
    ) {
        let part: String = text.nfc().skip(from).take(length).collect();
        prop_assume!(part.chars().any(|c| !is_combining_mark(c)));
        let index = filled(&["ก ข ค", &text]);
        prop_assert!(found(&index, &part).contains(&2), "{part}");
    }
}

/// The same properties for as many minutes as `TOASOAN_FUZZ_MINUTES` says; a few seconds
/// otherwise.
#[test]
fn fuzzed_for_minutes() {
    let minutes = std::env::var_os("TOASOAN_FUZZ_MINUTES");
    let minutes = minutes.and_then(|text| text.to_str()?.parse::<u64>().ok());
    let end =
        Instant::now() + minutes.map_or(Duration::from_secs(3), |m| Duration::from_secs(m * 60));
    let input =
        (prop_oneof![TEXT, "\\PC{0,80}", ".{0,80}"], prop_oneof![TEXT, "\\PC{0,200}", ".{0,80}"]);
    let mut cases = 0_u32;
    while Instant::now() < end {
        let mut runner =
            TestRunner::new(Config { cases: 50, failure_persistence: None, ..Config::default() });
        match runner.run(&input, |(text, question)| holds(&text, &question)) {
            Ok(()) => cases += 50,
            Err(TestError::Fail(why, case)) => panic!("{why}: {case:?}"),
            Err(TestError::Abort(why)) => panic!("{why}"),
        }
    }
    eprintln!("{cases} cases hold");
}
