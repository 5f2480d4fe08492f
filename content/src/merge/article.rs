//! Merges everything that two people wrote over one text: each field by itself.

use serde::Serialize;

use super::body::{Part, merge_body};
use crate::article::{Cover, Text};
use crate::context::Context;
use crate::id::ArticleId;

/// What came of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The merged text; where the two conflict, it holds theirs.
    pub text: Text,
    /// Fields other than the body that both changed differently.
    pub conflicts: Vec<Conflict>,
    /// The body in parts; without a conflict one part.
    pub body: Vec<Part>,
}

/// A field that both changed differently. A cover is four lines: picture, alternative text,
/// caption, credit; empty when there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    pub field: &'static str,
    pub base: String,
    pub mine: String,
    pub theirs: String,
}

impl Merge {
    /// Whether nobody needs to be asked.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let apart = |part: &Part| matches!(part, Part::Conflict { .. });
        self.conflicts.is_empty() && !self.body.iter().any(apart)
    }
}

/// Merges `mine` and `theirs`, both written over `base`; all three in their tidy form.
#[must_use]
pub fn merge(base: &Text, mine: &Text, theirs: &Text) -> Merge {
    let mut fields = Fields { conflicts: Vec::new() };
    let body = merge_body(&base.body, &mine.body, &theirs.body);
    let whole = match body.as_slice() {
        [Part::Agreed { text }] => text.clone(),
        _ => theirs.body.clone(),
    };
    let words = |text: &String| text.clone();
    let text = Text {
        title: fields.one("title", [&base.title, &mine.title, &theirs.title], words),
        kicker: fields.one("kicker", [&base.kicker, &mine.kicker, &theirs.kicker], words),
        lead: fields.one("lead", [&base.lead, &mine.lead, &theirs.lead], words),
        section: fields.one(
            "section",
            [&base.section, &mine.section, &theirs.section],
            |section| section.map(|id| id.to_string()).unwrap_or_default(),
        ),
        language: fields.one(
            "language",
            [&base.language, &mine.language, &theirs.language],
            |language| language.as_str().to_owned(),
        ),
        cover: fields.cover([&base.cover, &mine.cover, &theirs.cover]),
        bylines: list([&base.bylines, &mine.bylines, &theirs.bylines]),
        tags: list([&base.tags, &mine.tags, &theirs.tags]),
        context: fields.context([&base.context, &mine.context, &theirs.context]),
        body: whole,
    };
    Merge { text, conflicts: fields.conflicts, body }
}

/// The one that was changed, or nothing when both were, differently.
fn changed<T: PartialEq>([base, mine, theirs]: [&T; 3]) -> Option<&T> {
    if mine == theirs || base == mine {
        Some(theirs)
    } else if base == theirs {
        Some(mine)
    } else {
        None
    }
}

struct Fields {
    conflicts: Vec<Conflict>,
}

impl Fields {
    fn one<T: PartialEq + Clone>(
        &mut self,
        field: &'static str,
        sides: [&T; 3],
        words: impl Fn(&T) -> String,
    ) -> T {
        if let Some(value) = changed(sides) {
            return value.clone();
        }
        let [base, mine, theirs] = sides.map(words);
        self.conflicts.push(Conflict { field, base, mine, theirs });
        sides[2].clone()
    }

    fn context(&mut self, sides: [&Context; 3]) -> Context {
        let [base, mine, theirs] = sides;
        let number = |id: &Option<ArticleId>| id.map(|id| id.to_string()).unwrap_or_default();
        Context {
            genre: self
                .one("genre", sides.map(|side| &side.genre), |genre| genre.as_str().to_owned()),
            storylines: list([&base.storylines, &mine.storylines, &theirs.storylines]),
            translates: self.one("translates", sides.map(|side| &side.translates), number),
            related: list([&base.related, &mine.related, &theirs.related]),
            ai_use: self.one("ai_use", sides.map(|side| &side.ai_use), String::clone),
        }
    }

    /// Words about one picture are merged by themselves; words about another one are not.
    fn cover(&mut self, sides: [&Option<Cover>; 3]) -> Option<Cover> {
        if let [base, Some(mine), Some(theirs)] = sides
            && mine.media == theirs.media
        {
            let blank = Cover::default();
            let base = base.as_ref().unwrap_or(&blank);
            let alt = changed([&base.alt, &mine.alt, &theirs.alt]);
            let caption = changed([&base.caption, &mine.caption, &theirs.caption]);
            let credit = changed([&base.credit, &mine.credit, &theirs.credit]);
            if let (Some(alt), Some(caption), Some(credit)) = (alt, caption, credit) {
                let (alt, caption, credit) = (alt.clone(), caption.clone(), credit.clone());
                return Some(Cover { media: mine.media.clone(), alt, caption, credit });
            }
        }
        self.one("cover", sides, |cover| {
            let lines =
                |c: &Cover| [c.media.clone(), c.alt.clone(), c.caption.clone(), c.credit.clone()];
            cover.as_ref().map(|cover| lines(cover).join("\n")).unwrap_or_default()
        })
    }
}

/// What either added is in, what either took out is out.
fn list<T: Clone + PartialEq>([base, mine, theirs]: [&Vec<T>; 3]) -> Vec<T> {
    if let Some(list) = changed([base, mine, theirs]) {
        return list.clone();
    }
    let stays = theirs.iter().filter(|entry| mine.contains(entry) || !base.contains(entry));
    let added = mine.iter().filter(|entry| !base.contains(entry) && !theirs.contains(entry));
    stays.chain(added).cloned().collect()
}
