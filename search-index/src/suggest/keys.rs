//! What somebody has typed so far, as keys: without marks, and as Telex or VNI keys decoded.

use std::ops::Range;

use content::text::fold;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of an unfinished question that are read.
const TYPED_MAX: usize = 120;
/// Words of it that are searched.
const WORDS_MAX: usize = 12;
/// Characters of a word that are searched.
pub(crate) const WORD_MAX: usize = 24;
/// Where words are not set apart, so many characters are searched at once.
pub(crate) const WINDOW: usize = 6;

/// One word of an unfinished question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Without marks, and what the keys mean if they are Telex or VNI; any of them may match.
    pub(crate) forms: Vec<String>,
    /// Whether it is finished: the last one may be a beginning.
    pub(crate) finished: bool,
}

impl Typed {
    /// Whether a folded word of a title is this one, or begins like it.
    pub(crate) fn fits(&self, word: &str) -> bool {
        let twin = twin(word);
        self.forms.iter().any(|form| {
            if !is_latin(form) {
                return word.contains(form.as_str());
            }
            let fits = |word: &str| {
                if self.finished { word == form } else { word.starts_with(form.as_str()) }
            };
            fits(word) || twin.as_deref().is_some_and(fits)
        })
    }
}

/// The words typed; none where there is no letter.
pub(crate) fn typed(text: &str) -> Vec<Typed> {
    let text: String = content::text::nfc(&text.chars().take(TYPED_MAX).collect::<String>());
    let words = runs(&text).take(WORDS_MAX).map(|run| {
        let word = bounded(&fold(text.get(run.clone()).unwrap_or_default()));
        let keys = keys(&word);
        let forms = std::iter::once(word).chain(keys).collect();
        Typed { forms, finished: run.end < text.len() }
    });
    words.filter(|word| word.forms.iter().any(|form| !form.is_empty())).collect()
}

/// The folded words of a title, tag or name.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text: String = text.nfc().collect();
    runs(&text).map(|run| bounded(&fold(text.get(run).unwrap_or_default()))).collect()
}

/// Letters and digits with their marks. Digits are not set apart: they may be VNI keys.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = chars.find(|(_, c)| c.is_alphanumeric())?;
        let inside = |(_, c): &(usize, char)| c.is_alphanumeric() || is_combining_mark(*c);
        while chars.next_if(inside).is_some() {}
        Some(start..chars.peek().map_or(text.len(), |(end, _)| *end))
    })
}

fn bounded(word: &str) -> String {
    // Where words are not set apart, a run is a whole sentence.
    let limit = if is_latin(word) { WORD_MAX } else { 20 * WORD_MAX };
    word.chars().take(limit).collect()
}

/// `ky` for `ki` and the other way round: both are written.
pub(crate) fn twin(word: &str) -> Option<String> {
    let mut letters = word.chars();
    match (letters.next(), letters.next(), letters.next()) {
        (Some(first @ ('h' | 'k' | 'l' | 'm' | 's' | 't')), Some(last @ ('i' | 'y')), None) => {
            Some(format!("{first}{}", if last == 'i' { 'y' } else { 'i' }))
        }
        _ => None,
    }
}

/// Whether a word is written in Latin letters, and so set apart by blanks.
pub(crate) fn is_latin(word: &str) -> bool {
    word.chars().all(|c| c < '\u{300}' || matches!(c, '\u{1e00}'..='\u{1eff}') || c.is_numeric())
}

/// What keys mean when the input method was off, without marks: `chuyeenr`, `chuye6n3` → `chuyen`.
/// Nothing where they mean themselves.
fn keys(word: &str) -> Option<String> {
    if !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let decoded = if has_digit { vni(word) } else { telex(word) };
    let says_something = decoded.contains(is_vowel);
    (decoded != word && says_something).then_some(decoded)
}

fn vni(word: &str) -> String {
    let begins_with_letter = word.starts_with(|c: char| c.is_ascii_alphabetic());
    word.chars().filter(|c| !begins_with_letter || !c.is_ascii_digit()).collect()
}

fn telex(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        let voiced = out.contains(is_vowel);
        match c {
            // Tones, and z that takes one away: no Vietnamese syllable ends in these letters.
            's' | 'f' | 'r' | 'x' | 'j' | 'z' if voiced => {}
            'w' if voiced => {}
            'w' => out.push('u'),
            // A circumflex or a stroke, typed at once or at the end of the syllable.
            'a' | 'e' | 'o' if out.ends_with(c) => {}
            'a' | 'e' | 'o' if out.contains(c) && !out.ends_with(is_vowel) => {}
            'd' if out == "d" || (voiced && out.starts_with('d')) => {}
            other => out.push(other),
        }
    }
    out
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::{keys, typed, words};

    #[test]
    fn telex_and_vni_keys_are_read() {
        for (typed, meant) in [
            ("chuyeenr", "chuyen"),
            ("chuyeern", "chuyen"),
            ("chuyenre", "chuyen"),
            ("ddooir", "doi"),
            ("doidr", "doi"),
            ("soos", "so"),
            ("nguwowif", "nguoi"),
            ("nwowcs", "nuoc"),
            ("chuye6n3", "chuyen"),
            ("d9o6i3", "doi"),
        ] {
            assert_eq!(keys(typed).as_deref(), Some(meant), "{typed}");
        }
        for plain in ["chuyen", "doi", "so", "nam", "2024", "covid"] {
            assert_eq!(keys(plain), None, "{plain}");
        }
    }

    #[test]
    fn the_last_word_is_a_beginning_until_something_follows_it() {
        let last = |text: &str| typed(text).last().map(|word| word.finished);
        assert_eq!((last("chuyển đ"), last("chuyển đổi ")), (Some(false), Some(true)));
        assert_eq!(last(" … !"), None);
        assert!(typed("kỹ")[0].fits("ki") && typed("ki thuat")[0].fits("ky"));
        assert!(typed("đô")[0].fits("doi") && !typed("đô ")[0].fits("doi"));
        assert_eq!(words("Hội nghị: 06/QĐ-TTg"), ["hoi", "nghi", "06", "qd", "ttg"]);
    }
}
