//! What readers see of each construct, and what attackers do not get.

use std::collections::HashSet;
use std::time::Instant;

use proptest::prelude::*;

use super::block::{Figure, NoPictures, Phrase, Picture, Pictures};
use super::from_html::from_html;
use super::html::{to_feed_html, to_html, to_text_first_html};
use super::plain::to_plain;
use super::read::{Notice, read};
use super::sound::Sound;

struct Kept;

impl Pictures for Kept {
    fn picture(&self, media: &str) -> Option<Picture> {
        (media == "abc").then(|| Picture {
            width: 1600,
            height: 1000,
            src: "/media/abc/960/cho.jpg".into(),
            srcset: vec![(320, "/media/abc/320/cho.webp".into())],
            light: Some(("/media/abc/640/cho.jpg".into(), 45_300)),
        })
    }
}

struct Spoken;

impl Pictures for Spoken {
    fn picture(&self, _media: &str) -> Option<Picture> {
        None
    }

    fn sound(&self, media: &str) -> Option<Sound> {
        (media == "abc").then(|| Sound {
            src: "/media/abc/chieng.mp3".into(),
            address: "https://bao.vn/media/abc/chieng.mp3".into(),
            kind: "audio/mpeg",
            bytes: 1_200_000,
            duration_ms: 271_000,
        })
    }

    fn say(&self, phrase: Phrase<'_>) -> String {
        match phrase {
            Phrase::Facts(sound) => format!("{}, 1,2 MB", sound.length()),
            Phrase::File => "Tệp".into(),
            Phrase::Instead(audio, _) => format!("Nghe: {}", audio.title),
            Phrase::Transcript => "Bản chữ".into(),
            Phrase::Play(name) => format!("Xem từ {name}"),
            Phrase::PlayMeans(name) => format!("Tải từ \"{name}\""),
        }
    }
}

const RECORDING: &str = "```audio\nsrc: media:abc\ntitle: Chiêng <đón> khách\ncredit: Y Bhăm\n\
         reading: yes\n\n**Lời** chiêng.\n```";

#[test]
fn a_recording_is_a_player_that_loads_nothing_a_link_where_text_comes_first_and_words_elsewhere() {
    let body = read(RECORDING).0;
    assert_eq!(
        to_html(&body, &Spoken).as_str(),
        "<figure class=\"audio\" data-reading>\n<figcaption><b>Chiêng &lt;đón&gt; khách</b> – \
         <cite>Y Bhăm</cite> – <span>4:31, 1,2 MB</span></figcaption>\n\
         <audio controls preload=\"none\" src=\"/media/abc/chieng.mp3\" \
         aria-label=\"Chiêng &lt;đón&gt; khách\"></audio>\n\
         <p><a href=\"https://bao.vn/media/abc/chieng.mp3\">Tệp</a></p>\n\
         <details>\n<summary>Bản chữ</summary>\n<p><strong>Lời</strong> chiêng.</p>\n</details>\n\
         </figure>\n"
    );
    let text_first = to_text_first_html(&body, &Spoken, &|_, _| String::new());
    assert!(!text_first.as_str().contains("<audio"), "{}", text_first.as_str());
    assert!(text_first.as_str().contains(
        "<a class=\"picture-link\" href=\"/media/abc/chieng.mp3\">Nghe: Chiêng &lt;đón&gt; khách</a>"
    ));
    let feed = to_feed_html(&body, &Spoken, "https://bao.vn");
    assert!(feed.as_str().contains("src=\"https://bao.vn/media/abc/chieng.mp3\""));
    assert!(feed.as_str().contains("<p><strong>Lời</strong> chiêng.</p>"));
    assert!(!feed.as_str().contains("<details") && !feed.as_str().contains("data-"));
    assert_eq!(to_plain(&body), "Chiêng <đón> khách\nLời chiêng.");
    assert_eq!(body.media_used(), ["abc"]);
    assert_eq!(to_html(&body, &NoPictures).as_str(), "", "what is not kept is not shown");
}

