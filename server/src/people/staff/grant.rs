//! A role in a form: which role, in which sections with all below them, in which languages.

use content::id::SectionId;
use content::lang::{Lang, OF_READERS};
use content::workflow::rights::{Grant, Role};
use serde::Deserialize;
use serde_json::{Value, json};
use themes::view::desk::frame::Choice;
use themes::view::desk::people::{GrantForm, PersonPage, SiteSections};

use crate::error::{Error, Result};
use crate::people::screen::Screen;
use crate::people::store::Person;
use crate::sites::atlas::{Atlas, Section, Site};

/// Most sections that one role can name; more is a role for all.
const SECTIONS_MAX: usize = 500;

/// The fields as they are sent, with those of the forms in which a role stands: that of a new
/// person and that of one role. "All" is said, never left to an empty list: a form with nothing
/// ticked must not give everything.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SentGrant {
    pub(super) role: String,
    /// `all` or `some`.
    sections: String,
    section: Vec<String>,
    /// `all` or `some`.
    languages: String,
    language: Vec<String>,
    /// Of a new person.
    pub(super) email: String,
    pub(super) name: String,
    /// The row that changes; empty gives a new one.
    pub(super) grant: String,
    /// `remove` takes it away.
    pub(super) act: String,
    #[serde(rename = "_csrf")]
    pub(super) csrf: String,
}

impl SentGrant {
    /// What is to be given.
    ///
    /// # Errors
    /// `BadRequest` for an unknown role, section or language, for nothing chosen where some were
    /// meant, and for a choice that contradicts itself.
    pub(super) fn read(&self, atlas: &Atlas) -> Result<Grant> {
        let role = Role::parse(&self.role).ok_or(Error::BadRequest("people-unknown-role"))?;
        let sections = chosen(&self.sections, &self.section, "people-choose-sections")?;
        let languages = chosen(&self.languages, &self.language, "people-choose-languages")?;
        if sections.len() > SECTIONS_MAX {
            return Err(Error::BadRequest("people-choose-sections"));
        }
        let sections = sections.iter().map(|text| section(atlas, text)).collect::<Result<_>>()?;
        let languages = languages.iter().map(|text| language(text)).collect::<Result<_>>()?;
        if role == Role::Admin {
            // Managing people has no place; a limit would only look like one.
            return Ok(Grant { role, sections: vec![], languages: vec![] });
        }
        Ok(Grant { role, sections: roots(atlas, sections), languages })
    }
}

fn chosen<'a>(which: &str, named: &'a [String], fault: &'static str) -> Result<&'a [String]> {
    match (which, named) {
        ("all", []) | ("some", [_, ..]) => Ok(named),
        _ => Err(Error::BadRequest(fault)),
    }
}

fn section(atlas: &Atlas, text: &str) -> Result<SectionId> {
    let id: Option<SectionId> = text.parse().ok();
    let known = id.filter(|id| atlas.section(*id).is_some());
    known.ok_or(Error::BadRequest("error-unknown-section"))
}

fn language(text: &str) -> Result<Lang> {
    Lang::parse(text).ok().ok_or(Error::BadRequest("error-unknown-language"))
}

/// A section whose parent is chosen too says nothing of its own.
fn roots(atlas: &Atlas, chosen: Vec<SectionId>) -> Vec<SectionId> {
    let covered = |id: &SectionId| {
        atlas.trail(*id).iter().any(|above| above.id != *id && chosen.contains(&above.id))
    };
    let mut roots: Vec<SectionId> = chosen.iter().filter(|id| !covered(id)).copied().collect();
    roots.sort_unstable();
    roots.dedup();
    roots
}

/// As the audit list keeps it.
pub(super) fn told(person: &Person) -> Value {
    let grant = |grant: &Grant| json!({ "role": grant.role, "sections": grant.sections, "languages": grant.languages });
    json!({ "grants": person.grants.iter().map(grant).collect::<Vec<_>>() })
}

/// The form of one role, filled in; `id` is empty for one that is to be added.
pub(super) fn form(screen: &Screen<'_>, id: String, grant: &Grant) -> GrantForm {
    let atlas = screen.app.atlas();
    let key = if id.is_empty() { "moi".to_owned() } else { id.clone() };
    let roles = Role::ALL.into_iter().map(|role| Choice {
        value: role.as_str().to_owned(),
        name: screen.say(&format!("role-{}", role.as_str())),
        depth: 0,
        chosen: role == grant.role,
    });
    GrantForm {
        key,
        id,
        title: screen.say(&format!("role-{}", grant.role.as_str())),
        roles: roles.collect(),
        all_sections: grant.sections.is_empty(),
        sites: atlas.sites.iter().map(|site| site_sections(&atlas, site, grant)).collect(),
        all_languages: grant.languages.is_empty(),
        languages: languages(screen, grant),
        where_words: where_words(screen, &atlas, grant),
    }
}

