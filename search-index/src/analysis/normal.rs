//! The forms of a syllable: folded, and the marks beside it (tone placement and i/y evened out).

use content::text::fold;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::letters::{Letter, letter};

/// Stands between the folded form and its marks in an exact term; no letter sorts before it.
pub(crate) const MARKS: char = '\u{1}';

/// A syllable without its marks, and the marks alone: `chuyển` is `chuyen` and `e^3`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form {
    /// Lower case, no marks.
    pub folded: String,
    /// Each marked letter's place in the folded form with its marks, then the tone; empty when
    /// the syllable carries none.
    pub marks: String,
}

impl Form {
    /// The forms of one syllable.
    #[must_use]
    pub fn of(syllable: &str) -> Self {
        let mut form = Self::default();
        form.read(syllable);
        form
    }

    /// Takes the place of the older self, without new memory.
    pub(crate) fn read(&mut self, syllable: &str) {
        if self.read_latin(syllable) {
            return;
        }
        if is_nfc_quick(syllable.chars()) == IsNormalized::Yes {
            self.read_composed(syllable);
        } else {
            // Whatever marks were typed in whatever order, and for letters with a second sign of
            // their own (`Å` for ångström), composed they are the same.
            let composed: String = syllable.nfc().collect();
            self.read_composed(&composed);
        }
    }

    /// What nearly all syllables are: nothing but composed Latin letters or digits. Says whether
    /// this one was.
    fn read_latin(&mut self, syllable: &str) -> bool {
        self.folded.clear();
        self.marks.clear();
        let mut tone = 0;
        for c in syllable.chars() {
            let Some(letter) = letter(c) else { return false };
            self.close(Some(letter), &mut tone);
        }
        if tone != 0 {
            self.marks.push(char::from(tone));
        }
        self.even_i();
        true
    }

    fn read_composed(&mut self, syllable: &str) {
        self.folded.clear();
        self.marks.clear();
        let mut tone = 0;
        let mut last: Option<Letter> = None;
        for c in syllable.chars() {
            if let Some(next) = letter(c) {
                self.close(last.replace(next), &mut tone);
            } else if let (Some(open), true) = (&mut last, is_combining_mark(c)) {
                open.put_on(c);
            } else if !is_unseen(c) {
                return self.read_other(syllable);
            }
        }
        self.close(last, &mut tone);
        if tone != 0 {
            self.marks.push(char::from(tone));
        }
        self.even_i();
    }

    fn close(&mut self, letter: Option<Letter>, tone: &mut u8) {
        let Some(letter) = letter else { return };
        if letter.quality != [0, 0] {
            // Places beyond `z` do not occur in syllables that are any language's.
            let place = u8::try_from(self.folded.len().min(25)).unwrap_or(25);
            self.marks.push(char::from(b'a' + place));
            for quality in letter.quality.into_iter().filter(|quality| *quality != 0) {
                self.marks.push(char::from(quality));
            }
        }
        if letter.tone != 0 {
            *tone = letter.tone;
        }
        self.folded.push(letter.plain);
    }

    /// Letters of other scripts: their marks stay on them.
    fn read_other(&mut self, syllable: &str) {
        self.folded = fold(syllable).chars().filter(|c| !is_unseen(*c)).collect();
        self.marks.clear();
        let composed: String = syllable.to_lowercase().nfc().filter(|c| !is_unseen(*c)).collect();
        if composed != self.folded {
            self.marks = composed;
        }
    }

    /// The other way in which a folded form may be written before it is evened out.
    pub(crate) fn uneven(folded: &str) -> Option<String> {
        let (other, stem) = match folded.as_bytes() {
            [b'h' | b'k' | b'l' | b'm' | b's' | b't' | b'v', b'i'] => ('y', 1),
            [b'q', b'u', b'y'] => ('i', 2),
            _ => return None,
        };
        let mut uneven = folded.get(..stem)?.to_owned();
        uneven.push(other);
        Some(uneven)
    }