#[test]
fn a_recording_from_elsewhere_is_code_and_no_word_of_it_is_lost() {
    for src in ["", "https://evil.example/a.mp3", "media:../a", "media:a\" onplay=\"x"] {
        let html = to_html(&read(&format!("```audio\nsrc: {src}\ntitle: A\n```")).0, &Spoken);
        assert!(html.as_str().starts_with("<pre"), "{}", html.as_str());
        assert!(!html.as_str().contains("<audio"), "{}", html.as_str());
    }
}

#[test]
fn a_link_card_of_a_known_player_says_what_can_be_asked_for_and_others_stay_links() {
    let card = |url: &str| format!("```embed\nurl: {url}\ntitle: Phim\n```");
    let known = read(&card("https://youtu.be/dQw4w9WgXcQ")).0;
    assert_eq!(
        to_html(&known, &Spoken).as_str(),
        "<p class=\"embed\" data-player=\"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0\" \
         data-play=\"Xem từ YouTube\" data-means=\"Tải từ &quot;YouTube&quot;\">\
         <a rel=\"noopener\" href=\"https://youtu.be/dQw4w9WgXcQ\">Phim</a></p>\n"
    );
    assert_eq!(known.players().len(), 1);
    assert!(!to_feed_html(&known, &Spoken, "https://bao.vn").as_str().contains("data-"));
    let nested = read(&format!("> {}", card("https://vimeo.com/76979871").replace('\n', "\n> "))).0;
    assert_eq!(nested.players().len(), 1);
    let other = read(&card("https://youtu.be.evil.example/dQw4w9WgXcQ")).0;
    assert!(!to_html(&other, &Spoken).as_str().contains("data-"));
    assert_eq!(other.players(), []);
}

fn page(markdown: &str) -> String {
    to_html(&read(markdown).0, &Kept).as_str().to_owned()
}

#[test]
fn each_construct_of_the_grammar_is_shown() {
    let cases = [
        ("# Một", "<h2 id=\"muc-mot\">Một</h2>\n"),
        (
            "**đậm** *nghiêng* ~~bỏ~~ `mã`",
            "<p><strong>đậm</strong> <em>nghiêng</em> <s>bỏ</s> <code>mã</code></p>\n",
        ),
        ("a\\\nb", "<p>a<br>\nb</p>\n"),
        ("- một\n- hai", "<ul>\n<li>một</li>\n<li>hai</li>\n</ul>\n"),
        ("3. ba", "<ol start=\"3\">\n<li>ba</li>\n</ol>\n"),
        ("> trích", "<blockquote>\n<p>trích</p>\n</blockquote>\n"),
        ("[báo](/thoi-su)", "<p><a href=\"/thoi-su\">báo</a></p>\n"),
        ("[Buôn *Ma*]{lang=rad} ở", "<p><span lang=\"rad\">Buôn <em>Ma</em></span> ở</p>\n"),
        ("\\[Buôn]{lang=rad}", "<p>[Buôn]{lang=rad}</p>\n"),
        ("```lang rad\nčhiăm\n```", "<div lang=\"rad\">\n<p>čhiăm</p>\n</div>\n"),
        (
            "```info Cần biết\n**x**\n```",
            "<aside class=\"info\">\n<p class=\"info-title\"><strong>Cần biết</strong></p>\n<p><strong>x</strong></p>\n</aside>\n",
        ),
        (
            "```embed\nurl: https://a.vn/v\ntitle: Phim\n```",
            "<p class=\"embed\"><a rel=\"noopener\" href=\"https://a.vn/v\">Phim</a></p>\n",
        ),
        ("---", "<hr>\n"),
    ];
    for (source, html) in cases {
        assert_eq!(page(source), html, "{source}");
    }
}

