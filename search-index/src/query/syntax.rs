//! The few signs that mean something in a question: quotes, a minus, and what a filter begins
//! with. Everything else is words, however odd.

use content::text::fold;

use super::{QUESTION_MAX, Words};

/// A question by its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Plain words.
    pub(crate) words: Words,
    /// `"…"`: neighbours in this order with these marks.
    pub(crate) quoted: Vec<Words>,
    /// `-word`, `-"…"`.
    pub(crate) without: Vec<Words>,
    /// `chuyên mục:…`.
    pub(crate) section: Option<String>,
    /// `tác giả:…`.
    pub(crate) byline: Option<String>,
    /// `từ:…`, milliseconds.
    pub(crate) since_ms: Option<i64>,
    /// `đến:…`, the moment after it.
    pub(crate) until_ms: Option<i64>,
}

/// Quoted words and exclusions of one question at most.
const PARTS_MAX: usize = 8;

#[derive(Debug, Clone, Copy)]
enum Filter {
    Section,
    Byline,
    Since,
    Until,
}

const FILTERS: [(&str, Filter); 4] = [
    ("chuyen muc", Filter::Section),
    ("tac gia", Filter::Byline),
    ("tu", Filter::Since),
    ("den", Filter::Until),
];

/// Reads a question.
pub(crate) fn read(question: &str) -> Asked {
    let text: String = question.chars().take(QUESTION_MAX).collect();
    let text: String = content::text::nfc(&text).chars().map(even_quote).collect();
    let mut asked = Asked::default();
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let begins = plain.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(');
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        if first == '"' {
            let (inside, behind) = quoted(after);
            asked.quote(inside, &mut plain);
            rest = behind;
            continue;
        }
        if first == '-' && begins && after.starts_with(|c: char| c == '"' || c.is_alphanumeric()) {
            let (value, behind) = value(after);
            if asked.without.len() < PARTS_MAX {
                asked.without.push(Words::read(value));
            }
            rest = behind;
            continue;
        }
        if first == ':' && asked.filter(&mut plain, after, &mut rest) {
            continue;
        }
        plain.push(first);
        rest = after;
    }
    asked.words = Words::read(&plain);
    if asked.words.is_empty() && asked.quoted.is_empty() && !asked.without.is_empty() {
        // Nothing but exclusions: then they are what is asked for.
        asked.without.clear();
        asked.words = Words::read(&text);
    }
    asked
}

fn even_quote(c: char) -> char {
    if matches!(c, '“' | '”' | '„' | '‟' | '«' | '»') { '"' } else { c }
}

/// Up to the closing quote, and what is behind it; an unclosed one closes at the end.
fn quoted(text: &str) -> (&str, &str) {
    text.split_once('"').unwrap_or((text, ""))
}

