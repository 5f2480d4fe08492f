//! What readers type and what they find: signs, repair, abbreviations, numbers, other scripts.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use content::id::{ArticleId, ChangeNumber};
use search_index::{Document, Index, Kind, Order, Placement, Question, Step};

fn article(id: i64, title: &str, body: &str) -> Document {
    Document {
        article: ArticleId::new(id),
        title: title.into(),
        body: body.into(),
        language: "vi".into(),
        published_ms: 1_700_000_000_000 + id * 86_400_000,
        placements: vec![Placement {
            site: "bao".into(),
            section_path: "thoi-su/chinh-tri".into(),
            section_name: "Chính trị".into(),
            url: format!("/{id}"),
        }],
        ..Document::default()
    }
}

fn filled(documents: Vec<Document>) -> Index {
    let index = Index::in_memory().unwrap();
    let steps: Vec<Step> = documents.into_iter().map(|d| Step::Put(Box::new(d))).collect();
    index.apply(&steps, ChangeNumber::new(1)).unwrap();
    index
}

/// Enough of one language for its counts to say something.
fn newsroom() -> Index {
    let mut all = vec![
        article(1, "Chuyển đổi số ở vùng cao", "Bà con học dùng dịch vụ công trực tuyến."),
        article(2, "Quyết định 06/QĐ-TTg và Nghị định 42/2022/NĐ-CP", "Đề án dân cư."),
        article(3, "Người Khmer đón Chôl Chnăm Thmây", "ភាសាខ្មែរជាភាសាផ្លូវការ"),
        article(4, "Chữ Thái cổ", "ꪼꪕ ꪒꪾ ꪎꪴ ꪬꪺ"),
        article(5, "Ƀuôn Čư\u{306} Kbang và tiếng Êđê", "hđăp mnuih\u{306} Ƀuôn sang"),
        article(6, "Hội nghị của Ủy ban Dân tộc", "Công tác dân tộc thiểu số năm nay."),
        article(7, "Chăm giữ nghề gốm", "ꨀꨇꨩꨉ ꨔꨯꩆ"),
    ];
    for id in 100..160 {
        let text = "Thủ tướng yêu cầu đẩy nhanh chuyển đổi số quốc gia, giải ngân đầu tư công.";
        all.push(article(id, &format!("Kế hoạch phát triển kinh tế số {id}"), text));
    }
    filled(all)
}

fn ask(text: &str) -> Question {
    Question { text: text.into(), limit: 10, site: Some("bao".into()), ..Question::default() }
}

fn ids(index: &Index, text: &str) -> Vec<i64> {
    index.find(&ask(text)).hits.iter().map(|hit| hit.article.get()).collect()
}

#[test]
fn keys_of_an_input_method_that_was_off_are_read() {
    let index = newsroom();
    for question in ["vungf cao chuyeenr ddooir soos", "vu2ng cao chuye63n d9o6i3 so61"] {
        let answer = index.find(&ask(question));
        assert_eq!(answer.hits[0].article.get(), 1, "{question}");
        let correction = answer.correction.unwrap();
        assert_eq!(correction.text, "vùng cao chuyển đổi số");
        assert!(correction.applied);
        assert_eq!(correction.typed, question);
    }
}

#[test]
fn a_slip_is_undone_and_the_words_as_typed_can_be_asked_for() {
    let index = newsroom();
    let answer = index.find(&ask("chuyển đổi sôs quốc gai"));
    assert!(answer.total >= 60, "{answer:?}");
    let verbatim = Question { verbatim: true, ..ask("thủ tướnng") };
    assert_eq!(index.find(&verbatim).correction, None);
    let repaired = index.find(&ask("thủ tướnng"));
    assert_eq!(repaired.correction.unwrap().text, "thủ tướng");
}

#[test]
fn marks_are_restored_for_display_and_the_result_stays() {
    let index = newsroom();
    let answer = index.find(&ask("dau tu cong"));
    assert_eq!(answer.total, 60);
    let correction = answer.correction.unwrap();
    assert_eq!((correction.text.as_str(), correction.applied), ("đầu tư công", false));
}

#[test]
fn words_that_no_article_has_are_told_and_nothing_is_offered_that_still_asks_for_them() {
    let index = newsroom();
    let unknown = |text: &str| index.find(&ask(text)).unknown;
    assert_eq!(unknown("đầu tư công"), [""; 0]);
    assert_eq!(unknown("DAU TU CONG"), [""; 0], "marks are no matter");
    assert_eq!(unknown("dau tu zzqqx cong zzqqx"), ["zzqqx"]);
    assert_eq!(index.find(&ask("dau tu zzqqx cong")).correction, None);
    assert_eq!(unknown("vungf cao chuyeenr ddooir soos"), [""; 0], "it was read otherwise");
    assert_eq!(unknown("công tác DTTS"), [""; 0], "it has another form");
    assert_eq!(unknown("đầu tư -zzqqx"), [""; 0], "it is not wanted");
    assert_eq!(unknown("<b>zzqqx</b>").last().unwrap(), "zzqqx");
    assert!(unknown(&(0..99).map(|number| format!("zzq{number} ")).collect::<String>()).len() <= 5);
    assert_eq!(unknown(""), [""; 0]);
}

