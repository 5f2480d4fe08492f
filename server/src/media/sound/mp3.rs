//! MPEG audio, layer III (ISO/IEC 11172-3, 13818-3): only its frames are kept.

use super::{Ready, Walked, big, milliseconds};

/// Kilobits a second by index, of version 1 and of the later ones.
const RATES_1: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/// Samples a second by index, of version 1; half and a quarter of it in the later ones.
const SAMPLES: [usize; 3] = [44_100, 48_000, 32_000];
/// Frames without which it was a chance that some bytes looked like one.
const FRAMES_MIN: u64 = 3;
/// Of the frames that a file counts itself, so many in a hundred must be there.
const WHOLE: u64 = 98;

/// The head of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// Bytes, its head included.
    length: usize,
    samples: u64,
    rate: usize,
    /// Where the file's own count would stand.
    side: usize,
}

impl Frame {
    /// Nothing for what is no head, or one of a layer or a free rate that browsers do not play.
    pub(super) fn read(head: [u8; 4]) -> Option<Self> {
        let bits = u32::from_be_bytes(head);
        let part = |from: u32, width: u32| (bits >> from) & ((1 << width) - 1);
        let (version, layer) = (part(19, 2), part(17, 2));
        if part(21, 11) != 0x7ff || version == 1 || layer != 1 {
            return None;
        }
        let first = version == 3;
        let at = usize::try_from(part(12, 4)).ok()?;
        let kilobits = *if first { RATES_1 } else { RATES_2 }.get(at)?;
        let shift = if first {
            0
        } else if version == 2 {
            1
        } else {
            2
        };
        let rate = *SAMPLES.get(usize::try_from(part(10, 2)).ok()?)? >> shift;
        let each = if first { 144_000 } else { 72_000 };
        let padding = usize::try_from(part(9, 1)).ok()?;
        let mono = part(6, 2) == 3;
        let side = match (first, mono) {
            (true, true) | (false, false) => 17,
            (true, false) => 32,
            (false, true) => 9,
        };
        (kilobits > 0).then_some(Self {
            length: each * kilobits / rate + padding,
            samples: if first { 1_152 } else { 576 },
            rate,
            side,
        })
    }
}

pub(super) fn walk(upload: &[u8]) -> Walked {
    let sound = behind_tags(upload)?;
    let (mut at, mut frames, mut samples) = (0, 0_u64, 0_u64);
    let first = Frame::read(*sound.first_chunk::<4>()?)?;
    let declared = declared(sound, first);
    while let Some(frame) = sound.get(at..).and_then(|rest| rest.first_chunk()).copied() {
        let Some(frame) = Frame::read(frame).filter(|frame| frame.rate == first.rate) else {
            break;
        };
        // The last frame of a recorder that was switched off may be cut: it is left out.
        if sound.len() < at + frame.length {
            return ready(sound, at, (frames, samples), (first, declared));
        }
        at += frame.length;
        frames += 1;
        samples += frame.samples;
    }
    let rest = sound.get(at..)?;
    let tag =
        [&b"TAG"[..], b"APETAGEX", b"LYRICSBEGIN", b"ID3"].iter().any(|tag| rest.starts_with(tag));
    let nothing = rest.len() < 4 || rest.iter().all(|byte| *byte == 0);
    (tag || nothing).then(|| ready(sound, at, (frames, samples), (first, declared)))?
}

fn ready(
    sound: &[u8],
    end: usize,
    (frames, samples): (u64, u64),
    (first, declared): (Frame, Option<u64>),
) -> Walked {
    // The frame with the count has no sound in it.
    let whole =
        declared.is_none_or(|said| frames.saturating_mul(100) >= said.saturating_mul(WHOLE));
    let samples = if declared.is_some() { samples.saturating_sub(first.samples) } else { samples };
    if frames < FRAMES_MIN || !whole {
        return None;
    }
    Some(Ready {
        kind: "mp3",
        duration_ms: milliseconds(samples, first.rate as u64)?,
        bytes: sound.get(..end)?.to_vec(),
    })
}

/// How many frames the file says that it has (`Xing` or `Info`, as encoders write them).
fn declared(sound: &[u8], first: Frame) -> Option<u64> {
    let at = 4 + first.side;
    let name = sound.get(at..at + 4)?;
    let counted = (name == b"Xing" || name == b"Info") && big(sound, at + 4)? & 1 == 1;
    if counted { big(sound, at + 8).map(u64::from) } else { None }
}

/// What stands behind the tags at the beginning (`ID3v2`, whose length has seven bits a byte).
fn behind_tags(mut sound: &[u8]) -> Option<&[u8]> {
    while sound.starts_with(b"ID3") {
        let length = sound.get(6..10)?.iter().try_fold(0_usize, |sum, byte| {
            (*byte < 0x80).then_some(sum << 7 | usize::from(*byte))
        })?;
        let footer = if sound.get(5)? & 0x10 == 0 { 0 } else { 10 };
        sound = sound.get(10 + length + footer..)?;
    }
    let padding = sound.iter().take_while(|byte| **byte == 0).count();
    sound.get(padding..)
}
