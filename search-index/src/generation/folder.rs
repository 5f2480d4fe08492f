//! The folder of an index: numbered generations, and the file `live` that names the one in use.

use std::fs::{self, File, TryLockError};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::IndexError;

/// Names the generation in use and its [`State`]: `gen-0007 complete`.
const LIVE: &str = "live";
/// Held by the process that feeds the index.
const LOCK: &str = "lock";
/// Left by a command that wants the feeding process to rebuild.
const WANTED: &str = "rebuild-wanted";
const GENERATION: &str = "gen-";

/// How much of the house a generation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Everything up to its change number.
    Complete,
    /// What it holds is true; the rest is still to come.
    Filling,
    /// Damaged, or of another database: it answers until it is replaced.
    Doubtful,
}

impl State {
    const ALL: [Self; 3] = [Self::Complete, Self::Filling, Self::Doubtful];

    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::Filling => 1,
            Self::Doubtful => 2,
        }
    }

    pub(crate) fn from_number(number: u8) -> Self {
        Self::ALL.into_iter().find(|state| state.number() == number).unwrap_or(Self::Doubtful)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Filling => "filling",
            Self::Doubtful => "doubtful",
        }
    }
}

/// What `live` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pointer {
    pub(crate) number: u32,
    pub(crate) state: State,
}

impl Pointer {
    fn read(text: &str) -> Option<Self> {
        let (name, word) = text.trim_end().split_once(' ')?;
        let state = State::ALL.into_iter().find(|state| state.word() == word)?;
        Some(Self { number: number(name)?, state })
    }
}

/// The folder, perhaps held for writing.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// The lock goes with the handle, so also when the process is killed.
    held: Option<File>,
}

impl Folder {
    /// For reading only; need not exist.
    pub(crate) fn look(path: &Path) -> Self {
        Self { path: path.to_owned(), held: None }
    }

    /// Makes it where it is missing and holds it against other processes.
    pub(crate) fn hold(path: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(path)?;
        let file =
            File::options().write(true).create(true).truncate(false).open(path.join(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), held: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(IndexError::Locked),
            Err(TryLockError::Error(err)) => Err(err.into()),
        }
    }

    pub(crate) fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// What `live` says, nothing where there is none.
    pub(crate) fn pointer(&self) -> Result<Option<Pointer>, IndexError> {
        match fs::read_to_string(self.path.join(LIVE)) {
            Ok(text) => match Pointer::read(&text) {
                Some(pointer) => Ok(Some(pointer)),
                None => Err(Error::new(ErrorKind::InvalidData, "`live` names nothing").into()),
            },
            Err(err) if err.kind() == ErrorKind::NotFound => Ok(None),
            Err(err) => Err(err.into()),
        }
    }

    /// Points `live` elsewhere: after a crash it says the old or the new, never half.
    pub(crate) fn point(&self, pointer: Pointer) -> Result<(), IndexError> {
        let beside = self.path.join("live.new");
        let mut file = File::create(&beside)?;
        writeln!(file, "{} {}", name(pointer.number), pointer.state.word())?;
        file.sync_all()?;
        // What it names must be on disk before the name is.
        self.sync()?;
        fs::rename(&beside, self.path.join(LIVE))?;
        // It is in force now. Were the power lost before it is on disk, the next start would find
        // the older name and begin anew where that generation is gone.
        if let Err(err) = self.sync() {
            tracing::warn!(%err, "the index's folder is not on disk yet");
        }
        Ok(())
    }

    fn sync(&self) -> Result<(), IndexError> {
        Ok(File::open(&self.path)?.sync_all()?)
    }

    pub(crate) fn generation(&self, number: u32) -> PathBuf {
        self.path.join(name(number))
    }

    /// A number that no generation has had.
    pub(crate) fn next(&self) -> Result<u32, IndexError> {
        // Somebody may have removed it under a running server.
        fs::create_dir_all(&self.path)?;
        let named = self.pointer().ok().flatten().map_or(0, |pointer| pointer.number);
        let highest = self.generations()?.into_iter().max().unwrap_or(0).max(named);
        highest.checked_add(1).ok_or_else(|| Error::other("no number is left").into())
    }

