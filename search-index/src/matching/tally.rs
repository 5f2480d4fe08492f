//! Counts of the choices over all segments.

use super::choices::{Choice, Sort};
use super::columns::Registry;
use crate::facets::{FacetValue, Facets};

/// Values of each facet that are offered.
const VALUES_MAX: usize = 12;

/// How many of the result have each choice, by its number.
#[derive(Debug, Default)]
pub(crate) struct Tally(Vec<u32>);

impl Tally {
    pub(crate) fn new(registry: &Registry) -> Self {
        Self(vec![0; registry.choices().len()])
    }

    /// Adds to the counts of some choices.
    #[inline]
    pub(crate) fn add(&mut self, choices: &[u32], count: u32) {
        for choice in choices {
            if let Some(sum) = self.0.get_mut(*choice as usize) {
                *sum += count;
            }
        }
    }

    /// Adds the counts of a segment's combinations.
    pub(crate) fn add_combinations(&mut self, combinations: &[Vec<u32>], counts: &[u32]) {
        for (choices, count) in combinations.iter().zip(counts).filter(|(_, count)| **count > 0) {
            self.add(choices, *count);
        }
    }

    /// What is offered; sections of the asked site only, by their path there.
    pub(crate) fn facets(&self, registry: &Registry, site: Option<&str>) -> Facets {
        let best = |sort: Sort| {
            let all = registry.choices().iter().zip(&self.0);
            let mut all: Vec<(&str, &str, u32)> = all
                .filter(|((choice, _), count)| **count > 0 && choice.sort == sort)
                .filter_map(|((choice, name), count)| {
                    Some((shown_key(choice, site)?, name.as_str(), *count))
                })
                .collect();
            let order = |one: &(&str, &str, u32), two: &(&str, &str, u32)| {
                two.2.cmp(&one.2).then_with(|| one.0.cmp(two.0))
            };
            if all.len() > VALUES_MAX {
                all.select_nth_unstable_by(VALUES_MAX, order);
                all.truncate(VALUES_MAX);
            }
            all.sort_unstable_by(order);
            all.into_iter().map(|(key, name, count)| value(sort, key, name, count)).collect()
        };
        Facets {
            sections: best(Sort::Section),
            years: best(Sort::Year),
            bylines: best(Sort::Byline),
            languages: best(Sort::Language),
            kinds: best(Sort::Kind),
        }
    }
}

/// A section of another site than the asked one is not offered.
fn shown_key<'c>(choice: &'c Choice, site: Option<&str>) -> Option<&'c str> {
    match (choice.sort, site) {
        (Sort::Section, Some(site)) => choice.key.strip_prefix(site)?.strip_prefix('/'),
        _ => Some(&choice.key),
    }
}

fn value(sort: Sort, key: &str, name: &str, count: u32) -> FacetValue {
    let name = match sort {
        Sort::Section if name.is_empty() => key.rsplit_once('/').map_or(key, |(_, last)| last),
        Sort::Section | Sort::Byline => name,
        _ => key,
    };
    let key = if sort == Sort::Byline { name } else { key };
    FacetValue { key: key.to_owned(), name: name.to_owned(), count: count as usize }
}
