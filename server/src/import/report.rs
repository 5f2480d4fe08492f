//! What an import did.

/// What became of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Made,
    Updated,
    /// There already, and the same.
    Same,
    /// Not taken in, and why.
    Skipped(String),
}

/// Counts, and the reasons for what was left out.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) made: u64,
    pub(crate) updated: u64,
    pub(crate) same: u64,
    pub(crate) skipped: u64,
    /// (line number from 1, reason); the first of them.
    pub(crate) reasons: Vec<(u64, String)>,
}

/// Reasons that are kept; a file that is wrong throughout must not fill the memory.
const REASONS_MAX: usize = 200;

impl Report {
    pub(crate) fn add(&mut self, line: u64, outcome: Outcome) {
        match outcome {
            Outcome::Made => self.made += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Same => self.same += 1,
            Outcome::Skipped(reason) => {
                self.skipped += 1;
                if self.reasons.len() < REASONS_MAX {
                    self.reasons.push((line, reason));
                }
            }
        }
    }
}
