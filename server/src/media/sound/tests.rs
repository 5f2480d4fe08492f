//! Recordings of each kind, made by hand, and what attackers make of them.

use super::{LENGTH_MAX_MS, Ready, WAV_MAX, begins_as_sound, ogg, prepare};
use crate::error::Error;

/// Frames of silence: 128 kbit/s, 44,100 samples a second, 26 ms each.
pub(crate) fn mp3(frames: usize) -> Vec<u8> {
    let mut frame = vec![0; 417];
    frame[..4].copy_from_slice(&[0xff, 0xfb, 0x90, 0xc4]);
    frame.repeat(frames)
}

/// Samples of 8,000 a second.
pub(crate) fn wav(samples: usize) -> Vec<u8> {
    let length = u32::try_from(samples).unwrap();
    let mut out = b"RIFF".to_vec();
    out.extend((36 + length).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend([1, 0, 1, 0]);
    out.extend(8_000_u32.to_le_bytes());
    out.extend(8_000_u32.to_le_bytes());
    out.extend([1, 0, 8, 0]);
    out.extend(b"data");
    out.extend(length.to_le_bytes());
    out.extend(vec![128; samples]);
    out
}

fn page(flags: u8, position: u64, stream: u32, words: &[u8]) -> Vec<u8> {
    let mut out = b"OggS\0".to_vec();
    out.push(flags);
    out.extend(position.to_le_bytes());
    out.extend(stream.to_le_bytes());
    out.extend([0; 8]);
    let mut parts = vec![255; words.len() / 255];
    parts.push(u8::try_from(words.len() % 255).unwrap());
    out.push(u8::try_from(parts.len()).unwrap());
    out.extend(parts);
    out.extend(words);
    let sum = ogg::sum_of(&out);
    out[22..26].copy_from_slice(&sum.to_le_bytes());
    out
}

/// A packet of comments that goes over 255 bytes.
fn tags() -> Vec<u8> {
    let place = format!("LOCATION=21.03,105.85 {}", "x".repeat(300));
    let mut tags = b"OpusTags\x04\0\0\0Zoom\x01\0\0\0".to_vec();
    tags.extend(u32::try_from(place.len()).unwrap().to_le_bytes());
    tags.extend(place.as_bytes());
    tags
}

fn opus() -> Vec<u8> {
    let mut head = b"OpusHead\x01\x01".to_vec();
    head.extend(312_u16.to_le_bytes());
    head.extend([0; 7]);
    [
        page(2, 0, 7, &head),
        page(0, 0, 7, &tags()),
        page(0, u64::MAX, 7, &[1; 3_000]),
        page(4, 96_312, 7, &[1; 3_000]),
    ]
    .concat()
}

/// With its length in 64 bits.
fn boxed_long(name: &[u8; 4], inner: &[u8]) -> Vec<u8> {
    let length = u64::try_from(inner.len() + 16).unwrap();
    [&1_u32.to_be_bytes()[..], name, &length.to_be_bytes(), inner].concat()
}

fn boxed(name: &[u8; 4], inner: &[u8]) -> Vec<u8> {
    let length = u32::try_from(inner.len() + 8).unwrap();
    [&length.to_be_bytes()[..], name, inner].concat()
}

struct M4a {
    handler: &'static [u8; 4],
    counted: u32,
    samples: u32,
    data: usize,
}

const GOOD: M4a = M4a { handler: b"soun", counted: 2_000, samples: 88_200, data: 2_000 };

fn m4a(of: &M4a) -> Vec<u8> {
    let numbers = |all: &[u32]| all.iter().flat_map(|one| one.to_be_bytes()).collect::<Vec<u8>>();
    let stbl = [
        boxed(b"stsd", &[&numbers(&[0, 1, 36])[..], b"mp4a", &[0; 28]].concat()),
        boxed(b"stsz", &numbers(&[0, of.counted, 1])),
    ];
    let mdia = [
        boxed(b"mdhd", &numbers(&[0, 0, 0, 44_100, of.samples, 0])),
        boxed(b"hdlr", &[&[0; 8], &of.handler[..], &[0; 13]].concat()),
        boxed(b"minf", &boxed(b"stbl", &stbl.concat())),
    ];
    let words = [
        boxed(b"udta", b"<script>alert(1)</script> 21.03,105.85"),
        boxed_long(b"udta", b"GPS 21.03,105.85"),
        boxed(b"ID32", b"GPS 21.03,105.85"),
    ];
    let words = words.concat();
    let trak = boxed(b"trak", &boxed(b"mdia", &mdia.concat()));
    [
        boxed(b"ftyp", b"M4A \0\0\0\0"),
        boxed(b"moov", &[trak, words].concat()),
        boxed(b"mdat", &vec![3; of.data]),
    ]
    .concat()
}

fn kept(upload: &[u8]) -> Ready {
    prepare(upload).unwrap()
}

fn refused(upload: &[u8]) -> String {
    match prepare(upload).unwrap_err() {
        Error::Unsupported(key) => key.to_owned(),
        Error::TooLarge { max } => max.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_kind_is_known_by_its_bytes_and_its_length_is_measured() {
    let table = [
        (mp3(100), "mp3", 2_612),
        (wav(12_000), "wav", 1_500),
        (opus(), "ogg", 2_000),
        (m4a(&GOOD), "m4a", 2_000),
    ];
    for (upload, kind, duration_ms) in table {
        let ready = kept(&upload);
        assert_eq!((ready.kind, ready.duration_ms), (kind, duration_ms));
    }
}

#[test]
fn what_is_no_sound_is_not_kept() {
    let tagged = [&b"ID3\x04\0\0\0\0\0\x19<script>alert(1)</script>"[..], &mp3(9)].concat();
    assert_eq!(kept(&tagged).bytes, mp3(9));
    let behind = [&mp3(9)[..], b"TAG", &[b'x'; 125]].concat();
    assert_eq!(kept(&behind).bytes, mp3(9));
    let cut = &mp3(9)[..417 * 8 + 100];
    assert_eq!(kept(cut).bytes, mp3(8));
    let mut with_words = wav(100);
    with_words.splice(12..12, [&b"LIST"[..], &8_u32.to_le_bytes(), b"<script>"].concat());
    with_words[4..8].copy_from_slice(&152_u32.to_le_bytes());
    assert_eq!(kept(&with_words).bytes, wav(100));
    let clean = kept(&m4a(&GOOD)).bytes;
    assert_eq!(clean.len(), m4a(&GOOD).len(), "the places of the sound stay true");
    assert!(!clean.windows(8).any(|part| part == b"<script>" || part == b"21.03,10"));
}

#[test]
fn what_is_something_else_is_refused_in_words() {
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    for upload in [&html[..], b"", b"PK\x03\x04", b"%PDF-1.7", b"GIF89a", b"ID", &[0xff; 50]] {
        assert_eq!(refused(upload), "error-not-a-sound");
        assert!(!begins_as_sound(upload));
    }
    let polyglots = [
        [&mp3(9)[..], &html].concat(),
        [&mp3(9)[..], b"PK\x03\x04an archive"].concat(),
        [&b"ID3\x04\0\0\0\0\0\0"[..], &html].concat(),
        [&b"ID3\x04\0\0\x7f\x7f\x7f\x7f"[..], &mp3(9)].concat(),
        [&wav(100)[..], &html].concat(),
        [&opus()[..], &html].concat(),
        [&m4a(&GOOD)[..], &html].concat(),
    ];
    for upload in polyglots {
        assert_eq!(refused(&upload), "error-sound-damaged");
    }
}

#[test]
fn what_breaks_off_or_says_more_than_is_true_is_refused() {
    let mut counted = mp3(10);
    counted[21..29].copy_from_slice(b"Xing\0\0\0\x01");
    counted[29..33].copy_from_slice(&100_u32.to_be_bytes());
    let mut huge_chunk = wav(100);
    huge_chunk[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut wrong_sum = opus();
    *wrong_sum.last_mut().unwrap() ^= 1;
    let mut endless = opus();
    let last = endless.len() - page(4, 0, 7, &[1; 3_000]).len();
    endless.splice(last.., page(4, u64::MAX / 2, 7, &[1; 3_000]));
    let film = m4a(&M4a { handler: b"vide", ..GOOD });
    let missing = m4a(&M4a { data: 100, ..GOOD });
    let long = m4a(&M4a { samples: u32::MAX, ..GOOD });
    let empty = m4a(&M4a { samples: 0, ..GOOD });
    for upload in [
        counted,
        mp3(2),
        wav(500)[..300].to_vec(),
        huge_chunk,
        wav(0),
        opus()[..3_500].to_vec(),
        wrong_sum,
        endless,
        [opus(), opus()].concat(),
        m4a(&GOOD)[..500].to_vec(),
        film,
        missing,
        long,
        empty,
    ] {
        assert_eq!(refused(&upload), "error-sound-damaged");
    }
    assert_eq!(refused(&wav(WAV_MAX)), "error-sound-not-compressed");
}

#[test]
fn no_cut_and_no_flipped_byte_ends_the_process_or_lasts_longer_than_a_day() {
    for upload in [mp3(12), wav(300), opus(), m4a(&GOOD)] {
        for at in 0..upload.len().min(700) {
            let mut turned = upload.clone();
            turned[at] ^= 0xff;
            for tried in [&turned[..], &upload[..at]] {
                if let Ok(ready) = prepare(tried) {
                    assert!(ready.duration_ms <= LENGTH_MAX_MS && !ready.bytes.is_empty());
                }
            }
        }
    }
}

#[test]
fn nobody_hears_where_it_was_recorded() {
    let archive = boxed(b"zzzz", b"PK\x03\x04 GPS");
    for upload in [opus(), [m4a(&GOOD), archive].concat()] {
        let there = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
        let ready = kept(&upload);
        assert!(there(&upload, b"21.03") && ready.bytes.len() == upload.len());
        for word in [&b"21.03"[..], b"GPS", b"Zoom", b"PK", b"script", b"xxx"] {
            assert!(!there(&ready.bytes, word), "{}", String::from_utf8_lossy(word));
        }
        // What is left is as good a recording as before.
        assert_eq!(kept(&ready.bytes), ready);
    }
    let boxes = boxed(b"free", b"").repeat(20_000);
    assert_eq!(refused(&[m4a(&GOOD), boxes].concat()), "error-sound-damaged");
    // A photo of a phone begins alike.
    assert!(!begins_as_sound(&boxed(b"ftyp", b"heic\0\0\0\0mif1heic")));
}
