//! The sample newsroom's pictures: landscapes, cloth and tools, drawn by code so that they belong
//! to nobody. A crate of its own, because painting is slow where it is not optimised.

mod indoors;
mod painter;

use image::RgbImage;

use crate::indoors::{cloth, screens};
use crate::painter::{Colour, Painter, mix};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 800;

/// What is painted, and in which light.
#[derive(Clone, Copy)]
enum Scene {
    Mountains,
    Terraces,
    Houses,
    Cloth,
    Screens,
    Panels,
    Grove,
    River,
}

pub(crate) struct Light {
    pub(crate) top: Colour,
    pub(crate) low: Colour,
    pub(crate) sun: Colour,
    pub(crate) far: Colour,
    pub(crate) near: Colour,
}

const DAWN: Light = Light {
    top: [120.0, 150.0, 190.0],
    low: [250.0, 214.0, 170.0],
    sun: [255.0, 236.0, 196.0],
    far: [150.0, 160.0, 180.0],
    near: [44.0, 70.0, 66.0],
};
const NOON: Light = Light {
    top: [92.0, 160.0, 205.0],
    low: [214.0, 234.0, 236.0],
    sun: [255.0, 250.0, 226.0],
    far: [128.0, 170.0, 172.0],
    near: [36.0, 92.0, 62.0],
};
const DUSK: Light = Light {
    top: [66.0, 52.0, 98.0],
    low: [240.0, 140.0, 92.0],
    sun: [255.0, 206.0, 130.0],
    far: [126.0, 88.0, 120.0],
    near: [40.0, 34.0, 56.0],
};
const RAIN: Light = Light {
    top: [118.0, 132.0, 138.0],
    low: [206.0, 214.0, 210.0],
    sun: [230.0, 234.0, 230.0],
    far: [150.0, 166.0, 166.0],
    near: [50.0, 74.0, 72.0],
};

/// Name, scene, light and dice of each picture.
const PICTURES: [(&str, Scene, &Light, u64); 24] = [
    ("nui-binh-minh", Scene::Mountains, &DAWN, 11),
    ("nui-trua", Scene::Mountains, &NOON, 12),
    ("nui-chieu", Scene::Mountains, &DUSK, 13),
    ("ruong-bac-thang", Scene::Terraces, &NOON, 21),
    ("ruong-mua-gat", Scene::Terraces, &DUSK, 22),
    ("ruong-suong", Scene::Terraces, &RAIN, 23),
    ("nha-san", Scene::Houses, &DAWN, 31),
    ("ban-lang-chieu", Scene::Houses, &DUSK, 32),
    ("truong-ban", Scene::Houses, &NOON, 33),
    ("tho-cam-do", Scene::Cloth, &DUSK, 41),
    ("tho-cam-cham", Scene::Cloth, &RAIN, 42),
    ("tho-cam-xanh", Scene::Cloth, &NOON, 43),
    ("hop-truc-tuyen", Scene::Screens, &NOON, 51),
    ("dich-vu-so", Scene::Screens, &DAWN, 52),
    ("lop-hoc-so", Scene::Screens, &RAIN, 53),
    ("du-lieu", Scene::Screens, &DUSK, 54),
    ("dien-mat-troi", Scene::Panels, &NOON, 61),
    ("dien-vung-cao", Scene::Panels, &DUSK, 62),
    ("rung-gia", Scene::Grove, &RAIN, 71),
    ("vuon-ca-phe", Scene::Grove, &DAWN, 72),
    ("rung-chieu", Scene::Grove, &DUSK, 73),
    ("dong-song", Scene::River, &DAWN, 81),
    ("ben-thuyen", Scene::River, &DUSK, 82),
    ("suoi-mua", Scene::River, &RAIN, 83),
];

/// Names of all pictures.
pub fn names() -> Vec<&'static str> {
    PICTURES.iter().map(|(name, ..)| *name).collect()
}