    fn generations(&self) -> Result<Vec<u32>, IndexError> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            found.extend(entry?.file_name().to_str().and_then(number));
        }
        Ok(found)
    }

    /// Removes what an interrupted rebuild, a swap or an older version has left.
    pub(crate) fn sweep(&self, keep: u32) {
        let others = self.generations().unwrap_or_default().into_iter().filter(|it| *it != keep);
        for number in others {
            remove(&self.generation(number));
        }
        if self.is_of_older_shape() {
            let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
            for entry in entries.filter(|entry| is_tantivys(&entry.file_name())) {
                if let Err(err) = fs::remove_file(entry.path()) {
                    tracing::warn!(%err, "a file of the older index stays behind");
                }
            }
        }
    }

    /// Whether the index lies in the folder itself, as before there were generations.
    pub(crate) fn is_of_older_shape(&self) -> bool {
        self.path.join("meta.json").exists()
    }

    /// Asks the process that feeds the index to rebuild it.
    pub(crate) fn want_rebuild(&self) -> Result<(), IndexError> {
        Ok(fs::write(self.path.join(WANTED), "")?)
    }

    pub(crate) fn rebuild_is_wanted(&self) -> bool {
        self.path.join(WANTED).exists()
    }

    pub(crate) fn rebuild_is_done(&self) {
        match fs::remove_file(self.path.join(WANTED)) {
            Err(err) if err.kind() != ErrorKind::NotFound => {
                tracing::warn!(%err, "the wish for a rebuild cannot be taken away");
            }
            _ => {}
        }
    }
}

/// Removes a generation's folder; what cannot be removed now is swept at the next start.
pub(crate) fn remove(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(err) if err.kind() != ErrorKind::NotFound => {
            tracing::warn!(%err, folder = %folder.display(), "an old generation stays behind");
        }
        _ => {}
    }
}

fn name(number: u32) -> String {
    format!("{GENERATION}{number:04}")
}

fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix(GENERATION)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// Names of files as tantivy gives them; nothing else in the folder is ours to remove.
fn is_tantivys(name: &std::ffi::OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let segment = name
        .split_once('.')
        .is_some_and(|(id, _)| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    segment || name == "meta.json" || name == ".managed.json" || name.starts_with(".tantivy-")
}

#[cfg(test)]
mod tests {
    use super::{Folder, Pointer, State};

    #[test]
    fn the_pointer_is_read_as_it_was_written_and_garbage_is_told() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::hold(place.path()).unwrap();
        assert_eq!(folder.pointer().unwrap(), None);
        for (number, state) in [(1, State::Filling), (12_345, State::Complete)] {
            folder.point(Pointer { number, state }).unwrap();
            assert_eq!(folder.pointer().unwrap(), Some(Pointer { number, state }));
        }
        assert_eq!(folder.next().unwrap(), 12_346);
        for garbage in ["", "gen-", "gen-0001", "gen-1 x", "gen--1 complete", "\u{0}\u{0}"] {
            std::fs::write(place.path().join("live"), garbage).unwrap();
            assert!(folder.pointer().is_err(), "{garbage}");
        }
        std::fs::write(place.path().join("live"), [0xff, 0xfe]).unwrap();
        assert!(folder.pointer().is_err());
    }

    #[test]
    fn only_generations_are_swept() {
        let place = tempfile::tempdir().unwrap();
        for name in ["gen-0001", "gen-0002", "gen-old", "photos"] {
            std::fs::create_dir(place.path().join(name)).unwrap();
        }
        Folder::look(place.path()).sweep(2);
        let there = |name: &str| place.path().join(name).exists();
        assert!(!there("gen-0001"));
        assert!(there("gen-0002") && there("gen-old") && there("photos"));
    }
}
