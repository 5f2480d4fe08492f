//! What readers find, and what the index survives.

use content::id::{ArticleId, ChangeNumber};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{Document, Index, Order, Placement, Question, Step};

fn place(site: &str, section_path: &str) -> Placement {
    Placement {
        site: site.into(),
        section_path: section_path.into(),
        section_name: section_path.into(),
        url: format!("http://{site}/x"),
    }
}

fn article(id: i64, title: &str, body: &str) -> Document {
    Document {
        article: ArticleId::new(id),
        title: title.into(),
        body: body.into(),
        published_ms: id * 1_000,
        placements: vec![place("bao", "thoi-su/chinh-tri")],
        ..Document::default()
    }
}

fn filled(documents: Vec<Document>) -> Index {
    let index = Index::in_memory().unwrap();
    let steps: Vec<Step> = documents.into_iter().map(|d| Step::Put(Box::new(d))).collect();
    index.apply(&steps, ChangeNumber::new(1)).unwrap();
    index
}

fn ask(text: &str) -> Question {
    Question { text: text.into(), limit: 10, ..Question::default() }
}

fn ids(index: &Index, question: &Question) -> Vec<i64> {
    index.find(question).hits.iter().map(|hit| hit.article.get()).collect()
}

#[test]
fn words_are_found_with_marks_without_and_with_the_other_tone_placement() {
    let index = filled(vec![
        article(1, "Hòa bình ở Đắk Lắk", "Kỹ thuật trồng cà phê thuý"),
        article(2, "Bóng đá", "Trận đấu"),
    ]);
    for question in [
        "hòa bình",
        "hoà bình",
        "hoa binh",
        "HOÀ BÌNH",
        "dak lak",
        "Đăk Lăk",
        "kĩ thuật",
        "ky thuat",
        "thúy",
        "ho\u{300}a bi\u{300}nh",
    ] {
        assert_eq!(ids(&index, &ask(question)), [1], "{question}");
    }
}

#[test]
fn what_all_have_leads_to_none_but_is_counted_where_it_stands() {
    let body = |id: i64| match (id % 3, id % 30) {
        (0, 0) => "thủy điện sông Đà, của các tỉnh",
        (0, _) => "sông Đà dài, của các tỉnh",
        _ => "tin của các tỉnh",
    };
    let mut all: Vec<Document> = (1..=900).map(|id| article(id, "x", body(id))).collect();
    all.push(article(901, "x", "sông Đà dài"));
    let index = filled(all);
    assert_eq!(index.find(&ask("sông đà của các tỉnh")).total, 301);
    assert_eq!(index.find(&ask("sông đà của các tỉnh -thủy")).total, 271);
    assert_eq!(index.find(&ask("\"sông đà\" \"của các tỉnh\"")).total, 300);
    assert_eq!(index.find(&ask("thủy điện sông đà của các tỉnh")).total, 301);
    let found = ids(&index, &Question { limit: 100, ..ask("sông đà dài của các tỉnh") });
    assert!(!found.contains(&901), "it has one pair less than the others");
}

#[test]
fn of_equals_the_newer_comes_first_wherever_it_lies_in_the_index() {
    let published = |id: i64| id * 7 % 60;
    let all =
        (1..60).map(|id| Document { published_ms: published(id), ..article(id, "chợ", "x") });
    let index = filled(all.collect());
    let mut found = Vec::new();
    for offset in (0..60).step_by(10) {
        found.extend(ids(&index, &Question { offset, ..ask("chợ") }).into_iter().map(published));
    }
    assert_eq!(found, (1..60).rev().collect::<Vec<_>>());
}

#[test]
fn the_very_word_ranks_above_one_with_other_marks() {
    let index = filled(vec![article(1, "mã", "x"), article(2, "má", "x"), article(3, "mà", "x")]);
    assert_eq!(ids(&index, &ask("má")).first(), Some(&2));
    assert_eq!(index.find(&ask("ma")).total, 3);
}

