//! Short texts in memory, to be found from any of their words on, the most used first.

use std::ops::Range;

use super::keys::words;

/// Words of a text from which it can be found.
const STARTS_MAX: usize = 12;

/// Immutable; made anew when its texts have changed.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// Most used first, each with its folded words.
    texts: Vec<(Box<str>, Box<str>)>,
    /// Place of a text and where one of its folded words begins; sorted by what stands there.
    starts: Vec<(u32, u32)>,
}

impl Shelf {
    /// Takes texts with how often each is used.
    pub(crate) fn new(mut used: Vec<(String, u64)>) -> Self {
        used.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let folded = |(text, _): (String, u64)| {
            let words = words(&text).join(" ");
            (text.into_boxed_str(), words.into_boxed_str())
        };
        let texts: Vec<_> = used.into_iter().map(folded).collect();
        let mut starts = Vec::new();
        for (place, (_, words)) in (0_u32..).zip(&texts) {
            let blanks = words.match_indices(' ').map(|(at, _)| at + 1);
            let all = std::iter::once(0).chain(blanks).take(STARTS_MAX);
            starts.extend(all.filter_map(|at| Some((place, u32::try_from(at).ok()?))));
        }
        let mut shelf = Self { texts, starts: Vec::new() };
        starts.sort_unstable_by(|a, b| shelf.key(*a).cmp(shelf.key(*b)).then_with(|| a.cmp(b)));
        starts.shrink_to_fit();
        shelf.starts = starts;
        shelf
    }

    fn key(&self, (place, at): (u32, u32)) -> &str {
        let words = usize::try_from(place).ok().and_then(|place| self.texts.get(place));
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        words.and_then(|(_, words)| words.get(at..)).unwrap_or_default()
    }

    fn range(&self, key: &str) -> Range<usize> {
        let from = self.starts.partition_point(|start| self.key(*start) < key);
        let rest = self.starts.get(from..).unwrap_or_default();
        from..from + rest.partition_point(|start| self.key(*start).starts_with(key))
    }

    /// Those that hold one of the readings from a word on, or all for none; the most used first,
    /// `limit` at most.
    pub(crate) fn find(&self, readings: &[String], limit: usize) -> Vec<&str> {
        let mut places: Vec<u32> = Vec::with_capacity(limit + 1);
        let mut take = |place: u32| {
            // Few are wanted of perhaps a hundred thousand: one pass, and no sorting of all.
            if let Err(at) = places.binary_search(&place)
                && at < limit
            {
                places.insert(at, place);
                places.truncate(limit);
            }
        };
        if readings.is_empty() {
            (0_u32..).zip(&self.texts).take(limit).for_each(|(place, _)| take(place));
        }
        for reading in readings {
            let fitting = self.starts.get(self.range(reading)).unwrap_or_default();
            fitting.iter().for_each(|(place, _)| take(*place));
        }
        let texts = places.iter().filter_map(|place| self.texts.get(usize::try_from(*place).ok()?));
        texts.map(|(text, _)| &**text).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn holds(&self, text: &str) -> bool {
        let key = words(text).join(" ");
        let fitting = self.starts.get(self.range(&key)).unwrap_or_default();
        fitting.iter().take_while(|start| self.key(**start) == key).any(|(place, _)| {
            usize::try_from(*place)
                .ok()
                .and_then(|place| self.texts.get(place))
                .is_some_and(|(held, _)| &**held == text)
        })
    }
}
