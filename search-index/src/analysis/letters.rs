//! Latin letters taken apart: the plain letter, what is on it, and the tone of its syllable.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Beyond this no Latin letter has a composed form that people write in Vietnam.
const LOW_END: u32 = 0x250;
const HIGH_START: u32 = 0x1e00;
const HIGH_END: u32 = 0x1f00;

/// A letter taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Lower case, without marks.
    pub(crate) plain: char,
    /// Marks that make another letter of it (`^ ( + -` and others), at most two.
    pub(crate) quality: [u8; 2],
    /// `1`…`5` as VNI numbers the tones, or 0.
    pub(crate) tone: u8,
}

/// Signs of the blocks below and between these.
pub(crate) const TABLE: usize = (LOW_END + HIGH_END - HIGH_START) as usize;

/// All of them, in the order of [`place_of`].
pub(crate) fn latin() -> impl Iterator<Item = char> {
    (0..LOW_END).chain(HIGH_START..HIGH_END).filter_map(char::from_u32)
}

/// The place of a sign among [`latin`].
#[inline]
pub(crate) fn place_of(c: char) -> Option<usize> {
    let code = u32::from(c);
    let at = match code {
        0..LOW_END => code,
        HIGH_START..HIGH_END => code - HIGH_START + LOW_END,
        _ => return None,
    };
    usize::try_from(at).ok()
}

static LETTERS: LazyLock<Vec<Option<Letter>>> = LazyLock::new(|| latin().map(take_apart).collect());

/// The parts of a Latin letter or a digit; nothing for any other sign.
pub(crate) fn letter(c: char) -> Option<Letter> {
    LETTERS.get(place_of(c)?).copied().flatten()
}

fn take_apart(c: char) -> Option<Letter> {
    if !c.is_alphanumeric() {
        return None;
    }
    let mut found: Option<Letter> = None;
    for part in c.to_lowercase().nfd() {
        match &mut found {
            None => {
                let (plain, stroke) = plain_of(part);
                found = Some(Letter { plain, quality: [stroke, 0], tone: 0 });
            }
            Some(letter) => letter.put_on(part),
        }
    }
    found
}

impl Letter {
    /// Adds a combining mark.
    pub(crate) fn put_on(&mut self, mark: char) {
        if let Some(tone) = tone_of(mark) {
            self.tone = tone;
        } else if let [0, _] = self.quality {
            self.quality = [quality_of(mark), 0];
        } else if let [first, 0] = self.quality {
            // Sorted, so that the order in which marks were typed makes no difference.
            let second = quality_of(mark);
            self.quality = [first.min(second), first.max(second)];
        }
    }
}

/// Letters whose stroke is no combining mark.
fn plain_of(c: char) -> (char, u8) {
    match c {
        'đ' | 'ð' => ('d', b'-'),
        'ƀ' => ('b', b'-'),
        'ı' => ('i', b'-'),
        'ł' => ('l', b'-'),
        'ø' => ('o', b'-'),
        other => (other, 0),
    }
}

/// Tones as combining marks.
pub(crate) fn tone_of(mark: char) -> Option<u8> {
    match mark {
        '\u{301}' => Some(b'1'),
        '\u{300}' => Some(b'2'),
        '\u{309}' => Some(b'3'),
        '\u{303}' => Some(b'4'),
        '\u{323}' => Some(b'5'),
        _ => None,
    }
}

fn quality_of(mark: char) -> u8 {
    match mark {
        '\u{302}' => b'^',
        '\u{306}' => b'(',
        '\u{31b}' => b'+',
        '\u{30c}' => b'v',
        '\u{308}' => b':',
        '\u{304}' => b'_',
        '\u{307}' => b'.',
        '\u{327}' | '\u{328}' => b',',
        '\u{30a}' => b'o',
        _ => b'?',
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, letter};

    #[test]
    fn letters_come_apart() {
        let parts = |plain, quality, tone| Some(Letter { plain, quality, tone });
        assert_eq!(letter('Ễ'), parts('e', [b'^', 0], b'4'));
        assert_eq!(letter('đ'), parts('d', [b'-', 0], 0));
        assert_eq!(letter('7'), parts('7', [0, 0], 0));
        assert_eq!(letter('č'), parts('c', [b'v', 0], 0));
        assert_eq!(letter(','), None);
        assert_eq!(letter('ស'), None);
    }
}
