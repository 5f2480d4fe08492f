//! The one place that looks into recordings: walked from end to end, and kept without what is not
//! sound.
//!
//! Nothing is decoded. A file is what its bytes are from the first to the last; one that is
//! something else as well (a page behind a tag, an archive at the end) is refused or loses that.

mod mp3;
mod mp4;
mod ogg;
mod wav;

use crate::error::{Error, Result};

/// Largest recording in bytes: an hour of speech at 128 kbit/s.
pub(crate) const SOUND_MAX: usize = 60 * 1024 * 1024;
/// Largest recording that is not compressed, in bytes: ten seconds for a minute's worth elsewhere,
/// which readers pay for.
const WAV_MAX: usize = 2 * 1024 * 1024;
/// Longest recording in milliseconds.
const LENGTH_MAX_MS: u64 = 12 * 3_600 * 1_000;
/// Fewest bytes that a second of sound takes, a silent one included.
const BYTES_A_SECOND: u64 = 200;

/// A recording ready to be kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ready {
    /// Ending of the file.
    pub(crate) kind: &'static str,
    pub(crate) duration_ms: u64,
    pub(crate) bytes: Vec<u8>,
}

/// What a walk through a file found; nothing for one that breaks off or is no such file.
type Walked = Option<Ready>;

/// The media type for an ending; nothing for an ending that is no recording's.
pub(crate) fn media_type(kind: &str) -> Option<&'static str> {
    match kind {
        "mp3" => Some("audio/mpeg"),
        "m4a" => Some("audio/mp4"),
        "ogg" => Some("audio/ogg"),
        "wav" => Some("audio/wav"),
        _ => None,
    }
}

/// Whether a file begins as a recording does; its name and what its sender says of it are not asked.
pub(crate) fn begins_as_sound(upload: &[u8]) -> bool {
    walk_of(upload).is_some()
}

fn walk_of(upload: &[u8]) -> Option<fn(&[u8]) -> Walked> {
    let at = |from: usize, what: &[u8]| upload.get(from..from + what.len()) == Some(what);
    if at(0, b"OggS") {
        return Some(ogg::walk);
    }
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Some(wav::walk);
    }
    if mp4::begins(upload) {
        return Some(mp4::walk);
    }
    let head = upload.first_chunk::<4>().and_then(|head| mp3::Frame::read(*head));
    (at(0, b"ID3") || head.is_some()).then_some(mp3::walk)
}

/// Looks at the bytes (not at a name) from end to end.
///
/// # Errors
/// `Unsupported` when it is no recording we take, or is damaged; `TooLarge` beyond the bounds.
pub(crate) fn prepare(upload: &[u8]) -> Result<Ready> {
    let walk = walk_of(upload).ok_or(Error::Unsupported("error-not-a-sound"))?;
    if upload.len() > SOUND_MAX {
        return Err(Error::TooLarge { max: SOUND_MAX as u64 });
    }
    if upload.starts_with(b"RIFF") && upload.len() > WAV_MAX {
        return Err(Error::Unsupported("error-sound-not-compressed"));
    }
    let ready = walk(upload).ok_or(Error::Unsupported("error-sound-damaged"))?;
    let fewest = ready.duration_ms / 1_000 * BYTES_A_SECOND;
    if ready.duration_ms == 0
        || ready.duration_ms > LENGTH_MAX_MS
        || (ready.bytes.len() as u64) < fewest
    {
        return Err(Error::Unsupported("error-sound-damaged"));
    }
    Ok(ready)
}

/// Milliseconds of so many samples at a rate.
fn milliseconds(samples: u64, rate: u64) -> Option<u64> {
    samples.checked_mul(1_000)?.checked_div(rate)
}

/// A number of four bytes at a place, the largest first.
fn big(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|four| u32::from_be_bytes(*four))
}

/// The same, the smallest first.
fn little(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|four| u32::from_le_bytes(*four))
}

#[cfg(test)]
pub(crate) mod tests;
