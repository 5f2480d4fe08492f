//! Markdown in, blocks out; never fails, and says what it noticed.

use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::block::{Align, Block, Body, Figure, Inline, Table};
use super::brackets::{ESCAPED_CLOSE, ESCAPED_OPEN, mark_phrases, push_text};
use super::directive;
use crate::article::BODY_MAX;
use crate::text::nfc;

/// Something in a source that is not shown as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Larger than the bound; the rest is left out.
    Cut,
    /// Nested too deeply; the inner levels are flattened.
    Flattened,
    /// A link whose address is not allowed lost it.
    LinkDropped,
    /// HTML is shown as text.
    HtmlShown,
    /// A heading of level 1, which is the title's, is shown as level 2.
    HeadingLowered,
}

/// Levels of nesting that are kept; more only ever came from attacks.
const DEPTH_MAX: usize = 32;
/// Markers of quotes or lists at the beginning of one line before the parser sees it.
const MARKERS_MAX: usize = 64;

/// Reads a body. Never fails; the notices tell what could not be kept.
#[must_use]
pub fn read(markdown: &str) -> (Body, Vec<Notice>) {
    let mut reader = Reader::default();
    let source = reader.bounded(&nfc(markdown));
    let blocks = reader.blocks_of(&source, 0);
    let mut body = Body { blocks, notes: Vec::new() };
    for label in reader.pointed {
        if let Some(blocks) = reader.notes.remove(&label) {
            body.notes.push((label, blocks));
        }
    }
    (body, reader.notices)
}

type Events<'a> = Peekable<IntoIter<(Event<'a>, Range<usize>)>>;

/// What is collected while reading.
#[derive(Debug, Default)]
pub(super) struct Reader {
    notices: Vec<Notice>,
    /// Footnotes by label; of two with one label the first counts.
    notes: HashMap<String, Vec<Block>>,
    /// Labels of footnotes in the order in which the text points at them, and for looking up.
    pointed: Vec<String>,
    seen: HashSet<String>,
}

