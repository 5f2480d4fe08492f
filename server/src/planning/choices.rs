//! Lists to choose from: people, sections, how much something presses.

use content::assignment::Priority;
use content::id::{PersonId, SectionId};
use content::workflow::duties;
use themes::view::desk::frame::Choice;

use crate::articles::desk::screen::Screen;
use crate::error::Result;
use crate::people::store::writers;
use crate::sites::atlas::Atlas;

/// People who can be given work, at most.
const PEOPLE_MAX: u64 = 500;

/// Who can be given work.
pub(super) async fn people(screen: &Screen<'_>, chosen: Option<PersonId>) -> Result<Vec<Choice>> {
    let found = writers::all(&screen.app.db.read, PEOPLE_MAX).await?;
    let choice = |(id, name): (PersonId, String)| Choice {
        value: id.to_string(),
        name,
        depth: 0,
        chosen: chosen == Some(id),
    };
    Ok(found.into_iter().map(choice).collect())
}

/// The sections of all sites that a rule lets through, as `<site key>/<section id>`, and each
/// site without a section where `None` passes.
pub(super) fn sections(
    atlas: &Atlas,
    chosen: &str,
    may: impl Fn(Option<SectionId>) -> bool,
) -> Vec<Choice> {
    let mut all = Vec::new();
    for site in &atlas.sites {
        if may(None) {
            let value = format!("{}/", site.key);
            let here = chosen == value;
            all.push(Choice { value, name: site.name.clone(), depth: 0, chosen: here });
        }
        for section in atlas.sections_of(site.id).filter(|section| may(Some(section.id))) {
            let value = format!("{}/{}", site.key, section.id);
            let here = chosen == value;
            let name = format!("{} · {}", site.name, section.name);
            let depth = atlas.trail(section.id).len();
            all.push(Choice { value, name, depth, chosen: here });
        }
    }
    all
}

/// The sections in which the person may give out work.
pub(super) fn assignable(screen: &Screen<'_>, chosen: &str) -> Vec<Choice> {
    let may = |section| duties::may_assign(&screen.who.grants, section);
    sections(&screen.app.atlas(), chosen, may)
}

pub(super) fn priorities(screen: &Screen<'_>, chosen: &str) -> Vec<Choice> {
    let choice = |priority: Priority| Choice {
        value: priority.as_str().to_owned(),
        name: screen.say(&format!("planning-priority-{}", priority.as_str())),
        depth: 0,
        chosen: priority.as_str() == chosen,
    };
    Priority::ALL.into_iter().map(choice).collect()
}
