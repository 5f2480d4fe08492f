//! What is suggested while somebody types.

#![expect(clippy::unwrap_used, reason = "helpers of tests may stop a test")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use content::id::{ArticleId, ChangeNumber};
use search_index::{Document, Index, Placement, Step, SuggestionKind, WriterMode};

fn article(id: i64, title: &str) -> Document {
    Document {
        article: ArticleId::new(id),
        title: title.into(),
        body: "Thân bài.".into(),
        published_ms: id * 1_000,
        placements: vec![Placement {
            site: "bao".into(),
            section_path: "thoi-su".into(),
            section_name: "Thời sự".into(),
            url: format!("/bai-{id}.html"),
        }],
        ..Document::default()
    }
}

fn filled(documents: Vec<Document>) -> Index {
    let index = Index::in_memory().unwrap();
    let steps: Vec<Step> = documents.into_iter().map(|it| Step::Put(Box::new(it))).collect();
    index.apply(&steps, ChangeNumber::new(1)).unwrap();
    index
}

fn texts(index: &Index, typed: &str) -> Vec<String> {
    index.suggest(typed, "bao", 8).into_iter().map(|line| line.text).collect()
}

#[test]
fn a_title_is_found_from_any_of_its_words_however_it_is_typed() {
    let index = filled(vec![
        article(1, "Hội nghị về chuyển đổi số"),
        article(2, "Kĩ thuật trồng cà phê ở Đắk Lắk"),
        article(3, "Quyết định 06/QĐ-TTg"),
    ]);
    for (typed, found) in [
        ("chuyển đổi", 0),
        ("chuyen doi", 0),
        ("CHUYEN ĐÔI S", 0),
        ("chuyeenr ddooi", 0),
        ("chuye6n3 d9o", 0),
        ("chuyeenr đổi s", 0),
        ("nghi ve ch", 0),
        ("số hội", 0),
        ("ho\u{302}\u{323}i", 0),
        ("kỹ th", 1),
        ("ki thuat", 1),
        ("dak l", 1),
        ("Ðăk", 1),
        ("06/qd", 2),
        ("06 qđ t", 2),
    ] {
        let titles = [
            "Hội nghị về chuyển đổi số",
            "Kĩ thuật trồng cà phê ở Đắk Lắk",
            "Quyết định 06/QĐ-TTg",
        ];
        assert_eq!(texts(&index, typed), [titles[found]], "{typed}");
    }
    for none in
        ["chuyển đến", "uyen", "doi x", "chuyen ", "hộ ngh", "hoi  nghi ve chuyen doi so nam"]
    {
        let hit = none == "chuyen ";
        assert_eq!(texts(&index, none).len(), usize::from(hit), "{none}");
    }
    let line = &index.suggest("hoi", "bao", 8)[0];
    assert_eq!((line.kind, line.url.as_deref()), (SuggestionKind::Title, Some("/bai-1.html")));
    assert!(index.suggest("hoi", "cong", 8).is_empty(), "another site");
}

#[test]
fn those_that_begin_so_come_first_then_the_newest() {
    let index = filled(vec![
        article(1, "Chợ phiên Đồng Văn"),
        article(2, "Về chợ phiên"),
        article(3, "Chợ phiên Mèo Vạc"),
        article(4, "Phiên họp ở chợ"),
        article(5, "Về chợ phiên"),
    ]);
    let expected = ["Chợ phiên Mèo Vạc", "Chợ phiên Đồng Văn", "Về chợ phiên", "Phiên họp ở chợ"];
    assert_eq!(texts(&index, "cho phien"), expected);
    assert_eq!(texts(&index, "cho phien d"), ["Chợ phiên Đồng Văn"]);
}

#[test]
fn questions_tags_and_people_come_before_titles_the_most_used_first() {
    let tagged = |id: i64, tags: &[&str], byline: &str| Document {
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        bylines: vec![byline.into()],
        ..article(id, &format!("Số {id} của báo"))
    };
    let index = filled(vec![
        tagged(1, &["Số hóa", "Dân số"], "Nguyễn Văn Số"),
        tagged(2, &["Dân số"], "Hà Linh"),
        tagged(3, &["Dân Số", "Dân số", "Số hóa", "Sống xanh"], "Hà Linh"),
    ]);
    index.set_popular(vec![
        ("số hóa là gì".into(), 3),
        ("dân số Việt Nam".into(), 9),
        ("so".into(), 1),
    ]);
    let found: Vec<_> =
        index.suggest("số", "bao", 12).into_iter().map(|it| (it.kind, it.text)).collect();
    let line = |kind, text: &str| (kind, text.to_owned());
    use SuggestionKind::{Byline, Question, Tag, Title};
    let expected = [
        line(Question, "dân số Việt Nam"),
        line(Question, "số hóa là gì"),
        line(Question, "so"),
        line(Tag, "Dân số"),
        line(Tag, "Số hóa"),
        line(Tag, "Sống xanh"),
        line(Byline, "Nguyễn Văn Số"),
        line(Title, "Số 3 của báo"),
        line(Title, "Số 2 của báo"),
        line(Title, "Số 1 của báo"),
    ];
    assert_eq!(found, expected);
    assert_eq!(texts(&index, "linh"), ["Hà Linh"]);
    assert_eq!(texts(&index, "dan so v"), ["dân số Việt Nam"]);
    assert_eq!(texts(&index, "daan soos v"), ["dân số Việt Nam"]);
    assert_eq!(texts(&index, " ")[0], "dân số Việt Nam", "nothing typed: what others ask");
    assert_eq!(index.suggest("số", "bao", 4).len(), 4);
    assert!(index.suggest("số", "bao", 0).is_empty());
}

