//! The one place where people are told of work: that it was given to them, or how it was answered.

use content::id::PersonId;

use crate::assignments::store::Assignment;

/// Tells a person of a piece of work that was given to them. They find it on the desk's first
/// page and in their list; a notice can be sent from here as well.
pub(super) fn assignee(work: &Assignment, to: PersonId) {
    tracing::info!(assignment = work.id.get(), person = to.get(), "work was given out");
}
