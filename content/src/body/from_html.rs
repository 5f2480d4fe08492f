//! HTML of other systems, as Markdown of our grammar.

use htmd::HtmlToMarkdown;
use htmd::options::{BulletListMarker, HeadingStyle, Options};

use crate::text::nfc;

/// Converts; what has no place in the grammar leaves only its words. Never fails.
#[must_use]
pub fn from_html(html: &str) -> String {
    let options = Options {
        heading_style: HeadingStyle::Atx,
        bullet_list_marker: BulletListMarker::Dash,
        ..Options::default()
    };
    let converter = HtmlToMarkdown::builder()
        .options(options)
        .skip_tags(vec!["script", "style", "noscript", "iframe", "object", "form", "template"])
        .build();
    let markdown = converter.convert(html).unwrap_or_default();
    let mut out = nfc(markdown.trim());
    out.push('\n');
    out
}
