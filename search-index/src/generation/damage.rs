//! Reads every file of a generation against the checksum at its end.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crc32fast::Hasher;
use serde::Deserialize;
use tantivy::TantivyError;

/// Read at once; plain reads, so that checking does not count as the process's own memory.
const CHUNK: usize = 256 * 1024;
/// Length of what follows the checksum: its own length and a constant.
const TAIL: u64 = 8;
const MAGIC: u32 = 1337;
const FOOTER_MAX: u32 = 50_000;

#[derive(Deserialize)]
struct Footer {
    crc: u32,
}

/// Whether an error says that a file is damaged or gone, which a rebuild mends.
pub(crate) fn is_shown_by(err: &TantivyError) -> bool {
    use TantivyError as E;
    matches!(
        err,
        E::DataCorruption(_) | E::IoError(_) | E::OpenReadError(_) | E::IncompatibleIndex(_)
    )
}

/// Names of the damaged files among these. A file that was merged away meanwhile is no damage.
pub(crate) fn damaged(folder: &Path, files: &[PathBuf]) -> Vec<String> {
    let broken = files.iter().filter_map(|file| match is_whole(&folder.join(file)) {
        Ok(true) => None,
        Ok(false) => Some(file.display().to_string()),
        Err(err) if err.kind() == ErrorKind::NotFound => None,
        Err(err) => Some(format!("{}: {err}", file.display())),
    });
    broken.collect()
}

/// The layout is that of tantivy's `directory/footer.rs`: body, JSON, its length, a constant.
fn is_whole(path: &Path) -> Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let bad = || Error::new(ErrorKind::InvalidData, "it ends without a checksum");
    let mut tail = [0_u8; 8];
    file.seek(SeekFrom::Start(length.checked_sub(TAIL).ok_or_else(bad)?))?;
    file.read_exact(&mut tail)?;
    let [a, b, c, d, e, f, g, h] = tail;
    let footer = u32::from_le_bytes([a, b, c, d]);
    if u32::from_le_bytes([e, f, g, h]) != MAGIC || footer > FOOTER_MAX {
        return Err(bad());
    }
    let body = length.checked_sub(TAIL + u64::from(footer)).ok_or_else(bad)?;
    file.seek(SeekFrom::Start(body))?;
    let mut json = Vec::new();
    file.by_ref().take(u64::from(footer)).read_to_end(&mut json)?;
    let expected: Footer = serde_json::from_slice(&json)?;
    file.rewind()?;
    Ok(checksum(&mut file.take(body))? == expected.crc)
}

fn checksum(file: &mut impl Read) -> Result<u32> {
    let mut hasher = Hasher::new();
    let mut chunk = vec![0_u8; CHUNK];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(hasher.finalize());
        }
        hasher.update(chunk.get(..read).unwrap_or_default());
    }
}
