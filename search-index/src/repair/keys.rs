//! What Telex and VNI make of keys that were pressed while the input method was off.

use super::spell::spell;
use crate::analysis::letters::letter;
use crate::analysis::normal::Form;

/// A letter that is being typed.
#[derive(Debug, Clone, Copy)]
struct Typed {
    plain: char,
    quality: u8,
    upper: bool,
}

#[derive(Debug, Default)]
struct Word {
    letters: Vec<Typed>,
    tone: Option<char>,
    /// Whether any key was more than its letter.
    changed: bool,
}

/// The syllable that Telex keys make, if they make another word than its letters.
pub(crate) fn telex(keys: &str) -> Option<(Form, String)> {
    let mut word = Word::default();
    for key in keys.chars() {
        let plain = word.take(key)?;
        let done = match plain {
            's' | 'f' | 'r' | 'x' | 'j' if word.has_vowel() => word.set_tone(match plain {
                's' => '1',
                'f' => '2',
                'r' => '3',
                'x' => '4',
                _ => '5',
            }),
            'w' => word.horn_or_breve(),
            'a' | 'e' | 'o' => word.circumflex(plain),
            'd' => word.stroke(),
            _ => false,
        };
        if !done {
            word.push(key)?;
        }
    }
    word.finish()
}

/// The same for VNI.
pub(crate) fn vni(keys: &str) -> Option<(Form, String)> {
    let mut word = Word::default();
    for key in keys.chars() {
        let done = match key {
            '1'..='5' if word.has_vowel() => word.set_tone(key),
            '6' => ['a', 'e', 'o'].into_iter().any(|of| word.circumflex(of)),
            '7' => word.horn(),
            '8' => word.put_last("a", b'('),
            '9' => word.stroke(),
            _ => false,
        };
        if !done {
            word.push(key)?;
        }
    }
    word.finish()
}

impl Word {
    fn take(&self, key: char) -> Option<char> {
        letter(key).map(|letter| letter.plain)
    }

    fn push(&mut self, key: char) -> Option<()> {
        let parts = letter(key)?;
        let [quality, second] = parts.quality;
        if second != 0 {
            return None;
        }
        if parts.tone != 0 {
            self.tone = Some(char::from(parts.tone));
        }
        self.letters.push(Typed { plain: parts.plain, quality, upper: key.is_uppercase() });
        Some(())
    }

    fn has_vowel(&self) -> bool {
        self.letters.iter().any(|of| is_vowel(of.plain))
    }

    fn set_tone(&mut self, tone: char) -> bool {
        self.tone = Some(tone);
        self.changed = true;
        true
    }

    /// Puts a mark on the last of some letters that has none.
    fn put_last(&mut self, letters: &str, quality: u8) -> bool {
        let last = self.letters.iter_mut().rev().find(|of| letters.contains(of.plain));
        match last {
            Some(of) if of.quality == 0 => {
                of.quality = quality;
                self.changed = true;
                true
            }
            _ => false,
        }
    }

    fn circumflex(&mut self, of: char) -> bool {
        // The second `o` of `oao` and `oeo` is a letter.
        let other = self.letters.last().is_some_and(|last| matches!(last.plain, 'a' | 'e'));
        if of == 'o' && other {
            return false;
        }
        let mut one = [0; 4];
        self.put_last(of.encode_utf8(&mut one), b'^')
    }

    /// `uo` become one pair, as in `ươ`, unless nothing stands behind and `u` alone is meant.
    fn horn(&mut self) -> bool {
        let pair = self
            .letters
            .windows(2)
            .position(|two| matches!(two, [one, two] if one.plain == 'u' && two.plain == 'o'));
        let first_of_q =
            |at: usize| at > 0 && self.letters.get(at - 1).is_some_and(|of| of.plain == 'q');
        if let Some(at) = pair.filter(|at| !first_of_q(*at)) {
            let two = self.letters.get_mut(at..at + 2).unwrap_or_default();
            let mut any = false;
            for of in two {
                any |= of.quality == 0;
                of.quality = b'+';
            }
            self.changed |= any;
            return any;
        }
        // `ua` is `ưa`: the vowel that can carry a horn.
        self.put_last("ou", b'+')
    }

    fn horn_or_breve(&mut self) -> bool {
        if self.letters.iter().any(|of| matches!(of.plain, 'o' | 'u')) {
            let after_q = self.letters.first().is_some_and(|of| of.plain == 'q');
            let breve = self.letters.iter().rev().find(|of| is_vowel(of.plain));
            let breve = breve.is_some_and(|of| of.plain == 'a');
            let u_before_a = self
                .letters
                .windows(2)
                .any(|two| matches!(two, [one, two] if one.plain == 'u' && two.plain == 'a'));
            if breve && (after_q || !u_before_a) {
                return self.put_last("a", b'(');
            }
            return self.horn();
        }
        if self.put_last("a", b'(') {
            return true;
        }
        if self.has_vowel() {
            return false;
        }
        self.letters.push(Typed { plain: 'u', quality: b'+', upper: false });
        self.changed = true;
        true
    }

