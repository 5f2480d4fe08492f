use std::sync::Arc;

use resvg::usvg::{Node, Options, Tree};

use super::{HEIGHT, WIDTH, fit, letters, paint, writable};
use crate::engine::Themes;
use crate::view::reader::card::CardPage;

const THEMES: [&str; 3] = ["newspaper", "portal", "transformation"];

fn page(title: &str) -> CardPage {
    CardPage {
        language: "vi".to_owned(),
        site: "Báo Sơn La".to_owned(),
        publisher: "Cơ quan của Đảng bộ tỉnh".to_owned(),
        kicker: "Thời sự".to_owned(),
        title: title.to_owned(),
        cover: false,
    }
}

/// Whether every letter of a text is in some font.
fn is_written(text: &str) -> bool {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><text>{}</text></svg>",
        text.replace('&', "&amp;").replace('<', "&lt;")
    );
    let options = Options {
        font_family: letters::SANS.to_owned(),
        fontdb: letters::all(),
        ..Options::default()
    };
    let tree = Tree::from_str(&svg, &options).unwrap();
    let Some(Node::Text(text)) = tree.root().children().first() else { return false };
    let mut glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
    glyphs.all(|glyph| glyph.id.0 != 0)
}

#[test]
fn every_letter_that_is_promised_is_in_a_font() {
    for c in letters::WRITTEN.iter().cloned().flatten() {
        // A mark alone is drawn on a letter of its script.
        let letter = match c {
            '\u{1780}'..='\u{19ff}' => 'ក',
            '\u{aa00}'..='\u{aa5f}' => 'ꨆ',
            '\u{aa80}'..='\u{aadf}' => 'ꪀ',
            _ => 'a',
        };
        assert!(is_written(&format!("{letter}{c}")), "U+{:04X}", u32::from(c));
    }
    assert!(!is_written("漢"), "the test can tell");
}

#[test]
fn what_cannot_be_written_is_left_out_or_leaves_no_words() {
    assert_eq!(
        writable("  Chợ\tphiên\u{0} \u{202e}vùng\u{200d} cao 🎉 → "),
        Some("Chợ phiên vùng cao".to_owned())
    );
    assert_eq!(writable("ខ្មែរ ꨌꩌ ꪼꪕ"), Some("ខ្មែរ ꨌꩌ ꪼꪕ".to_owned()));
    for foreign in ["漢字", "Xin chào مرحبا", "שלום", "Привет"] {
        assert_eq!(writable(foreign), None, "{foreign}");
    }
    assert_eq!(writable(&"ă".repeat(9_999)).unwrap().chars().count(), 500);
}

#[test]
fn words_are_broken_into_even_lines_and_too_many_end_in_an_ellipsis() {
    let title = "Chợ phiên vùng cao đông vui trở lại sau mùa mưa lũ kéo dài";
    let fitted = fit::fit(title, "Noto Serif", &[60, 40], 600.0, 4);
    assert_eq!(fitted.size, 60);
    assert_eq!(fitted.lines.join(" "), title);
    assert!(fitted.lines.len() > 1 && fitted.lines.iter().all(|line| line.chars().count() > 9));
    let long = title.repeat(9);
    let fitted = fit::fit(&long, "Noto Serif", &[60, 40], 600.0, 4);
    assert_eq!((fitted.size, fitted.lines.len()), (40, 4));
    assert!(fitted.lines.last().unwrap().ends_with('…'));
}

#[test]
fn a_word_without_an_end_is_broken_and_ends_too() {
    for word in ["w".repeat(300), "ក្រុង".repeat(60), "e\u{323}\u{302}".repeat(300)] {
        let fitted = fit::fit(&word, "Noto Sans", &[60, 40], 600.0, 4);
        assert_eq!(fitted.lines.len(), 4, "{word}");
        for line in &fitted.lines {
            let alone = fit::fit(line, "Noto Sans", &[40], 640.0, 1);
            assert_eq!(alone.lines.len(), 1);
            assert!(!alone.lines.first().unwrap().ends_with("……"));
        }
    }
    assert_eq!(fit::fit("", "Noto Sans", &[60], 600.0, 4).lines, Vec::<String>::new());
    assert_eq!(fit::fit("chữ", "Noto Sans", &[], 600.0, 4).lines, ["chữ"]);
    assert_eq!(fit::fit("chữ", "Noto Sans", &[0], 0.0, 0).lines, Vec::<String>::new());
}

#[test]
fn every_theme_paints_every_title() {
    let themes = Themes::load(None).unwrap();
    let hostile = "</text><script>alert(1)</script> & \"'<image href=\"file:///etc/passwd\"/>";
    let long = "Đại hội ".repeat(60);
    for theme in THEMES {
        let mut seen = Vec::new();
        for title in ["", "Ngắn", long.trim(), hostile, &"x".repeat(300), "ខ្មែរ"] {
            let painted = themes.draw(theme, &page(title), None).unwrap();
            assert_eq!(painted.rgb.len(), (WIDTH * HEIGHT * 3) as usize);
            assert!(!seen.contains(&painted.rgb), "{theme}: {title}");
            seen.push(painted.rgb);
        }
    }
}

#[test]
fn a_cover_is_shown_and_a_damaged_one_leaves_the_rest() {
    let themes = Themes::load(None).unwrap();
    let damaged = Arc::new(b"\xff\xd8\xff no picture".to_vec());
    for theme in THEMES {
        let page = CardPage { cover: true, ..page("Ngắn") };
        let painted = themes.draw(theme, &page, Some(&damaged)).unwrap();
        assert_eq!(painted.rgb, themes.draw(theme, &page, None).unwrap().rgb, "{theme}");
    }
}

#[test]
fn no_file_and_no_address_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret.svg");
    let red = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\" fill=\"#f00\"/></svg>";
    std::fs::write(&file, red).unwrap();
    let all = |href: &str| {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image href=\"{href}\" width=\"9\" height=\"9\"/></svg>"
        );
        paint(&svg, None).unwrap().rgb
    };
    let (plain, file) = (file.display().to_string(), format!("file://{}", file.display()));
    for href in [plain.as_str(), file.as_str(), "https://example.org/a.jpg", "cover"] {
        assert!(all(href).iter().all(|part| *part == 255), "{href}");
    }
    assert!(paint("<p>no picture</p>", None).is_err());
    assert!(paint(red, None).unwrap().rgb.starts_with(&[255, 0, 0]));
}

#[test]
fn a_designers_broken_picture_gives_way_to_the_built_in_one_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("newspaper");
    std::fs::create_dir_all(&own).unwrap();
    let plain = Themes::load(None).unwrap();
    std::fs::write(own.join("card.svg"), "<svg>{{ page.title }}").unwrap();
    let themes = Themes::load(Some(folder.path())).unwrap();
    let painted = themes.draw("newspaper", &page("Ngắn"), None).unwrap();
    assert_eq!(painted.rgb, plain.draw("newspaper", &page("Ngắn"), None).unwrap().rgb);
    assert!(
        themes.faults().iter().any(|fault| fault.contains("card.svg")),
        "{:?}",
        themes.faults()
    );
    assert_ne!(themes.drawing("newspaper"), plain.drawing("newspaper"));
    assert_eq!(themes.drawing("portal"), plain.drawing("portal"), "portal has its own");
}
