use super::{Error, prepare, prepare_drawn};
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use std::io::Cursor;

fn png(image: &DynamicImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

fn refusal(upload: &[u8]) -> &'static str {
    match prepare(upload) {
        Err(Error::Unsupported(key)) => key,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// A PNG whose header claims a size and that holds no such pixels.
fn lying_png(width: u32, height: u32) -> Vec<u8> {
    let small = png(&DynamicImage::ImageRgb8(RgbImage::new(1, 1)));
    let mut lie = small.clone();
    lie[16..20].copy_from_slice(&width.to_be_bytes());
    lie[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = libdeflater::Crc::new();
    crc.update(&lie[12..29]);
    lie[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    lie
}

#[test]
fn a_photo_gets_an_original_and_renditions_in_two_formats() {
    let ready = prepare_drawn(RgbImage::new(1000, 500)).unwrap();
    assert_eq!((ready.width, ready.height, ready.widths.clone()), (1000, 500, vec![320, 640, 960]));
    let names: Vec<_> = ready.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["goc.jpg", "320.webp", "320.jpg", "640.webp", "640.jpg", "960.webp", "960.jpg"]
    );
}

#[test]
fn a_tiny_picture_is_kept_at_its_own_width() {
    assert_eq!(prepare(&png(&DynamicImage::ImageRgb8(RgbImage::new(9, 9)))).unwrap().widths, [9]);
}

#[test]
fn transparency_is_kept_in_the_original() {
    let ready = prepare(&png(&DynamicImage::ImageRgba8(RgbaImage::new(400, 10)))).unwrap();
    assert_eq!((ready.kind, ready.files[0].0.as_str()), ("png", "goc.png"));
}

#[test]
fn what_is_no_picture_is_refused_whatever_its_name() {
    let hostile: [&[u8]; 4] = [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"",
        b"%PDF-1.7",
    ];
    for upload in hostile {
        assert_eq!(refusal(upload), "error-not-a-picture");
    }
}

#[test]
fn a_picture_of_30000_by_30000_is_refused_before_it_is_decoded() {
    assert_eq!(refusal(&lying_png(30_000, 30_000)), "error-picture-too-large");
    assert_eq!(refusal(&lying_png(16_000, 16_000)), "error-picture-too-large");
}

#[test]
fn a_cut_or_lying_file_is_refused() {
    assert_eq!(refusal(&lying_png(500, 500)), "error-picture-damaged");
    let whole = png(&DynamicImage::ImageRgb8(RgbImage::new(300, 300)));
    assert_eq!(refusal(&whole[..60]), "error-picture-damaged");
    assert_eq!(refusal(b"GIF"), "error-picture-damaged");
    assert_eq!(refusal(b"\xff\xd8\xff\xe0<?php system($_GET[0]); ?>"), "error-picture-damaged");
}

#[test]
fn scripts_hidden_in_a_picture_do_not_come_out_again() {
    let mut upload = Cursor::new(Vec::new());
    RgbImage::new(50, 50).write_to(&mut upload, ImageFormat::Jpeg).unwrap();
    let mut upload = upload.into_inner();
    let comment = b"\xff\xfe\x00\x1a<script>alert(1)</script>";
    upload.splice(2..2, comment.iter().copied());
    let ready = prepare(&upload).unwrap();
    for (name, bytes) in ready.files {
        assert!(!bytes.windows(8).any(|part| part == b"<script>"), "{name}");
    }
}
