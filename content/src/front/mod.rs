//! The front of a site or section: which stories stand in which of its slots, and when.
//!
//! A layout names stories only where somebody chose them; every other slot is left to the newest.
//! Nothing here asks a clock or a database.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::id::{ArticleId, ChangeNumber};

pub mod blocks;
pub mod figures;
pub mod merge;

/// Most stories that wait for one slot at different times.
pub const PICKS_MAX: usize = 4;

/// A story chosen for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    pub article: ArticleId,
    /// Not before this time, in milliseconds since 1970 UTC.
    #[serde(default)]
    pub from_ms: Option<i64>,
    /// Until this time, exclusive.
    #[serde(default)]
    pub until_ms: Option<i64>,
    /// The end of the change feed when it was chosen: what is withdrawn after that and published
    /// again does not come back to its slot by itself.
    #[serde(default)]
    pub since: ChangeNumber,
}

impl Pick {
    /// A story without a time, chosen now.
    #[must_use]
    pub fn of(article: ArticleId, since: ChangeNumber) -> Self {
        Self { article, from_ms: None, until_ms: None, since }
    }

    /// Whether its time is now.
    #[must_use]
    pub fn is_on(&self, now_ms: i64) -> bool {
        self.from_ms.is_none_or(|from| from <= now_ms) && !self.is_over(now_ms)
    }

    /// Whether its time has passed.
    #[must_use]
    pub fn is_over(&self, now_ms: i64) -> bool {
        self.until_ms.is_some_and(|until| until <= now_ms)
    }

    /// Whether it begins or ends at some time.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.from_ms.is_some() || self.until_ms.is_some()
    }
}

/// What is wrong with a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The front has no such slot.
    NoSuchSlot,
    /// More than [`PICKS_MAX`] for one slot.
    TooMany,
    /// The same story twice.
    Twice,
    /// An end that is not after its beginning.
    EndsBeforeItBegins,
    /// A new time that lies in the past.
    InThePast,
}

impl Flaw {
    /// Key of the sentence that tells it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::NoSuchSlot => "front-no-such-slot",
            Self::TooMany => "front-too-many",
            Self::Twice => "front-twice",
            Self::EndsBeforeItBegins => "front-ends-before",
            Self::InThePast => "front-in-the-past",
        }
    }
}

/// Which stories stand in which slots.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Layout {
    slots: Vec<Vec<Pick>>,
}

impl Layout {
    /// A front that is left to the newest.
    #[must_use]
    pub fn empty(slots: usize) -> Self {
        Self { slots: vec![Vec::new(); slots] }
    }

    /// The same for a front of another number of slots; what has no place any more is let go.
    #[must_use]
    pub fn sized(mut self, slots: usize) -> Self {
        self.slots.resize_with(slots, Vec::new);
        self
    }

    /// Slot by slot.
    #[must_use]
    pub fn slots(&self) -> &[Vec<Pick>] {
        &self.slots
    }

    /// Every choice with the number of its slot.
    pub fn picks(&self) -> impl Iterator<Item = (usize, &Pick)> {
        self.slots.iter().enumerate().flat_map(|(at, picks)| picks.iter().map(move |p| (at, p)))
    }

    /// Every choice, slot after slot.
    #[must_use]
    pub fn chosen(&self) -> Vec<Pick> {
        self.slots.iter().flatten().copied().collect()
    }

    /// The choice of a story and its slot.
    #[must_use]
    pub fn find(&self, article: ArticleId) -> Option<(usize, Pick)> {
        self.picks().find(|(_, pick)| pick.article == article).map(|(at, pick)| (at, *pick))
    }

    /// Adds a choice behind those of its slot, as it was sent.
    ///
    /// # Errors
    /// When there is no such slot or it is full.
    pub fn add(&mut self, slot: usize, pick: Pick) -> Result<(), Flaw> {
        let picks = self.slots.get_mut(slot).ok_or(Flaw::NoSuchSlot)?;
        if picks.len() >= PICKS_MAX {
            return Err(Flaw::TooMany);
        }
        picks.push(pick);
        Ok(())
    }

