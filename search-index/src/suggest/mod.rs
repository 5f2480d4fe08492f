//! Suggestions while somebody types: frequent questions, tags, bylines and titles.
//!
//! Marks make no difference, Telex and VNI keys are read, and a word inside a title is found as
//! well as its first. Titles come out of the index itself, so they are as fresh as search; names
//! are kept in memory, and are suggested only while a published article has them.

mod keys;
mod names;
mod newest;
mod popular;
mod shelf;
mod starts;
mod titles;

pub(crate) use names::Names;
pub(crate) use newest::Newest;
pub(crate) use shelf::Shelf;
pub(crate) use starts::{Fields, fields, register, values};

use std::sync::Arc;

use starts::Name;

use crate::Index;

/// Suggestions at most.
const LIMIT_MAX: usize = 20;

/// One line below the search box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// As it is written.
    pub text: String,
    pub kind: Kind,
    /// Where a title's article is shown on the site; none of the others.
    pub url: Option<String>,
}

/// What is suggested; in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Question,
    Tag,
    Byline,
    Title,
}

impl Index {
    /// Completes what somebody has typed on a site: frequent questions, then tags and bylines, the
    /// most used first, then titles, the newest first. A quarter of the lines is for each of the
    /// first three, the rest for titles. Never fails; nothing typed gives the frequent questions.
    #[must_use]
    pub fn suggest(&self, typed: &str, site: &str, limit: usize) -> Vec<Suggestion> {
        let limit = limit.min(LIMIT_MAX);
        let words = keys::typed(typed);
        let popular = self.popular.load();
        let line = |kind| move |text: String| Suggestion { text, kind, url: None };
        let readings = names::readings(&words);
        if readings.is_empty() {
            let nothing = typed.trim().is_empty();
            let all = popular.find(&[], if nothing { limit } else { 0 });
            return all.into_iter().map(str::to_owned).map(line(Kind::Question)).collect();
        }
        let quarter = limit.div_ceil(4);
        let asked = popular.find(&readings, quarter).into_iter().map(str::to_owned);
        let mut lines: Vec<Suggestion> = asked.map(line(Kind::Question)).collect();
        lines.extend(self.ask(|engine, view| {
            let searcher = &view.searcher;
            let names = |name, kind| {
                let (place, from) = (starts::place(site, name), (searcher, self.fields.suggest));
                self.names.suggest(from, &place, &words, quarter).into_iter().map(line(kind))
            };
            let tags = names(Name::Tag, Kind::Tag).chain(names(Name::Byline, Kind::Byline));
            let titles = titles::suggest((engine, view, &self.newest), &words, site, limit)?;
            Ok(tags.chain(titles).collect::<Vec<_>>())
        }));
        lines.truncate(limit);
        lines
    }

    /// Replaces the frequent questions, each with how often it was asked.
    pub fn set_popular(&self, questions: Vec<(String, u32)>) {
        self.popular.store(Arc::new(popular::shelf(questions)));
    }
}
