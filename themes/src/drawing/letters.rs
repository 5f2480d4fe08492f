//! The letters that pictures are written in.

use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, Source};

/// The plain family, regular and bold.
pub(crate) const SANS: &str = "Noto Sans";

/// The files of `fonts/`, which hold these letters and no others.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut all = Database::new();
    let files: [&'static [u8]; 6] = [
        include_bytes!("../../fonts/NotoSans-Regular.ttf"),
        include_bytes!("../../fonts/NotoSans-Bold.ttf"),
        include_bytes!("../../fonts/NotoSerif-Bold.ttf"),
        include_bytes!("../../fonts/NotoSansKhmer-Bold.ttf"),
        include_bytes!("../../fonts/NotoSansCham-Bold.ttf"),
        include_bytes!("../../fonts/NotoSansTaiViet-Regular.ttf"),
    ];
    for file in files {
        all.load_font_source(Source::Binary(Arc::new(file)));
    }
    all.set_sans_serif_family(SANS);
    all.set_serif_family("Noto Serif");
    Arc::new(all)
});

/// What the files can write: Latin with the marks of Vietnamese and of the languages beside it
/// (Ê-đê, Gia-rai, Ba-na, H'Mông), Khmer, Chăm, Tai Viet.
pub(super) const WRITTEN: [RangeInclusive<char>; 33] = [
    '\u{20}'..='\u{7e}',
    '\u{a0}'..='\u{ac}',
    '\u{ae}'..='\u{180}',
    '\u{1a0}'..='\u{1a1}',
    '\u{1af}'..='\u{1b0}',
    '\u{1cd}'..='\u{1d4}',
    '\u{243}'..='\u{243}',
    '\u{300}'..='\u{304}',
    '\u{306}'..='\u{30a}',
    '\u{30c}'..='\u{30c}',
    '\u{31b}'..='\u{31b}',
    '\u{323}'..='\u{323}',
    '\u{331}'..='\u{331}',
    '\u{1ea0}'..='\u{1ef9}',
    '\u{2010}'..='\u{2015}',
    '\u{2018}'..='\u{201e}',
    '\u{2020}'..='\u{2022}',
    '\u{2026}'..='\u{2026}',
    '\u{2030}'..='\u{2030}',
    '\u{2032}'..='\u{2033}',
    '\u{2039}'..='\u{203a}',
    '\u{20ab}'..='\u{20ac}',
    '\u{2122}'..='\u{2122}',
    '\u{1780}'..='\u{17dd}',
    '\u{17e0}'..='\u{17e9}',
    '\u{17f0}'..='\u{17f9}',
    '\u{19e0}'..='\u{19ff}',
    '\u{aa00}'..='\u{aa36}',
    '\u{aa40}'..='\u{aa4d}',
    '\u{aa50}'..='\u{aa59}',
    '\u{aa5c}'..='\u{aa5f}',
    '\u{aa80}'..='\u{aac2}',
    '\u{aadb}'..='\u{aadf}',
];

/// Longest text that is written, in characters.
const LONGEST: usize = 500;

pub(super) fn all() -> Arc<Database> {
    Arc::clone(&FONTS)
}

/// A text as a picture can show it; nothing where a letter would be missing.
///
/// White space is one blank; signs that there is no letter for (emoji, arrows, what cannot be seen)
/// are left out. Half a title misleads, and boxes tell nothing.
#[must_use]
pub fn writable(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.chars().take(LONGEST) {
        if c.is_whitespace() || c.is_control() {
            out.push(' ');
        } else if WRITTEN.iter().any(|range| range.contains(&c)) || c == '\u{200b}' {
            // A blank without width is where Khmer may be broken into lines.
            out.push(c);
        } else if c.is_alphanumeric() {
            return None;
        }
    }
    Some(out.split_whitespace().collect::<Vec<_>>().join(" "))
}