#[test]
fn a_title_with_the_other_form_comes_before_texts_with_the_typed_one() {
    let mut all = vec![
        article(1, "Chủ tịch ủy ban nhân dân huyện đối thoại với bà con", "Buổi gặp đầu năm."),
        article(2, "Chợ phiên đông khách", "Chủ tịch xã và UBND huyện cùng dự."),
    ];
    all.extend((10..40).map(|id| article(id, "Bản tin thời tiết", "Trời nắng, gió nhẹ.")));
    let index = filled(all);
    assert_eq!(ids(&index, "chủ tịch UBND huyện đối thoại").first(), Some(&1));
    assert_eq!(ids(&index, "chủ tịch ubnd huyện").first(), Some(&1));
}

#[test]
fn words_that_only_ask_need_not_be_in_an_answer() {
    let mut all = vec![
        article(1, "Ông Lê Văn Lâm sáng lập hợp tác xã chè", "Hợp tác xã chè có từ năm 2010."),
        article(2, "Hỏi đáp", "Ai là người thích hoa? Nơi nào đẹp? Là ai cũng được."),
    ];
    all.extend((10..40).map(|id| article(id, "Bản tin thời tiết", "Trời nắng, gió nhẹ.")));
    let index = filled(all);
    for question in ["Ai là người sáng lập hợp tác xã chè?", "người sáng lập hợp tác xã chè là ai"]
    {
        assert_eq!(ids(&index, question).first(), Some(&1), "{question}");
    }
}

#[test]
fn abbreviations_work_both_ways_and_can_be_replaced() {
    let index = newsroom();
    assert_eq!(ids(&index, "UBDT"), [6]);
    assert_eq!(ids(&index, "công tác DTTS"), [6]);
    assert_eq!(index.find(&ask("công tác dtts")).correction, None);
    assert!(index.find(&ask("CĐS quốc gia")).total >= 60);
    index.set_abbreviations(&[("HN6".into(), "hội nghị".into())]);
    assert_eq!(ids(&index, "HN6"), [6]);
    assert!(ids(&index, "UBDT").is_empty());
}

#[test]
fn numbers_of_documents_are_found_whole() {
    let index = newsroom();
    for question in ["06/QĐ-TTg", "6/qd-ttg", "42/2022/NĐ-CP", "nghị định 42/2022/nđ-cp"] {
        assert_eq!(ids(&index, question).first(), Some(&2), "{question}");
    }
}

#[test]
fn scripts_without_blanks_are_found_by_any_part() {
    let index = newsroom();
    for (question, id) in [
        ("ខ្មែរ", 3),
        ("ផ្លូវការ", 3),
        ("សាខ្មែរ", 3),
        ("ꪒꪾ", 4),
        ("ꪎꪴ ꪬꪺ", 4),
        ("ꨇꨩ", 7),
        ("buon cu", 5),
        ("Ƀuôn Čư\u{306}", 5),
        ("ede", 5),
        ("mnuih", 5),
    ] {
        assert_eq!(ids(&index, question).first(), Some(&id), "{question}");
    }
    assert!(ids(&index, "រខ្ម").is_empty());
}

#[test]
fn quoted_words_stand_side_by_side_with_these_marks() {
    let index = filled(vec![
        article(1, "Ma túy học đường", ""),
        article(2, "Mã tuy nhiên", ""),
        article(3, "Túy ma", ""),
        article(4, "Sông Hồng đỏ nước", ""),
        article(5, "Nước đỏ sông Hồng đỏ", ""),
    ]);
    assert_eq!(ids(&index, "\"ma túy\""), [1]);
    assert_eq!(ids(&index, "“sông Hồng đỏ nước”"), [4]);
    assert_eq!(ids(&index, "\"đỏ sông Hồng đỏ\""), [5]);
    assert_eq!(ids(&index, "\"ma túy"), [1]);
    assert_eq!(ids(&index, "sông hồng -\"đỏ nước\""), [5]);
    assert_eq!(ids(&index, "sông -nước").len(), 0);
    let apart = article(6, "Quê hương sông nước, nước sông Hồng", "");
    index.apply(&[Step::Put(Box::new(apart))], ChangeNumber::new(2)).unwrap();
    let answer = index.find(&ask("\"sông nước sông Hồng\""));
    assert_eq!((answer.total, answer.facets.years.len()), (0, 0));
}

