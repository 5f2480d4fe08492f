//! Where a remark belongs in a text that goes on changing: the words it was made on, and the words
//! around them (the W3C Web Annotation model calls it a text quote selector).

use std::cmp::Reverse;
use std::ops::Range;

use crate::text::tidy_line;

/// Longest quote in characters; a remark on more than this is one on the whole.
pub const QUOTE_MAX: usize = 1_000;
/// Longest context on either side in characters.
pub const CONTEXT_MAX: usize = 64;
/// With less context than this on both sides a passage whose words changed is not guessed.
const CONTEXT_MIN: usize = 8;
/// A changed passage may be so many times as long as it was, and as much longer in letters.
const GROWN: (usize, usize) = (3, 80);

/// Equal passages that are compared; a text that says one thing more often is no article.
const PLACES_MAX: usize = 200;

/// Letters of the context that agree, then how near it is to where it was.
type Fit = (usize, Reverse<usize>);

/// The words that a remark was made on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchor {
    pub quote: String,
    pub prefix: String,
    pub suffix: String,
    /// Where the quote began, in letters of the words as one line; tells equal passages apart.
    pub start: usize,
}

/// Where the words are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The very words, in bytes of the words as one line.
    Same(Range<usize>),
    /// Other words stand between what stood around it.
    Changed(Range<usize>),
    /// The passage is gone; the remark keeps its quote.
    Gone,
}

impl Anchor {
    /// In one form: NFC, white space as single blanks, within the bounds.
    #[must_use]
    pub fn tidy(self) -> Self {
        let first = |text: &str, max: usize| tidy_line(text).chars().take(max).collect::<String>();
        let prefix = tidy_line(&self.prefix);
        let skipped = prefix.chars().count().saturating_sub(CONTEXT_MAX);
        Self {
            quote: first(&self.quote, QUOTE_MAX),
            prefix: prefix.chars().skip(skipped).collect(),
            suffix: first(&self.suffix, CONTEXT_MAX),
            start: self.start,
        }
    }

    /// Finds the passage in words that are one line (see [`crate::text::tidy_line`]).
    #[must_use]
    pub fn find(&self, words: &str) -> Found {
        if self.quote.is_empty() {
            return Found::Gone;
        }
        let mut best: Option<(Fit, Range<usize>)> = None;
        let (mut letters, mut counted) = (0, 0);
        for (at, quote) in words.match_indices(&self.quote).take(PLACES_MAX) {
            letters += words.get(counted..at).unwrap_or_default().chars().count();
            counted = at;
            let place = at..at + quote.len();
            let fit = (self.agrees(words, &place), Reverse(letters.abs_diff(self.start)));
            if best.as_ref().is_none_or(|(before, _)| fit > *before) {
                best = Some((fit, place));
            }
        }
        match best {
            Some((_, place)) => Found::Same(place),
            None => self.between(words).map_or(Found::Gone, Found::Changed),
        }
    }

    /// How many letters of the context agree.
    fn agrees(&self, words: &str, place: &Range<usize>) -> usize {
        let before = words.get(..place.start).unwrap_or_default();
        let after = words.get(place.end..).unwrap_or_default();
        let own = |c: &char| !c.is_whitespace();
        let equal = |pairs: &mut dyn Iterator<Item = (char, char)>| {
            pairs.take_while(|(mine, there)| mine == there).count()
        };
        let prefix = self.prefix.chars().rev().filter(own);
        let suffix = self.suffix.chars().filter(own);
        equal(&mut prefix.zip(before.chars().rev().filter(own)))
            + equal(&mut suffix.zip(after.chars().filter(own)))
    }

    /// What stands now between the context's two halves.
    fn between(&self, words: &str) -> Option<Range<usize>> {
        let (prefix, suffix) = (self.prefix.trim(), self.suffix.trim());
        if prefix.chars().count() < CONTEXT_MIN || suffix.chars().count() < CONTEXT_MIN {
            return None;
        }
        let longest = self.quote.chars().count() * GROWN.0 + GROWN.1;
        let starts = words.match_indices(prefix).map(|(at, prefix)| at + prefix.len());
        let passage = |start: usize| {
            let rest = words.get(start..)?;
            let mut window = rest.char_indices().skip(longest + CONTEXT_MAX);
            let rest = window.next().map_or(rest, |(end, _)| rest.get(..end).unwrap_or_default());
            let inside = rest.get(..rest.find(suffix)?)?;
            let lead = inside.len() - inside.trim_start().len();
            let bare = inside.trim();
            let fits = !bare.is_empty() && bare.chars().count() <= longest;
            fits.then(|| start + lead..start + lead + bare.len())
        };
        starts.take(PLACES_MAX).filter_map(passage).next()
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchor, CONTEXT_MAX, Found, QUOTE_MAX};
    use proptest::prelude::*;

