//! Duties beside articles: who arranges which front, who gives out work, who plans a day.
//!
//! All follow from the roles that people hold; see [`super::rights`].

use super::rights::{Grant, Role};
use crate::id::SectionId;

/// A front, as far as it matters who may arrange it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontOf<'a> {
    /// The section whose page it is, or every section of the site for its home page.
    pub sections: &'a [SectionId],
    /// The front belongs to the portal or one of its pages, not to a newspaper.
    pub portal: bool,
}

/// Whether somebody may arrange a front: secretary and chief wherever their grants hold, the
/// portal's editors on the portal's sites. A home page needs a grant over the whole site.
#[must_use]
pub fn may_arrange(grants: &[Grant], front: FrontOf<'_>) -> bool {
    grants.iter().any(|grant| {
        let role = match grant.role {
            Role::Secretary | Role::Chief => true,
            Role::Portal => front.portal,
            _ => false,
        };
        let within = |section: &SectionId| grant.sections.contains(section);
        let reach = grant.sections.is_empty()
            || (!front.sections.is_empty() && front.sections.iter().all(within));
        // A front has stories of every language, so a grant for one language is not enough.
        role && reach && grant.languages.is_empty()
    })
}

/// Whether there may be a front at all that somebody may arrange.
#[must_use]
pub fn may_arrange_somewhere(grants: &[Grant]) -> bool {
    let arranges = |role| matches!(role, Role::Secretary | Role::Chief | Role::Portal);
    grants.iter().any(|grant| arranges(grant.role) && grant.languages.is_empty())
}

/// Whether somebody may give out work: editors and above, in the sections of their grants. Work
/// for no section in particular needs a grant that holds everywhere.
#[must_use]
pub fn may_assign(grants: &[Grant], section: Option<SectionId>) -> bool {
    grants.iter().filter(|grant| gives_out(grant.role)).any(|grant| match section {
        _ if grant.sections.is_empty() => true,
        Some(section) => grant.sections.contains(&section),
        None => false,
    })
}

/// Whether somebody may give out work anywhere at all.
#[must_use]
pub fn may_assign_somewhere(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| gives_out(grant.role))
}

/// Whether any of the grants looks after the search of the whole newsroom: its abbreviations, and
/// what readers ask and do not find.
#[must_use]
pub fn may_set_search(grants: &[Grant]) -> bool {
    let runs = |grant: &Grant| {
        matches!(grant.role, Role::Secretary | Role::Chief | Role::Admin)
            && grant.sections.is_empty()
            && grant.languages.is_empty()
    };
    grants.iter().any(runs)
}

/// Whether somebody may write a note on a day of the calendar.
#[must_use]
pub fn may_plan_days(grants: &[Grant]) -> bool {
    let plans = |role| matches!(role, Role::Secretary | Role::Chief | Role::Portal);
    grants.iter().any(|grant| plans(grant.role))
}

/// Whether somebody sees the calendar: everybody who works on texts or looks over them.
#[must_use]
pub fn may_see_calendar(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.role != Role::Admin)
}

/// Whether somebody sees all work that was given out and not only the own.
#[must_use]
pub fn may_see_all_work(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| gives_out(grant.role) || grant.role == Role::Inspector)
}

fn gives_out(role: Role) -> bool {
    matches!(role, Role::Editor | Role::Secretary | Role::Chief | Role::Portal)
}

#[cfg(test)]
mod tests {
    use super::{
        FrontOf, may_arrange, may_assign, may_plan_days, may_see_all_work, may_see_calendar,
    };
    use crate::id::SectionId;
    use crate::lang::Lang;
    use crate::workflow::rights::{Grant, Role};

    fn grant(role: Role, sections: &[i64]) -> Vec<Grant> {
        let sections = sections.iter().copied().map(SectionId::new).collect();
        vec![Grant { role, sections, languages: vec![] }]
    }

    /// Role; arranges a newspaper's front, a portal's; assigns; plans days; sees all work; sees
    /// the calendar.
    const WHO: [(Role, &str); 8] = [
        (Role::Contributor, "- - - - - c"),
        (Role::Reporter, "- - - - - c"),
        (Role::Editor, "- - a - w c"),
        (Role::Secretary, "n p a d w c"),
        (Role::Chief, "n p a d w c"),
        (Role::Portal, "- p a d w c"),
        (Role::Inspector, "- - - - w c"),
        (Role::Admin, "- - - - - -"),
    ];

    #[test]
    fn every_role_has_the_duties_that_the_table_says() {
        let sections = [SectionId::new(1), SectionId::new(2)];
        for (role, table) in WHO {
            let held = grant(role, &[]);
            let front = |portal| may_arrange(&held, FrontOf { sections: &sections, portal });
            let found = [
                ("n", front(false)),
                ("p", front(true)),
                ("a", may_assign(&held, None)),
                ("d", may_plan_days(&held)),
                ("w", may_see_all_work(&held)),
                ("c", may_see_calendar(&held)),
            ];
            let said = found.map(|(letter, may)| if may { letter } else { "-" }).join(" ");
            assert_eq!(said, table, "{role:?}");
        }
    }

    #[test]
    fn a_home_page_needs_a_grant_over_the_whole_site_and_a_section_one_over_itself() {
        let ids = |numbers: &[i64]| numbers.iter().copied().map(SectionId::new).collect::<Vec<_>>();
        let may = |held: &[i64], front: &[i64]| {
            let front = FrontOf { sections: &ids(front), portal: true };
            may_arrange(&grant(Role::Portal, held), front)
        };
        assert!(may(&[1, 2, 3], &[1, 2]));
        assert!(!may(&[1], &[1, 2]));
        assert!(may(&[1], &[1]));
        assert!(!may(&[1], &[9]));
        assert!(!may(&[1], &[]), "a site without sections is within no limited grant");
    }

    #[test]
    fn a_grant_for_one_language_arranges_no_front() {
        let mut held = grant(Role::Secretary, &[]);
        held[0].languages = vec![Lang::vi()];
        assert!(!may_arrange(&held, FrontOf { sections: &[], portal: false }));
    }

    #[test]
    fn work_is_given_out_within_the_sections_of_a_grant() {
        let held = grant(Role::Editor, &[4]);
        assert!(may_assign(&held, Some(SectionId::new(4))));
        assert!(!may_assign(&held, Some(SectionId::new(5))));
        assert!(!may_assign(&held, None));
    }
}
