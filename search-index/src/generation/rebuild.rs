//! Filling the index anew while it goes on answering.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use content::id::{ArticleId, ChangeNumber};

use super::folder::{self, Pointer, State};
use super::{Generation, damage};
use crate::document::Step;
use crate::writer::{Pace, Writer};
use crate::{Index, IndexError};

/// A rebuild in work. Dropped before [`Rebuild::finish`], what it made beside the live index is
/// thrown away; after a crash the next start does that.
#[must_use = "a rebuild that is not finished is thrown away"]
pub struct Rebuild {
    index: Arc<Index>,
    /// The new generation with its writer; none where the live one is filled up.
    beside: Option<(Arc<Generation>, Writer)>,
}

impl std::fmt::Debug for Rebuild {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Rebuild").field("in_place", &self.is_in_place()).finish_non_exhaustive()
    }
}

impl Index {
    /// Begins to fill the index anew. Searches and [`Index::apply`] go on as before.
    ///
    /// A whole index stays as it is until [`Rebuild::finish`] puts the new one in its place. One
    /// that was begun empty is filled where it stands, so that readers find what is there already;
    /// then steps must come in turn with those of [`Index::apply`], each read from the database
    /// after the one before was taken in.
    ///
    /// # Errors
    /// `Rebuilding` when one is in work, `ReadOnly`, or when no new generation can be made.
    pub fn rebuild(self: &Arc<Self>) -> Result<Rebuild, IndexError> {
        if !self.may_write() {
            return Err(IndexError::ReadOnly);
        }
        if self.rebuilding.swap(true, Ordering::AcqRel) {
            return Err(IndexError::Rebuilding);
        }
        // From here on dropping it says that it is over.
        let mut rebuild = Rebuild { index: Arc::clone(self), beside: None };
        if self.state() != State::Filling {
            let new = match &self.folder {
                Some(folder) => {
                    let number = folder.next()?;
                    Generation::create(number, &folder.generation(number), &self.abbreviations)?
                }
                None => Generation::in_memory(&self.abbreviations)?,
            };
            let writer = new.writer(Pace::Rebuild)?;
            rebuild.beside = Some((new, writer));
        }
        Ok(rebuild)
    }

    /// Whether a rebuild is in work in this process.
    #[must_use]
    pub fn is_rebuilding(&self) -> bool {
        self.rebuilding.load(Ordering::Acquire)
    }

    /// Whether it holds everything up to its change number. Otherwise it answers from what it has,
    /// which readers should be told, and wants a [`Index::rebuild`].
    #[must_use]
    pub fn complete(&self) -> bool {
        self.state() == State::Complete
    }

    /// Declares that what it holds is not to be trusted: it goes on answering, but is not
    /// [`Index::complete`] until a rebuild has replaced it. It is remembered over a restart.
    pub fn doubt(&self, why: &str) {
        if self.state() == State::Doubtful {
            return;
        }
        // Where it cannot be remembered over a restart, this process at least knows.
        self.note(State::Doubtful);
        let remembered = self.declare(State::Doubtful).is_ok();
        tracing::error!(why, remembered, "the search index is damaged or foreign: rebuild it");
    }

    /// Reads every file against its checksum, and [`Index::doubt`]s the index when one is damaged.
    /// Takes seconds for gigabytes. Returns the damaged files.
    #[must_use]
    pub fn verify(&self) -> Vec<String> {
        let live = self.live.load_full();
        let Some(folder) = live.folder() else { return Vec::new() };
        // What is missing shows when it is opened once more, what is changed by its checksum.
        let damaged = match Generation::files(folder) {
            Ok(files) => damage::damaged(folder, &files),
            // Its writer has put another in its place.
            Err(_) if !self.may_write() && !folder.exists() => Vec::new(),
            Err(err) => vec![err.to_string()],
        };
        if !damaged.is_empty() && self.may_write() {
            self.doubt(&damaged.join(", "));
        }
        damaged
    }

    /// Asks the process that feeds this index to rebuild it; see [`Index::rebuild_is_wanted`].
    ///
    /// # Errors
    /// When the wish cannot be left in the folder.
    pub fn want_rebuild(&self) -> Result<(), IndexError> {
        self.folder.as_ref().map_or(Ok(()), folder::Folder::want_rebuild)
    }