#[test]
fn filters_hold_and_a_section_includes_those_below() {
    let mut other = article(2, "chuyển đổi số", "b");
    other.placements = vec![place("cong", "tin-tuc"), place("bao", "van-hoa")];
    other.bylines = vec!["Lê Thị Én".into()];
    let index = filled(vec![article(1, "chuyển đổi số", "a"), other]);
    let with = |change: fn(&mut Question)| {
        let mut question = ask("chuyển đổi số");
        change(&mut question);
        ids(&index, &question)
    };
    let in_section = |q: &mut Question, path: &str| {
        q.site = Some("bao".into());
        q.section = Some(path.into());
    };
    assert_eq!(with(|q| q.site = Some("cong".into())), [2]);
    let mut question = ask("chuyển đổi số");
    in_section(&mut question, "thoi-su");
    assert_eq!(ids(&index, &question), [1]);
    in_section(&mut question, "thoi");
    assert_eq!(ids(&index, &question), [0_i64; 0]);
    assert_eq!(with(|q| q.byline = Some("le thi en".into())), [2]);
    assert_eq!(with(|q| q.since_ms = Some(2_000)), [2]);
    assert_eq!(with(|q| q.until_ms = Some(2_000)), [1]);
    assert_eq!(with(|q| q.order = Order::Newest), [2, 1]);
}

#[test]
fn a_result_on_a_site_leads_to_the_place_there() {
    let mut both = article(1, "chuyển đổi số", "");
    both.placements.push(place("cong", "tin-tuc"));
    let index = filled(vec![both]);
    let question = Question { site: Some("cong".into()), ..ask("so") };
    assert_eq!(index.find(&question).hits[0].url, "http://cong/x");
}

#[test]
fn the_original_words_are_marked() {
    let index = filled(vec![article(1, "Chợ phiên Hoà Bình, xưa và nay", "Bình minh")]);
    let hit = &index.find(&ask("hoa binh")).hits[0];
    let marked: Vec<_> = hit.title.iter().filter(|s| s.marked).map(|s| s.text.as_str()).collect();
    assert_eq!(marked, ["Hoà Bình"]);
    let whole: String = hit.title.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(whole, "Chợ phiên Hoà Bình, xưa và nay");
}

#[test]
fn a_passage_far_down_is_shown() {
    let body = "chữ ".repeat(500) + "gặp ở chợ phiên vùng cao" + &" khác".repeat(500);
    let index = filled(vec![article(1, "Tin", &body)]);
    let snippet = &index.find(&ask("chợ phiên")).hits[0].snippet;
    assert!(snippet.iter().any(|s| s.marked && s.text == "chợ phiên"), "{snippet:?}");
}

#[test]
fn taking_in_twice_is_taking_in_once_and_removed_is_gone() {
    let index = filled(vec![article(1, "sông Hồng", "")]);
    for _ in 0..2 {
        let again = [Step::Put(Box::new(article(1, "sông Đà", "")))];
        index.apply(&again, ChangeNumber::new(2)).unwrap();
    }
    assert_eq!((index.count(), index.find(&ask("Hồng")).total), (1, 0));
    assert_eq!(index.articles(), [ArticleId::new(1)]);
    index.apply(&[Step::Remove(ArticleId::new(1))], ChangeNumber::new(3)).unwrap();
    assert_eq!((index.count(), index.last_change().get()), (0, 3));
}

#[test]
fn related_articles_share_what_they_are_about() {
    let index = filled(vec![
        article(1, "Chuyển đổi số ở vùng cao", ""),
        article(2, "Người trẻ và chuyển đổi số", ""),
        article(3, "Giải bóng đá thiếu niên", ""),
    ]);
    let found: Vec<_> =
        index.related(ArticleId::new(1), "bao", 5).into_iter().map(ArticleId::get).collect();
    assert_eq!(found, [2]);
}

#[test]
fn hostile_questions_get_a_kind_answer() {
    let index = filled(vec![article(1, "sông", "a")]);
    let hostile = [
        "a".repeat(10_000),
        "sông ".repeat(2_000),
        "!!! ??? …".into(),
        "\"sông".into(),
        "sông AND (b OR -c) *: [x TO y]".into(),
        "\u{0}\u{202e}sông\u{200b}".into(),
        "😀".repeat(500),
        "(a+)+$".repeat(100),
        " ".into(),
    ];
    for question in hostile {
        assert!(index.find(&ask(&question)).total <= 1);
    }
    let far = Question { offset: usize::MAX, ..ask("sông") };
    assert_eq!((index.find(&far).total, index.find(&far).hits.len()), (1, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn composed_and_decomposed_questions_find_the_same(question in "[a-zàảãáạăâđêôơưýỳ ]{1,30}") {
        let index = filled(vec![article(1, &question, "một hai"), article(2, "ba", "bốn")]);
        let decomposed: String = question.nfd().collect();
        prop_assert_eq!(ids(&index, &ask(&question)), ids(&index, &ask(&decomposed)));
        for hit in index.find(&ask(&question)).hits {
            let whole: String = hit.title.iter().map(|span| span.text.as_str()).collect();
            prop_assert_eq!(whole, if hit.article.get() == 1 { question.as_str() } else { "ba" });
        }
    }
}
