//! What people ask, as it may be counted: alike written alike, and nothing of a person in it.

use std::collections::BTreeMap;

/// Longer ones are pasted text, nobody's frequent question, and may hold anything.
const LENGTH_MAX: usize = 100;
/// Different questions that are counted between two takings.
const KEPT: usize = 10_000;
/// From so many digits on a number may be somebody's: the shortest identity numbers have nine.
const DIGITS_MIN: usize = 9;

/// How often a question was asked, and how often nothing was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub asked: u32,
    pub without_result: u32,
}

/// Counts questions until they are taken to where they are kept.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<String, Count>,
}

impl Tally {
    /// Counts a question that was asked so many times, with the number of its results, if it may be
    /// counted.
    pub fn note(&mut self, question: &str, results: usize, times: u32) {
        let Some(text) = countable(question) else { return };
        if self.counts.len() >= KEPT && !self.counts.contains_key(&text) {
            return;
        }
        let count = self.counts.entry(text).or_default();
        count.asked = count.asked.saturating_add(times);
        let without = if results == 0 { times } else { 0 };
        count.without_result = count.without_result.saturating_add(without);
    }

    /// All that was counted, in the order of the texts; counting begins anew.
    pub fn take(&mut self) -> Vec<(String, Count)> {
        std::mem::take(&mut self.counts).into_iter().collect()
    }
}

/// A question as it is counted: NFC, lower case, single blanks, no punctuation at its ends.
///
/// Nothing for one that says nothing, has more than 100 characters, or holds what may belong to a
/// person: an e-mail address, a telephone, identity, passport, card or account number.
#[must_use]
pub fn countable(question: &str) -> Option<String> {
    let plain: String = question.chars().take(4 * LENGTH_MAX).map(plain_digit).collect();
    let tidy = content::text::tidy_line(&plain.replace(is_unseen, "")).to_lowercase();
    let text = content::text::nfc(tidy.trim_matches(|c: char| !c.is_alphanumeric() && c != '+'));
    let says_something = text.contains(char::is_alphanumeric);
    let fits = text.chars().count() <= LENGTH_MAX;
    (says_something && fits && !is_personal(&text)).then_some(text)
}

/// Full-width and other digits as people's phones may write them.
fn plain_digit(c: char) -> char {
    let zero = match c {
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{17e0}'..='\u{17e9}' => '\u{17e0}',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Characters without a width, which would hide that two questions are the same.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

fn is_personal(text: &str) -> bool {
    text.contains(['@', '＠'])
        || text.split(' ').any(is_passport)
        || numbers(text).any(is_somebodys)
}

/// One letter and seven or eight digits.
fn is_passport(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mut chars = word.chars();
    let digits = chars.next().filter(char::is_ascii_lowercase).map_or("", |_| chars.as_str());
    (7..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Runs of digits with what people put between them: the groups of each.
fn numbers(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let runs = text
        .split(|c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '.' | '-' | '(' | ')' | '+'));
    runs.map(|run| run.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty()).collect())
}

fn is_somebodys(groups: Vec<&str>) -> bool {
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    if digits < DIGITS_MIN {
        return false;
    }
    // Years, days and sums of money are long too: `30.4.1975 – 30.4.2025`, `1.000.000.000`.
    let is_year =
        |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let is_date = groups.iter().all(|group| group.len() <= 2 || is_year(group))
        && groups.iter().any(|group| is_year(group));
    let is_sum = groups.len() > 1
        && groups.first().is_some_and(|first| first.len() <= 3 && !first.starts_with('0'))
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && groups.iter().skip(2).any(|group| *group == "000");
    !is_date && !is_sum
}

#[cfg(test)]
mod tests {
    use super::{Count, Tally, countable};

    #[test]
    fn the_same_question_is_counted_once_however_it_is_written() {
        for same in [
            "chuyển đổi số",
            "  Chuyển  ĐỔI số ? ",
            "\"chuyê\u{309}n đô\u{309}i sô\u{301}\"",
            "chuyển\u{200b} đổi\t số…",
            "\u{202e}chuyển đổi số\u{0}",
        ] {
            assert_eq!(countable(same).as_deref(), Some("chuyển đổi số"), "{same}");
        }
    }

    #[test]
    fn what_may_belong_to_a_person_is_not_counted() {
        for personal in [
            "an.nguyen@example.vn",
            "liên hệ an @ example.vn",
            "0912345678",
            "sđt 0912 345 678 của ai",
            "0912.345.678",
            "(0203) 3.825.888",
            "+84 91 234 56 78",
            "84-912-345-678",
            "cccd 001099012345",
            "cmnd 123456789",
            "123 456 789",
            "hộ chiếu C1234567",
            "thẻ 4111 1111 1111 1111",
            "stk 19034567890123",
            "０９１２３４５６７８",
            "nguyễn văn an 09 1234 5678?",
        ] {
            assert_eq!(countable(personal), None, "{personal}");
        }
    }

    #[test]
    fn years_dates_sums_and_documents_are_counted() {
        for plain in [
            "42/2022/nđ-cp",
            "06/qđ-ttg",
            "30.4.1975 - 30.4.2025",
            "2020-2025",
            "lịch 2024 2025 2026",
            "30/04/1975",
            "1.000.000.000 đồng",
            "25.000.000 đồng",
            "hotline 19001234",
            "covid-19",
            "mtqg 1719",
            "sea games 31",
        ] {
            assert_eq!(countable(plain).as_deref(), Some(plain));
        }
    }

    #[test]
    fn what_says_nothing_or_too_much_is_not_counted() {
        let long = "sông ".repeat(40);
        for nothing in ["", "  ", "?!…", "😀", "\u{301}", long.as_str(), &"x".repeat(100_000)] {
            assert_eq!(countable(nothing), None, "{nothing}");
        }
        assert_eq!(countable(&"ắ".repeat(100)).map(|text| text.chars().count()), Some(100));
    }

    #[test]
    fn a_tally_counts_and_begins_anew_and_has_an_end() {
        let mut tally = Tally::default();
        tally.note("Sông Đà", 3, 1);
        tally.note("sông đà?", 0, 1);
        tally.note("0912345678", 0, 1);
        let expected = Count { asked: 2, without_result: 1 };
        assert_eq!(tally.take(), [("sông đà".to_owned(), expected)]);
        assert_eq!(tally.take(), []);
        for at in 0..12_000 {
            tally.note(&format!("câu {at}"), 1, 1);
        }
        assert_eq!(tally.take().len(), 10_000);
    }
}