/// A quoted value or one word.
fn value(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    if let Some(text) = text.strip_prefix('"') {
        return quoted(text);
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

impl Asked {
    fn quote(&mut self, inside: &str, plain: &mut String) {
        let words = Words::read(inside);
        if words.is_empty() {
            plain.push(' ');
        } else if self.quoted.len() < PARTS_MAX {
            self.quoted.push(words);
        } else {
            plain.push(' ');
            plain.push_str(inside);
            plain.push(' ');
        }
    }

    /// Takes a filter whose name ends the words so far; false when there is none.
    fn filter<'a>(&mut self, plain: &mut String, after: &'a str, rest: &mut &'a str) -> bool {
        for (name, filter) in FILTERS {
            let Some(start) = ends_with(plain, name) else { continue };
            let (text, behind) = value(after);
            if text.is_empty() {
                return false;
            }
            let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            if matches!(filter, Filter::Since | Filter::Until)
                && !text.starts_with(|c: char| c.is_ascii_digit())
            {
                return false;
            }
            match filter {
                Filter::Section => self.section = Some(text),
                Filter::Byline => self.byline = Some(text),
                // A date that does not exist bounds nothing.
                Filter::Since => self.since_ms = dates(&text).map(|(from, _)| from),
                Filter::Until => self.until_ms = dates(&text).map(|(_, to)| to),
            }
            plain.truncate(start);
            plain.push(' ');
            *rest = behind;
            return true;
        }
        false
    }
}

/// Where the folded name begins that ends the text, if a word begins there.
fn ends_with(text: &str, name: &str) -> Option<usize> {
    let length = name.chars().count();
    let (start, _) = text.char_indices().rev().nth(length - 1)?;
    let begins = text.get(..start)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    (begins && fold(text.get(start..)?) == name).then_some(start)
}

const DAY_MS: i64 = 86_400_000;
/// Midnight in Vietnam is 17 o'clock the day before in UTC.
const OFFSET_MS: i64 = 7 * 3_600_000;

/// The first moment of a date and the one after it: `2024`, `5/2024`, `2024-05-17`, `17/5/2024`.
fn dates(text: &str) -> Option<(i64, i64)> {
    let parts: Vec<i64> = text
        .split(['/', '-', '.'])
        .map(|part| part.parse::<i64>().ok().filter(|number| (1..=9_999).contains(number)))
        .collect::<Option<_>>()?;
    let (year, month, day) = match *parts.as_slice() {
        [year] => (year, None, None),
        [month, year] if year > 31 => (year, Some(month), None),
        [year, month] => (year, Some(month), None),
        [year, month, day] if year > 31 => (year, Some(month), Some(day)),
        [day, month, year] => (year, Some(month), Some(day)),
        _ => return None,
    };
    let (from, to) = match (month, day) {
        (None, _) => (days(year, 1, 1)?, days(year + 1, 1, 1)?),
        (Some(12), None) => (days(year, 12, 1)?, days(year + 1, 1, 1)?),
        (Some(month), None) => (days(year, month, 1)?, days(year, month + 1, 1)?),
        (Some(month), Some(day)) => (days(year, month, day)?, days(year, month, day)? + 1),
    };
    Some((from * DAY_MS - OFFSET_MS, to * DAY_MS - OFFSET_MS))
}

/// Days since 1970, or nothing for a day that does not exist.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || year < 1_000 {
        return None;
    }
    // March begins the year of this count, so that leap days end it.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::{dates, read};

    fn texts(question: &str) -> (String, Vec<String>, Vec<String>) {
        let asked = read(question);
        let list = |words: Vec<super::Words>| words.into_iter().map(|words| words.text).collect();
        (asked.words.text.trim().to_owned(), list(asked.quoted), list(asked.without))
    }

    #[test]
    fn signs_that_mean_something() {
        let (words, quoted, without) = texts(r#"hạn hán "sông Hồng" -"bóng đá" -phim"#);
        assert_eq!((words.as_str(), quoted.len()), ("hạn hán", 1));
        assert_eq!(
            (quoted[0].as_str(), without),
            ("sông Hồng", vec!["bóng đá".into(), "phim".into()])
        );
        assert_eq!(texts("“Tòa soạn").1, ["Tòa soạn"]);
        assert_eq!(texts("Ê-đê - Hà Nội").0, "Ê-đê - Hà Nội");
        assert_eq!(texts("-phim").0, "-phim");
    }

    #[test]
    fn filters_and_what_only_looks_like_one() {
        let asked = read(r#"mưa chuyên mục:thoi-su tac gia:"Lê Én" từ:2024-02-01 đến: 3/2024"#);
        assert_eq!(asked.section.as_deref(), Some("thoi-su"));
        assert_eq!(asked.byline.as_deref(), Some("Lê Én"));
        assert_eq!(asked.since_ms, Some(1_706_720_400_000));
        assert_eq!(asked.until_ms, Some(1_711_904_400_000));
        assert_eq!(asked.words.forms.len(), 1);
        assert_eq!(texts("Hà Nội: mưa lớn").0, "Hà Nội: mưa lớn");
        assert_eq!(texts("đến: nhà").0, "đến: nhà");
        assert_eq!(read("mưa từ:31/2/2024").since_ms, None);
    }

    #[test]
    fn only_days_that_exist() {
        assert_eq!(dates("1970-01-01"), Some((-25_200_000, 61_200_000)));
        assert_eq!(dates("29/2/2023"), None);
        assert!(dates("29/2/2024").is_some());
        assert_eq!(dates("0/0/0"), None);
        assert_eq!(dates("99999999999999999999"), None);
    }
}