#[test]
fn a_figure_has_its_measures_caption_and_credit() {
    let html = page("```figure\nsrc: media:abc\nalt: Chợ\ncaption: Chợ phiên\ncredit: Ảnh: A\n```");
    for part in
        ["width=\"1600\"", "alt=\"Chợ\"", "<figcaption>Chợ phiên – <cite>Ảnh: A</cite>", "320w"]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
    let credit = page("```figure\nsrc: media:abc\nalt: Chợ\ncredit: Ảnh: A\n```");
    assert!(credit.contains("<figcaption><cite>Ảnh: A</cite>"), "no dash before it: {credit}");
    assert!(page("![Chợ](media:abc \"Phiên\")").starts_with("<figure>"));
    assert_eq!(page("![x](media:unknown)"), "");
}

#[test]
fn who_reads_the_text_first_gets_links_that_tell_of_the_pictures() {
    let told = |figure: &Figure, picture: &Picture| {
        format!("{} <{}>", figure.alt, picture.light.as_ref().map_or(0, |(_, bytes)| *bytes))
    };
    let of = |source: &str| to_text_first_html(&read(source).0, &Kept, &told).as_str().to_owned();
    let figure = of("```figure\nsrc: media:abc\nalt: Chợ\ncaption: Chợ phiên\n```");
    let link = "<a class=\"picture-link\" href=\"/media/abc/640/cho.jpg\">Chợ &lt;45300&gt;</a>";
    assert!(figure.contains(link) && figure.contains("<figcaption>Chợ phiên"), "{figure}");
    let gallery = of("```gallery\n![Một](media:abc)\n![Hai](media:abc)\n```");
    assert_eq!(gallery.matches("<a class").count(), 2, "{gallery}");
    for html in [figure, gallery, of("a ![x](media:abc) b")] {
        assert!(!html.contains("<img") && html.contains("picture-link"), "{html}");
    }
    assert_eq!(of("![x](media:unknown)"), "");
    assert_eq!(of("## Một\n\n[báo](https://a.vn)"), page("## Một\n\n[báo](https://a.vn)"));
}

#[test]
fn a_table_has_headings_and_can_be_scrolled() {
    let html = page("| Năm | Số |\n| --- | --: |\n| 2023 | 5\\|6 |");
    assert!(html.contains("<th scope=\"col\">Năm</th>"), "{html}");
    assert!(html.contains("<td class=\"end\">5|6</td>"), "{html}");
}

#[test]
fn footnotes_point_there_and_back() {
    let html = page("Một[^a] và hai[^b] và lại[^a].\n\n[^b]: Hai.\n\n[^a]: Một.");
    assert!(
        html.contains("href=\"#ct-1\"") && html.contains("<li id=\"ct-1\"><p>Một.</p>"),
        "{html}"
    );
    let ids: Vec<_> =
        html.match_indices(" id=\"").map(|(at, _)| html.get(at + 5..at + 12)).collect();
    assert_eq!(ids.len(), ids.iter().collect::<HashSet<_>>().len(), "{ids:?}");
}

#[test]
fn feeds_get_absolute_addresses() {
    let body = read("[a](/x)\n\n![Chợ](media:abc)").0;
    let html = to_feed_html(&body, &Kept, "https://bao.vn");
    assert!(html.as_str().contains("href=\"https://bao.vn/x\""));
    assert!(html.as_str().contains("src=\"https://bao.vn/media/abc/960/cho.jpg\""));
}

#[test]
fn html_and_dangerous_links_are_only_words() {
    let hostile = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVa&#x09;script:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "[a](//evil.vn)",
        "![a](javascript:alert(1))",
        "<javascript:alert(1)>",
        "```embed\nurl: javascript:alert(1)\n```",
        "```figure\nsrc: media:abc\nalt: \"><script>alert(1)</script>\n```",
        "```lang \"><script>\nx\n```",
        "[x]{lang=\"><script>}",
        "a[^\"><script>]\n\n[^\"><script>]: x",
    ];
    for source in hostile {
        let html = page(source).to_lowercase();
        for part in [
            "<script",
            "href=\"javascript",
            "href=\"data",
            "src=\"javascript",
            "<img src=x",
            "href=\"//",
        ] {
            assert!(!html.contains(part), "{source} gave {html}");
        }
    }
    assert_eq!(read("<b>").1, [Notice::HtmlShown]);
}

