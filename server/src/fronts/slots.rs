//! The slots of a front, as the themes show them: `home.html` and `list.html`.

use content::id::SectionId;

/// Where in the page a slot stands; the word is the last part of its text key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Lead,
    /// Side by side below the lead.
    Pair,
    /// In the column beside it.
    Column,
    /// The first of a section's page.
    First,
    /// The lines below that.
    Row,
}

/// `home.html` shows the lead, a pair below it and two in the next column.
pub(crate) const HOME: [Slot; 5] = [Slot::Lead, Slot::Pair, Slot::Pair, Slot::Column, Slot::Column];

/// `list.html` shows the first large and the others in rows; the block of the section on the home
/// page begins with the same ones.
pub(crate) const SECTION: [Slot; 6] =
    [Slot::First, Slot::Row, Slot::Row, Slot::Row, Slot::Row, Slot::Row];

/// The slots of a home page, or of a section's page.
pub(crate) fn of(section: Option<SectionId>) -> &'static [Slot] {
    if section.is_some() { &SECTION } else { &HOME }
}

impl Slot {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Pair => "pair",
            Self::Column => "column",
            Self::First => "first",
            Self::Row => "row",
        }
    }
}

/// The number of a slot among those of its kind, from 1.
pub(crate) fn number(slots: &[Slot], at: usize) -> usize {
    let Some(kind) = slots.get(at) else { return 0 };
    slots.iter().take(at + 1).filter(|slot| *slot == kind).count()
}

#[cfg(test)]
mod tests {
    use super::{HOME, number};

    #[test]
    fn slots_are_counted_among_those_of_their_kind() {
        let numbers: Vec<usize> = (0..HOME.len()).map(|at| number(&HOME, at)).collect();
        assert_eq!(numbers, [1, 1, 2, 1, 2]);
        assert_eq!(number(&HOME, 99), 0);
    }
}
