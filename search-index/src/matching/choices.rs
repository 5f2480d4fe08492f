//! The terms of the `choices` field: a letter for the sort, the key, and the name that people read.

use content::text::{fold, tidy_line};

use crate::document::{Document, Kind};

/// What a choice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sort {
    Site,
    Section,
    Byline,
    Language,
    Kind,
    Year,
}

impl Sort {
    const ALL: [(Self, char); 6] = [
        (Self::Site, 's'),
        (Self::Section, 'c'),
        (Self::Byline, 'b'),
        (Self::Language, 'l'),
        (Self::Kind, 'k'),
        (Self::Year, 'y'),
    ];

    fn letter(self) -> char {
        Self::ALL.into_iter().find(|(sort, _)| *sort == self).map_or('?', |(_, letter)| letter)
    }
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Choice {
    pub(crate) sort: Sort,
    pub(crate) key: String,
}

impl Choice {
    pub(crate) fn new(sort: Sort, key: impl Into<String>) -> Self {
        Self { sort, key: key.into() }
    }

    pub(crate) fn byline(name: &str) -> Self {
        Self::new(Sort::Byline, fold(&tidy_line(name)))
    }

    pub(crate) fn section(site: &str, path: &str) -> Self {
        Self::new(Sort::Section, format!("{site}/{path}"))
    }

    pub(crate) fn kind(kind: Kind) -> Self {
        Self::new(Sort::Kind, kind.key())
    }
}

/// A term taken apart: the choice and its name, empty where the term has none.
pub(crate) fn read_term(term: &str) -> Option<(Choice, &str)> {
    let letter = term.chars().next()?;
    let (sort, _) = Sort::ALL.into_iter().find(|(_, of)| *of == letter)?;
    let rest = term.get(letter.len_utf8()..)?;
    let (key, name) = rest.split_once('\0').unwrap_or((rest, ""));
    Some((Choice::new(sort, key), name))
}

/// All terms of a document.
pub(crate) fn terms(document: &Document) -> Vec<String> {
    let mut terms = Vec::new();
    let mut add = |choice: Choice, name: &str| {
        let mut term = String::from(choice.sort.letter());
        term.push_str(&choice.key.replace('\0', " "));
        if !name.is_empty() {
            term.push('\0');
            term.push_str(name);
        }
        terms.push(term);
    };
    for place in &document.placements {
        add(Choice::new(Sort::Site, &*place.site), "");
        add(Choice::section(&place.site, &place.section_path), &place.section_name);
        for above in above(&place.section_path) {
            add(Choice::section(&place.site, above), "");
        }
    }
    for byline in document.bylines.iter().filter(|byline| !byline.trim().is_empty()) {
        add(Choice::byline(byline), &tidy_line(byline));
    }
    if !document.language.is_empty() {
        add(Choice::new(Sort::Language, &*document.language), "");
    }
    add(Choice::kind(document.kind), "");
    add(Choice::new(Sort::Year, year(document.published_ms).to_string()), "");
    terms
}

/// `a/b/c` gives `a/b` and `a`.
fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/').map(|(above, _)| above), |path| {
        path.rsplit_once('/').map(|(above, _)| above)
    })
}

/// `Asia/Ho_Chi_Minh` is seven hours ahead, the year round.
const OFFSET_MS: i64 = 7 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// The year of a time, there.
pub(crate) fn year(at_ms: i64) -> i64 {
    // Days since 1 March of year 0, in eras of 400 years: leap days then end their years.
    let days = at_ms.saturating_add(OFFSET_MS).div_euclid(DAY_MS) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
    // January and February belong to the year before in this count: from day 306 on.
    era * 400 + of_era + i64::from(of_year >= 306)
}

#[cfg(test)]
mod tests {
    use super::year;

    #[test]
    fn years_turn_at_midnight_in_vietnam() {
        assert_eq!(year(1_704_041_999_999), 2023);
        assert_eq!(year(1_704_042_000_000), 2024);
        assert_eq!(year(0), 1970);
        assert_eq!(year(951_757_200_000), 2000);
        assert_eq!(year(951_843_600_000), 2000);
        assert_eq!(year(i64::MAX).signum(), 1);
        assert_eq!(year(i64::MIN).signum(), -1);
    }
}
