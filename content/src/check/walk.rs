//! Walks through a body and tells of each picture, recording and line in which top block it stands.

use super::Place;
use crate::body::Body;
use crate::body::block::{Block, Figure, Inline};
use crate::body::sound::Audio;

/// How a picture stands in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A figure with words of its own.
    Figure,
    /// One of several, or in a line: the grammar has no credit for it.
    Small,
}

/// Everything in a body that a check may want to see.
#[derive(Debug, Default)]
pub(super) struct Walk<'a> {
    pub(super) pictures: Vec<(Place, Standing, &'a Figure)>,
    pub(super) lines: Vec<(Place, &'a [Inline])>,
    pub(super) sounds: Vec<(Place, &'a Audio)>,
}

/// Walks through all of it, footnotes at the end.
pub(super) fn walk(body: &Body) -> Walk<'_> {
    let mut walk = Walk::default();
    for (at, block) in body.blocks.iter().enumerate() {
        walk.block(block, Place::Block(at + 1));
    }
    for (_, blocks) in &body.notes {
        walk.blocks(blocks, Place::Field("body"));
    }
    walk
}

impl<'a> Walk<'a> {
    fn blocks(&mut self, blocks: &'a [Block], place: Place) {
        for block in blocks {
            self.block(block, place);
        }
    }

    fn block(&mut self, block: &'a Block, place: Place) {
        match block {
            Block::Heading { text: line, .. } | Block::Paragraph(line) => self.line(line, place),
            Block::Quote(inner)
            | Block::Info { blocks: inner, .. }
            | Block::Lang { blocks: inner, .. } => self.blocks(inner, place),
            Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item, place)),
            Block::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| self.line(cell, place));
            }
            Block::Figure(figure) => self.pictures.push((place, Standing::Figure, figure)),
            Block::Gallery { figures, .. } => {
                self.pictures.extend(figures.iter().map(|one| (place, Standing::Small, one)));
            }
            Block::Audio(audio) => {
                self.sounds.push((place, audio));
                self.blocks(&audio.transcript, place);
            }
            Block::Code(_) | Block::Rule | Block::Embed { .. } => {}
        }
    }

    fn line(&mut self, line: &'a [Inline], place: Place) {
        self.lines.push((place, line));
        self.parts(line, place);
    }

    fn parts(&mut self, line: &'a [Inline], place: Place) {
        for part in line {
            match part {
                Inline::Picture(figure) => self.pictures.push((place, Standing::Small, figure)),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => {
                    self.parts(inner, place);
                }
                Inline::Link { text, .. } | Inline::Lang { text, .. } => self.parts(text, place),
                Inline::Text(_) | Inline::Code(_) | Inline::Note(_) | Inline::Break => {}
            }
        }
    }
}
