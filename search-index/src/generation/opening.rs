//! Opening an index: as it was left, anew, or anew in place of one that cannot be read.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU8};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwap;

use super::Generation;
use super::folder::{Folder, Pointer, State};
use crate::query::abbreviations::InForce;
use crate::suggest::{Names, Newest};
use crate::writer::{Pace, Writer};
use crate::{Index, IndexError, Opened, WriterMode, schema};

/// A swap may come between reading which generation is live and opening it.
const TRIES: usize = 5;

impl Index {
    /// Opens the index in a folder, or begins a new one there. One of another version, or one
    /// that cannot be read, is replaced by an empty one that is not [`Index::complete`]: it can be
    /// filled again, see [`Index::rebuild`].
    ///
    /// For reading only, a missing or damaged one reads as empty, and [`Index::refresh`] looks
    /// again.
    ///
    /// # Errors
    /// `Locked` when another process writes to it; `Io` when the folder cannot be used.
    pub fn open(folder: &Path, mode: WriterMode) -> Result<Self, IndexError> {
        match mode {
            WriterMode::ReadWrite => Self::open_to_write(folder),
            WriterMode::ReadOnly => Self::open_to_read(folder),
        }
    }

    /// An index that is gone with the process, for tests.
    ///
    /// # Errors
    /// When memory is short.
    pub fn in_memory() -> Result<Self, IndexError> {
        let live = Generation::in_memory(&InForce::default())?;
        let writer = Some(live.writer(Pace::Live)?);
        Ok(Self::ready(None, live, State::Complete, writer).found(Opened::Fresh))
    }

    fn open_to_write(path: &Path) -> Result<Self, IndexError> {
        let folder = Folder::hold(path)?;
        let left = match folder.pointer() {
            Ok(Some(pointer)) => usable(&folder, pointer),
            Ok(None) if folder.is_of_older_shape() => Err(other("of an older version")),
            Ok(None) => return Self::begin(folder, Opened::Fresh),
            Err(err) => Err(err),
        };
        match left {
            Ok((pointer, live, writer)) => {
                folder.sweep(pointer.number);
                let index = Self::ready(Some(folder), live, pointer.state, Some(writer));
                Ok(index.found(Opened::Whole))
            }
            Err(why) => {
                tracing::warn!(%why, "the search index is replaced and must be filled anew");
                Self::begin(folder, Opened::Replaced(why.to_string()))
            }
        }
    }

    fn begin(folder: Folder, opened: Opened) -> Result<Self, IndexError> {
        let number = folder.next()?;
        let live = Generation::create(number, &folder.generation(number), &InForce::default())?;
        let writer = live.writer(Pace::Live)?;
        folder.point(Pointer { number, state: State::Filling })?;
        folder.sweep(number);
        Ok(Self::ready(Some(folder), live, State::Filling, Some(writer)).found(opened))
    }

    fn open_to_read(path: &Path) -> Result<Self, IndexError> {
        let folder = Folder::look(path);
        let abbreviations = InForce::default();
        let nothing = || Generation::in_memory(&abbreviations);
        let (live, state, opened) = match look(&folder, &abbreviations) {
            Ok(Some((live, state))) => (live, state, Opened::Whole),
            Ok(None) => (nothing()?, State::Filling, Opened::Fresh),
            Err(why) => (nothing()?, State::Doubtful, Opened::Replaced(why.to_string())),
        };
        Ok(Self::ready(Some(folder), live, state, None).found(opened))
    }

    fn ready(
        folder: Option<Folder>,
        live: Arc<Generation>,
        state: State,
        writer: Option<Writer>,
    ) -> Self {
        let fields = schema::schema().1;
        let names = Arc::<Names>::default();
        names.fill(&live, fields.suggest);
        Self {
            fields,
            names,
            newest: Newest::default(),
            folder,
            abbreviations: live.engine().abbreviations.clone(),
            live: ArcSwap::new(live),
            state: AtomicU8::new(state.number()),
            writer: writer.map(Mutex::new),
            rebuilding: AtomicBool::new(false),
            failed: AtomicBool::new(false),
            popular: ArcSwap::default(),
            gate: crate::gate::Gate::default(),
            opened: Opened::Fresh,
        }
    }

    fn found(mut self, opened: Opened) -> Self {
        self.opened = opened;
        self
    }

    /// Looks for what another process, or a merge, has changed since.
    ///
    /// # Errors
    /// When it cannot be read; readers keep what they had.
    pub fn refresh(&self) -> Result<(), IndexError> {
        if let (None, Some(folder)) = (&self.writer, &self.folder) {
            let live = self.live.load_full();
            match folder.pointer()? {
                Some(pointer) if pointer.number == live.number => self.note(pointer.state),
                _ => {
                    let found = look(folder, &self.abbreviations)?;
                    if let Some((live, state)) = found {
                        self.names.fill(&live, self.fields.suggest);
                        self.live.store(live);
                        self.note(state);
                    }
                    return Ok(());
                }
            }
        }
        let live = self.live.load_full();
        if live.has_moved()? { live.reload() } else { Ok(()) }
    }
}

/// The generation in use with its writer, if both can be opened.
fn usable(
    folder: &Folder,
    pointer: Pointer,
) -> Result<(Pointer, Arc<Generation>, Writer), IndexError> {
    let place = folder.generation(pointer.number);
    let live = Generation::open(pointer.number, &place, &InForce::default())?;
    let writer = live.writer(Pace::Live)?;
    Ok((pointer, live, writer))
}

/// The generation in use, for a process that holds no lock.
fn look(
    folder: &Folder,
    abbreviations: &InForce,
) -> Result<Option<(Arc<Generation>, State)>, IndexError> {
    let mut tried = None;
    for _ in 0..TRIES {
        let Some(pointer) = folder.pointer()? else { return Ok(None) };
        let place = folder.generation(pointer.number);
        match Generation::open(pointer.number, &place, abbreviations) {
            Ok(live) => return Ok(Some((live, pointer.state))),
            Err(err) if tried == Some(pointer.number) => return Err(err),
            Err(_) => tried = Some(pointer.number),
        }
    }
    Err(other("it is swapped faster than it can be opened"))
}

fn other(why: &str) -> IndexError {
    std::io::Error::other(why).into()
}