impl Reader {
    fn notice(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Cuts what is too large and takes off markers beyond any sense, since the parser's work
    /// grows with their square.
    fn bounded(&mut self, source: &str) -> String {
        let mut end = source.len().min(BODY_MAX);
        while !source.is_char_boundary(end) {
            end -= 1;
        }
        if end < source.len() {
            self.notice(Notice::Cut);
        }
        let mut out = String::with_capacity(end);
        for line in source.get(..end).unwrap_or_default().split_inclusive('\n') {
            out.push_str(self.tame(line));
        }
        out
    }

    fn tame<'a>(&mut self, line: &'a str) -> &'a str {
        let markers = |c: char| matches!(c, '>' | '-' | '+' | '*' | ' ' | '\t');
        let lead = line.len() - line.trim_start_matches(markers).len();
        let signs = line.get(..lead).unwrap_or_default();
        let is_rule =
            signs.trim_matches([' ', '\t', '-', '*']).is_empty() && line.trim().len() <= lead;
        let count =
            signs.chars().filter(|c| !is_rule && matches!(c, '>' | '-' | '+' | '*')).count();
        if count > MARKERS_MAX || signs.len() > 1_000 {
            self.notice(Notice::Flattened);
            return line.get(lead..).unwrap_or_default();
        }
        line
    }

    /// Blocks of a source inside a directive.
    pub(super) fn nested(&mut self, source: &str, depth: usize) -> Vec<Block> {
        if depth >= DEPTH_MAX {
            self.notice(Notice::Flattened);
            return vec![Block::Paragraph(vec![Inline::Text(source.to_owned())])];
        }
        self.blocks_of(source, depth + 1)
    }

    fn blocks_of(&mut self, source: &str, depth: usize) -> Vec<Block> {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        let events: Vec<_> = Parser::new_ext(source, options).into_offset_iter().collect();
        let mut events = events.into_iter().peekable();
        let mut blocks = Vec::new();
        while events.peek().is_some() {
            blocks.extend(self.blocks(&mut events, source, depth));
            // An end without a beginning cannot come; if it did, it must not stop the reading.
            events.next();
        }
        blocks
    }

    /// Blocks up to the end of what holds them.
    fn blocks(&mut self, events: &mut Events<'_>, source: &str, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, _)) = events.peek() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) if is_block(tag) => {
                    let Some((Event::Start(tag), _)) = events.next() else { break };
                    self.block(tag, events, source, depth, &mut blocks);
                }
                Event::Rule => {
                    events.next();
                    blocks.push(Block::Rule);
                }
                _ => {
                    let line = self.line(events, source, depth);
                    push_line(&mut blocks, line);
                }
            }
        }
        blocks
    }

    /// One block whose start has just been taken; takes its end too.
    #[expect(clippy::too_many_arguments, reason = "one step of the walk needs all of its state")]
    fn block(
        &mut self,
        tag: Tag<'_>,
        events: &mut Events<'_>,
        source: &str,
        depth: usize,
        out: &mut Vec<Block>,
    ) {
        if depth >= DEPTH_MAX {
            self.notice(Notice::Flattened);
            out.push(Block::Paragraph(vec![Inline::Text(words_to_end(events))]));
            return;
        }
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => {
                let line = self.line(events, source, depth);
                push_line(out, line);
            }
            Tag::Heading { level, .. } => {
                if level == HeadingLevel::H1 {
                    self.notice(Notice::HeadingLowered);
                }
                let text = self.line(events, source, depth);
                out.push(Block::Heading { level: level_of(level), text });
            }
            Tag::BlockQuote(_) => out.push(Block::Quote(self.blocks(events, source, depth + 1))),
            Tag::CodeBlock(kind) => {
                let text = words_to_end(events);
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => info.as_ref(),
                    CodeBlockKind::Indented => "",
                };
                out.push(directive::block(self, info, &text, depth));
                return;
            }
            Tag::List(start) => out.push(self.list(start, events, source, depth)),
            Tag::Table(aligns) => out.push(self.table(&aligns, events, source, depth)),
            Tag::FootnoteDefinition(label) => {
                let blocks = self.blocks(events, source, depth + 1);
                self.notes.entry(label.into_string()).or_insert(blocks);
            }
            _ => out.extend(self.blocks(events, source, depth + 1)),
        }
        events.next();
    }

    fn list(
        &mut self,
        start: Option<u64>,
        events: &mut Events<'_>,
        source: &str,
        depth: usize,
    ) -> Block {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), _)) = events.peek() {
            events.next();
            items.push(self.blocks(events, source, depth + 1));
            events.next();
        }
        Block::List { start, items }
    }

    fn table(
        &mut self,
        aligns: &[Alignment],
        events: &mut Events<'_>,
        source: &str,
        depth: usize,
    ) -> Block {
        let aligns = aligns.iter().map(|align| match align {
            Alignment::Center => Align::Center,
            Alignment::Right => Align::End,
            Alignment::None | Alignment::Left => Align::Start,
        });
        let mut table = Table { aligns: aligns.collect(), ..Table::default() };
        while let Some((Event::Start(tag), _)) = events.peek() {
            let head = matches!(tag, Tag::TableHead);
            events.next();
            let mut row = Vec::new();
            while let Some((Event::Start(Tag::TableCell), _)) = events.peek() {
                events.next();
                row.push(self.line(events, source, depth));
                events.next();
            }
            events.next();
            if head {
                table.head = row;
            } else {
                table.rows.push(row);
            }
        }
        Block::Table(table)
    }

    /// The parts of one line, up to the end of what holds them or the next block.
    fn line(&mut self, events: &mut Events<'_>, source: &str, depth: usize) -> Vec<Inline> {
        let mut line = Vec::new();
        while let Some((event, _)) = events.peek() {
            match event {
                Event::End(_) | Event::Rule => break,
                Event::Start(tag) if is_block(tag) => break,
                _ => {}
            }
            let Some((event, range)) = events.next() else { break };
            self.part(event, &range, events, source, depth, &mut line);
        }
        mark_phrases(line)
    }

    #[expect(clippy::too_many_arguments, reason = "one step of the walk needs all of its state")]
    fn part(
        &mut self,
        event: Event<'_>,
        range: &Range<usize>,
        events: &mut Events<'_>,
        source: &str,
        depth: usize,
        line: &mut Vec<Inline>,
    ) {
        match event {
            Event::Text(text) => push_text(line, &unescaped(&text, range, source)),
            Event::Code(text) => line.push(Inline::Code(text.into_string())),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.notice(Notice::HtmlShown);
                push_text(line, &html);
            }
            Event::SoftBreak => push_text(line, " "),
            Event::HardBreak => line.push(Inline::Break),
            Event::FootnoteReference(label) => {
                let label = label.into_string();
                if self.seen.insert(label.clone()) {
                    self.pointed.push(label.clone());
                }
                line.push(Inline::Note(label));
            }
            Event::Start(tag) => {
                if depth >= DEPTH_MAX {
                    self.notice(Notice::Flattened);
                    push_text(line, &words_to_end(events));
                    return;
                }
                let inner = self.line(events, source, depth + 1);
                events.next();
                self.wrap(tag, inner, line);
            }
            _ => {}
        }
    }

    fn wrap(&mut self, tag: Tag<'_>, inner: Vec<Inline>, line: &mut Vec<Inline>) {
        match tag {
            Tag::Emphasis => line.push(Inline::Emphasis(inner)),
            Tag::Strong => line.push(Inline::Strong(inner)),
            Tag::Strikethrough => line.push(Inline::Strike(inner)),
            Tag::Link { dest_url, .. } => match safe_address(&dest_url) {
                Some(url) => line.push(Inline::Link { url, text: inner }),
                None => {
                    self.notice(Notice::LinkDropped);
                    line.extend(inner);
                }
            },
            Tag::Image { dest_url, title, .. } => {
                let alt = super::plain::of_line(&inner);
                match (directive::media_of(&dest_url), safe_address(&dest_url)) {
                    (Some(media), _) => {
                        let caption = title.into_string();
                        let figure = Figure { media, alt, caption, ..Figure::default() };
                        line.push(Inline::Picture(figure));
                    }
                    (None, Some(url)) => line.push(Inline::Link { url, text: inner }),
                    (None, None) => line.extend(inner),
                }
            }
            _ => line.extend(inner),
        }
    }
}

