//! Writes a form as people read it: letters with their marks, the tone where it is placed.

use unicode_normalization::UnicodeNormalization;

use super::grammar::split_tone;
use crate::analysis::normal::Form;

/// The syllable of a form. `letters` gives the choice of `i` or `y` and capitals where it has the
/// same letters otherwise.
pub(crate) fn spell(form: &Form, letters: &str) -> String {
    let (marks, tone) = split_tone(&form.marks);
    let base: Vec<char> = if letters.chars().count() == form.folded.chars().count() {
        let own = letters.chars().zip(form.folded.chars());
        own.map(|(typed, plain)| {
            if typed.is_uppercase() {
                upper(plain_or(typed, plain))
            } else {
                plain_or(typed, plain)
            }
        })
        .collect()
    } else {
        form.folded.chars().collect()
    };
    let mut letters: Vec<String> = base.iter().map(ToString::to_string).collect();
    let mut at = 0;
    for mark in marks.chars() {
        if mark.is_ascii_lowercase() && !matches!(mark, 'v' | 'o') {
            at = usize::try_from(u32::from(mark) - u32::from('a')).unwrap_or_default();
        } else if let Some(letter) = letters.get_mut(at) {
            put(letter, mark);
        }
    }
    if let Some(tone) = tone.and_then(combining_tone)
        && let Some(letter) = letters.get_mut(tone_place(&base, marks))
    {
        letter.push(tone);
    }
    letters.concat().nfc().collect()
}

fn plain_or(typed: char, plain: char) -> char {
    // `y` and `i` are one in the form; other letters are the form's own.
    if matches!((typed, plain), ('y' | 'Y', 'i') | ('i' | 'I', 'y')) {
        return typed.to_ascii_lowercase();
    }
    plain
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

fn put(letter: &mut String, mark: char) {
    let combining = match mark {
        '^' => '\u{302}',
        '(' => '\u{306}',
        '+' => '\u{31b}',
        'v' => '\u{30c}',
        ':' => '\u{308}',
        '_' => '\u{304}',
        '.' => '\u{307}',
        ',' => '\u{327}',
        'o' => '\u{30a}',
        '-' => {
            let stroked = match letter.as_str() {
                "d" => "đ",
                "D" => "Đ",
                "b" => "ƀ",
                "B" => "Ƀ",
                other => other,
            };
            *letter = stroked.to_owned();
            return;
        }
        _ => return,
    };
    letter.push(combining);
}

fn combining_tone(tone: char) -> Option<char> {
    match tone {
        '1' => Some('\u{301}'),
        '2' => Some('\u{300}'),
        '3' => Some('\u{309}'),
        '4' => Some('\u{303}'),
        '5' => Some('\u{323}'),
        _ => None,
    }
}

/// Which letter carries the tone: the last one with a mark of its own, otherwise by the shape of
/// the rhyme.
fn tone_place(letters: &[char], marks: &str) -> usize {
    let mut own = marks.as_bytes().windows(2).rev().filter_map(|two| match two {
        [place @ b'a'..=b'z', b'^' | b'(' | b'+'] => Some(usize::from(place - b'a')),
        _ => None,
    });
    if let Some(last) = own.next() {
        return last;
    }
    let is_vowel = |c: &char| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let lower: String = letters.iter().map(char::to_ascii_lowercase).collect();
    let first = letters.iter().position(is_vowel).unwrap_or_default();
    let vowels = letters.iter().skip(first).take_while(|c| is_vowel(c)).count();
    // The `u` of `qu` and the `i` of `gi` belong to the onset when another vowel follows.
    let of_onset = vowels > 1 && (lower.starts_with("qu") || lower.starts_with("gi"));
    let (first, vowels) = if of_onset { (first + 1, vowels - 1) } else { (first, vowels) };
    let closed = first + vowels < letters.len();
    match vowels {
        0 | 1 => first,
        2 if closed => first + 1,
        2 => first,
        _ => first + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::spell;
    use crate::analysis::normal::Form;

    #[test]
    fn forms_are_spelled_as_they_were_written() {
        for word in [
            "chuyển", "đổi", "hòa", "thúy", "quý", "giá", "gì", "người", "khuỷu", "hoàn", "mía",
            "Đắk", "ƀăn", "nguyễn", "Nước", "của", "oái", "kỹ",
        ] {
            assert_eq!(
                spell(&Form::of(word), &crate::analysis::normal::folded(word)).to_lowercase(),
                if word == "kỹ" { "kĩ".to_owned() } else { word.to_lowercase() }
            );
        }
        assert_eq!(spell(&Form::of("kỹ"), "ky"), "kỹ");
        assert_eq!(spell(&Form::of("đường"), "Duong"), "Đường");
    }
}