    fn stroke(&mut self) -> bool {
        match self.letters.first_mut() {
            Some(first) if first.plain == 'd' && first.quality == 0 => {
                first.quality = b'-';
                self.changed = true;
                true
            }
            _ => false,
        }
    }

    fn finish(mut self) -> Option<(Form, String)> {
        if !self.changed {
            return None;
        }
        // With nothing behind it the pair is `uơ`, as in `thuở`.
        if let [.., first, last] = self.letters.as_mut_slice()
            && (first.plain, first.quality, last.plain, last.quality) == ('u', b'+', 'o', b'+')
        {
            first.quality = 0;
        }
        let mut form = Form::default();
        let mut written = String::new();
        for (at, of) in self.letters.iter().enumerate() {
            form.folded.push(of.plain);
            written.push(if of.upper { of.plain.to_ascii_uppercase() } else { of.plain });
            if of.quality != 0 {
                form.marks.push(char::from(b'a' + u8::try_from(at.min(25)).unwrap_or(25)));
                form.marks.push(char::from(of.quality));
            }
        }
        form.marks.extend(self.tone);
        let spelled = spell(&form, &written);
        // Through the text once more, for the choice of `i` and `y`.
        Some((Form::of(&spelled), spelled))
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::{telex, vni};
    use crate::analysis::normal::Form;
    use crate::repair::grammar;
    use crate::repair::spell::spell;

    fn word(decoded: Option<(Form, String)>) -> String {
        decoded.map(|(_, word)| word).unwrap_or_default()
    }

    #[test]
    fn telex_keys_in_any_order_people_use() {
        for (keys, meant) in [
            ("chuyeenr", "chuyển"),
            ("chuyeern", "chuyển"),
            ("chuyenre", "chuyển"),
            ("ddooir", "đổi"),
            ("dodoir", "đổi"),
            ("nguwowif", "người"),
            ("nguowif", "người"),
            ("nguoiwf", "người"),
            ("DDawks", "Đắk"),
            ("hoaf", "hòa"),
            ("quaanr", "quẩn"),
            ("quawngr", "quẳng"),
            ("suwj", "sự"),
            ("cuar", "của"),
            ("chuwa", "chưa"),
            ("dungfd", "đùng"),
            ("truwowngr", "trưởng"),
            ("quowr", "quở"),
        ] {
            assert_eq!(word(telex(keys)), meant, "{keys}");
        }
        assert_eq!(telex("nha"), None);
        assert_eq!(telex("a,b"), None);
    }

    #[test]
    fn vni_keys() {
        for (keys, meant) in [
            ("chuye63n", "chuyển"),
            ("chuye6n3", "chuyển"),
            ("d9o6i3", "đổi"),
            ("nguo72i", "người"),
            ("ngu7o7i2", "người"),
            ("D9a81k", "Đắk"),
            ("qua6n3", "quẩn"),
        ] {
            assert_eq!(word(vni(keys)), meant, "{keys}");
        }
        assert_eq!(vni("2024"), None);
    }

    /// Keys of a syllable: marks behind their letters, the tone at the end.
    fn keys(form: &Form, tone: char, method: &str) -> String {
        let telex = method == "telex";
        let mut keys = String::new();
        for (at, letter) in form.folded.chars().enumerate() {
            keys.push(letter);
            let place = char::from(b'a' + u8::try_from(at).unwrap());
            let quality = form.marks.split_once(place).and_then(|(_, rest)| rest.chars().next());
            match quality {
                Some('^') if telex => keys.push(letter),
                Some('^') => keys.push('6'),
                Some('+') => keys.push(if telex { 'w' } else { '7' }),
                Some('(') => keys.push(if telex { 'w' } else { '8' }),
                Some('-') => keys.push(if telex { 'd' } else { '9' }),
                _ => {}
            }
        }
        if tone != '0' {
            let telex_key = "zsfrxj".chars().nth(tone.to_digit(10).unwrap() as usize).unwrap();
            keys.push(if telex { telex_key } else { tone });
        }
        keys
    }

    #[test]
    fn every_syllable_comes_back_from_its_keys() {
        for plain in grammar::all() {
            for tone in ['0', '1', '2', '3', '4', '5'] {
                let mut form = plain.clone();
                if tone != '0' {
                    form.marks.push(tone);
                }
                // Telex writes the two letters of `oo` with a third key.
                if form.marks.is_empty() || form.folded.contains("oo") {
                    continue;
                }
                let form = Form::of(&spell(&form, ""));
                for (name, decoded) in [
                    ("telex", telex(&keys(plain, tone, "telex"))),
                    ("vni", vni(&keys(plain, tone, "vni"))),
                ] {
                    assert_eq!(
                        decoded.map(|(form, _)| form),
                        Some(form.clone()),
                        "{name} {plain:?}"
                    );
                }
            }
        }
    }
}