/// Paints one; the same name is the same picture for ever.
pub fn draw(name: &str) -> Option<RgbImage> {
    let (_, scene, light, seed) = PICTURES.iter().find(|(known, ..)| *known == name)?;
    let mut painter = Painter::new(WIDTH, HEIGHT, *seed);
    match scene {
        Scene::Cloth => cloth(&mut painter, light),
        Scene::Screens => screens(&mut painter, light),
        outdoors => {
            background(&mut painter, light);
            match outdoors {
                Scene::Terraces => terraces(&mut painter, light),
                Scene::Houses => houses(&mut painter, light),
                Scene::Panels => panels(&mut painter, light),
                Scene::Grove => grove(&mut painter, light),
                Scene::River => river(&mut painter, light),
                _ => painter.ridge(0.86, 0.03, light.near, light.far),
            }
        }
    }
    Some(painter.done())
}

fn background(painter: &mut Painter, light: &Light) {
    let (width, height) = painter.size();
    painter.sky(light.top, light.low);
    let x = width * (0.2 + painter.roll() * 0.6);
    let y = height * (0.22 + painter.roll() * 0.12);
    painter.light((x, y), 62.0, light.sun);
    for step in 0_u8..4 {
        let t = f32::from(step) / 4.0;
        let colour = mix(light.far, light.near, t);
        painter.ridge(0.42 + t * 0.32, 0.045, colour, mix(light.low, colour, 0.3));
    }
}

fn terraces(painter: &mut Painter, light: &Light) {
    let (width, height) = painter.size();
    let water = mix(light.low, light.top, 0.25);
    for step in 0_u8..11 {
        let t = f32::from(step) / 11.0;
        let top = height * (0.56 + t * 0.44);
        let bend = 40.0 + t * 120.0;
        let phase = painter.roll() * 2.0 + t * 3.0;
        let green = mix([112.0, 150.0, 60.0], [190.0, 170.0, 62.0], painter.roll());
        let colour = if step % 3 == 1 { water } else { mix(green, light.near, 0.25) };
        painter.each(|x, y| {
            let line = top + (x / width * 4.2 + phase).sin() * bend * 0.35;
            let rim = (1.0 - ((y - line) / 7.0).abs()).max(0.0);
            let lit = mix(colour, light.near, rim * 0.7);
            (lit, (y - line + 0.5).clamp(0.0, 1.0))
        });
    }
}

fn houses(painter: &mut Painter, light: &Light) {
    let (width, height) = painter.size();
    painter.ridge(0.8, 0.02, mix(light.near, [60.0, 90.0, 50.0], 0.3), light.far);
    for step in 0_u8..5 {
        let x = width * (0.08 + f32::from(step) * 0.19 + painter.roll() * 0.05);
        let size = 70.0 + painter.roll() * 55.0;
        let y = height * (0.8 + painter.roll() * 0.08);
        house(painter, light, (x, y), size);
    }
    painter.ridge(0.965, 0.012, mix(light.near, [0.0, 0.0, 0.0], 0.25), light.near);
}

fn house(painter: &mut Painter, light: &Light, (x, y): (f32, f32), size: f32) {
    let wood = mix([96.0, 62.0, 40.0], light.near, 0.3);
    for leg in [-0.8, -0.3, 0.3, 0.8] {
        let at = x + leg * size;
        painter.shape(
            &[(at - 5.0, y), (at + 5.0, y), (at + 5.0, y + size * 0.6), (at - 5.0, y + size * 0.6)],
            wood,
        );
    }
    painter.shape(
        &[
            (x - size, y - size * 0.5),
            (x + size, y - size * 0.5),
            (x + size, y + 6.0),
            (x - size, y + 6.0),
        ],
        mix(wood, [190.0, 140.0, 90.0], 0.35),
    );
    for window in [-0.5, 0.1, 0.6] {
        let at = x + window * size;
        painter.shape(
            &[
                (at - 9.0, y - size * 0.36),
                (at + 9.0, y - size * 0.36),
                (at + 9.0, y - size * 0.1),
                (at - 9.0, y - size * 0.1),
            ],
            [255.0, 214.0, 130.0],
        );
    }
    painter.shape(
        &[
            (x - size * 1.35, y - size * 0.42),
            (x - size * 0.55, y - size * 1.25),
            (x + size * 0.55, y - size * 1.25),
            (x + size * 1.35, y - size * 0.42),
        ],
        mix([82.0, 50.0, 44.0], light.near, 0.35),
    );
}

