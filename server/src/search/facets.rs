//! What a result can be narrowed down by, as links that need no script.

use search_index::{FacetValue, Facets};
use themes::view::reader::search::{FacetGroup, FacetView};

use super::ask::Typed;
use crate::app::App;
use crate::sites::atlas::{Atlas, Site};

/// What the names and addresses of the links are made from.
pub(super) struct Around<'a> {
    pub(super) app: &'a App,
    pub(super) atlas: &'a Atlas,
    pub(super) site: &'a Site,
    pub(super) typed: &'a Typed,
    pub(super) language: &'a str,
}

/// Sets one choice in a question.
type Choose = fn(Typed, String) -> Typed;
/// Title, choices, what is chosen, how a choice is called, how it is taken.
type Sort<'a> = (&'a str, &'a [FacetValue], &'a str, &'a dyn Fn(&FacetValue) -> String, Choose);

/// The groups that offer anything: more than one choice, or the one that is chosen.
pub(super) fn groups(around: &Around<'_>, facets: &Facets) -> Vec<FacetGroup> {
    let typed = around.typed;
    let name = |value: &FacetValue| value.name.clone();
    let section = |value: &FacetValue| {
        let known = around.atlas.section_by_path(around.site.id, &value.key);
        known.map_or_else(|| value.name.clone(), |section| section.name.clone())
    };
    let all: [Sort<'_>; 5] = [
        ("section", &facets.sections, &typed.section, &section, |t, section| Typed {
            section,
            ..t
        }),
        ("search-year", &facets.years, &typed.year, &name, |t, year| Typed { year, ..t }),
        ("search-byline", &facets.bylines, &typed.byline, &name, |t, byline| Typed { byline, ..t }),
        (
            "search-kind",
            &facets.kinds,
            &typed.kind,
            &|value| say(around, &format!("kind-{}", value.key)),
            |t, kind| Typed { kind, ..t },
        ),
        (
            "search-language",
            &facets.languages,
            &typed.language,
            &|value| say(around, &format!("language-{}", value.key)),
            |t, language| Typed { language, ..t },
        ),
    ];
    let groups = all.into_iter().map(|(title, values, chosen, name, choose)| FacetGroup {
        title: title.to_owned(),
        values: values
            .iter()
            .map(|value| {
                let here = value.key == chosen;
                let key = if here { String::new() } else { value.key.clone() };
                FacetView {
                    name: name(value),
                    count: value.count,
                    chosen: here,
                    url: choose(typed.clone(), key).address(1),
                }
            })
            .collect(),
    });
    groups
        .filter(|group| group.values.len() > 1 || group.values.iter().any(|one| one.chosen))
        .collect()
}

fn say(around: &Around<'_>, key: &str) -> String {
    around.app.themes.texts().say(around.language, key, &[])
}
