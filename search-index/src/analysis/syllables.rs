//! Cuts text into syllables and keeps where each stands, so that the original can be marked.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use super::letters::{TABLE, latin, letter, place_of};
use super::normal::is_unseen;

/// One syllable: its place in the text in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub start: usize,
    pub end: usize,
}

/// What a sign is to the cutter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// A sign of a script without blanks between words: stands alone.
    Alone,
    /// Belongs to the letter before it.
    Mark,
    /// Not seen: neither cuts nor begins.
    Unseen,
    Gap,
}

/// Runs of letters and runs of digits, with the marks that combine with them.
///
/// `VTV9` and `VTV 9` are cut alike. Marks never stand apart from their letter, so a decomposed
/// text is cut like a composed one.
///
/// In scripts that put no blanks between words (Khmer, Thái, Chăm, Lào, Chinese) each sign stands
/// alone; pairs of neighbours then find any run of signs.
#[must_use]
pub fn places(text: &str) -> Vec<Place> {
    Cut::new(text).collect()
}

/// The same, one by one.
#[derive(Debug, Clone)]
pub(crate) struct Cut<'a> {
    text: &'a str,
    at: usize,
    plain: &'static [u8; TABLE],
}

/// Of each sign of the Latin blocks the plain letter or digit, if nothing else has to be known to
/// cut and fold it; [`GAP`] for what stands between syllables; 0 for all else.
static PLAIN: LazyLock<[u8; TABLE]> = LazyLock::new(|| {
    let mut table = [0; TABLE];
    for (entry, c) in table.iter_mut().zip(latin()) {
        *entry = match (class(c), letter(c).map(|letter| letter.plain)) {
            (Class::Gap, _) => GAP,
            (Class::Letter, Some(plain @ 'a'..='z')) | (Class::Digit, Some(plain @ '0'..='9')) => {
                u8::try_from(plain).unwrap_or_default()
            }
            _ => 0,
        };
    }
    table
});
const GAP: u8 = b' ';

/// A syllable at a glance: its place, and [`glance`] of its letters before `i` and `y` are evened
/// out; none where that takes more than a look at each sign.
pub(crate) type Glanced = (Place, Option<u32>);

/// A number for a folded syllable, to see without reading it that it is not one that is sought.
pub(crate) fn glance(folded: &[u8]) -> u32 {
    folded.iter().fold(BEGIN, |sum, byte| add(sum, *byte))
}

/// FNV-1a.
const BEGIN: u32 = 0x811c_9dc5;

fn add(sum: u32, byte: u8) -> u32 {
    (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

impl<'a> Cut<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, plain: &PLAIN }
    }

    fn plain(&self, c: char) -> u8 {
        match place_of(c) {
            Some(at) => self.plain.get(at).copied().unwrap_or_default(),
            // Dashes, quotes, dots: none of them is a letter or unseen.
            None if matches!(c, '\u{2010}'..='\u{2027}') => GAP,
            None => 0,
        }
    }

    /// The next syllable, with what can be told of it at a glance.
    pub(crate) fn glanced(&mut self) -> Option<Glanced> {
        let mut start = None;
        let mut sum = BEGIN;
        let mut digits = false;
        for (offset, c) in self.text.get(self.at..)?.char_indices() {
            let plain = self.plain(c);
            let at = self.at + offset;
            match (start, plain) {
                (None, GAP) => {}
                (_, 0) => {
                    self.at = start.unwrap_or(at);
                    return Some((self.closely()?, None));
                }
                (None, _) => {
                    start = Some(at);
                    digits = plain.is_ascii_digit();
                    sum = add(BEGIN, plain);
                }
                (Some(_), plain) if plain != GAP && plain.is_ascii_digit() == digits => {
                    sum = add(sum, plain);
                }
                (Some(start), _) => {
                    self.at = at;
                    return Some((Place { start, end: at }, Some(sum)));
                }
            }
        }
        self.at = self.text.len();
        start.map(|start| (Place { start, end: self.text.len() }, Some(sum)))
    }

    /// The next syllable, whatever signs it has.
    fn closely(&mut self) -> Option<Place> {
        let mut open: Option<(usize, Class)> = None;
        let mut end = self.at;
        for (offset, c) in self.text.get(self.at..)?.char_indices() {
            let at = self.at + offset;
            let class = class(c);
            match (open, class) {
                (None, Class::Letter | Class::Digit) => open = Some((at, class)),
                (None, Class::Alone) => {
                    self.at = at + c.len_utf8();
                    return Some(Place { start: at, end: self.at });
                }
                (None, _) => {}
                (Some((_, kind)), _) if kind == class || class == Class::Mark => {}
                (Some(_), Class::Unseen) => continue,
                (Some((start, _)), _) => {
                    self.at = at;
                    return Some(Place { start, end });
                }
            }
            end = at + c.len_utf8();
        }
        self.at = self.text.len();
        open.map(|(start, _)| Place { start, end })
    }
}