    /// Whether a rebuild was asked for, by this process or another, and is not done yet.
    #[must_use]
    pub fn rebuild_is_wanted(&self) -> bool {
        self.folder.as_ref().is_some_and(folder::Folder::rebuild_is_wanted)
    }

    /// Says what the live generation is worth from now on.
    pub(crate) fn declare(&self, state: State) -> Result<(), IndexError> {
        if let Some(folder) = self.folder.as_ref().filter(|folder| folder.is_held()) {
            folder.point(Pointer { number: self.live.load().number, state })?;
        }
        self.note(state);
        Ok(())
    }
}

impl Rebuild {
    /// Whether the live index itself is filled.
    #[must_use]
    pub fn is_in_place(&self) -> bool {
        self.beside.is_none()
    }

    /// Ids of the articles that are in it already, ascending: in place those of before a restart,
    /// beside none.
    #[must_use]
    pub fn articles(&self) -> Vec<ArticleId> {
        match &self.beside {
            None => self.index.articles(),
            Some(_) => Vec::new(),
        }
    }

    /// Takes articles in. Doing it again changes nothing; the last step for an article counts.
    ///
    /// # Errors
    /// When they cannot be written. The rebuild is then to be dropped and begun again.
    pub fn put(&mut self, steps: &[Step]) -> Result<(), IndexError> {
        let fields = &self.index.fields;
        match &mut self.beside {
            Some((_, writer)) => writer.gather(fields, steps, ChangeNumber::new(0)),
            // The number of the live one is the follower's.
            None => self.index.apply(steps, self.index.last_change()),
        }
    }

    /// Merges all into one, so that the new index is quick from its first moment, and those who must
    /// keep still during [`Rebuild::finish`] need not wait for them. Not needed for a sound one.
    ///
    /// # Errors
    /// As [`Rebuild::put`].
    pub fn settle(mut self) -> Result<Self, IndexError> {
        let Some((new, mut writer)) = self.beside.take() else { return Ok(self) };
        let settled = writer
            .apply(&self.index.fields, &[], ChangeNumber::new(0))
            .and_then(|()| writer.unite())
            .and_then(|()| new.writer(Pace::Live));
        match settled {
            Ok(writer) => self.beside = Some((new, writer)),
            Err(err) => {
                new.retire();
                return Err(err);
            }
        }
        Ok(self)
    }

    /// Takes the last steps in, and puts the new index in the place of the old one, which goes
    /// when its last reader has. `last` is the newest change that is in it, not before the one
    /// that [`Index::apply`] was last given: keep others from calling that meanwhile.
    ///
    /// # Errors
    /// When it cannot be written; the old index then stays.
    pub fn finish(mut self, steps: &[Step], last: ChangeNumber) -> Result<(), IndexError> {
        let Some((new, mut writer)) = self.beside.take() else {
            self.index.apply(steps, last.max(self.index.last_change()))?;
            self.index.declare(State::Complete)?;
            return self.over();
        };
        let filled = writer.apply(&self.index.fields, steps, last).and_then(|()| new.reload());
        if filled.is_err() {
            drop(writer);
            new.retire();
            return filled;
        }
        self.swap(new, writer)?;
        self.over()
    }

    fn swap(&self, new: Arc<Generation>, filling: Writer) -> Result<(), IndexError> {
        let index = &self.index;
        let Some(writer) = &index.writer else { return Err(IndexError::ReadOnly) };
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        // One of two threads was for the rebuild.
        drop(filling);
        let live = new.writer(Pace::Live)?;
        if let Some(folder) = &index.folder {
            let pointed = folder.point(Pointer { number: new.number, state: State::Complete });
            if pointed.is_err() {
                new.retire();
                return pointed;
            }
        }
        let old_writer = std::mem::replace(&mut *writer, live);
        index.names.fill(&new, index.fields.suggest);
        let old = index.live.swap(new);
        index.note(State::Complete);
        drop(writer);
        old.retire();
        // Its merges may still write there; nobody waits for that.
        std::thread::spawn(move || {
            if let Err(err) = old_writer.settle() {
                tracing::debug!(%err, "the old generation's last merge was given up");
            }
            drop(old);
        });
        Ok(())
    }

    fn over(self) -> Result<(), IndexError> {
        if let Some(folder) = &self.index.folder {
            folder.rebuild_is_done();
        }
        Ok(())
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        if let Some((new, writer)) = self.beside.take() {
            drop(writer);
            new.retire();
        }
        self.index.rebuilding.store(false, Ordering::Release);
    }
}