    const WORDS: &str = "Chợ mở lúc trời còn tối. Người ta mang theo gà, gừng, vải lanh. \
        Đến trưa, chợ vãn. Chợ mở lúc trời còn tối thì vãn sớm.";

    fn anchor(prefix: &str, quote: &str, suffix: &str, start: usize) -> Anchor {
        let (prefix, quote, suffix) = (prefix.into(), quote.into(), suffix.into());
        Anchor { quote, prefix, suffix, start }
    }

    fn found<'a>(anchor: &Anchor, words: &'a str) -> (&'static str, &'a str) {
        match anchor.find(words) {
            Found::Same(place) => ("same", words.get(place).unwrap()),
            Found::Changed(place) => ("changed", words.get(place).unwrap()),
            Found::Gone => ("gone", ""),
        }
    }

    #[test]
    fn the_passage_is_found_where_it_was_moved_to() {
        let moved = format!("Một đoạn mới ở đầu bài. {WORDS}");
        let mark = anchor("Người ta mang theo", "gà, gừng", ", vải lanh", 43);
        assert_eq!(found(&mark, &moved), ("same", "gà, gừng"));
    }

    #[test]
    fn of_equal_passages_the_one_with_its_neighbours_is_meant() {
        let second = anchor("Đến trưa, chợ vãn.", "Chợ mở lúc trời còn tối", "thì vãn sớm", 0);
        let Found::Same(place) = second.find(WORDS) else { panic!("it is there") };
        assert!(place.start > 50, "{place:?}");
        let first = anchor("", "Chợ mở lúc trời còn tối", ". Người ta", 0);
        assert_eq!(first.find(WORDS), Found::Same(0..33));
    }

    #[test]
    fn a_passage_that_was_rewritten_is_found_by_what_stands_around_it() {
        let mark = anchor("Người ta mang theo", "gà, vịt, ngan", ", vải lanh.", 43);
        assert_eq!(found(&mark, WORDS), ("changed", "gà, gừng"));
    }

    #[test]
    fn what_is_gone_is_said_to_be_gone() {
        for mark in [
            anchor("Câu khác hẳn đã có", "voi", "một câu nữa ở đó", 3),
            anchor("", "voi", "", 0),
            anchor("Chợ mở lúc", "voi", "vãn sớm.", 0),
            anchor("", "", "", 0),
        ] {
            let words = if mark.quote == "voi" && mark.suffix == "vãn sớm." {
                format!("{} {} {}", "Chợ mở lúc", "dài ".repeat(200), "vãn sớm.")
            } else {
                WORDS.to_owned()
            };
            assert_eq!(mark.find(&words), Found::Gone, "{mark:?}");
        }
    }

    #[test]
    fn an_anchor_is_kept_within_its_bounds_and_nearest_the_quote() {
        let long = "x".repeat(5_000);
        let tidy = anchor(&format!("{long}gần"), &long, &format!("gần{long}"), 0).tidy();
        assert_eq!(tidy.quote.chars().count(), QUOTE_MAX);
        assert_eq!(tidy.prefix.chars().count(), CONTEXT_MAX);
        assert!(tidy.prefix.ends_with("gần") && tidy.suffix.starts_with("gần"));
    }

    proptest! {
        #[test]
        fn a_place_is_always_inside_the_words(
            words in "[aạ .]{0,60}", quote in "[aạ]{0,4}", prefix in "[aạ ]{0,12}", suffix in "[aạ ]{0,12}"
        ) {
            let mark = Anchor { quote, prefix, suffix, start: 3 };
            if let Found::Same(place) | Found::Changed(place) = mark.find(&words) {
                prop_assert!(words.get(place).is_some());
            }
        }
    }
}
