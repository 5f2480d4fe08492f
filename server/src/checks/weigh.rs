//! What a reader's browser will load of a text: measured where that is cheap, estimated elsewhere.

use std::io::Write as _;

use content::article::Text;
use content::body::{Body, html};
use content::check::Weight;

use crate::media::shelf::Shelf;
use crate::media::store::Media;

/// Everything around an article on its page, compressed: head, style, masthead, lists, footer.
const FRAME: u64 = 11 * 1_024;
/// Fast, and within a tenth of what pages are kept with.
const QUALITY: u32 = 5;
/// Width in pixels at which a picture in a text is shown on most screens.
const SHOWN: u32 = 960;
/// A photograph as WebP takes about this many bytes for a hundred pixels.
const BYTES_A_HUNDRED: u64 = 13;

/// Weighs a text. Takes milliseconds for a long body: not for the reactor.
pub(super) fn weigh(text: &Text, body: &Body, shelf: &Shelf) -> Weight {
    let html = html::to_html(body, shelf);
    let page = FRAME + compressed(html.as_str().as_bytes());
    let cover = text.cover.iter().map(|cover| cover.media.clone());
    let mut hashes: Vec<String> = body.media_used().into_iter().chain(cover).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let pictures = hashes.iter().filter_map(|hash| shelf.get(hash)).map(of_picture).sum();
    Weight { page, pictures }
}

fn compressed(bytes: &[u8]) -> u64 {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4_096, QUALITY, 20);
    let written = writer.write_all(bytes);
    drop(writer);
    let size = if written.is_ok() { out.len() } else { bytes.len() };
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// The rendition that is shown; never more than the file that was sent in.
fn of_picture(media: &Media) -> u64 {
    let width = u64::from(media.at_width(SHOWN).min(media.width));
    let height = width * u64::from(media.height) / u64::from(media.width.max(1));
    (width * height * BYTES_A_HUNDRED / 100).min(media.bytes)
}

#[cfg(test)]
mod tests {
    use content::article::Text;
    use content::body::read::read;

    use super::{FRAME, of_picture, weigh};
    use crate::media::shelf::Shelf;
    use crate::media::store::Media;

    #[test]
    fn a_page_weighs_what_its_words_weigh_and_its_frame() {
        let light = weigh(&Text::default(), &read("Chữ.").0, &Shelf::default());
        assert!((FRAME..FRAME + 100).contains(&light.page), "{light:?}");
        let long: String = (0..40_000).map(|n| format!("từ{} ", n * 7_919 % 10_007)).collect();
        let heavy = weigh(&Text::default(), &read(&long).0, &Shelf::default());
        assert!(heavy.page > light.page + 5_000, "{heavy:?}");
    }

    #[test]
    fn a_picture_weighs_its_rendition_and_never_more_than_its_file() {
        let media = |bytes| Media {
            hash: "ab".repeat(16),
            name: "cho".to_owned(),
            kind: "jpg".to_owned(),
            width: 4_000,
            height: 3_000,
            bytes,
            widths: vec![320, 960, 1_600],
            light_bytes: None,
            duration_ms: None,
        };
        assert_eq!(of_picture(&media(9_000_000)), 960 * 720 * 13 / 100);
        assert_eq!(of_picture(&media(500)), 500);
    }
}