/// Puts what was chosen and refused back into its form on the page, which opens again.
pub(super) fn again(screen: &Screen<'_>, page: &mut PersonPage, sent: &SentGrant) {
    let atlas = screen.app.atlas();
    let typed = Grant {
        role: Role::parse(&sent.role).unwrap_or(Role::Reporter),
        sections: sent.section.iter().filter_map(|text| section(&atlas, text).ok()).collect(),
        languages: sent.language.iter().filter_map(|text| language(text).ok()).collect(),
    };
    let held = page.grants.iter_mut().find(|form| form.id == sent.grant);
    let place = held.unwrap_or(&mut page.new_grant);
    // The name of what is held stays that of what is held.
    let (title, where_words) = (place.title.clone(), place.where_words.clone());
    *place = GrantForm {
        all_sections: sent.sections != "some",
        all_languages: sent.languages != "some",
        title,
        where_words,
        ..form(screen, place.id.clone(), &typed)
    };
    page.tried = place.key.clone();
}

fn site_sections(atlas: &Atlas, site: &Site, grant: &Grant) -> SiteSections {
    let mut sections = Vec::new();
    let mut open: Vec<&Section> =
        atlas.sections_of(site.id).filter(|section| section.parent.is_none()).collect();
    open.reverse();
    while let Some(section) = open.pop() {
        let below: Vec<_> = atlas.children_of(section.id).collect();
        open.extend(below.into_iter().rev());
        sections.push(Choice {
            value: section.id.to_string(),
            name: section.name.clone(),
            depth: section.path.matches('/').count().min(4),
            chosen: grant.sections.contains(&section.id),
        });
    }
    let open = sections.iter().any(|section| section.chosen);
    SiteSections { name: site.name.clone(), open, sections }
}

fn languages(screen: &Screen<'_>, grant: &Grant) -> Vec<Choice> {
    let others = grant.languages.iter().map(Lang::as_str);
    let others = others.filter(|tag| !OF_READERS.contains(tag));
    let choice = |tag: &str| {
        let known = OF_READERS.contains(&tag);
        let name = screen.say(&format!("language-{tag}"));
        Choice {
            value: tag.to_owned(),
            name: if known { name } else { tag.to_owned() },
            depth: 0,
            chosen: grant.languages.iter().any(|held| held.as_str() == tag),
        }
    };
    OF_READERS.into_iter().chain(others).map(choice).collect()
}

/// Where the role holds, as a line below its name.
fn where_words(screen: &Screen<'_>, atlas: &Atlas, grant: &Grant) -> String {
    let names: Vec<String> = grant
        .sections
        .iter()
        .filter_map(|id| atlas.section(*id))
        .map(|section| section.name.clone())
        .collect();
    let sections = match names.as_slice() {
        [] => screen.say("people-all-sections"),
        names => names.join(", "),
    };
    let tongues: Vec<String> = languages(screen, grant)
        .into_iter()
        .filter(|choice| choice.chosen)
        .map(|choice| choice.name)
        .collect();
    if tongues.is_empty() { sections } else { format!("{sections} · {}", tongues.join(", ")) }
}

#[cfg(test)]
mod tests {
    use content::id::{SectionId, SiteId};
    use content::workflow::rights::Role;

    use super::SentGrant;
    use crate::error::Error;
    use crate::sites::atlas::{Atlas, Section};

    /// 1 with 2 below it, and 3 beside.
    fn atlas() -> Atlas {
        let section = |id: i64, parent: Option<i64>| Section {
            id: SectionId::new(id),
            site: SiteId::new(1),
            parent: parent.map(SectionId::new),
            path: id.to_string(),
            name: id.to_string(),
            description: String::new(),
            blocks: Vec::new(),
        };
        Atlas::of_sections(vec![section(1, None), section(2, Some(1)), section(3, None)])
    }

    fn read(form: &str) -> Result<content::workflow::rights::Grant, Error> {
        serde_html_form::from_str::<SentGrant>(form).unwrap().read(&atlas())
    }

    #[test]
    fn a_child_of_a_chosen_section_is_covered_by_it() {
        let form = "role=editor&sections=some&section=2&section=3&section=1&languages=all";
        let ids: Vec<i64> = read(form).unwrap().sections.into_iter().map(SectionId::get).collect();
        assert_eq!(ids, [1, 3]);
    }

    #[test]
    fn nothing_ticked_never_means_everything() {
        for form in [
            "role=editor",
            "role=editor&sections=some&languages=all",
            "role=editor&sections=all&section=1&languages=all",
            "role=editor&sections=all&languages=some",
            "role=editor&sections=all&languages=all&language=vi",
            "role=editor&sections=&languages=all",
            "role=root&sections=all&languages=all",
            "role=&sections=all&languages=all",
            "role=Chief&sections=all&languages=all",
            "role=editor&sections=some&section=99&languages=all",
            "role=editor&sections=some&section=-1&languages=all",
            "role=editor&sections=some&section=1%20OR%201&languages=all",
            "role=editor&sections=all&languages=some&language=%22%3E%3Cscript%3E",
        ] {
            assert!(matches!(read(form), Err(Error::BadRequest(_))), "{form}");
        }
    }

    #[test]
    fn whoever_manages_people_does_so_everywhere() {
        let grant = read("role=admin&sections=some&section=1&languages=all").unwrap();
        assert_eq!((grant.role, grant.sections.len()), (Role::Admin, 0));
    }
}
