//! Numbers that the law sets. Each holds from a day on and names where it is written, so that a new
//! decree is a new line and what was right before it stays so.

use std::ops::RangeInclusive;

/// What the law sets a number for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// Days for which a correction stands on the home page at least.
    CorrectionDays,
}

/// A number with the day from which it holds and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// `YYYY-MM-DD`, in Vietnam.
    pub from_day: String,
    pub value: i64,
    /// The act and its article, as a lawyer would cite them.
    pub source: String,
}

impl Law {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 1] = [Self::CorrectionDays];

    /// A name that never changes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CorrectionDays => "correction-days",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|law| law.name() == name)
    }

    /// Values that make sense.
    #[must_use]
    pub fn bounds(self) -> RangeInclusive<i64> {
        match self {
            Self::CorrectionDays => 1..=365,
        }
    }

    /// What is known of the law without the newsroom: the oldest first.
    #[must_use]
    pub fn known(self) -> Vec<Provision> {
        let one = |from_day: &str, value, source: &str| Provision {
            from_day: from_day.to_owned(),
            value,
            source: source.to_owned(),
        };
        match self {
            // The number of the new decree is to be checked in the gazette; thirty suits every
            // reading of it.
            Self::CorrectionDays => vec![
                one("2017-01-01", 7, "Luật Báo chí 103/2016/QH13, Điều 42"),
                one("2026-07-01", 30, "Nghị định 237/2026/NĐ-CP, Điều 19"),
            ],
        }
    }

    /// What holds on a day, of what is known and what the newsroom has `set`, the newest last; the
    /// later one of those that begin on the same day.
    #[must_use]
    pub fn in_force(self, set: &[Provision], day: &str) -> Provision {
        let known = self.known();
        let all = || known.iter().chain(set);
        let begun = all().filter(|one| one.from_day.as_str() <= day);
        let latest = begun.max_by(|one, other| one.from_day.cmp(&other.from_day));
        let first = || all().min_by(|one, other| one.from_day.cmp(&other.from_day));
        let fallback = || Provision { from_day: String::new(), value: 0, source: String::new() };
        latest.or_else(first).cloned().unwrap_or_else(fallback)
    }
}

#[cfg(test)]
mod tests {
    use super::{Law, Provision};

    fn set(from_day: &str, value: i64) -> Provision {
        Provision { from_day: from_day.to_owned(), value, source: "thử".to_owned() }
    }

    #[test]
    fn a_number_holds_from_its_day_on_and_not_before() {
        let law = Law::CorrectionDays;
        let own = [set("2027-01-01", 10), set("2027-01-01", 15), set("2026-12-01", 20)];
        let value = |day: &str| law.in_force(&own, day).value;
        let days = ["2024-01-08", "2026-06-30", "2026-07-01", "2026-12-01", "2026-12-31"];
        assert_eq!(days.map(value), [7, 7, 30, 20, 20]);
        assert_eq!([value("2027-01-01"), value("2099-01-01")], [15, 15]);
        assert_eq!(law.in_force(&[], "2000-01-01").value, 7, "nothing older is known");
    }

    #[test]
    fn names_and_bounds_fit_what_is_known() {
        for law in Law::ALL {
            assert_eq!(Law::parse(law.name()), Some(law));
            assert!(law.known().iter().all(|one| law.bounds().contains(&one.value)));
            assert!(law.known().is_sorted_by_key(|one| one.from_day.clone()));
        }
        assert_eq!(Law::parse("x"), None);
    }
}
