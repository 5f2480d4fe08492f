//! Keys that do not stay inside one syllable: the digits of VNI, and a tone key behind a comma.

use super::grammar::is_syllable;
use super::keys;

/// The text with these keys read, or nothing when there are none.
pub(crate) fn untangle(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let decoded: Vec<Option<String>> = words.iter().map(|word| digits(word)).collect();
    let count = decoded.iter().flatten().count();
    let long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let trusted = count > 1 || (count == 1 && words.len() <= 2 && words.iter().any(long));
    let behind = behind_marks(&words);
    if !trusted && behind.is_none() {
        return None;
    }
    let chosen = words.iter().zip(decoded).zip(behind.unwrap_or_else(|| vec![None; words.len()]));
    let chosen: Vec<String> = chosen
        .map(|((word, digits), behind)| {
            digits.filter(|_| trusted).or(behind).unwrap_or_else(|| (*word).to_owned())
        })
        .collect();
    Some(chosen.join(" "))
}

/// A word of letters and digits that VNI makes a syllable of; `?3` behind it is its tone.
fn digits(word: &str) -> Option<String> {
    let sign = |c: char| !c.is_alphanumeric();
    let (word, after) = word.trim_end_matches(sign).split_at_checked(0).map_or((word, ""), |_| {
        let bare = word.trim_end_matches(sign);
        (bare, word.get(bare.len()..).unwrap_or_default())
    });
    let start = word.find(char::is_alphanumeric)?;
    let (before, word) = word.split_at(start);
    let keys: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let inside: String = word.chars().filter(|c| sign(*c)).collect();
    let tones = keys.chars().filter(|c| matches!(c, '1'..='5')).count();
    let begins = keys.starts_with(char::is_alphabetic);
    if !begins || tones > 1 || !keys.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // Signs inside the word are those that stand before a tone key at its end.
    if !inside.is_empty() && !word.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(sign) {
        return None;
    }
    let (form, spelled) = keys::vni(&keys)?;
    is_syllable(&form).then(|| format!("{before}{spelled}{inside}{after}"))
}

/// Words such as `day,j`: the key belongs to the letters before the sign. Only where another word
/// of the text was typed with Telex keys, or its letters are a syllable with it.
fn behind_marks(words: &[&str]) -> Option<Vec<Option<String>>> {
    let all: Vec<Option<String>> = words
        .iter()
        .map(|word| {
            let mut chars = word.chars();
            let key = chars.next_back().filter(|key| matches!(key, 's' | 'f' | 'r' | 'x' | 'j'))?;
            let rest = chars.as_str();
            let letters = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
            let sign = rest.get(letters.len()..).filter(|sign| !sign.is_empty())?;
            let (form, spelled) = keys::telex(&format!("{letters}{key}"))?;
            is_syllable(&form).then(|| format!("{spelled}{sign}"))
        })
        .collect();
    all.iter().any(Option::is_some).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::untangle;

    #[test]
    fn digits_and_keys_behind_signs() {
        assert_eq!(untangle("chuye63n d9o6i3 so61").as_deref(), Some("chuyển đổi số"));
        assert_eq!(untangle("trung tinh?s").as_deref(), Some("trung tính?"));
        assert_eq!(untangle("d9a6y, nhe1"), Some("đây, nhé".to_owned()));
        assert_eq!(untangle("U23 Việt Nam"), None);
        assert_eq!(untangle("covid19 ngày 17/8"), None);
        assert_eq!(untangle("11 000 m2"), None);
    }
}
