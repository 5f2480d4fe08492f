//! The demo's recording: struck metal, reckoned and not recorded, since we have nobody's playing.

use std::f32::consts::TAU;

/// Samples a second: enough for what is left of a gong's tones on a telephone.
const RATE: u16 = 11_025;
/// Milliseconds in all.
const LENGTH_MS: u32 = 4_400;
/// A gong's partial tones are no multiples of its lowest: (times the lowest, loudness, fading a
/// second).
const PARTIALS: [(f32, f32, f32); 5] =
    [(1.0, 0.5, 0.9), (1.52, 0.3, 1.4), (2.01, 0.24, 1.9), (2.74, 0.16, 2.8), (3.96, 0.1, 4.5)];
/// Six players, one tone each, taking turns: (milliseconds, hertz).
const STROKES: [(u32, f32); 9] = [
    (0, 98.0),
    (420, 196.0),
    (700, 220.0),
    (980, 261.6),
    (1_260, 220.0),
    (1_680, 98.0),
    (2_100, 196.0),
    (2_380, 293.7),
    (2_660, 146.8),
];

/// A WAVE file of one channel with 16 bits a sample.
pub(super) fn gong() -> Vec<u8> {
    let samples: Vec<i16> = (0..LENGTH_MS * u32::from(RATE) / 1_000).map(sample).collect();
    let length = u32::try_from(samples.len() * 2).unwrap_or_default();
    let mut out = b"RIFF".to_vec();
    out.extend((36 + length).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend([1, 0, 1, 0]);
    out.extend(u32::from(RATE).to_le_bytes());
    out.extend((u32::from(RATE) * 2).to_le_bytes());
    out.extend([2, 0, 16, 0]);
    out.extend(b"data");
    out.extend(length.to_le_bytes());
    out.extend(samples.into_iter().flat_map(i16::to_le_bytes));
    out
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "numbers of samples are small, and loudness is kept within bounds first"
)]
fn sample(at: u32) -> i16 {
    let rate = f32::from(RATE);
    let second = at as f32 / rate;
    let heard: f32 =
        STROKES.iter().map(|(begin, tone)| struck(second - *begin as f32 / 1_000.0, *tone)).sum();
    // The end fades out, so that it does not click.
    let left = (LENGTH_MS as f32 / 1_000.0 - second).min(0.5) * 2.0;
    ((heard * left * 0.6).tanh() * 30_000.0) as i16
}

/// One stroke, some seconds after it.
fn struck(after: f32, tone: f32) -> f32 {
    if after < 0.0 {
        return 0.0;
    }
    let attack = (after * 200.0).min(1.0);
    let tones = PARTIALS.iter().map(|(times, loud, fading)| {
        loud * (-after * fading).exp() * (TAU * tone * times * after).sin()
    });
    attack * tones.sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::{LENGTH_MS, gong};
    use crate::media::sound::prepare;

    #[test]
    fn the_recording_is_one_that_the_newsroom_would_take_and_is_heard() {
        let ready = prepare(&gong()).unwrap();
        assert_eq!((ready.kind, ready.duration_ms), ("wav", u64::from(LENGTH_MS)));
        assert!(ready.bytes.len() < 100_000, "{}", ready.bytes.len());
        let loudest =
            ready.bytes[44..].chunks(2).map(|two| i16::from_le_bytes([two[0], two[1]]).abs());
        assert!((15_000..32_000).contains(&loudest.max().unwrap()));
    }
}
