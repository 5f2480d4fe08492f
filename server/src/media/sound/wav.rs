//! WAVE (RIFF): only the format and the samples are kept.

use super::{Ready, Walked, little, milliseconds};

/// Plain samples; others are not played everywhere.
const PCM: u16 = 1;
const RATE_MAX: u32 = 192_000;

pub(super) fn walk(upload: &[u8]) -> Walked {
    let whole = usize::try_from(little(upload, 4)?).ok()?.checked_add(8)?;
    // One byte fills an odd length up.
    if whole > upload.len() || upload.len() - whole > 1 {
        return None;
    }
    let (mut at, mut format, mut samples) = (12, None, None);
    while at + 8 <= whole {
        let length = usize::try_from(little(upload, at + 4)?).ok()?;
        let end = at.checked_add(8)?.checked_add(length)?;
        if end > whole {
            return None;
        }
        let chunk = upload.get(at + 8..end)?;
        match upload.get(at..at + 4)? {
            b"fmt " if format.is_none() => format = Some(chunk.get(..16)?),
            b"data" if samples.is_none() => samples = Some(chunk),
            _ => {}
        }
        at = end + length % 2;
    }
    written(format?, samples?)
}

fn written(format: &[u8], samples: &[u8]) -> Walked {
    let short = |at: usize| Some(u16::from_le_bytes(*format.get(at..)?.first_chunk::<2>()?));
    let (channels, bits, rate) = (short(2)?, short(14)?, little(format, 4)?);
    let frame = channels.checked_mul(bits / 8)?;
    let plain = short(0)? == PCM
        && matches!(channels, 1 | 2)
        && matches!(bits, 8 | 16 | 24)
        && (1..=RATE_MAX).contains(&rate)
        && short(12)? == frame
        && little(format, 8)? == rate.checked_mul(u32::from(frame))?;
    if !plain || samples.is_empty() {
        return None;
    }
    Some(Ready {
        kind: "wav",
        duration_ms: milliseconds(samples.len() as u64 / u64::from(frame), u64::from(rate))?,
        bytes: file(format, samples)?,
    })
}

/// A file of a format and its samples, and nothing else.
fn file(format: &[u8], samples: &[u8]) -> Option<Vec<u8>> {
    let odd = samples.len() % 2;
    let length = |of: usize| u32::try_from(of).ok().map(u32::to_le_bytes);
    let mut out = Vec::with_capacity(44 + samples.len() + odd);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&length(36 + samples.len() + odd)?);
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&length(16)?);
    out.extend_from_slice(format);
    out.extend_from_slice(b"data");
    out.extend_from_slice(&length(samples.len())?);
    out.extend_from_slice(samples);
    out.extend(std::iter::repeat_n(0, odd));
    Some(out)
}
