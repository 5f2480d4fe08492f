//! HTML of other systems, as Markdown of our grammar.

use htmd::HtmlToMarkdown;
use htmd::options::{BulletListMarker, HeadingStyle, Options};

use super::plain_html::{AFTER, BEFORE, plain_html};
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
    let mut out = nfc(join_words(&markdown).trim());
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

/// Markdown reads `**“chợ”**phiên` as stars: a mark between punctuation and a letter neither opens
/// nor closes (`CommonMark` 0.31, 6.2). The letter is written as its number there, which counts as
/// punctuation and reads the same.
fn join_words(markdown: &str) -> String {
    let chars: Vec<char> = markdown.chars().collect();
    let mut out = String::with_capacity(markdown.len());
    for (at, &c) in chars.iter().enumerate() {
        let (before, after) = chars.split_at(at);
        let after = after.get(1..).unwrap_or_default();
        let numbered = c.is_alphanumeric()
            && (after.first() == Some(&BEFORE) && inside(after.iter()).is_some_and(is_mark)
                || before.last() == Some(&AFTER)
                    && inside(before.iter().rev()).is_some_and(is_mark));
        if numbered {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else if c != BEFORE && c != AFTER {
            out.push(c);
        }
    }
    out
}

/// The first character inside an emphasis, seen from the letter beside it.
fn inside<'a>(from: impl Iterator<Item = &'a char>) -> Option<char> {
    from.copied().find(|c| !matches!(*c, '*' | '_' | '~' | BEFORE | AFTER))
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}