#[test]
fn names_are_suggested_after_a_restart_and_after_a_swap() {
    let folder = tempfile::tempdir().unwrap();
    let tagged = |id: i64, tag: &str| {
        let mut document = article(id, "Tin");
        document.tags = vec![tag.into()];
        Step::Put(Box::new(document))
    };
    let steps = [tagged(1, "Sông Đà"), tagged(2, "Sông Hồng"), tagged(3, "Sông Hồng")];
    let open = || Arc::new(Index::open(folder.path(), WriterMode::ReadWrite).unwrap());
    open().apply(&steps, ChangeNumber::new(1)).unwrap();
    let index = open();
    until(|| texts(&index, "song") == ["Sông Hồng", "Sông Đà"]);
    let add = |number: i64, tag: &str| {
        index.apply(&[tagged(3 + number, tag)], ChangeNumber::new(1 + number)).unwrap();
    };
    add(1, "Sông Mã");
    assert_eq!(texts(&index, "song"), ["Sông Hồng", "Sông Đà"], "a quarter of eight");
    assert_eq!(texts(&index, "song m"), ["Sông Mã"], "at once");
    index.doubt("it is built beside");
    let mut rebuild = index.rebuild().unwrap();
    rebuild.put(&[tagged(9, "Sông Lam")]).unwrap();
    rebuild.finish(&[], ChangeNumber::new(9)).unwrap();
    until(|| texts(&index, "song") == ["Sông Lam"]);
}

fn until(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not come about");
        std::thread::yield_now();
    }
}

#[test]
fn what_is_withdrawn_or_renamed_is_suggested_no_more_at_once() {
    let mut first = article(1, "Sông Hồng");
    (first.tags, first.bylines) = (vec!["Sông ngòi".into()], vec!["Sông Thao".into()]);
    let index = filled(vec![first, article(2, "Sông Đà")]);
    assert_eq!(texts(&index, "song").len(), 4);
    let renamed = Step::Put(Box::new(article(2, "Suối Đà")));
    index.apply(&[Step::Remove(ArticleId::new(1)), renamed], ChangeNumber::new(2)).unwrap();
    assert_eq!(texts(&index, "song"), Vec::<String>::new());
    assert_eq!(texts(&index, "da"), ["Suối Đà"]);
}

#[test]
fn scripts_without_blanks_between_words_are_found_inside_too() {
    let index = filled(vec![
        article(1, "ព្រះរាជាណាចក្រកម្ពុជា"),
        article(2, "ꪼꪕ ꪒꪾ ꪎꪱꪫ"),
        article(3, "Tơlơi pơhing Kơnuk kơna Čư\u{306}"),
    ]);
    assert_eq!(texts(&index, "រាជា"), ["ព្រះរាជាណាចក្រកម្ពុជា"]);
    assert_eq!(texts(&index, "រាជាណាចក្រកម្ពុ"), ["ព្រះរាជាណាចក្រកម្ពុជា"]);
    assert_eq!(texts(&index, "ꪒꪾ").len(), 1);
    assert_eq!(texts(&index, "kona cu").len(), 1);
}

#[test]
fn hostile_beginnings_get_a_kind_and_quick_answer() {
    let long = article(2, &"sông núi nước Nam ".repeat(400));
    let khmer = article(3, &"ព្រះរាជាណាចក្រកម្ពុជា".repeat(50));
    let index = filled(vec![article(1, "sông"), long, khmer]);
    index.set_popular(vec![("\u{0}\u{1}".into(), 1), (String::new(), 2), ("x".repeat(5_000), 3)]);
    let hostile = [
        String::new(),
        " \t\n".into(),
        "s".repeat(10_000),
        "sông ".repeat(2_000),
        "\u{0}\u{1}\u{7f}".into(),
        "s\u{1}t\u{1}".into(),
        "\u{301}\u{300}\u{323}".into(),
        "a".to_owned() + &"\u{301}".repeat(5_000),
        "😀😀 🇻🇳".into(),
        "\u{202e}gnôs\u{200b}\u{feff}".into(),
        "% _ * ? [a-z] (x+)+$ \\ \" '".into(),
        "ព្រះ".repeat(500),
        "w".repeat(50),
        "aa ee oo dd ww ".repeat(20),
    ];
    for typed in hostile {
        let begun = Instant::now();
        for site in ["bao", "", "\u{1}"] {
            assert!(index.suggest(&typed, site, usize::MAX).len() <= 20);
        }
        assert!(begun.elapsed() < Duration::from_millis(150), "{typed}");
    }
}
