//! Nothing stands on the page that holds nothing: no empty paragraph, no heading over nothing.

use super::{Flaw, Place, Subject};
use crate::body::block::{Block, Inline};
use crate::body::plain::of_line;

pub(super) fn empty(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let blocks = &subject.body.blocks;
    let mut flaws = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let place = Place::Block(at + 1);
        if let Block::Heading { level, text } = block
            && !says_nothing(text)
        {
            let over_nothing = match blocks.get(at + 1) {
                None => true,
                Some(Block::Heading { level: next, .. }) => next <= level,
                Some(_) => false,
            };
            if over_nothing {
                flaws.push(Flaw::at("check-section-empty", place).about(&of_line(text)));
            }
        } else if holds_nothing(block) {
            flaws.push(Flaw::at("check-part-empty", place));
        }
    }
    flaws
}

fn holds_nothing(block: &Block) -> bool {
    match block {
        Block::Heading { text: line, .. } | Block::Paragraph(line) => says_nothing(line),
        Block::Quote(inner)
        | Block::Info { blocks: inner, .. }
        | Block::Lang { blocks: inner, .. } => inner.iter().all(holds_nothing),
        Block::List { items, .. } => items.iter().any(|item| item.iter().all(holds_nothing)),
        Block::Code(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// White space, invisible signs and breaks only.
fn says_nothing(line: &[Inline]) -> bool {
    let invisible =
        |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}');
    let quiet = |part: &Inline| !matches!(part, Inline::Picture(_) | Inline::Note(_));
    of_line(line).chars().all(invisible) && line.iter().all(quiet)
}

#[cfg(test)]
mod tests {
    use super::empty;
    use crate::check::tests::on_body;

    #[test]
    fn what_holds_nothing_is_told() {
        let table: [(&str, &[&str]); 10] = [
            ("Một đoạn.\n\nHai đoạn.", &[]),
            ("Một đoạn.\n\n\u{200b}\n\nHai đoạn.", &["check-part-empty"]),
            ("Một đoạn.\n\n##\n\nHai đoạn.", &["check-part-empty"]),
            ("## Mục\n\nChữ.", &[]),
            ("## Mục\n\n### Mục con\n\nChữ.", &[]),
            ("## Mục\n\n## Mục khác\n\nChữ.", &["check-section-empty"]),
            ("Chữ.\n\n## Mục cuối", &["check-section-empty"]),
            ("- một\n-\n- hai", &["check-part-empty"]),
            ("> \u{200b}", &["check-part-empty"]),
            ("![](media:ab)", &[]),
        ];
        for (body, told) in table {
            assert_eq!(on_body(empty, body, 0), told, "{body}");
        }
    }
}
