//! The file itself: entries in, entries out, each with its hash.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::manifest::{Entry, FORMAT, Manifest, NAME};

/// Fast, and most of a backup is pictures, which no level makes smaller.
const LEVEL: i32 = 3;
/// One entry; a larger one is no backup of ours.
const ENTRY_MAX: u64 = 1 << 30;

/// A file that goes when it is not moved to its place.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        // Fails for one that was moved, as it should be.
        drop(std::fs::remove_file(&self.0));
    }
}

/// Writes beside the place of the file and moves it there when it is whole.
pub(super) struct Writer {
    tar: tar::Builder<zstd::Encoder<'static, BufWriter<File>>>,
    beside: Beside,
    place: PathBuf,
    pub(super) manifest: Manifest,
}

impl Writer {
    pub(super) fn new(place: &Path) -> anyhow::Result<Self> {
        if place.exists() {
            bail!("{} is there already; name a new file", place.display());
        }
        let mut beside = place.as_os_str().to_owned();
        beside.push(".part");
        let beside = PathBuf::from(beside);
        // It holds everybody's mail addresses and what is not published: nobody else reads it.
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside);
        let file = file.with_context(|| {
            format!("cannot write {}; is another backup being made?", beside.display())
        })?;
        let mut packed = zstd::Encoder::new(BufWriter::new(file), LEVEL)?;
        packed.include_checksum(true)?;
        let tar = tar::Builder::new(packed);
        let beside = Beside(beside);
        Ok(Self { tar, beside, place: place.to_owned(), manifest: Manifest::default() })
    }

    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.append(path, bytes)?;
        self.manifest.entries.insert(path.to_owned(), Entry::of(bytes));
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, path, bytes)?;
        Ok(())
    }

    /// Writes the manifest; after the return the whole file survives a power cut.
    pub(super) fn finish(mut self) -> anyhow::Result<u64> {
        let manifest = serde_json::to_vec_pretty(&self.manifest)?;
        self.append(NAME, &manifest)?;
        let mut file = self.tar.into_inner()?.finish()?;
        file.flush()?;
        let file = file.into_inner().map_err(|err| anyhow::anyhow!(err.to_string()))?;
        file.sync_all()?;
        let bytes = file.metadata()?.len();
        std::fs::rename(&self.beside.0, &self.place)?;
        if let Some(folder) = self.place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(bytes)
    }
}

/// Reads a whole file and tells its manifest when every entry is there and as it was written.
///
/// # Errors
/// Says what is wrong with it.
pub(crate) fn checked(file: &Path) -> anyhow::Result<Manifest> {
    let mut found = BTreeMap::new();
    let mut manifest = None;
    each(file, |path, bytes| {
        if path == NAME {
            manifest = Some(serde_json::from_slice::<Manifest>(&bytes)?);
        } else {
            found.insert(path.to_owned(), Entry::of(&bytes));
        }
        Ok(())
    })
    .with_context(|| format!("{} is damaged or no backup", file.display()))?;
    let Some(manifest) = manifest else {
        bail!("{} has no end: it was not written to the last byte", file.display());
    };
    if manifest.format != FORMAT {
        bail!("{} is of form {}, this program reads {FORMAT}", file.display(), manifest.format);
    }
    for (path, entry) in &manifest.entries {
        match found.remove(path) {
            None => bail!("{path} is missing in {}", file.display()),
            Some(is) if is != *entry => bail!("{path} in {} is damaged", file.display()),
            Some(_) => {}
        }
    }
    if let Some(foreign) = found.keys().next() {
        bail!("{} holds {foreign}, which its manifest does not name", file.display());
    }
    Ok(manifest)
}

/// Goes through all entries in their order.
pub(super) fn each(
    file: &Path,
    mut take: impl FnMut(&str, Vec<u8>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let open = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut tar = tar::Archive::new(zstd::Decoder::new(BufReader::new(open))?);
    for entry in tar.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        let size = entry.size();
        if size > ENTRY_MAX || !entry.header().entry_type().is_file() || !is_plain(&path) {
            bail!("{path} is nothing that a backup holds");
        }
        let mut bytes = Vec::new();
        entry.by_ref().take(ENTRY_MAX).read_to_end(&mut bytes)?;
        take(&path, bytes)?;
    }
    // To the last byte, where the checksum over all stands.
    std::io::copy(&mut tar.into_inner(), &mut std::io::sink())?;
    Ok(())
}

/// No path leads out of the folder it is unpacked to.
fn is_plain(path: &str) -> bool {
    !path.contains('\\') && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
