//! The demo's pictures of cloth and of people before screens.

use crate::Light;
use crate::painter::{Painter, mix};

pub(crate) fn cloth(painter: &mut Painter, light: &Light) {
    let ground = mix(light.near, [24.0, 16.0, 30.0], 0.45);
    let threads = [
        [190.0, 38.0, 44.0],
        [236.0, 176.0, 52.0],
        [240.0, 234.0, 214.0],
        [40.0, 118.0, 110.0],
        mix(light.top, [60.0, 80.0, 160.0], 0.5),
    ];
    painter.sky(ground, mix(ground, [0.0, 0.0, 0.0], 0.25));
    let (_, height) = painter.size();
    let mut y = -10.0;
    let mut band = 0_usize;
    while y < height {
        let tall = 46.0 + painter.roll() * 74.0;
        let first = threads.get(band % threads.len()).copied().unwrap_or(ground);
        let second = threads.get((band + 2) % threads.len()).copied().unwrap_or(ground);
        let kind = band % 4;
        let step = tall * if kind == 2 { 0.8 } else { 1.3 };
        painter.each(|x, py| {
            let v = (py - y) / tall;
            if !(0.0..1.0).contains(&v) {
                return (first, 0.0);
            }
            let u = (x / step).fract() - 0.5;
            let diamond = 1.0 - (u.abs() * 2.0 + (v - 0.5).abs() * 2.0);
            let zigzag = 0.16 - (v - 0.25 - u.abs()).abs();
            let weave = 0.9 + 0.1 * (x * 0.9).sin() * (py * 0.9).sin();
            let (colour, amount) = match kind {
                0 if diamond > 0.55 => (second, 1.0),
                0 if diamond > 0.0 => (first, 1.0),
                1 if zigzag > 0.0 => (first, 1.0),
                2 if (0.3..0.7).contains(&v) && u.abs() < 0.3 => (first, 1.0),
                3 if (v - 0.5).abs() < 0.22 => (first, 1.0),
                _ => (ground, 0.0),
            };
            (mix([0.0, 0.0, 0.0], colour, weave), amount)
        });
        y += tall + 10.0;
        band += 1;
    }
}

#[expect(clippy::too_many_lines, reason = "one picture, painted from back to front")]
pub(crate) fn screens(painter: &mut Painter, light: &Light) {
    let (width, height) = painter.size();
    painter.sky(mix(light.top, [20.0, 40.0, 60.0], 0.55), mix(light.low, [30.0, 60.0, 80.0], 0.45));
    painter.ridge(0.62, 0.03, mix(light.far, [30.0, 60.0, 80.0], 0.5), light.low);
    painter.shape(
        &[(0.0, height * 0.8), (width, height * 0.8), (width, height), (0.0, height)],
        mix([92.0, 66.0, 50.0], light.near, 0.4),
    );
    for screen in 0_u8..3 {
        let x = width * (0.1 + f32::from(screen) * 0.29);
        let y = height * (0.3 + painter.roll() * 0.07);
        let (wide, tall) = (width * 0.24, height * 0.38);
        painter.shape(
            &[
                (x - 9.0, y - 9.0),
                (x + wide + 9.0, y - 9.0),
                (x + wide + 9.0, y + tall + 9.0),
                (x - 9.0, y + tall + 9.0),
            ],
            [30.0, 36.0, 44.0],
        );
        painter.shape(
            &[(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)],
            [238.0, 243.0, 244.0],
        );
        painter.shape(
            &[
                (x + wide * 0.44, y + tall),
                (x + wide * 0.56, y + tall),
                (x + wide * 0.6, height * 0.82),
                (x + wide * 0.4, height * 0.82),
            ],
            [40.0, 46.0, 54.0],
        );
        for bar in 0_u8..6 {
            let left = x + wide * (0.1 + f32::from(bar) * 0.14);
            let up = tall * (0.14 + painter.roll() * 0.5);
            let colour = if bar % 2 == 0 { [11.0, 110.0, 105.0] } else { [200.0, 70.0, 56.0] };
            painter.shape(
                &[
                    (left, y + tall * 0.88 - up),
                    (left + wide * 0.09, y + tall * 0.88 - up),
                    (left + wide * 0.09, y + tall * 0.88),
                    (left, y + tall * 0.88),
                ],
                mix(colour, light.low, 0.15),
            );
        }
        painter.shape(
            &[
                (x + wide * 0.1, y + tall * 0.08),
                (x + wide * 0.62, y + tall * 0.08),
                (x + wide * 0.62, y + tall * 0.13),
                (x + wide * 0.1, y + tall * 0.13),
            ],
            [90.0, 104.0, 112.0],
        );
    }
    for seat in 0_u8..5 {
        let x = width * (0.12 + f32::from(seat) * 0.19);
        painter.disc((x, height * 0.84), 44.0, [52.0, 40.0, 42.0]);
        painter.oval((x, height * 1.0), (96.0, 120.0), mix([60.0, 52.0, 70.0], light.near, 0.5));
    }
}
