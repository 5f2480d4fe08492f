//! HTML of other systems, as Markdown of our grammar.

use htmd::HtmlToMarkdown;
use htmd::options::{BulletListMarker, HeadingStyle, Options};

use super::plain_html::plain_html;
use crate::article::BODY_MAX;
use crate::text::nfc;

/// Longest HTML that is read, in bytes; a body of the largest size has less with all its tags.
const HTML_MAX: usize = 2 * BODY_MAX;

/// Converts; what has no place in the grammar leaves only its words. Never fails; longer HTML
/// than 2 MB is cut there.
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
    let markdown = converter.convert(&plain_html(bounded(html))).unwrap_or_default();
    let mut out = nfc(markdown.trim());
    out.push('\n');
    out
}

fn bounded(html: &str) -> &str {
    let mut end = html.len().min(HTML_MAX);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    html.get(..end).unwrap_or_default()
}
