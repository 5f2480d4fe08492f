//! The themes as a whole: every page renders, texts exist, overrides win, nothing gets too heavy.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use content::body::block::NoPictures;
use content::body::told::Mark;
use content::body::{html, read};

use crate::Themes;
use crate::engine::Page;
use crate::texts::Texts;
use crate::view::mail::{InviteLetter, NoticeLetter};
use crate::view::reader::article::{ArticlePage, ArticleView, PrintPage};
use crate::view::reader::frame::{Card, CardPicture, FeedLink, Frame, Link, MenuItem, Pages, Site};
use crate::view::reader::lists::{FeedRow, FeedsPage, HomeBlock, HomePage, ListPage};
use crate::view::reader::notice::NoticePage;
use crate::view::reader::search::{HitView, SearchPage, SpanView};

const THEMES: [&str; 3] = ["newspaper", "portal", "transformation"];
const HOSTILE: &str = "<script>alert('1')</script> \"&";
/// Brotli bytes of an article page with its style, so that it fits the first round trip.
const ARTICLE_BUDGET: usize = 14 * 1024;

fn text(words: &str) -> String {
    words.to_owned()
}

fn link(name: &str, url: &str) -> Link {
    Link { name: text(name), url: text(url) }
}

fn frame() -> Frame {
    let sections = ["Thời sự", "Xã hội", "Kinh tế", "Văn hóa", "Giáo dục", "Y tế"];
    let menu = sections.map(|name| MenuItem {
        name: text(name),
        url: text("/thoi-su"),
        current: name == "Xã hội",
        children: vec![link("Chính sách dân tộc", "/thoi-su/chinh-sach")],
    });
    Frame {
        site: Site {
            key: text("bao"),
            theme: text("newspaper"),
            name: text("Dân tộc và Phát triển"),
            publisher: text("Ủy ban Dân tộc"),
            license_number: text("000/GP"),
            license_date: text("01/01/2024"),
            license_authority: text("cơ quan cấp phép"),
            editor_in_chief: text("Nguyễn Văn Minh Hoạ"),
            ..Site::default()
        },
        language: text("vi"),
        title: text("Chợ phiên"),
        canonical: text("http://localhost/cho-phien-8.html"),
        today: text("Thứ Hai, 08/01/2024"),
        menu: menu.to_vec(),
        feeds: vec![FeedLink {
            title: text("Thời sự"),
            url: text("/thoi-su/rss.xml"),
            kind: text("application/rss+xml"),
        }],
        structured: text("{\"headline\":\"</script>\"}"),
        ..Frame::default()
    }
}

fn picture() -> CardPicture {
    CardPicture {
        src: text("/media/0/640/cho.jpg"),
        srcset: text("/media/0/320/cho.webp 320w, /media/0/640/cho.webp 640w"),
        width: 1280,
        height: 800,
        alt: text("Chợ phiên trong sương"),
        caption: text("Chợ họp từ ba giờ sáng."),
        credit: text("Ảnh: Tòa Soạn"),
        instead: String::new(),
    }
}

fn card(title: &str) -> Card {
    Card {
        title: text(title),
        url: text("/cho-phien-8.html"),
        lead: text("Từ ba giờ sáng, đèn pin đã nối thành vệt dài."),
        stamp: text("Thứ Hai, 08/01/2024 | 09:24"),
        iso: text("2024-01-08T09:24:00+07:00"),
        section: link("Văn hóa", "/van-hoa"),
        language: text("vi"),
        picture: Some(picture()),
        ..Card::default()
    }
}

fn article(title: &str) -> ArticleView {
    let source = "Người ta mang theo gà, gừng, vải lanh.\n\n## Giữa chợ\n\n".repeat(12);
    ArticleView {
        id: 8,
        print_url: text("/in/8"),
        title: text(title),
        lead: text("Từ ba giờ sáng."),
        stamp: text("Thứ Hai, 08/01/2024 | 09:24"),
        iso: text("2024-01-08T09:24:00+07:00"),
        views: 29,
        bylines: vec![link("Vàng A Páo", "/tac-gia/vang-a-pao")],
        trail: vec![link("Văn hóa", "/van-hoa")],
        tags: vec![link("chợ phiên", "/chu-de/cho-phien")],
        language: text("vi"),
        cover: Some(picture()),
        body: html::to_html(&read::read(&source).0, &NoPictures),
        ..ArticleView::default()
    }
}