#[test]
fn filters_are_written_into_the_question() {
    let mut one = article(1, "Mưa lớn ở Hà Nội", "");
    one.bylines = vec!["Lê Thị Én".into()];
    let index = filled(vec![one, article(2, "Mưa nhỏ", "")]);
    assert_eq!(ids(&index, "mưa tác giả:\"lê thị én\""), [1]);
    assert_eq!(ids(&index, "mưa tac gia:én"), [1]);
    assert_eq!(ids(&index, "mưa chuyên mục:chính-trị").len(), 2);
    assert_eq!(ids(&index, "mưa chuyên mục:thoi-su").len(), 2);
    assert_eq!(ids(&index, "mưa chuyên mục:khác").len(), 0);
    assert_eq!(ids(&index, "mưa đến:2022").len(), 0);
    assert_eq!(ids(&index, "mưa từ:2023 đến:31/12/2023").len(), 2);
    assert_eq!(ids(&index, "Hà Nội: mưa lớn"), [1]);
}

#[test]
fn facets_count_the_whole_result_and_agree_with_their_filters() {
    let mut all: Vec<Document> = (1..=30).map(|id| article(id, "Hạn hán", "")).collect();
    for document in &mut all[..10] {
        document.kind = Kind::Video;
        document.bylines = vec!["Én".into(), "Y Moan".into()];
        document.placements[0].section_path = "van-hoa".into();
        document.placements[0].section_name = "Văn hóa".into();
    }
    all[0].language = "ede".into();
    let index = filled(all);
    let facets = index.find(&Question { limit: 3, ..ask("hạn hán") }).facets;
    let counts = |values: &[search_index::FacetValue]| -> Vec<(String, String, usize)> {
        values.iter().map(|one| (one.key.clone(), one.name.clone(), one.count)).collect()
    };
    let said = |key: &str, name: &str, count| (key.to_owned(), name.to_owned(), count);
    assert_eq!(counts(&facets.kinds), [said("article", "article", 20), said("video", "video", 10)]);
    assert_eq!(counts(&facets.bylines), [said("Én", "Én", 10), said("Y Moan", "Y Moan", 10)]);
    assert_eq!(counts(&facets.languages), [said("vi", "vi", 29), said("ede", "ede", 1)]);
    assert_eq!(counts(&facets.years), [said("2023", "2023", 30)]);
    assert_eq!(
        counts(&facets.sections),
        [
            said("thoi-su", "thoi-su", 20),
            said("thoi-su/chinh-tri", "Chính trị", 20),
            said("van-hoa", "Văn hóa", 10),
        ]
    );
    let total = |change: fn(&mut Question)| {
        let mut question = ask("hạn hán");
        change(&mut question);
        index.find(&question).total
    };
    assert_eq!(total(|q| q.kind = Some(Kind::Video)), 10);
    assert_eq!(total(|q| q.language = Some("ede".into())), 1);
    assert_eq!(total(|q| q.year = Some(2023)), 30);
    assert_eq!(total(|q| q.year = Some(2024)), 0);
    assert_eq!(total(|q| q.byline = Some("y moan".into())), 10);
}

#[test]
fn pages_go_on_where_the_last_ended_whatever_is_published() {
    let index = filled((1..=40).map(|id| article(id, "Hạn hán", "")).collect());
    let now = 1_700_000_000_000 + 41 * 86_400_000;
    let page = |offset| Question {
        offset,
        published_until_ms: Some(now),
        order: Order::Newest,
        ..ask("hạn hán")
    };
    let mut seen = index.find(&page(0)).hits;
    let step = Step::Put(Box::new(article(50, "Hạn hán", "")));
    index.apply(&[step], ChangeNumber::new(2)).unwrap();
    for offset in [10, 20, 30] {
        seen.extend(index.find(&page(offset)).hits);
    }
    let seen: Vec<i64> = seen.iter().map(|hit| hit.article.get()).collect();
    assert_eq!(seen, (1..=40).rev().collect::<Vec<i64>>());
}

#[test]
fn newer_articles_are_preferred_gently() {
    let index = filled(vec![article(1, "Hạn hán", "x"), article(900, "Hạn hán", "x")]);
    let newest = Question { recency_half_life_days: Some(30), ..ask("hạn hán") };
    assert_eq!(index.find(&newest).hits[0].article.get(), 900);
}

#[test]
fn exact_marks_rank_above_folded() {
    let index = filled(vec![
        article(1, "Mã tuy", "x"),
        article(2, "Ma túy", "x"),
        article(3, "Ma tuy", "x"),
    ]);
    assert_eq!(ids(&index, "ma túy").first(), Some(&2));
    assert_eq!(ids(&index, "mã tuy").first(), Some(&1));
    assert_eq!(index.find(&ask("ma tuy")).total, 3);
}

#[test]
fn a_word_written_as_it_was_typed_leaves_its_neighbours_marked() {
    let index = filled(vec![article(1, "Mùa khô", "Con mương đầu bản đã cạn từ tháng ba.")]);
    // "con" is written without marks, the other three are not.
    let hit = index.find(&ask("con muong dau ban")).hits.remove(0);
    let marked = hit.snippet.iter().filter(|span| span.marked);
    let marked: String = marked.map(|span| span.text.as_str()).collect();
    assert_eq!(marked, "Con mương đầu bản");
}