    /// Puts a story into a slot. One without a time takes the place of the one that stood there
    /// without a time, which moves down, and so on to the first slot that is free or the end.
    ///
    /// # Errors
    /// When there is no such slot or it is full.
    pub fn put(&mut self, slot: usize, pick: Pick) -> Result<(), Flaw> {
        let mut next = self.clone();
        next.remove(pick.article);
        let mut moving = Some(pick);
        let mut at = slot;
        while let Some(pick) = moving.take() {
            let Some(picks) = next.slots.get_mut(at) else {
                if at == slot {
                    return Err(Flaw::NoSuchSlot);
                }
                break;
            };
            if !pick.is_timed()
                && let Some(standing) = picks.iter_mut().find(|other| !other.is_timed())
            {
                moving = Some(std::mem::replace(standing, pick));
            } else if picks.len() >= PICKS_MAX {
                return Err(Flaw::TooMany);
            } else {
                picks.push(pick);
            }
            at += 1;
        }
        *self = next;
        Ok(())
    }

    /// Moves a story to the slot before; the one that stood there without a time changes places
    /// with it.
    ///
    /// # Errors
    /// When it is not there, stands in the first slot, or the slot before is full.
    pub fn raise(&mut self, article: ArticleId) -> Result<(), Flaw> {
        let (at, _) = self.find(article).ok_or(Flaw::NoSuchSlot)?;
        self.change_places(article, at, at.checked_sub(1).ok_or(Flaw::NoSuchSlot)?)
    }

    /// Moves a story to the slot after; see [`Layout::raise`].
    ///
    /// # Errors
    /// When it is not there, stands in the last slot, or the slot after is full.
    pub fn lower(&mut self, article: ArticleId) -> Result<(), Flaw> {
        let (at, _) = self.find(article).ok_or(Flaw::NoSuchSlot)?;
        self.change_places(article, at, at + 1)
    }

    fn change_places(&mut self, article: ArticleId, from: usize, to: usize) -> Result<(), Flaw> {
        let mut next = self.clone();
        let here = next.slots.get_mut(from).ok_or(Flaw::NoSuchSlot)?;
        let at = here.iter().position(|pick| pick.article == article).ok_or(Flaw::NoSuchSlot)?;
        let pick = here.remove(at);
        let there = next.slots.get_mut(to).ok_or(Flaw::NoSuchSlot)?;
        let standing = there.iter().position(|other| !pick.is_timed() && !other.is_timed());
        let back = standing.map(|at| there.remove(at));
        next.add(to, pick)?;
        if let Some(back) = back {
            next.add(from, back)?;
        }
        *self = next;
        Ok(())
    }

    /// Takes a story out of its slot, which is then left to the newest.
    pub fn remove(&mut self, article: ArticleId) {
        self.retain(|pick| pick.article != article);
    }

    /// Keeps only some of the choices.
    pub fn retain(&mut self, keep: impl Fn(&Pick) -> bool) {
        for picks in &mut self.slots {
            picks.retain(|pick| keep(pick));
        }
    }

    /// A story that stands in two slots keeps the first.
    pub fn drop_repeated(&mut self) {
        let mut seen = HashSet::new();
        for picks in &mut self.slots {
            picks.retain(|pick| seen.insert(pick.article));
        }
    }

    /// Looks for flaws. Times that stand in `before` already may have passed; new ones may not.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, before: &Self, now_ms: i64) -> Result<(), Flaw> {
        let mut seen = HashSet::new();
        for (_, pick) in self.picks() {
            if !seen.insert(pick.article) {
                return Err(Flaw::Twice);
            }
            if let (Some(from), Some(until)) = (pick.from_ms, pick.until_ms)
                && until <= from
            {
                return Err(Flaw::EndsBeforeItBegins);
            }
            let known =
                before.find(pick.article).is_some_and(|(_, old)| old.until_ms == pick.until_ms);
            if pick.is_over(now_ms) && !known {
                return Err(Flaw::InThePast);
            }
        }
        if self.slots.iter().any(|picks| picks.len() > PICKS_MAX) {
            return Err(Flaw::TooMany);
        }
        Ok(())
    }

    /// The story of each slot at a time, nothing where the newest is to stand. Of several whose
    /// time it is, the one that began last shows; `usable` says which stories readers may see.
    #[must_use]
    pub fn showing(&self, now_ms: i64, usable: impl Fn(&Pick) -> bool) -> Vec<Option<ArticleId>> {
        let best = |picks: &Vec<Pick>| {
            let on = picks.iter().filter(|pick| pick.is_on(now_ms) && usable(pick));
            // `max_by_key` takes the last of equals; the one chosen first is to win.
            on.rev().max_by_key(|pick| pick.from_ms.unwrap_or(i64::MIN)).map(|pick| pick.article)
        };
        self.slots.iter().map(best).collect()
    }
}

#[cfg(test)]
mod tests;