fn article_page(title: &str) -> ArticlePage {
    let cards: Vec<Card> = (0..8).map(|_| card("Nước về ruộng bậc thang sớm")).collect();
    ArticlePage {
        frame: frame(),
        article: article(title),
        related: cards.clone(),
        newest: cards,
        storyline: Vec::new(),
        preview: false,
        preview_note: String::new(),
    }
}

fn home(title: &str) -> HomePage {
    let cards = vec![card(title); 5];
    HomePage {
        frame: frame(),
        lead: Some(card(title)),
        seconds: vec![card(title); 4],
        newest: cards.clone(),
        popular: Vec::new(),
        corrected: Vec::new(),
        blocks: vec![HomeBlock {
            section: link("Văn hóa", "/van-hoa"),
            cards,
            ..HomeBlock::default()
        }],
        arranged: false,
    }
}

fn search(title: &str) -> SearchPage {
    let spans = |words: &str| vec![SpanView { text: text(words), marked: true }];
    let hit = HitView { title: spans(title), snippet: spans(title), ..HitView::default() };
    SearchPage {
        frame: frame(),
        question: text(title),
        asked: true,
        partial: text("search-partial"),
        total: 1,
        hits: vec![hit],
        pages: Pages { current: 1, next: text("/tim-kiem?trang=2"), ..Pages::default() },
        fault: text("search-bad-date"),
        ..SearchPage::default()
    }
}

fn list(title: &str) -> ListPage {
    ListPage {
        frame: frame(),
        kind: text("topic"),
        heading: text(title),
        cards: vec![card(title)],
        newest: vec![card(title)],
        feed: text("/chu-de/cho/rss.xml"),
        ..ListPage::default()
    }
}

fn notice(title: &str) -> NoticePage {
    NoticePage { frame: frame(), status: 410, heading: text(title), ..NoticePage::default() }
}

fn feeds(title: &str) -> FeedsPage {
    FeedsPage { frame: frame(), feeds: vec![FeedRow { name: text(title), ..FeedRow::default() }] }
}

fn every_page(themes: &Themes, theme: &str, title: &str) -> Vec<(&'static str, String)> {
    fn one<P: Page>(themes: &Themes, theme: &str, page: &P) -> (&'static str, String) {
        (P::TEMPLATE, themes.render(theme, page).unwrap())
    }
    vec![
        one(themes, theme, &home(title)),
        one(themes, theme, &article_page(title)),
        one(themes, theme, &PrintPage { frame: frame(), article: article(title) }),
        one(themes, theme, &list(title)),
        one(themes, theme, &search(title)),
        one(themes, theme, &notice(title)),
        one(themes, theme, &feeds(title)),
    ]
}

#[test]
fn every_page_renders_in_every_theme_and_shows_its_words_once_escaped() {
    let themes = Themes::load(None).unwrap();
    assert!(themes.faults().is_empty());
    for theme in THEMES {
        for (name, html) in every_page(&themes, theme, HOSTILE) {
            assert!(html.contains("&lt;script&gt;alert("), "{theme}/{name} shows no title");
            assert!(!html.contains("<script>alert"), "{theme}/{name} lets a script through");
            assert!(!html.contains("\"&\""), "{theme}/{name} breaks an attribute");
            assert_eq!(html.matches("<h1").count(), 1, "{theme}/{name} has not one h1");
            assert!(!html.contains(" style=") && !html.contains("onclick"), "{theme}/{name}");
        }
    }
}

#[test]
fn structured_data_cannot_close_its_script_element() {
    let themes = Themes::load(None).unwrap();
    let html = themes.render("newspaper", &article_page("Chợ phiên")).unwrap();
    assert!(html.contains("{\"headline\":\"\\u003c/script>\"}"));
}

