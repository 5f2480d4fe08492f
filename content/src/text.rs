//! Vietnamese as text: one form at every entry, and a form without marks for finding.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One composed form (NFC, as TCVN 6909 is served), without control characters except line
/// breaks and tabs.
#[must_use]
pub fn nfc(text: &str) -> String {
    if text.chars().all(is_settled) {
        return text.to_owned();
    }
    text.nfc().filter(|c| !is_unwanted(*c)).collect()
}

/// A single line: NFC, every run of white space one blank, none at the ends.
#[must_use]
pub fn tidy_line(text: &str) -> String {
    let text = nfc(text);
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Lower case without marks, for comparing what people type: `Đắk Lắk` → `dak lak`.
///
/// Marks go from Latin letters only: in Khmer, Thái or Chăm they carry the vowel.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut latin = false;
    for c in text.nfd() {
        if is_combining_mark(c) {
            if !latin {
                out.push(c);
            }
            continue;
        }
        // A capital may stand outside the Latin blocks and its small letter within: K, Ƛ.
        let small = plain_letter(c).to_lowercase();
        let is_latin = |c| matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        latin = small.clone().all(is_latin);
        out.extend(small);
    }
    out.nfc().collect()
}

/// Letters whose stroke is no combining mark and stays behind in NFD.
fn plain_letter(c: char) -> char {
    match c {
        'đ' | 'Đ' | 'ð' | 'Ð' => 'd',
        'ƀ' | 'Ƀ' => 'b',
        'ı' => 'i',
        'ł' | 'Ł' => 'l',
        'ø' | 'Ø' => 'o',
        other => other,
    }
}

/// What NFC leaves as it is wherever it stands, told without tables: Latin letters of Vietnamese and
/// its neighbours, their punctuation, the sign of the đồng. Nearly every text is of these alone.
fn is_settled(c: char) -> bool {
    matches!(c, '\n' | '\t' | ' '..='~' | '\u{a0}'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{20ab}')
}

/// Control characters, byte-order marks and non-characters have no place in text.
fn is_unwanted(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{feff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}')
}

/// A short excerpt of whole words, at most `limit` characters, with an ellipsis when cut.
#[must_use]
pub fn excerpt(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::{excerpt, fold, nfc, tidy_line};
    use proptest::prelude::*;

    #[test]
    fn marks_go_from_latin_and_stay_elsewhere() {
        assert_eq!(fold("Đắk Lắk – Ðường hoà bình"), "dak lak – duong hoa binh");
        assert_eq!(fold("Ƀuôn Čư\u{306} Kbang"), "buon cu kbang");
        assert_eq!(fold("ភាសាខ្មែរ"), "ភាសាខ្មែរ");
        assert_eq!(fold("ꪼꪕ ꪒꪾ"), "ꪼꪕ ꪒꪾ");
        assert_eq!(fold("Ƛ\u{301}\u{212a}\u{301}"), "ƛk", "capitals outside the Latin blocks");
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(tidy_line("  Hòa\u{300}\u{0} \n\t bình\u{7} "), nfc("Hòa\u{300} bình"));
    }

    #[test]
    fn an_excerpt_ends_at_a_word() {
        assert_eq!(excerpt("Chợ phiên, vùng cao", 11), "Chợ phiên…");
        assert_eq!(excerpt("Chợ", 11), "Chợ");
    }

    #[test]
    fn what_is_settled_is_what_composing_leaves_alone() {
        use unicode_normalization::char::canonical_combining_class;
        use unicode_normalization::{IsNormalized, is_nfc_quick};
        for c in (0..0x11_0000).filter_map(char::from_u32).filter(|c| super::is_settled(*c)) {
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(canonical_combining_class(c), 0, "{c:?}");
            assert!(!super::is_unwanted(c), "{c:?}");
        }
        assert!("Ngày xưa, ở Đắk Lắk – “đồng bào” trả 5.000₫…".chars().all(super::is_settled));
    }

    proptest! {
        #[test]
        fn doing_it_twice_is_doing_it_once(text in "\\PC{0,60}") {
            prop_assert_eq!(nfc(&nfc(&text)), nfc(&text));
            prop_assert_eq!(tidy_line(&tidy_line(&text)), tidy_line(&text));
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
