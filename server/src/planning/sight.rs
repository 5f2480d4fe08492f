//! What a person sees of work and calendar, from the roles held.

use content::assignment::Party;
use content::id::SectionId;
use content::workflow::duties;
use content::workflow::rights::Grant;

use crate::assignments::store::{Assignment, Sight};
use crate::error::{Error, Result};
use crate::people::who::Editor;

/// The work that a person may see: all in the reach of grants that see others' work, and what was
/// given to or by them.
pub(super) fn sight(who: &Editor) -> Sight {
    let sees = |grant: &&Grant| duties::may_see_all_work(std::slice::from_ref(grant));
    let seeing = || who.grants.iter().filter(sees);
    if seeing().any(|grant| grant.sections.is_empty()) {
        return Sight::All;
    }
    let sections: Vec<SectionId> = seeing().flat_map(|grant| grant.sections.clone()).collect();
    Sight::Within(who.id, sections)
}

/// What the person is to a piece of work.
///
/// # Errors
/// `Forbidden` when it may not even be seen.
pub(super) fn party(who: &Editor, work: &Assignment) -> Result<Party> {
    let party = Party {
        assignee: work.wish.assignee == Some(who.id),
        assigner: duties::may_assign(&who.grants, work.wish.section),
    };
    let seen = match sight(who) {
        Sight::All => true,
        Sight::Within(person, sections) => {
            party.assignee
                || work.made_by == person
                || work.wish.section.is_some_and(|section| sections.contains(&section))
        }
    };
    if seen { Ok(party) } else { Err(Error::Forbidden) }
}

/// # Errors
/// `Forbidden` for who works neither on texts nor looks over them.
pub(super) fn may_enter(who: &Editor) -> Result<()> {
    if duties::may_see_calendar(&who.grants) { Ok(()) } else { Err(Error::Forbidden) }
}