#[test]
fn hostile_sizes_and_depths_are_bounded() {
    let sources = [
        ">".repeat(50_000) + "a",
        "[".repeat(100_000),
        (0..2_000).map(|at| " ".repeat(2 * at) + "- a\n").collect(),
        "[a](<b".repeat(50_000),
        "*a **a ".repeat(50_000),
        "a**b".repeat(50_000) + &"c*".repeat(50_000),
        (1..1_500).map(|at| format!("e{}", "`".repeat(at))).collect(),
        "<!".repeat(200_000),
        "[a]: x\n".repeat(50_000) + &"[a]".repeat(50_000),
        "|".repeat(20_000) + "\n" + &"-|".repeat(20_000) + "\n",
        "[^1]".repeat(50_000),
        "Đoạn **văn** tiếng _Việt_.\n\n".repeat(400_000),
        "- ".repeat(30) + &("> ".repeat(30)) + "x",
        (0..400).map(|_| "~~~~info\n").collect(),
    ];
    for source in sources {
        let begun = Instant::now();
        let (body, _) = read(&source);
        let html = to_html(&body, &NoPictures);
        let took = begun.elapsed().as_secs();
        let head: String = source.chars().take(20).collect();
        assert!(took < 10, "{head}… took {took} s");
        assert!(html.as_str().len() < 60_000_000, "{head}…");
    }
}

#[test]
fn nothing_is_left_for_a_second_cleaning() {
    let sources = [
        "# a\n\n**b** [c](https://d.vn) `e`\n\n> f\n\n1. g\n\n| h |\n| - |\n| i |",
        "[x](mailto:a@b.vn)[^1]\n\n[^1]: y\n\n```lang rad\n[z]{lang=jra}\n```",
        "<i onclick=x>a</i> & < > \" '",
    ];
    let mut fence = ammonia::Builder::default();
    fence.link_rel(None).add_generic_attributes([
        "id",
        "class",
        "lang",
        "role",
        "tabindex",
        "aria-label",
        "rel",
    ]);
    fence.add_tag_attributes("th", ["scope"]).add_tags(["section"]);
    for source in sources {
        let html = page(source);
        let text = |html: &str| html.replace("&quot;", "\"").replace("&#39;", "'");
        assert_eq!(text(&fence.clean(&html).to_string()), text(&html), "{source}");
    }
}

#[test]
fn words_are_read_without_marks_of_markdown() {
    let body = read("## A\n\n**b** [c](/d)\n\n- e\n\n```figure\nsrc: media:abc\nalt: g\n```").0;
    assert_eq!(to_plain(&body), "A\nb c\ne\ng");
}

