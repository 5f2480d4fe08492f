//! Work that is given out: who covers what by when, and what may become of it.

use crate::text::tidy_line;

/// Longest title in characters.
pub const TITLE_MAX: usize = 300;
/// Longest brief, place or answer in characters.
pub const WORDS_MAX: usize = 2_000;

/// Where a piece of work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Given out, not yet accepted; without a person after it was declined.
    Open,
    Accepted,
    Done,
    Cancelled,
}

impl State {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Done, Self::Cancelled];

    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the stored word; an unknown one is open, so that nothing is forgotten.
    #[must_use]
    pub fn from_stored(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == word).unwrap_or(Self::Open)
    }

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Accepted)
    }
}

/// How much it presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    Normal,
    High,
    Urgent,
}

impl Priority {
    /// All, from the least.
    pub const ALL: [Self; 3] = [Self::Normal, Self::High, Self::Urgent];

    /// The word for forms and texts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }

    /// The number stored in the database.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Self::Normal => 0,
            Self::High => 1,
            Self::Urgent => 2,
        }
    }

    /// Reads a word; an unknown one is normal.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or(Self::Normal)
    }

    /// Reads the stored number.
    #[must_use]
    pub fn from_number(number: i32) -> Self {
        Self::ALL.into_iter().find(|one| one.number() == number).unwrap_or(Self::Normal)
    }
}

/// What somebody does with a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Accept,
    /// Says no, with a note; the work is then without a person.
    Decline,
    Done,
    Cancel,
    /// Takes it up again after it was done or cancelled.
    Reopen,
    /// Changes what is asked for.
    Change,
    /// Begins the article for it.
    Begin,
}

impl Act {
    /// All acts.
    pub const ALL: [Self; 7] = [
        Self::Accept,
        Self::Decline,
        Self::Done,
        Self::Cancel,
        Self::Reopen,
        Self::Change,
        Self::Begin,
    ];

    /// The word for forms and the audit list.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Done => "done",
            Self::Cancel => "cancel",
            Self::Reopen => "reopen",
            Self::Change => "change",
            Self::Begin => "begin",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == word)
    }
}

/// What the person who acts is to this piece of work; may be both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    /// It was given to this person.
    pub assignee: bool,
    /// This person may give out work of its section.
    pub assigner: bool,
}

/// Why an act is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    NotAllowed,
    NotFrom,
    NoteMissing,
}

/// The state after an act.
///
/// # Errors
/// The right first, then the state, then the note that a refusal of work needs.
pub fn decide(state: State, act: Act, by: Party, note: &str) -> Result<State, Refusal> {
    let may = match act {
        Act::Accept | Act::Decline => by.assignee,
        Act::Done | Act::Begin => by.assignee || by.assigner,
        Act::Cancel | Act::Reopen | Act::Change => by.assigner,
    };
    if !may {
        return Err(Refusal::NotAllowed);
    }
    let after = match (act, state) {
        (Act::Accept, State::Open) => State::Accepted,
        // An editor may prepare the article before the reporter has answered.
        (Act::Begin, State::Open | State::Accepted) if by.assignee => State::Accepted,
        (Act::Begin | Act::Change, State::Open | State::Accepted) => state,
        (Act::Decline, State::Open | State::Accepted)
        | (Act::Reopen, State::Done | State::Cancelled) => State::Open,
        (Act::Done, State::Open | State::Accepted) => State::Done,
        (Act::Cancel, State::Open | State::Accepted) => State::Cancelled,
        _ => return Err(Refusal::NotFrom),
    };
    if act == Act::Decline && tidy_line(note).is_empty() {
        return Err(Refusal::NoteMissing);
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::{Act, Party, Priority, Refusal, State, decide};

    const ASSIGNEE: Party = Party { assignee: true, assigner: false };
    const ASSIGNER: Party = Party { assignee: false, assigner: true };
    const NOBODY: Party = Party { assignee: false, assigner: false };

    /// Act; by whom (e the assignee, r the assigner); from which states (o, a, d, c) to which.
    const TABLE: [(Act, &str, &str); 7] = [
        (Act::Accept, "e", "o>a"),
        (Act::Decline, "e", "o>o a>o"),
        (Act::Done, "er", "o>d a>d"),
        (Act::Cancel, "r", "o>c a>c"),
        (Act::Reopen, "r", "d>o c>o"),
        (Act::Change, "r", "o>o a>a"),
        (Act::Begin, "e", "o>a a>a"),
    ];

    fn letter(state: State) -> &'static str {
        match state {
            State::Open => "o",
            State::Accepted => "a",
            State::Done => "d",
            State::Cancelled => "c",
        }
    }

    fn check(act: Act, (party, allowed): (Party, bool), steps: &str) {
        for from in State::ALL {
            let after = decide(from, act, party, "bận họp").map(letter);
            let step = steps.split(' ').find(|step| step.starts_with(letter(from)));
            let expected = match step.and_then(|step| step.split('>').nth(1)) {
                _ if !allowed => Err(Refusal::NotAllowed),
                None => Err(Refusal::NotFrom),
                Some(to) => Ok(to),
            };
            assert_eq!(after, expected, "{act:?} {from:?} {party:?}");
        }
    }

    #[test]
    fn every_act_is_possible_for_whom_and_from_where_the_table_says() {
        for (act, who, steps) in TABLE {
            check(act, (ASSIGNEE, who.contains('e')), steps);
            check(act, (NOBODY, false), steps);
            // Who gives out work begins an article too, see below.
            if act != Act::Begin {
                check(act, (ASSIGNER, who.contains('r')), steps);
            }
        }
    }

    #[test]
    fn an_editor_begins_the_article_without_accepting_for_somebody() {
        assert_eq!(decide(State::Open, Act::Begin, ASSIGNER, ""), Ok(State::Open));
        assert_eq!(decide(State::Done, Act::Begin, ASSIGNER, ""), Err(Refusal::NotFrom));
    }

    #[test]
    fn declining_needs_a_word() {
        assert_eq!(decide(State::Open, Act::Decline, ASSIGNEE, " \n"), Err(Refusal::NoteMissing));
    }

    #[test]
    fn stored_words_are_read_again() {
        for state in State::ALL {
            assert_eq!(State::from_stored(state.as_str()), state);
        }
        for priority in Priority::ALL {
            assert_eq!(Priority::parse(priority.as_str()), priority);
            assert_eq!(Priority::from_number(priority.number()), priority);
        }
        for act in Act::ALL {
            assert_eq!(Act::parse(act.as_str()), Some(act));
        }
        assert_eq!(
            (State::from_stored("?"), Priority::from_number(99)),
            (State::Open, Priority::Normal)
        );
    }
}
