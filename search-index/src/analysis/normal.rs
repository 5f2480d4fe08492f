//! The two forms of a syllable: exact (tone placement and i/y evened out) and folded.

use content::text::fold;
use unicode_normalization::UnicodeNormalization;

/// The folded form: lower case, no marks.
#[must_use]
pub fn folded(syllable: &str) -> String {
    even_i(&fold(syllable))
}

/// The exact form: lower case, the tone taken out and put at the end as a digit, `y` after a
/// single consonant written `i`. `hoà` and `hòa`, `kỹ` and `kĩ` are then the same.
#[must_use]
pub fn exact(syllable: &str) -> String {
    let mut letters = String::with_capacity(syllable.len() + 1);
    let mut tone = None;
    for c in syllable.nfd() {
        match tone_of(c) {
            Some(found) => tone = Some(found),
            None => letters.extend(c.to_lowercase()),
        }
    }
    let mut form = even_i(&letters.nfc().collect::<String>());
    if let Some(tone) = tone {
        form.push(tone);
    }
    form
}

/// Vietnamese tones as combining marks, and the digit that stands for each (as VNI numbers them).
fn tone_of(c: char) -> Option<char> {
    match c {
        '\u{301}' => Some('1'),
        '\u{300}' => Some('2'),
        '\u{309}' => Some('3'),
        '\u{303}' => Some('4'),
        '\u{323}' => Some('5'),
        _ => None,
    }
}

/// After h k l m s t a final `y` and `i` sound the same and both are written.
fn even_i(form: &str) -> String {
    let mut chars = form.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(first @ ('h' | 'k' | 'l' | 'm' | 's' | 't')), Some('y'), None) => format!("{first}i"),
        _ => form.to_owned(),
    }
}

/// Whether a syllable carries any mark or a `đ`, so that its writer meant one reading.
#[must_use]
pub fn is_marked(syllable: &str) -> bool {
    fold(syllable) != syllable.to_lowercase().nfc().collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::{exact, folded, is_marked};

    #[test]
    fn tone_placement_and_i_or_y_make_no_difference() {
        for (a, b) in [("hoà", "hòa"), ("thuý", "thúy"), ("kỹ", "kĩ"), ("Mỹ", "mĩ"), ("quý", "QUÝ")]
        {
            assert_eq!(exact(a), exact(b), "{a} {b}");
        }
        for (a, b) in [("má", "mà"), ("hòa", "hóa"), ("tay", "tai"), ("dê", "đê"), ("thi", "thy")]
        {
            assert_ne!(exact(a), exact(b), "{a} {b}");
        }
    }

    #[test]
    fn folding_takes_all_marks() {
        assert_eq!(folded("Đường"), "duong");
        assert_eq!(folded("kỹ"), "ki");
        assert!(is_marked("đ") && is_marked("à") && !is_marked("Ha"));
    }

    #[test]
    fn composed_and_decomposed_are_the_same() {
        assert_eq!(exact("ệ"), exact("e\u{323}\u{302}"));
        assert_eq!(folded("Buôn"), folded("Buo\u{302}n"));
    }
}