#[test]
fn foreign_html_becomes_markdown_without_its_scripts() {
    let html = "<h2>Một</h2><p>Hai <b>ba</b> <a href='https://a.vn'>bốn</a></p><script>x()</script><ul><li>năm</li></ul><table><tr><th>a</th></tr><tr><td>b</td></tr></table>";
    let markdown = from_html(html);
    for part in ["## Một", "**ba**", "[bốn](https://a.vn)", "năm", "| a"] {
        assert!(markdown.contains(part), "{part} in {markdown}");
    }
    assert!(!markdown.contains("x()"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_source_makes_a_script_or_stops_the_reader(source in "[\\[\\]()<>`*_~|!#:\\-\\n a=\"'{}^\\\\ạ]{0,120}") {
        let (body, _) = read(&source);
        let html = to_html(&body, &Kept);
        prop_assert!(!html.as_str().contains("<script"));
        let again = read(&source).0;
        prop_assert_eq!(to_plain(&again), to_plain(&body));
    }
}

#[test]
fn work_grows_with_the_length_and_not_with_its_square() {
    let sources = [
        "# a\n".repeat(20_000),
        (0..30_000).map(|at| format!("# a{at}\n")).collect(),
        (0..20_000).map(|at| format!("[^{at}]\n\n[^{at}]: x\n\n")).collect(),
        (0..30_000).map(|at| format!("![](media:{at})\n\n")).collect(),
        "[".repeat(30_000) + "a" + &"]{lang=vi}".repeat(30_000),
        "[".repeat(20_000) + &"]{lang=vi}*a*".repeat(30_000),
        "]{lang=vi}".repeat(99_000),
        "[a]{lang=".repeat(110_000),
    ];
    for source in sources {
        let begun = Instant::now();
        let body = read(&source).0;
        drop((to_html(&body, &Kept), to_plain(&body), body.media_used()));
        let took = begun.elapsed().as_secs();
        let head: String = source.chars().take(20).collect();
        assert!(took < 6, "{head}… took {took} s");
    }
}

#[test]
fn equal_headings_and_pictures_anywhere_are_told_apart() {
    let html = page("# A 2\n\n# A\n\n# A\n\n# A");
    let ids = ["\"muc-a-2\"", "\"muc-a\"", "\"muc-a-3\"", "\"muc-a-4\""];
    assert_eq!(ids.map(|id| html.matches(id).count()), [1, 1, 1, 1], "{html}");
    let body = read("**![a](media:x)**\n\n| ![b](media:y) |\n| - |\n| ![c](media:x) |").0;
    assert_eq!(body.media_used(), ["x", "y"]);
    assert!(!page("[a](/\\\\evil.vn)").contains("href"));
}

#[test]
fn foreign_html_of_any_depth_is_read_in_bounded_time() {
    let tags = ["div", "b", "table><tr><td", "ul><li", "b id=1></x", "b title=\"</b>\"", "!-- --"];
    for tag in tags {
        let begun = Instant::now();
        let markdown = from_html(&(format!("<{tag}>").repeat(6_000) + "chữ"));
        assert!(markdown.contains("chữ"), "{tag}");
        assert!(begun.elapsed().as_secs() < 6, "{tag} took {:?}", begun.elapsed());
    }
}

#[test]
fn a_table_of_columns_keeps_them_and_words_are_never_lost() {
    let cases = [
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "| a | b |\n| - | - |\n| c | d |\n"),
        ("<TABLE class=x><TR><TD>ảnh</TD></TR></TABLE>", "ảnh\n"),
        ("<p>một<p>hai<li>ba", "một\n\nhai\n\n-   ba\n"),
        ("a < b && c <3 <", "a < b && c <3 <\n"),
        (
            "<a href='/x?a=1&amp;b=2' onclick=y>k</a><script>if (a</b>) x()</SCRIPT >l",
            "[k](/x?a=1&b=2)l\n",
        ),
        ("<o:p>m</o:p><font color=red>n</font>", "mn\n"),
    ];
    for (html, markdown) in cases {
        assert_eq!(from_html(html), markdown, "{html}");
    }
}

#[test]
fn emphasis_beside_letters_stays_emphasis() {
    let cases = [
        ("<p>phiên<b>“chợ”</b>xuân</p>", "phiên“chợ”xuân", 1),
        ("<p><b>Chợ.</b>Phiên <i>(xuân)</i>a</p>", "Chợ.Phiên (xuân)a", 2),
        ("<p>ch<b>ợ</b>phiên</p>", "chợphiên", 1),
        ("<p>a<b><i>!</i></b>b \u{E0F0}c\u{E0F1}</p>", "a!b c", 2),
    ];
    for (html, words, marks) in cases {
        let markdown = from_html(html);
        let body = read(&markdown).0;
        assert_eq!(to_plain(&body), words, "{markdown}");
        let made = to_html(&body, &Kept).as_str().to_owned();
        let found = made.matches("<strong>").count() + made.matches("<em>").count();
        assert_eq!(found, marks, "{markdown} {made}");
    }
}
