//! The one place that decodes pictures: within limits, and encoded anew for readers.

use std::io::Cursor;

use fast_image_resize::images::Image as Plane;
use fast_image_resize::{IntoImageView, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};

use crate::error::{Error, Result};

/// Largest side in pixels that is decoded; a camera makes 8,256.
const SIDE_MAX: u32 = 16_384;
/// Largest area in pixels; 50 megapixels are 200 MB while decoded.
const AREA_MAX: u64 = 50_000_000;
/// Widths of renditions, for phones at 1×–3× and for the desk's full column.
const WIDTHS: [u32; 4] = [320, 640, 960, 1600];
/// The original kept for readers is at most this wide.
const ORIGINAL_WIDTH: u32 = 2560;
const JPEG_QUALITY: u8 = 82;
/// What was drawn is tried in these; letters want a high one.
const DRAWN_QUALITIES: [u8; 4] = [88, 78, 66, 50];
const WEBP_QUALITY: f32 = 76.0;

/// A picture ready to be kept: every file by its name, and its measures.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) kind: &'static str,
    pub(crate) widths: Vec<u32>,
    /// (file name, bytes): `goc.jpg`, `640.webp`, `640.jpg` …
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

/// Looks at the bytes (not at a name), decodes within limits, turns upright and encodes anew,
/// so that nothing of the upload but its pixels is ever served.
///
/// # Errors
/// `Unsupported` when it is no picture we take, is too large in pixels, or is damaged.
pub(crate) fn prepare(upload: &[u8]) -> Result<Ready> {
    let format = sniff(upload)?;
    let image = decode(upload, format)?;
    Ok(encode_all(&image)?)
}

/// Encodes a picture that was drawn here, with no upload behind it.
pub(crate) fn prepare_drawn(image: image::RgbImage) -> Result<Ready> {
    Ok(encode_all(&DynamicImage::ImageRgb8(image))?)
}

fn sniff(upload: &[u8]) -> Result<ImageFormat> {
    match infer::get(upload).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => Ok(ImageFormat::Jpeg),
        Some("image/png") => Ok(ImageFormat::Png),
        Some("image/webp") => Ok(ImageFormat::WebP),
        Some("image/gif") => Ok(ImageFormat::Gif),
        _ => Err(Error::Unsupported("error-not-a-picture")),
    }
}

fn decode(upload: &[u8], format: ImageFormat) -> Result<DynamicImage> {
    let damaged = |_| Error::Unsupported("error-picture-damaged");
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(512 * 1024 * 1024);
    let (width, height) =
        ImageReader::with_format(Cursor::new(upload), format).into_dimensions().map_err(damaged)?;
    if width > SIDE_MAX || height > SIDE_MAX || u64::from(width) * u64::from(height) > AREA_MAX {
        return Err(Error::Unsupported("error-picture-too-large"));
    }
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn encode_all(image: &DynamicImage) -> anyhow::Result<Ready> {
    let seen_through = image.color().has_alpha();
    let flat = if seen_through {
        DynamicImage::ImageRgba8(image.to_rgba8())
    } else {
        DynamicImage::ImageRgb8(image.to_rgb8())
    };
    let original = fit(&flat, ORIGINAL_WIDTH)?;
    let kind = if seen_through { "png" } else { "jpg" };
    let mut files = vec![(format!("goc.{kind}"), original_bytes(&original)?)];
    let mut widths: Vec<u32> =
        WIDTHS.iter().copied().filter(|width| *width <= original.width()).collect();
    if widths.is_empty() {
        widths.push(original.width());
    }
    for width in &widths {
        let small = fit(&original, *width)?;
        files.push((format!("{width}.webp"), webp_bytes(&small)?));
        files.push((format!("{width}.jpg"), jpeg_bytes(&small)?));
    }
    Ok(Ready { width: original.width(), height: original.height(), kind, widths, files })
}

/// Scales down to a width; never up.
fn fit(image: &DynamicImage, width: u32) -> anyhow::Result<DynamicImage> {
    if image.width() <= width {
        return Ok(image.clone());
    }
    let tall = u64::from(image.height()) * u64::from(width) / u64::from(image.width().max(1));
    let height = u32::try_from(tall)?.max(1);
    let pixel = image.pixel_type().ok_or_else(|| anyhow::anyhow!("pixels of an unknown kind"))?;
    let mut plane = Plane::new(width, height, pixel);
    Resizer::new().resize(image, &mut plane, &ResizeOptions::new())?;
    let bytes = plane.into_vec();
    let made = if image.color().has_alpha() {
        image::RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8)
    } else {
        image::RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8)
    };
    made.ok_or_else(|| anyhow::anyhow!("the resized picture has the wrong size"))
}

fn original_bytes(image: &DynamicImage) -> anyhow::Result<Vec<u8>> {
    if !image.color().has_alpha() {
        return jpeg_bytes(image);
    }
    let mut out = Vec::new();
    let rgba = image.to_rgba8();
    image::codecs::png::PngEncoder::new(&mut out).write_image(
        rgba.as_raw(),
        rgba.width(),
        rgba.height(),
        image::ExtendedColorType::Rgba8,
    )?;
    Ok(out)
}

fn jpeg_bytes(image: &DynamicImage) -> anyhow::Result<Vec<u8>> {
    let mut out = Vec::new();
    let rgb = on_white(image);
    JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).write_image(
        rgb.as_raw(),
        rgb.width(),
        rgb.height(),
        image::ExtendedColorType::Rgb8,
    )?;
    Ok(out)
}

/// JPEG of what was drawn here, in no more bytes than `most`, if any quality allows that.
///
/// # Errors
/// When there are fewer pixels than the size needs.
pub(crate) fn jpeg_within(rgb: &[u8], (width, height): (u32, u32), most: usize) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for quality in DRAWN_QUALITIES {
        out.clear();
        JpegEncoder::new_with_quality(&mut out, quality)
            .write_image(rgb, width, height, image::ExtendedColorType::Rgb8)
            .map_err(anyhow::Error::from)?;
        if out.len() <= most {
            break;
        }
    }
    Ok(out)
}

fn webp_bytes(image: &DynamicImage) -> anyhow::Result<Vec<u8>> {
    let (width, height) = (image.width(), image.height());
    let packed = if image.color().has_alpha() {
        let pixels = image.to_rgba8();
        webp::Encoder::from_rgba(&pixels, width, height).encode(WEBP_QUALITY).to_vec()
    } else {
        let pixels = image.to_rgb8();
        webp::Encoder::from_rgb(&pixels, width, height).encode(WEBP_QUALITY).to_vec()
    };
    Ok(packed)
}

/// JPEG knows no transparency; white is what paper would show.
fn on_white(image: &DynamicImage) -> image::RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let mut paper = image::RgbaImage::from_pixel(
        image.width(),
        image.height(),
        image::Rgba([255, 255, 255, 255]),
    );
    image::imageops::overlay(&mut paper, &image.to_rgba8(), 0, 0);
    DynamicImage::ImageRgba8(paper).to_rgb8()
}

#[cfg(test)]
mod tests;
