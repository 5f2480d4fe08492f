//! MPEG-4 (ISO/IEC 14496-12) with one track of AAC: its boxes fill the file, and all that nobody
//! needs to hear the sound (titles, places, covers, whatever is not known) is emptied where it stands.

use super::{Ready, Walked, big, milliseconds};

/// Brands of files that may be sound alone; films of other makers are none.
const BRANDS: [&[u8; 4]; 8] =
    [b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"iso5", b"dash"];
/// Boxes that a player asks for, beside those that are looked into.
const NEEDED: [&[u8; 4]; 20] = [
    b"ftyp", b"mdat", b"mvhd", b"iods", b"tkhd", b"edts", b"mdhd", b"hdlr", b"smhd", b"dinf",
    b"stsd", b"stts", b"ctts", b"stsc", b"stsz", b"stco", b"co64", b"stss", b"sgpd", b"sbgp",
];
/// Most boxes; a recording has some thirty.
const BOXES_MAX: usize = 10_000;
/// Boxes that are looked into.
const HOLDERS: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];
/// Deepest level that is looked into.
const LEVELS: usize = 6;

/// What was seen on the way.
#[derive(Debug, Default)]
struct Seen {
    /// (samples, samples a second)
    length: Option<(u64, u64)>,
    tracks: usize,
    sounds: usize,
    aac: usize,
    /// Bytes of sound, and bytes that its table of samples counts.
    data: u64,
    counted: u64,
    boxes: usize,
    /// (from, inner, to) of what is emptied.
    words: Vec<(usize, usize, usize)>,
}

/// Whether a file begins as such a recording may; pictures and films of phones begin alike but for
/// their brand.
pub(super) fn begins(upload: &[u8]) -> bool {
    let brand = upload.get(8..12);
    upload.get(4..8) == Some(b"ftyp") && BRANDS.iter().any(|known| brand == Some(known.as_slice()))
}

pub(super) fn walk(upload: &[u8]) -> Walked {
    if !begins(upload) {
        return None;
    }
    let mut seen = Seen::default();
    boxes(upload, (0, upload.len()), 0, &mut seen)?;
    let (samples, rate) = seen.length?;
    let sound = seen.tracks == 1 && seen.sounds == 1 && seen.aac == 1;
    if !sound || seen.counted == 0 || seen.counted > seen.data {
        return None;
    }
    let mut bytes = upload.to_vec();
    for (from, inner, to) in seen.words {
        bytes.get_mut(from + 4..from + 8)?.copy_from_slice(b"free");
        bytes.get_mut(inner..to)?.fill(0);
    }
    Some(Ready { kind: "m4a", duration_ms: milliseconds(samples, rate)?, bytes })
}

/// Every box between two places; nothing where they do not fill it.
fn boxes(file: &[u8], (from, to): (usize, usize), level: usize, seen: &mut Seen) -> Option<()> {
    let mut at = from;
    while at < to {
        let name = file.get(at + 4..at + 8)?.first_chunk::<4>()?;
        let (head, length) = match big(file, at)? {
            0 if level == 0 => (8, to - at),
            1 => {
                let long = u64::from_be_bytes(*file.get(at + 8..)?.first_chunk::<8>()?);
                (16, usize::try_from(long).ok()?)
            }
            length => (8, usize::try_from(length).ok()?),
        };
        let end = at.checked_add(length).filter(|end| length >= head && *end <= to)?;
        let inner = (at + head, end);
        seen.boxes += 1;
        if seen.boxes > BOXES_MAX {
            return None;
        }
        if HOLDERS.contains(&name) && level < LEVELS {
            seen.tracks += usize::from(name == b"trak");
            boxes(file, inner, level + 1, seen)?;
        } else {
            seen.look(name, file.get(inner.0..inner.1)?)?;
            if !NEEDED.contains(&name) {
                seen.words.push((at, inner.0, end));
            }
        }
        at = end;
    }
    Some(())
}

impl Seen {
    fn look(&mut self, name: &[u8; 4], inner: &[u8]) -> Option<()> {
        match name {
            b"mdat" => self.data += inner.len() as u64,
            b"mdhd" => self.length = Some(length(inner)?),
            b"hdlr" => self.sounds += usize::from(inner.get(8..12)? == b"soun"),
            b"stsd" => self.aac += usize::from(inner.get(12..16)? == b"mp4a"),
            b"stsz" => self.counted += counted(inner)?,
            // Pieces one after another, as they are streamed: their length stands nowhere.
            b"moof" => return None,
            _ => {}
        }
        Some(())
    }
}

/// Samples and their rate, of a media header of either version.
fn length(inner: &[u8]) -> Option<(u64, u64)> {
    let (rate, samples) = match inner.first()? {
        0 => (big(inner, 12)?, u64::from(big(inner, 16)?)),
        1 => (big(inner, 20)?, u64::from_be_bytes(*inner.get(24..)?.first_chunk::<8>()?)),
        _ => return None,
    };
    (rate > 0).then_some((samples, u64::from(rate)))
}

/// Bytes of all samples together.
fn counted(inner: &[u8]) -> Option<u64> {
    let (each, count) = (u64::from(big(inner, 4)?), u64::from(big(inner, 8)?));
    if each > 0 {
        return each.checked_mul(count);
    }
    let sizes = inner.get(12..)?;
    ((sizes.len() as u64) == count.checked_mul(4)?)
        .then(|| sizes.chunks_exact(4).filter_map(|size| big(size, 0)).map(u64::from).sum())
}