/// A picture alone is a figure; an empty line is nothing.
fn push_line(blocks: &mut Vec<Block>, mut line: Vec<Inline>) {
    let single = line.len() == 1;
    match line.pop() {
        None => {}
        Some(Inline::Picture(figure)) if single => blocks.push(Block::Figure(figure)),
        Some(Inline::Text(text)) if single && text.trim().is_empty() => {}
        Some(last) => {
            line.push(last);
            blocks.push(Block::Paragraph(line));
        }
    }
}

/// Marks brackets that had a backslash before them, so that they open no phrase.
fn unescaped(text: &str, range: &Range<usize>, source: &str) -> String {
    let escaped = range.start > 0 && source.as_bytes().get(range.start - 1) == Some(&b'\\');
    match (escaped, text.chars().next()) {
        (true, Some('[')) => text.replacen('[', &ESCAPED_OPEN.to_string(), 1),
        (true, Some(']')) => text.replacen(']', &ESCAPED_CLOSE.to_string(), 1),
        _ => text.to_owned(),
    }
}

/// Takes everything up to the end of the block that has just begun, as words.
fn words_to_end(events: &mut Events<'_>) -> String {
    let (mut open, mut words) = (1_usize, String::new());
    for (event, _) in events.by_ref() {
        match event {
            Event::Start(_) => open += 1,
            Event::End(_) => open -= 1,
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    words
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag.to_end(),
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => 4,
    }
}

/// The address of a link when readers may follow it: web, mail, telephone or on this site.
pub(super) fn safe_address(address: &str) -> Option<String> {
    let plain: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let scheme_end = plain.find([':', '/', '?', '#']).unwrap_or(plain.len());
    let has_scheme = plain.get(scheme_end..).is_some_and(|rest| rest.starts_with(':'));
    let scheme = plain.get(..scheme_end).unwrap_or_default().to_ascii_lowercase();
    let allowed = !has_scheme || matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel");
    // Browsers read a backslash here as a slash: `/\\host` leaves the site as `//host` does.
    let elsewhere = plain.chars().take_while(|c| matches!(c, '/' | '\\')).count() > 1;
    (allowed && !plain.is_empty() && !elsewhere).then_some(plain)
}
