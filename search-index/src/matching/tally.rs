//! Counts of the choices over all segments.

use std::collections::HashMap;

use super::choices::{Choice, Sort};
use crate::facets::{FacetValue, Facets};

/// Values of each facet that are offered.
const VALUES_MAX: usize = 12;

/// How many of the result have each choice, and its name.
#[derive(Debug, Default)]
pub(crate) struct Tally(HashMap<Choice, (String, usize)>);

impl Tally {
    /// Adds the counts of one segment.
    pub(crate) fn add(&mut self, choices: &[(Choice, String)], counts: &[u32]) {
        for ((choice, name), count) in choices.iter().zip(counts) {
            if *count == 0 {
                continue;
            }
            match self.0.get_mut(choice) {
                Some((known, sum)) => {
                    *sum += *count as usize;
                    if known.is_empty() {
                        known.clone_from(name);
                    }
                }
                None => {
                    self.0.insert(choice.clone(), (name.clone(), *count as usize));
                }
            }
        }
    }

    /// What is offered; sections of the asked site only, by their path there.
    pub(crate) fn facets(self, site: Option<&str>) -> Facets {
        let mut of: HashMap<Sort, Vec<FacetValue>> = HashMap::new();
        for (Choice { sort, key }, (name, count)) in self.0 {
            let value = match (sort, site) {
                (Sort::Site, _) => continue,
                (Sort::Section, Some(site)) => {
                    let path = key.strip_prefix(site).and_then(|rest| rest.strip_prefix('/'));
                    let Some(path) = path else { continue };
                    FacetValue { name: named(name, path), key: path.to_owned(), count }
                }
                (Sort::Section, None) => FacetValue { name: named(name, &key), key, count },
                (Sort::Byline, _) => FacetValue { key: name.clone(), name, count },
                _ => FacetValue { name: key.clone(), key, count },
            };
            of.entry(sort).or_default().push(value);
        }
        let mut best = |sort| {
            let mut values = of.remove(&sort).unwrap_or_default();
            values.sort_unstable_by(|one, two| {
                two.count.cmp(&one.count).then_with(|| one.key.cmp(&two.key))
            });
            values.truncate(VALUES_MAX);
            values
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

fn named(name: String, path: &str) -> String {
    if name.is_empty() {
        return path.rsplit_once('/').map_or(path, |(_, last)| last).to_owned();
    }
    name
}
