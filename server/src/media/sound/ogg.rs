//! Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis in it: every page is whole and its sum is right.

use super::{Ready, Walked, little, milliseconds};

/// Opus counts at this rate whatever it was recorded with (RFC 7845, section 4).
const OPUS_RATE: u64 = 48_000;
/// Flags of a page (RFC 3533, section 6).
const FIRST: u8 = 2;

/// One page.
struct Page<'a> {
    flags: u8,
    /// Samples up to its end; all ones where no packet ends on it.
    position: u64,
    stream: u32,
    words: &'a [u8],
    length: usize,
}

impl<'a> Page<'a> {
    fn read(rest: &'a [u8]) -> Option<Self> {
        if !rest.starts_with(b"OggS\0") {
            return None;
        }
        let parts = usize::from(*rest.get(26)?);
        let head = 27 + parts;
        let words: usize = rest.get(27..head)?.iter().map(|part| usize::from(*part)).sum();
        let whole = rest.get(..head + words)?;
        let sum = little(rest, 22)?;
        (sum_of(whole) == sum).then_some(Self {
            flags: *rest.get(5)?,
            position: u64::from_le_bytes(*rest.get(6..)?.first_chunk::<8>()?),
            stream: little(rest, 14)?,
            words: whole.get(head..)?,
            length: whole.len(),
        })
    }
}

pub(super) fn walk(upload: &[u8]) -> Walked {
    let first = Page::read(upload).filter(|page| page.flags & FIRST != 0)?;
    let (rate, skipped, comments) = codec(first.words)?;
    let (mut at, mut end, mut sounds) = (first.length, 0, 0);
    while at < upload.len() {
        let page = Page::read(upload.get(at..)?)?;
        // Several streams at once are films; one after another are radio.
        if page.stream != first.stream || page.flags & FIRST != 0 {
            return None;
        }
        if page.position != u64::MAX && page.position > 0 {
            end = page.position;
            sounds += 1;
        }
        at += page.length;
    }
    let duration_ms = milliseconds(end.saturating_sub(skipped), rate)?;
    let bytes = without_words(upload, first.length, comments)?;
    (sounds > 0).then_some(Ready { kind: "ogg", duration_ms, bytes })
}

/// The file with its second packet, which holds titles, places and covers, emptied where it stands:
/// no maker, no comment, and nothing behind them (RFC 7845, section 5.2; Vorbis I, section 5).
fn without_words(upload: &[u8], second: usize, empty: &[u8]) -> Option<Vec<u8>> {
    let (name, mut bytes) = (empty.get(..7)?, upload.to_vec());
    let (mut at, mut done) = (second, 0);
    loop {
        let parts = usize::from(*bytes.get(at + 26)?);
        let table = bytes.get(at + 27..at + 27 + parts)?.to_vec();
        let mut place = at + 27 + parts;
        if done == 0 && !bytes.get(place..)?.starts_with(name) {
            return None;
        }
        let mut ended = false;
        for part in table {
            if !ended {
                for byte in bytes.get_mut(place..place + usize::from(part))? {
                    *byte = empty.get(done).copied().unwrap_or_default();
                    done += 1;
                }
            }
            ended = ended || part < u8::MAX;
            place += usize::from(part);
        }
        let sum = sum_of(bytes.get(at..place)?);
        bytes.get_mut(at + 22..at + 26)?.copy_from_slice(&sum.to_le_bytes());
        if ended {
            return (done >= empty.len()).then_some(bytes);
        }
        at = place;
    }
}

/// Rate, samples at the beginning that are not heard, and what a packet without comments is.
fn codec(head: &[u8]) -> Option<(u64, u64, &'static [u8])> {
    if head.starts_with(b"OpusHead") {
        let skipped = u16::from_le_bytes(*head.get(10..)?.first_chunk::<2>()?);
        return Some((OPUS_RATE, u64::from(skipped), b"OpusTags\0\0\0\0\0\0\0\0"));
    }
    let rate = u64::from(little(head, 12)?);
    let empty: &'static [u8] = b"\x03vorbis\0\0\0\0\0\0\0\0\x01";
    (head.starts_with(b"\x01vorbis") && rate > 0).then_some((rate, 0, empty))
}

/// The sum over a page, its own place taken as zero (polynomial 0x04c11db7, nothing turned around).
pub(super) fn sum_of(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0_u32, |sum, (at, byte)| {
        let byte = if (22..26).contains(&at) { 0 } else { *byte };
        TABLE.get(usize::from((sum >> 24) as u8 ^ byte)).map_or(0, |step| (sum << 8) ^ step)
    })
}

static TABLE: [u32; 256] = table();

#[expect(
    clippy::indexing_slicing,
    reason = "made at compile time, where a wrong place is no build"
)]
const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let (mut at, mut number) = (0, 0_u32);
    while at < 256 {
        let mut step = number << 24;
        let mut bit = 0;
        while bit < 8 {
            step = if step & 0x8000_0000 == 0 { step << 1 } else { (step << 1) ^ 0x04c1_1db7 };
            bit += 1;
        }
        table[at] = step;
        at += 1;
        number += 1;
    }
    table
}