fn panels(painter: &mut Painter, light: &Light) {
    let (width, height) = painter.size();
    painter.ridge(0.74, 0.02, mix(light.near, [70.0, 110.0, 60.0], 0.4), light.far);
    for row in 0_u8..3 {
        for column in 0_u8..5 {
            let size = 90.0 + f32::from(row) * 42.0;
            let x = width * 0.06 + f32::from(column) * size * 2.1 + f32::from(row) * 30.0;
            let y = height * (0.7 + f32::from(row) * 0.13);
            let slope = [
                (x, y),
                (x + size * 1.7, y),
                (x + size * 1.5, y + size * 0.75),
                (x - size * 0.2, y + size * 0.75),
            ];
            painter.shape(&slope, mix([28.0, 52.0, 110.0], light.top, 0.2));
            for bar in 1_u8..4 {
                let t = f32::from(bar) / 4.0;
                let (a, b) = (x + size * 1.7 * t, x - size * 0.2 + size * 1.7 * t);
                painter.shape(
                    &[
                        (a - 2.0, y),
                        (a + 2.0, y),
                        (b + 2.0, y + size * 0.75),
                        (b - 2.0, y + size * 0.75),
                    ],
                    [150.0, 180.0, 215.0],
                );
            }
        }
    }
}

fn grove(painter: &mut Painter, light: &Light) {
    let (width, height) = painter.size();
    for layer in 0_u8..3 {
        let t = f32::from(layer) / 2.0;
        let green = mix(
            mix(light.far, [70.0, 120.0, 70.0], 0.5),
            mix(light.near, [20.0, 50.0, 30.0], 0.4),
            t,
        );
        painter.ridge(0.72 + t * 0.2, 0.015, green, light.far);
        for _ in 0_u8..9 {
            let x = painter.roll() * width;
            let base = height * (0.75 + t * 0.2);
            let tall = height * (0.16 + painter.roll() * 0.14) * (0.8 + t * 0.5);
            painter.shape(
                &[(x - 6.0, base), (x + 6.0, base), (x + 4.0, base - tall), (x - 4.0, base - tall)],
                mix([70.0, 50.0, 40.0], green, 0.4),
            );
            for puff in [(0.0, 1.0), (-0.3, 0.82), (0.32, 0.86), (0.05, 0.72)] {
                let crown = (x + puff.0 * tall * 0.6, base - tall * puff.1);
                painter.oval(
                    crown,
                    (tall * 0.3, tall * 0.22),
                    mix(green, [150.0, 190.0, 90.0], painter_shade(puff.1)),
                );
            }
            if layer == 2 {
                painter.disc((x + tall * 0.12, base - tall * 0.85), 7.0, [196.0, 44.0, 40.0]);
            }
        }
    }
}

fn painter_shade(height: f32) -> f32 {
    (height - 0.7) * 0.5
}

fn river(painter: &mut Painter, light: &Light) {
    let (width, height) = painter.size();
    let phase = painter.roll() * 3.0;
    painter.each(|x, y| {
        let t = ((y - height * 0.7) / (height * 0.3)).clamp(0.0, 1.0);
        let middle = width * (0.5 + (t * 2.4 + phase).sin() * 0.12);
        let half = width * (0.04 + t * 0.46);
        let ripple = ((y * 0.16).sin() * (x * 0.011 + y * 0.05).cos()) * 0.12;
        (
            mix(mix(light.low, light.top, 0.35 + ripple), light.sun, 0.1),
            if y > height * 0.7 { (half - (x - middle).abs()).clamp(0.0, 1.0) } else { 0.0 },
        )
    });
    for boat in 0_u8..2 {
        let x = width * (0.35 + f32::from(boat) * 0.28 + painter.roll() * 0.06);
        let y = height * (0.82 + f32::from(boat) * 0.07);
        painter.shape(
            &[(x - 95.0, y), (x + 95.0, y), (x + 62.0, y + 26.0), (x - 62.0, y + 26.0)],
            mix([66.0, 42.0, 34.0], light.near, 0.4),
        );
        painter.disc((x + 8.0, y - 44.0), 13.0, [70.0, 48.0, 40.0]);
        painter.shape(
            &[(x - 14.0, y), (x + 28.0, y), (x + 20.0, y - 34.0), (x - 4.0, y - 34.0)],
            [150.0, 40.0, 44.0],
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::{draw, names};

    #[test]
    fn a_name_is_always_the_same_picture() {
        let name = names()[0];
        assert_eq!(draw(name).unwrap(), draw(name).unwrap());
        assert!(draw("khong-co").is_none());
    }
}
