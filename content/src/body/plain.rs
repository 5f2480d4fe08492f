//! The words of a body, for search, feeds and counting.

use super::block::{Block, Body, Figure, Inline, Table};

/// All words, a line break between blocks.
#[must_use]
pub fn to_plain(body: &Body) -> String {
    let mut out = String::new();
    of_blocks(&body.blocks, &mut out);
    for (_, blocks) in &body.notes {
        of_blocks(blocks, &mut out);
    }
    out.trim_end().to_owned()
}

/// The words of one line.
pub(crate) fn of_line(line: &[Inline]) -> String {
    let mut out = String::new();
    add_line(line, &mut out);
    out
}

fn of_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => end_line(&of_line(text), out),
            Block::Quote(inner) | Block::Lang { blocks: inner, .. } => of_blocks(inner, out),
            Block::Info { title, blocks } => {
                end_line(title, out);
                of_blocks(blocks, out);
            }
            Block::List { items, .. } => items.iter().for_each(|item| of_blocks(item, out)),
            Block::Code(text) => end_line(text, out),
            Block::Table(table) => of_table(table, out),
            Block::Figure(figure) => of_figure(figure, out),
            Block::Gallery { caption, figures } => {
                end_line(caption, out);
                figures.iter().for_each(|figure| of_figure(figure, out));
            }
            Block::Audio(audio) => {
                end_line(&audio.title, out);
                of_blocks(&audio.transcript, out);
            }
            Block::Embed { title, .. } => end_line(title, out),
            Block::Rule => {}
        }
    }
}

fn of_table(table: &Table, out: &mut String) {
    for row in std::iter::once(&table.head).chain(&table.rows) {
        let cells: Vec<String> = row.iter().map(|cell| of_line(cell)).collect();
        end_line(&cells.join(" · "), out);
    }
}

fn of_figure(figure: &Figure, out: &mut String) {
    if figure.waits() {
        return;
    }
    end_line(if figure.caption.is_empty() { &figure.alt } else { &figure.caption }, out);
}

fn end_line(text: &str, out: &mut String) {
    if !text.trim().is_empty() {
        out.push_str(text.trim());
        out.push('\n');
    }
}

fn add_line(line: &[Inline], out: &mut String) {
    for part in line {
        match part {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => {
                add_line(inner, out);
            }
            Inline::Link { text, .. } | Inline::Lang { text, .. } => add_line(text, out),
            Inline::Picture(figure) => out.push_str(&figure.alt),
            Inline::Note(_) => {}
            Inline::Break => out.push(' '),
        }
    }
}
