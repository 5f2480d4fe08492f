//! The blocks of a body as they stand in its source: fences, tables, lists and notes stay whole.

use pulldown_cmark::{Event, Options, Parser};

/// Markers at the beginning of a line beyond which a source is not taken apart: the parser's work
/// grows with their square, and nobody writes so.
const MARKERS_MAX: usize = 64;

/// The source of each block in order, without the empty lines around it.
pub(super) fn split(source: &str) -> Vec<&str> {
    if source.lines().any(is_hostile) {
        return vec![source.trim_end()];
    }
    let starts = starts(source);
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    let blocks = starts.iter().zip(ends).filter_map(|(start, end)| source.get(*start..end));
    blocks.map(bare).filter(|block| !block.is_empty()).collect()
}

fn is_hostile(line: &str) -> bool {
    let markers = line.chars().take_while(|c| matches!(c, '>' | '-' | '+' | '*' | ' ' | '\t'));
    markers.filter(|c| !c.is_whitespace()).count() > MARKERS_MAX
        || line.starts_with(&" ".repeat(1000))
}

/// Where blocks begin: at the beginnings of their first lines, and at the very beginning.
fn starts(source: &str) -> Vec<usize> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut starts = vec![0];
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        if depth == 0 && !matches!(event, Event::End(_)) {
            let before = source.get(..range.start).unwrap_or_default();
            starts.push(before.rfind('\n').map_or(0, |at| at + 1));
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Without empty lines at both ends; the indent of the first line stays, it may mean something.
fn bare(block: &str) -> &str {
    let lead = block.len() - block.trim_start().len();
    let blank = block.get(..lead).unwrap_or_default();
    let start = blank.rfind('\n').map_or(0, |at| at + 1);
    block.get(start..).unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn what_belongs_together_stays_together() {
        let source = "Một.\nvẫn một.\n\n```info Cần biết\nA\n\nB\n```\n\n- a\n\n  b\n- c\n\n\
                      | x | y |\n| --- | --- |\n| 1 | 2 |\n\n> trích\n>\n> dẫn\n\n[^1]: Chú\n    thích\n\n\
                      ## Mục\n\n---\n\n[a]: https://a.vn\n\nCuối[^1]\n";
        let blocks = split(source);
        assert_eq!(
            blocks,
            [
                "Một.\nvẫn một.",
                "```info Cần biết\nA\n\nB\n```",
                "- a\n\n  b\n- c",
                "| x | y |\n| --- | --- |\n| 1 | 2 |",
                "> trích\n>\n> dẫn",
                "[^1]: Chú\n    thích",
                "## Mục",
                "---\n\n[a]: https://a.vn",
                "Cuối[^1]"
            ]
        );
    }

    #[test]
    fn nothing_is_left_out() {
        for source in
            ["", "\n\n", "    mã\n\nb", "[a]: /x\n\nb", "```\nkhông đóng", "a\n- b\n1. c\n# d"]
        {
            let solid = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(solid(&split(source).concat()), solid(source), "{source:?}");
        }
    }

    #[test]
    fn an_attack_is_one_block() {
        assert_eq!(split(&"> ".repeat(50_000)).len(), 1);
    }
}
