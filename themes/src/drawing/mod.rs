//! Pictures from templates: an SVG file of the theme, painted with letters that the program brings
//! along, so that a picture looks the same on every machine.

mod fit;
mod letters;

use std::sync::Arc;

use minijinja::value::Kwargs;
use minijinja::{Environment, Error, Value};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree};

pub use letters::writable;

use crate::engine::ThemeError;

/// Pixels of a picture for shared links, as the networks ask for it: 1.91 : 1.
pub const WIDTH: u32 = 1200;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 630;

/// What a template calls the cover in `<image href="cover">`. No other file and no address is ever
/// opened.
const COVER: &str = "cover";

/// A painted picture of [`WIDTH`] by [`HEIGHT`].
#[derive(Debug)]
pub struct Painted {
    /// Red, green and blue, line by line.
    pub rgb: Vec<u8>,
}

/// Paints an SVG file, which is stretched to the size of the picture; `cover` is a JPEG file.
pub(crate) fn paint(svg: &str, cover: Option<&Arc<Vec<u8>>>) -> Result<Painted, ThemeError> {
    let broken = |why: String| ThemeError::Picture(why);
    let options = Options {
        font_family: letters::SANS.to_owned(),
        fontdb: letters::all(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|name, _| {
                cover.filter(|_| name == COVER).map(|file| ImageKind::JPEG(Arc::clone(file)))
            }),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|why| broken(why.to_string()))?;
    let mut pixels =
        Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| broken("no room for the picture".to_owned()))?;
    pixels.fill(Color::WHITE);
    let size = tree.size();
    let wide = f32::from(u16::try_from(WIDTH).unwrap_or_default()) / size.width();
    let high = f32::from(u16::try_from(HEIGHT).unwrap_or_default()) / size.height();
    resvg::render(&tree, Transform::from_scale(wide, high), &mut pixels.as_mut());
    // On white nothing is seen through, so that colours are what they are.
    let (pixels, _) = pixels.data().as_chunks::<4>();
    Ok(Painted {
        rgb: pixels.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect(),
    })
}

/// `fit(text, font=…, sizes=[…], width=…, lines=…)` for templates: the words in lines of at most so
/// many pixels, at the first size at which they need no more lines than that; at the last size what
/// is too long ends in an ellipsis.
pub(crate) fn add_functions(environment: &mut Environment<'_>) {
    environment.add_function("fit", |text: &str, values: Kwargs| -> Result<Value, Error> {
        let font: Option<String> = values.get("font")?;
        let sizes: Vec<u16> = values.get("sizes")?;
        let (width, lines): (u16, usize) = (values.get("width")?, values.get("lines")?);
        values.assert_all_used()?;
        let font = font.as_deref().unwrap_or(letters::SANS);
        let fitted = fit::fit(text, font, &sizes, f32::from(width), lines);
        Ok(minijinja::context! { size => fitted.size, lines => fitted.lines })
    });
}

#[cfg(test)]
mod tests;