    /// After one consonant a final `y` and `i` sound the same and both are written; and so after
    /// `qu`.
    fn even_i(&mut self) {
        let evened = match self.folded.as_bytes() {
            [b'h' | b'k' | b'l' | b'm' | b's' | b't' | b'v', b'y'] => "i",
            [b'q', b'u', b'i'] => "y",
            _ => return,
        };
        self.folded.pop();
        self.folded.push_str(evened);
    }

    /// Whether it carries any mark, so that its writer meant one reading.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        !self.marks.is_empty()
    }

    /// The exact form as one word.
    #[must_use]
    pub fn exact(&self) -> String {
        let mut exact = self.folded.clone();
        if self.is_marked() {
            exact.push(MARKS);
            exact.push_str(&self.marks);
        }
        exact
    }
}

/// Signs inside a word that nobody sees: joiners, soft hyphens, marks of direction.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// The folded form: lower case, no marks.
#[must_use]
pub fn folded(syllable: &str) -> String {
    Form::of(syllable).folded
}

/// The exact form: the folded form with its marks behind it, wherever they stood. `hoà` and
/// `hòa`, `kỹ` and `kĩ` are then the same.
#[must_use]
pub fn exact(syllable: &str) -> String {
    Form::of(syllable).exact()
}

/// Whether a syllable carries any mark or a `đ`, so that its writer meant one reading.
#[must_use]
pub fn is_marked(syllable: &str) -> bool {
    Form::of(syllable).is_marked()
}

#[cfg(test)]
mod tests {
    use super::{Form, exact, folded, is_marked};

    #[test]
    fn tone_placement_and_i_or_y_make_no_difference() {
        for (a, b) in [
            ("hoà", "hòa"),
            ("thuý", "thúy"),
            ("kỹ", "kĩ"),
            ("Mỹ", "mĩ"),
            ("quý", "QUÝ"),
            ("quí", "quý"),
            ("vì", "vỳ"),
        ] {
            assert_eq!(exact(a), exact(b), "{a} {b}");
        }
        for (a, b) in [("má", "mà"), ("hòa", "hóa"), ("tay", "tai"), ("dê", "đê"), ("thi", "thy")]
        {
            assert_ne!(exact(a), exact(b), "{a} {b}");
        }
    }

    #[test]
    fn what_was_evened_out_has_another_writing() {
        for (folded, other) in [("ki", Some("ky")), ("quy", Some("qui")), ("di", None)] {
            assert_eq!(Form::uneven(folded).as_deref(), other, "{folded}");
            assert!(other.is_none_or(|other| super::folded(other) == folded));
        }
    }

    #[test]
    fn two_signs_for_one_letter_are_one() {
        for (one, other) in [("\u{212b}", "A\u{30a}"), ("\u{212b}", "Å"), ("\u{212a}y", "ki")] {
            assert_eq!(exact(one), exact(other), "{one} {other}");
        }
    }

    #[test]
    fn folding_takes_all_marks_from_latin_letters_only() {
        for (written, plain) in [
            ("Đường", "duong"),
            ("kỹ", "ki"),
            ("Ƀuôn", "buon"),
            ("Čư\u{306}", "cu"),
            ("Ñŏ", "no"),
            ("ê̆", "e"),
            ("ខ្មែរ", "ខ្មែរ"),
            ("Й", "й"),
        ] {
            assert_eq!(folded(written), plain, "{written}");
        }
        assert!(is_marked("đ") && is_marked("à") && !is_marked("Ha"));
    }

    #[test]
    fn composed_and_decomposed_are_the_same() {
        assert_eq!(exact("ệ"), exact("e\u{323}\u{302}"));
        assert_eq!(exact("ê̆"), exact("e\u{306}\u{302}"));
        assert_eq!(folded("Buôn"), folded("Buo\u{302}n"));
        assert_eq!(Form::of("chuyển"), Form { folded: "chuyen".into(), marks: "e^3".into() });
    }
}
