//! Numbers of legal documents (`06/QĐ-TTg`, `42/2022/NĐ-CP`) as one term.

use super::normal::Form;
use super::syllables::Place;

/// What a term of a whole number begins with; no syllable does.
pub(crate) const CODE: char = '#';
/// Parts of a number at most.
const PARTS_MAX: usize = 6;

/// The numbers in a text that was cut: the first and last syllable of each, and its term.
pub(crate) fn codes(text: &str, places: &[Place]) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < places.len() {
        match code(text, places.get(at..).unwrap_or_default()) {
            Some((parts, term)) => {
                found.push((at, at + parts - 1, term));
                at += parts;
            }
            None => at += 1,
        }
    }
    found
}

/// The number that begins with the first syllable: digits, then parts after `/` or `-`, at least
/// one of each sort of part and one `/`.
fn code(text: &str, places: &[Place]) -> Option<(usize, String)> {
    let first = places.first()?;
    let mut term = String::from(CODE);
    let digits = text.get(first.start..first.end)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    term.push_str(digits.trim_start_matches('0'));
    let (mut parts, mut slash, mut letters) = (1, false, false);
    for two in places.windows(2).take(PARTS_MAX) {
        let [before, next] = two else { break };
        let gap = text.get(before.end..next.start)?;
        let part = text.get(next.start..next.end)?;
        let joined = match gap {
            "/" => "/",
            "-" | "–" | "\u{2011}" if slash => "-",
            // `QĐ70`: letters and digits that touch.
            "" if letters => "",
            _ => break,
        };
        slash |= joined == "/";
        letters |= part.chars().next().is_some_and(char::is_alphabetic);
        term.push_str(joined);
        term.push_str(&Form::of(part).folded);
        parts += 1;
    }
    (slash && letters).then_some((parts, term))
}

#[cfg(test)]
mod tests {
    use super::codes;
    use crate::analysis::syllables::places;

    fn found(text: &str) -> Vec<String> {
        codes(text, &places(text)).into_iter().map(|(_, _, term)| term).collect()
    }

    #[test]
    fn numbers_of_documents_are_seen_whole() {
        assert_eq!(
            found("Quyết định 06/QĐ-TTg và 42/2022/NĐ-CP,"),
            ["#6/qd-ttg", "#42/2022/nd-cp"]
        );
        assert_eq!(found("số 6/qd-ttg"), ["#6/qd-ttg"]);
        assert_eq!(found("ngày 17/8/2022, tỉ số 2-1, 24/7"), [""; 0]);
        assert_eq!(found("Nghị quyết 88/2019/QH14"), ["#88/2019/qh14"]);
    }
}
