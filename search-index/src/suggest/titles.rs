//! Suggests titles: the newest that hold all that was typed, those that say it in one first.

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::keys::{Typed, WINDOW, is_latin, words};
use super::newest::Newest;
use super::starts::whole;
use super::{Kind, Suggestion};
use crate::engine::{Engine, View};
use crate::find::document;

/// So many of the newest are looked at for each one wanted.
const LOOKED_AT: usize = 4;

pub(crate) fn suggest(
    (engine, view, newest): (&Engine, &View, &Newest),
    typed: &[Typed],
    site: &str,
    limit: usize,
) -> tantivy::Result<Vec<Suggestion>> {
    if typed.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let starts = engine.fields.suggest.starts;
    let mut all: Vec<(Occur, Box<dyn Query>)> =
        typed.iter().map(|word| (Occur::Must, of(starts, word))).collect();
    all.push((Occur::Must, term(engine.fields.suggest.sites, site)));
    let query = BooleanQuery::new(all);
    let found = newest.find(&view.searcher, &query, limit * LOOKED_AT)?;
    let mut ranked: Vec<(Nearness, Suggestion)> = Vec::new();
    for place in found {
        let Some(document) = document(engine, view, place) else { continue };
        let near = nearness(&words(&document.title), typed);
        let url = document.placements.into_iter().find(|it| it.site == site).map(|it| it.url);
        if ranked.iter().all(|(_, other)| other.text != document.title) {
            ranked.push((near, Suggestion { text: document.title, kind: Kind::Title, url }));
        }
    }
    // Stable: the newest of those that are equally near stays first.
    ranked.sort_by_key(|(near, _)| *near);
    Ok(ranked.into_iter().map(|(_, suggestion)| suggestion).take(limit).collect())
}

/// How a title holds what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    Begins,
    InOne,
    Scattered,
}

fn nearness(title: &[String], typed: &[Typed]) -> Nearness {
    let holds = |part: &[String]| typed.iter().zip(part).all(|(typed, word)| typed.fits(word));
    match title.windows(typed.len()).position(holds) {
        Some(0) => Nearness::Begins,
        Some(_) => Nearness::InOne,
        None => Nearness::Scattered,
    }
}

/// The query for one word: any of its forms.
fn of(field: Field, word: &Typed) -> Box<dyn Query> {
    let mut forms: Vec<Box<dyn Query>> = word
        .forms
        .iter()
        .map(|form| match (is_latin(form), word.finished) {
            (true, true) => term(field, &whole(form)),
            (true, false) => term(field, form),
            (false, _) => windows(field, form),
        })
        .collect();
    match (forms.pop(), forms.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            let any = forms.into_iter().chain(last).map(|form| (Occur::Should, form));
            Box::new(BooleanQuery::new(any.collect()))
        }
    }
}

fn windows(field: Field, run: &str) -> Box<dyn Query> {
    let letters: Vec<char> = run.chars().collect();
    let last = letters.len().saturating_sub(WINDOW);
    let begins = (0..last).step_by(WINDOW).chain(std::iter::once(last));
    let parts = begins.map(|at| {
        let part: String = letters.iter().skip(at).take(WINDOW).collect();
        (Occur::Must, term(field, &part))
    });
    Box::new(BooleanQuery::new(parts.collect()))
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}
