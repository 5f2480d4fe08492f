//! Files of pictures in a folder: written whole and durable before anything points at them.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder behind `TOASOAN_MEDIA`. All work blocks: call it off the reactor.
#[derive(Debug, Clone)]
pub(crate) struct Storage {
    root: PathBuf,
}

impl Storage {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Where a file of a picture lies. `None` unless hash and file are plain names, so that no
    /// address can leave the folder.
    pub(crate) fn path(&self, hash: &str, file: &str) -> Option<PathBuf> {
        let plain = |text: &str| {
            !text.is_empty()
                && !text.starts_with('.')
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        };
        let shelf = hash.get(..2)?;
        (plain(hash) && plain(file)).then(|| self.root.join(shelf).join(hash).join(file))
    }

    /// Writes a file beside its place, syncs it, moves it there and syncs the folder
    /// (design rule 5): after the return it survives a power cut.
    pub(crate) fn put(&self, hash: &str, file: &str, bytes: &[u8]) -> std::io::Result<()> {
        let place = self.path(hash, file).ok_or_else(|| {
            std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a plain file name")
        })?;
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let beside = folder.join(format!(".{file}.{}", uuid::Uuid::now_v7().simple()));
        let mut out = File::create(&beside)?;
        out.write_all(bytes)?;
        out.sync_all()?;
        fs::rename(&beside, &place)?;
        sync_folder(folder)?;
        folder.parent().map_or(Ok(()), sync_folder)
    }

    /// Whether the folder can be written to.
    pub(crate) fn check(&self) -> std::io::Result<()> {
        fs::create_dir_all(&self.root)?;
        let probe = self.root.join(".probe");
        File::create(&probe)?.sync_all()?;
        fs::remove_file(probe)
    }
}

fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::Storage;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let storage = Storage::new("/m".into());
        for (hash, file) in
            [("..", "a"), ("abcd", "../x"), ("abcd", ".env"), ("ab/cd", "x"), ("a", "x")]
        {
            assert_eq!(storage.path(hash, file), None, "{hash} {file}");
        }
        assert!(storage.path("abcd", "640.webp").is_some());
    }
}