#[test]
fn every_page_carries_the_masthead_of_the_press_law() {
    let themes = Themes::load(None).unwrap();
    for (name, html) in every_page(&themes, "newspaper", "Chợ phiên") {
        assert!(html.contains("Dân tộc và Phát triển"), "{name} has no name of the newspaper");
        assert!(html.contains("Ủy ban Dân tộc"), "{name} does not name the publisher");
    }
    let html = themes.render("newspaper", &home("Chợ phiên")).unwrap();
    for duty in ["000/GP", "01/01/2024", "cơ quan cấp phép", "Nguyễn Văn Minh Hoạ"] {
        assert!(html.contains(duty), "the first page does not show {duty}");
    }
}

#[test]
fn an_article_page_stays_within_its_budget() {
    let themes = Themes::load(None).unwrap();
    for theme in THEMES {
        let html = themes.render(theme, &article_page("Chợ phiên")).unwrap();
        let mut small = Vec::new();
        let mut writer = brotli::CompressorWriter::new(&mut small, 4096, 5, 22);
        writer.write_all(html.as_bytes()).unwrap();
        drop(writer);
        assert!(small.len() <= ARTICLE_BUDGET, "{theme}: {} bytes", small.len());
    }
}

#[test]
fn a_file_that_fails_while_a_page_is_made_gives_way_to_the_built_in_one() {
    let folder = tempfile::tempdir().unwrap();
    let portal = folder.path().join("portal");
    std::fs::create_dir(&portal).unwrap();
    let themes = Themes::load(Some(folder.path())).unwrap();
    for (broken, told) in [
        ("một\n{{ page.khong.co }}", "notice.html:2"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}", "fuel"),
        ("{% extends \"khong-co.html\" %}", "khong-co.html"),
        ("{% include \"../desk/layout.html\" %}", "layout.html"),
    ] {
        std::fs::write(portal.join("notice.html"), broken).unwrap();
        assert!(themes.follow().unwrap());
        let html = themes.render("portal", &notice("Không thấy")).unwrap();
        assert!(html.contains("<!doctype html>") && html.contains("Không thấy"), "{told}");
        let faults = themes.faults();
        assert!(
            faults.iter().any(|fault| fault.starts_with("portal/") && fault.contains(told)),
            "{faults:?}"
        );
    }
    std::fs::write(portal.join("notice.html"), "Sửa xong").unwrap();
    assert!(themes.follow().unwrap());
    assert_eq!(themes.render("portal", &notice("x")).unwrap(), "Sửa xong");
    assert!(themes.faults().is_empty());
    // A style of one's own is allowed by the policy, and so is the built-in one of the last resort.
    let before = themes.style_hashes().len();
    std::fs::write(portal.join("accent.css"), ":root { --accent: #123456; }").unwrap();
    assert!(themes.follow().unwrap());
    assert_eq!(themes.style_hashes().len(), before + 1);
    // A page's policy names the style that stands in it, and no other.
    let page = themes.render("newspaper", &notice("x")).unwrap();
    assert!(page.contains("<style>") && themes.styles_in(page.as_bytes()).len() == 1);
    let named = themes.styles_in(page.as_bytes());
    let moved = page.replace("<style>", "<style></style><style media=all>");
    assert_eq!(themes.styles_in(moved.as_bytes()), named);
    for other in ["<p>", "<style>", "<style", &page.replace("</style>", " </style>")] {
        assert!(themes.styles_in(other.as_bytes()).is_empty());
    }
}

#[test]
fn an_operators_file_wins_and_a_broken_one_is_told_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let newspaper = folder.path().join("newspaper");
    std::fs::create_dir(&newspaper).unwrap();
    std::fs::write(newspaper.join("notice.html"), "Của riêng: {{ page.heading }}").unwrap();
    std::fs::write(newspaper.join("feeds.html"), "được\n{% for %}").unwrap();
    let themes = Themes::load(Some(folder.path())).unwrap();
    let own = themes.render("newspaper", &notice("Không thấy")).unwrap();
    assert_eq!(own, "Của riêng: Không thấy");
    let built_in = themes.render("newspaper", &feeds("Thời sự")).unwrap();
    assert!(built_in.contains("<table>"));
    let faults = themes.faults();
    assert!(faults.iter().any(|fault| fault.contains("feeds.html:2")), "{faults:?}");

    assert!(!themes.follow().unwrap(), "nothing has changed");
    std::fs::remove_file(newspaper.join("notice.html")).unwrap();
    assert!(themes.follow().unwrap());
    let html = themes.render("newspaper", &notice("Không thấy")).unwrap();
    assert!(html.contains("<!doctype html>"));
}

