//! The closed list of things that a body can hold.

use std::collections::HashSet;

use super::player::{Player, player};
use super::sound::{Audio, Sound};
use crate::lang::Lang;

/// A body that has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    pub blocks: Vec<Block>,
    /// Footnotes by label, in the order in which they are first pointed at.
    pub notes: Vec<(String, Vec<Block>)>,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Level 2 to 4.
    Heading {
        level: u8,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    Quote(Vec<Self>),
    List {
        /// First number of a numbered list.
        start: Option<u64>,
        items: Vec<Vec<Self>>,
    },
    Code(String),
    Table(Table),
    Rule,
    Figure(Figure),
    Gallery {
        caption: String,
        figures: Vec<Figure>,
    },
    Audio(Audio),
    Embed {
        url: String,
        title: String,
    },
    Info {
        title: String,
        blocks: Vec<Self>,
    },
    Lang {
        lang: Lang,
        blocks: Vec<Self>,
    },
}

/// A table: one row of headings, then rows as wide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub aligns: Vec<Align>,
    pub head: Vec<Vec<Inline>>,
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// How a column stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Start,
    Center,
    End,
}

/// A picture with its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// Hash of the kept picture; empty while its place waits for one, and readers see nothing.
    pub media: String,
    /// Empty only when decorative.
    pub alt: String,
    pub caption: String,
    pub credit: String,
    /// Says nothing that the words do not say: wants no alternative text.
    pub decorative: bool,
}

impl Figure {
    /// A place whose picture has not come yet.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.media.is_empty()
    }
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    Emphasis(Vec<Self>),
    Strong(Vec<Self>),
    Strike(Vec<Self>),
    Code(String),
    Link {
        url: String,
        text: Vec<Self>,
    },
    Picture(Figure),
    Lang {
        lang: Lang,
        text: Vec<Self>,
    },
    /// Points at a footnote by its label.
    Note(String),
    Break,
}

/// Measures and addresses of a kept picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Address that every browser can show.
    pub src: String,
    /// (width in pixels, address) of the smaller files, ascending.
    pub srcset: Vec<(u32, String)>,
    /// Address and bytes of a small file, for those who choose whether to load it; nothing where
    /// that is not known.
    pub light: Option<(String, u64)>,
}

/// What the page around a body says of it: sentences are not this crate's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase<'a> {
    /// How long and how large a recording is.
    Facts(&'a Sound),
    /// A link to its file.
    File,
    /// A link that stands instead of it, for who reads the text first.
    Instead(&'a Audio, &'a Sound),
    /// Opens what is said in it.
    Transcript,
    /// Asks for the player of a house of that name.
    Play(&'a str),
    /// What asking for it means.
    PlayMeans(&'a str),
}

/// Finds kept pictures and recordings by their hash, and has the words around them.
pub trait Pictures {
    /// The picture, or nothing when it is not kept here.
    fn picture(&self, media: &str) -> Option<Picture>;

    /// The recording, or nothing when it is not kept here.
    fn sound(&self, media: &str) -> Option<Sound> {
        _ = media;
        None
    }

    /// A phrase in the language of the page; empty where nobody reads it.
    fn say(&self, phrase: Phrase<'_>) -> String {
        _ = phrase;
        String::new()
    }
}

/// No pictures at all; for plain words.
#[derive(Debug, Clone, Copy)]
pub struct NoPictures;

impl Pictures for NoPictures {
    fn picture(&self, _media: &str) -> Option<Picture> {
        None
    }
}

impl Body {
    /// Hashes of all pictures in the body, in order, each once, and of its recordings behind them.
    #[must_use]
    pub fn media_used(&self) -> Vec<String> {
        let pictures = self.figures().into_iter().map(|figure| &figure.media);
        pictures.chain(self.sounds().into_iter().map(|audio| &audio.media)).cloned().collect()
    }

    /// The players that its link cards can be shown with, in order.
    #[must_use]
    pub fn players(&self) -> Vec<Player> {
        let mut used = Used::default();
        used.in_blocks(&self.blocks);
        self.notes.iter().for_each(|(_, blocks)| used.in_blocks(blocks));
        used.cards.into_iter().filter_map(player).collect()
    }

    /// All pictures in the body with their words, in order, each where it stands first.
    #[must_use]
    pub fn figures(&self) -> Vec<&Figure> {
        let mut used = Used::default();
        used.in_blocks(&self.blocks);
        for (_, blocks) in &self.notes {
            used.in_blocks(blocks);
        }
        used.figures
    }
}

/// Collects pictures and link cards.
#[derive(Default)]
struct Used<'a> {
    figures: Vec<&'a Figure>,
    seen: HashSet<&'a str>,
    /// Addresses of link cards.
    cards: Vec<&'a str>,
}

impl<'a> Used<'a> {
    fn take(&mut self, figure: &'a Figure) {
        if !figure.waits() && self.seen.insert(&figure.media) {
            self.figures.push(figure);
        }
    }

    fn in_blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block {
                Block::Figure(figure) => self.take(figure),
                Block::Gallery { figures, .. } => figures.iter().for_each(|one| self.take(one)),
                Block::Paragraph(line) | Block::Heading { text: line, .. } => self.in_line(line),
                Block::Quote(inner)
                | Block::Info { blocks: inner, .. }
                | Block::Lang { blocks: inner, .. } => self.in_blocks(inner),
                Block::List { items, .. } => items.iter().for_each(|item| self.in_blocks(item)),
                Block::Table(table) => {
                    let cells = table.head.iter().chain(table.rows.iter().flatten());
                    cells.for_each(|cell| self.in_line(cell));
                }
                Block::Audio(audio) => self.in_blocks(&audio.transcript),
                Block::Embed { url, .. } => self.cards.push(url),
                Block::Code(_) | Block::Rule => {}
            }
        }
    }

    fn in_line(&mut self, line: &'a [Inline]) {
        for part in line {
            match part {
                Inline::Picture(figure) => self.take(figure),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => {
                    self.in_line(inner);
                }
                Inline::Link { text, .. } | Inline::Lang { text, .. } => self.in_line(text),
                Inline::Text(_) | Inline::Code(_) | Inline::Note(_) | Inline::Break => {}
            }
        }
    }
}
