//! What narrows a result down: the fields of a question, and what is written in it.

use content::text::fold;

use crate::find::Question;
use crate::matching::choices::{Choice, Sort};
use crate::matching::columns::Registry;
use crate::matching::plan::Filters;
use crate::query::syntax::Asked;

/// All that a result must have.
pub(crate) fn filters(question: &Question, asked: &Asked, registry: &Registry) -> Filters {
    let mut required: Vec<Vec<u32>> = Vec::new();
    let mut one = |choice: Choice| required.push(registry.number(&choice).into_iter().collect());
    if let Some(site) = &question.site {
        one(Choice::new(Sort::Site, site));
        if let Some(path) = &question.section {
            one(Choice::section(site, path));
        }
    }
    if let Some(kind) = question.kind {
        one(Choice::kind(kind));
    }
    if let Some(language) = &question.language {
        one(Choice::new(Sort::Language, language));
    }
    if let Some(year) = question.year {
        one(Choice::new(Sort::Year, year.to_string()));
    }
    let site = question.site.as_deref();
    required.extend(asked.section.as_ref().map(|typed| sections(typed, site, registry)));
    let whole = question
        .byline
        .as_ref()
        .map(|name| registry.number(&Choice::byline(name)).into_iter().collect());
    let part = asked.byline.as_ref().map(|typed| bylines(typed, registry));
    let latest = [question.until_ms, question.published_until_ms, asked.until_ms];
    Filters {
        required,
        bylines: whole.into_iter().chain(part).collect(),
        since_ms: question.since_ms.max(asked.since_ms),
        until_ms: latest.into_iter().flatten().min(),
    }
}

/// Sections that were meant: by path, last part of the path, or name.
fn sections(typed: &str, site: Option<&str>, registry: &Registry) -> Vec<u32> {
    let dashed = |text: &str| fold(text).replace(char::is_whitespace, "-");
    let typed = dashed(typed);
    all_of(Sort::Section, registry, |key, name| {
        let (of_site, path) = key.split_once('/').unwrap_or(("", key));
        let last = path.rsplit_once('/').map_or(path, |(_, last)| last);
        site.is_none_or(|site| site == of_site)
            && (path == typed || last == typed || dashed(name) == typed)
    })
}

/// Persons whose name holds the typed words.
fn bylines(typed: &str, registry: &Registry) -> Vec<u32> {
    let typed = format!(" {} ", fold(typed));
    all_of(Sort::Byline, registry, |key, _| format!(" {key} ").contains(&typed))
}

fn all_of(sort: Sort, registry: &Registry, fits: impl Fn(&str, &str) -> bool) -> Vec<u32> {
    let all = (0..).zip(registry.choices());
    let fitting = all.filter(|(_, (choice, name))| choice.sort == sort && fits(&choice.key, name));
    fitting.map(|(number, _)| number).collect()
}