#[test]
fn a_sites_own_style_changes_the_hash_that_the_policy_names() {
    let folder = tempfile::tempdir().unwrap();
    let portal = folder.path().join("portal");
    std::fs::create_dir(&portal).unwrap();
    std::fs::write(portal.join("accent.css"), ":root { --accent: #123456; }").unwrap();
    let plain = Themes::load(None).unwrap();
    let own = Themes::load(Some(folder.path())).unwrap();
    assert_ne!(plain.style_hashes(), own.style_hashes());
    let html = own.render("portal", &notice("Không thấy")).unwrap();
    assert!(html.contains("--accent:#123456"));
}

#[test]
fn templates_say_only_texts_that_exist_and_mark_nothing_as_safe() {
    let vietnamese = include_str!("../locales/vi.ftl");
    let keys: BTreeSet<&str> =
        vietnamese.lines().filter_map(|line| Some(line.split_once(" =")?.0)).collect();
    let mut seen = 0;
    for path in templates() {
        let source = std::fs::read_to_string(&path).unwrap();
        let name = path.display();
        assert!(!source.contains("|safe") && !source.contains("| safe"), "{name} marks as safe");
        for after in source.split("t(\"").skip(1).filter_map(|rest| rest.split_once('"')) {
            let key = after.0;
            // `asset("…")` ends in the same three letters.
            if key.contains('.') || key.is_empty() {
                continue;
            }
            seen += 1;
            assert!(keys.contains(key) || key.ends_with('-'), "{name} says {key}, no text has it");
        }
    }
    assert!(seen > 40, "only {seen} texts were found in the templates");
}

#[test]
fn a_mail_has_a_plain_form_with_its_words_as_they_are_and_an_escaped_html_form() {
    let themes = Themes::load(None).unwrap();
    let letter = NoticeLetter {
        language: text("vi"),
        name: text("Mai"),
        sentence: text(HOSTILE),
        note: text("Thiếu \"nguồn\" & ảnh"),
        url: text("http://localhost/toa-soan/thong-bao/8"),
        ..NoticeLetter::default()
    };
    let (plain, html) = themes.letter(&letter).unwrap();
    assert!(plain.contains(HOSTILE) && plain.contains("Thiếu \"nguồn\" & ảnh"), "{plain}");
    assert!(plain.lines().any(|line| line == letter.url), "the link stands alone: {plain}");
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"), "{html}");
    let invite = InviteLetter {
        language: text("en"),
        first: true,
        site: text("Báo"),
        by: text("Sơn"),
        url: text("http://localhost/toa-soan/loi-moi/abc"),
        ..InviteLetter::default()
    };
    let (plain, html) = themes.letter(&invite).unwrap();
    assert!(plain.contains(&invite.url) && html.contains(&format!("href=\"{}\"", invite.url)));
    assert!(plain.contains("invites you"), "{plain}");
}

fn templates() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["newspaper", "portal", "transformation", "desk", "mail"];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "html" || ending == "txt"))
        .collect()
}

#[test]
fn every_mark_of_a_source_has_words_on_the_screens_and_in_the_page_for_writing() {
    let texts = Texts::load().unwrap();
    let keeping = include_str!("../desk/keeping.html");
    for mark in Mark::ALL {
        let key = format!("told-{}", mark.name());
        for language in ["vi", "en"] {
            let said = texts.say(language, &key, &[("words", "x".into())]);
            assert_ne!(said, key, "{language}");
        }
        assert!(keeping.contains(&format!("\"{}\"", mark.name())), "{key}");
    }
}