impl Iterator for Cut<'_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        self.glanced().map(|(place, _)| place)
    }
}

fn class(c: char) -> Class {
    match c {
        'a'..='z'
        | 'A'..='Z'
        | '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{24f}'
        | '\u{1e00}'..='\u{1eff}' => Class::Letter,
        '0'..='9' => Class::Digit,
        '\0'..='\x7f' => Class::Gap,
        c if is_unseen(c) => Class::Unseen,
        c if stands_alone(c) => Class::Alone,
        c if is_combining_mark(c) => Class::Mark,
        c if c.is_numeric() => Class::Digit,
        c if c.is_alphanumeric() => Class::Letter,
        _ => Class::Gap,
    }
}

/// Signs of scripts without blanks between words, their marks included.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e50}'..='\u{e59}'
        | '\u{e80}'..='\u{edf}'
        | '\u{1000}'..='\u{1049}' | '\u{1050}'..='\u{109f}'
        | '\u{1780}'..='\u{17d3}' | '\u{17dc}'..='\u{17e9}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{aa00}'..='\u{aa5b}' | '\u{aa80}'..='\u{aadd}'
        | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::{Cut, Place, glance, places};

    fn cut(text: &str) -> Vec<&str> {
        places(text).iter().filter_map(|place| text.get(place.start..place.end)).collect()
    }

    #[test]
    fn syllables_numbers_and_signs() {
        assert_eq!(cut("Ê-đê, VTV9 (m2)!"), ["Ê", "đê", "VTV", "9", "m", "2"]);
        assert_eq!(cut("30/2020/NĐ-CP"), ["30", "2020", "NĐ", "CP"]);
        assert_eq!(cut("Bi\u{300}nh Ho\u{300}a"), ["Bi\u{300}nh", "Ho\u{300}a"]);
        assert_eq!(cut("so\u{ad}ng\u{200b}").len(), 1);
        assert_eq!(cut("ខ្មែរ").len(), 5);
        assert_eq!(cut("\u{301}a 😀 ?!"), ["a"]);
        assert!(cut("").is_empty());
    }

    #[test]
    fn a_glance_cuts_as_a_closer_look_does() {
        let text = "“Ê-đê”, VTV9… ²½ª so\u{ad}ng\u{200b} e\u{302}\u{301} ខ្មែរ µm 12th–13 Ǽ \u{212b}";
        for start in text.char_indices().map(|(at, _)| at) {
            let text = text.get(start..).unwrap();
            let mut closely = Cut::new(text);
            let closely: Vec<Place> = std::iter::from_fn(|| closely.closely()).collect();
            assert_eq!(places(text), closely, "{text}");
        }
    }

    #[test]
    fn a_glance_is_of_the_folded_form() {
        let mut cut = Cut::new("ĐƯỜNG, đê\u{301}n");
        let seen: Vec<_> = std::iter::from_fn(|| cut.glanced()).map(|(_, seen)| seen).collect();
        assert_eq!(seen, [Some(glance(b"duong")), None]);
    }
}
