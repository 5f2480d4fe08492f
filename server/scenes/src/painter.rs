//! A small painter for flat landscapes: soft gradients, ridges, shapes with smooth edges, grain.

use image::{Rgb, RgbImage};

/// Red, green and blue, each 0–255.
pub(crate) type Colour = [f32; 3];

/// A picture being painted, with its own dice.
pub(crate) struct Painter {
    image: RgbImage,
    dice: u64,
}

impl Painter {
    pub(crate) fn new(width: u32, height: u32, seed: u64) -> Self {
        Self {
            image: RgbImage::new(width, height),
            dice: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "pixels are few")]
    pub(crate) fn size(&self) -> (f32, f32) {
        (self.image.width() as f32, self.image.height() as f32)
    }

    /// A number from 0 to 1, the same for the same seed.
    #[expect(clippy::cast_precision_loss, reason = "a die needs no precision")]
    pub(crate) fn roll(&mut self) -> f32 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        (self.dice >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// Paints every pixel: `paint(x, y)` gives a colour and how much of it.
    pub(crate) fn each(&mut self, paint: impl Fn(f32, f32) -> (Colour, f32)) {
        let (width, height) = self.size();
        self.each_in((0.0, 0.0), (width, height), paint);
    }

    /// Paints the pixels of a rectangle, from its upper left corner to its lower right.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "places and colours are bounded by their clamp"
    )]
    fn each_in(
        &mut self,
        from: (f32, f32),
        to: (f32, f32),
        paint: impl Fn(f32, f32) -> (Colour, f32),
    ) {
        let (width, height) = self.size();
        let across = (from.0.clamp(0.0, width) as u32)..(to.0.clamp(0.0, width).ceil() as u32);
        let down = (from.1.clamp(0.0, height) as u32)..(to.1.clamp(0.0, height).ceil() as u32);
        for y in down {
            for x in across.clone() {
                let (colour, amount) = paint(x as f32, y as f32);
                if amount <= 0.0 {
                    continue;
                }
                let amount = amount.min(1.0);
                let Rgb(pixel) = self.image.get_pixel_mut(x, y);
                for (part, want) in pixel.iter_mut().zip(colour) {
                    let mixed = f32::from(*part) * (1.0 - amount) + want * amount;
                    *part = mixed.clamp(0.0, 255.0) as u8;
                }
            }
        }
    }

    pub(crate) fn sky(&mut self, top: Colour, bottom: Colour) {
        let (_, height) = self.size();
        self.each(|_, y| (mix(top, bottom, y / height), 1.0));
    }

    /// A round light with a soft glow.
    pub(crate) fn light(&mut self, at: (f32, f32), radius: f32, colour: Colour) {
        let reach = radius * 6.0;
        self.each_in((at.0 - reach, at.1 - reach), (at.0 + reach, at.1 + reach), |x, y| {
            let far = ((x - at.0).powi(2) + (y - at.1).powi(2)).sqrt();
            let glow = (1.0 - far / (radius * 6.0)).max(0.0).powi(3) * 0.5;
            (colour, edge(radius - far) + glow)
        });
    }

    /// A mountain ridge that fills everything below it; mist gathers at its foot.
    pub(crate) fn ridge(&mut self, at: f32, rise: f32, colour: Colour, mist: Colour) {
        let (width, height) = self.size();
        let waves: Vec<(f32, f32, f32)> = (0..6)
            .map(|octave| {
                let times = 1.4_f32.powi(octave) * (1.0 + self.roll());
                (times / width * 6.3, self.roll() * 6.3, rise / 1.55_f32.powi(octave))
            })
            .collect();
        self.each(|x, y| {
            let top: f32 = at * height
                + waves.iter().map(|(f, p, a)| (x * f + p).sin() * a).sum::<f32>() * height;
            let depth = ((y - top) / (height * 0.3)).clamp(0.0, 1.0);
            (mix(colour, mist, depth * 0.55), edge(y - top))
        });
    }

    /// A filled shape of corners, in order.
    pub(crate) fn shape(&mut self, corners: &[(f32, f32)], colour: Colour) {
        let (mut from, mut to) = ((f32::MAX, f32::MAX), (0.0_f32, 0.0_f32));
        for (x, y) in corners {
            from = (from.0.min(*x), from.1.min(*y));
            to = (to.0.max(*x), to.1.max(*y));
        }
        self.each_in(from, to, |x, y| (colour, inside(corners, x, y)));
    }

    pub(crate) fn disc(&mut self, at: (f32, f32), radius: f32, colour: Colour) {
        let (width, height) = (radius, radius);
        self.oval(at, (width, height), colour);
    }

    pub(crate) fn oval(&mut self, at: (f32, f32), radii: (f32, f32), colour: Colour) {
        let short = radii.0.min(radii.1);
        let (from, to) = ((at.0 - radii.0, at.1 - radii.1), (at.0 + radii.0, at.1 + radii.1));
        self.each_in(from, to, |x, y| {
            let far = (((x - at.0) / radii.0).powi(2) + ((y - at.1) / radii.1).powi(2)).sqrt();
            (colour, edge((1.0 - far) * short))
        });
    }

    /// Finishing: grain as of paper, and darker corners.
    pub(crate) fn done(mut self) -> RgbImage {
        let (width, height) = self.size();
        self.each(|x, y| {
            let far = ((x / width - 0.5).powi(2) + (y / height - 0.5).powi(2)).sqrt();
            ([20.0, 18.0, 24.0], (far - 0.45).max(0.0) * 0.5)
        });
        self.each(|x, y| {
            let grain = ((x * 12.9898 + y * 78.233).sin() * 43_758.547).fract();
            ([128.0 + grain * 127.0; 3], 0.035)
        });
        self.image
    }
}

/// Between two colours.
pub(crate) fn mix(a: Colour, b: Colour, t: f32) -> Colour {
    let t = t.clamp(0.0, 1.0);
    let [r, g, bl] = a;
    let [r2, g2, b2] = b;
    [r + (r2 - r) * t, g + (g2 - g) * t, bl + (b2 - bl) * t]
}

/// A smooth edge of one pixel.
fn edge(inside_by: f32) -> f32 {
    (inside_by + 0.5).clamp(0.0, 1.0)
}

/// How much of a pixel lies inside a shape: four looks.
fn inside(corners: &[(f32, f32)], x: f32, y: f32) -> f32 {
    let looks = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
    let hits = looks.iter().filter(|(dx, dy)| holds(corners, x + dx, y + dy)).count();
    match hits {
        0 => 0.0,
        1 => 0.25,
        2 => 0.5,
        3 => 0.75,
        _ => 1.0,
    }
}

fn holds(corners: &[(f32, f32)], x: f32, y: f32) -> bool {
    let mut within = false;
    let next = corners.iter().cycle().skip(1);
    for ((ax, ay), (bx, by)) in corners.iter().zip(next) {
        if (*ay > y) != (*by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            within = !within;
        }
    }
    within
}
