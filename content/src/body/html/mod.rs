//! Blocks to HTML that is safe by construction: every text is escaped and every element is ours.
//!
//! A second cleaning pass is not needed; a test holds the output against ammonia's allow-list.

mod embedded;
mod inline;

pub use embedded::{TextFirst, sound_to_html};

use std::collections::HashMap;
use std::fmt::Write as _;

use super::block::{Align, Block, Body, Figure, Inline, Picture, Pictures, Table};
use super::plain;
use crate::slug::Slug;

/// HTML in which every text has been escaped. Only this module makes one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A text as HTML.
    #[must_use]
    pub fn escaped(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        escape(text, &mut out);
        Self(out)
    }
}

/// For readers' pages: relative addresses, pictures that load late.
#[must_use]
pub fn to_html(body: &Body, pictures: &dyn Pictures) -> SafeHtml {
    Writer::new(body, pictures, Style::Page).done()
}

/// For readers who want the text first: every picture is a link, with the words that `told` gives
/// for it.
#[must_use]
pub fn to_text_first_html(
    body: &Body,
    pictures: &dyn Pictures,
    told: &dyn Fn(&Figure, &Picture) -> String,
) -> SafeHtml {
    Writer::new(body, pictures, Style::TextFirst(told)).done()
}

/// For feeds and partners: absolute addresses below `base` (`https://host`), nothing that needs
/// our styles.
#[must_use]
pub fn to_feed_html(body: &Body, pictures: &dyn Pictures, base: &str) -> SafeHtml {
    Writer::new(body, pictures, Style::Feed(base)).done()
}

/// One paragraph with a name before it, as a correction notice stands in a feed.
#[must_use]
pub fn labelled(name: &str, text: &str) -> SafeHtml {
    let mut out = String::from("<p><strong>");
    escape(name, &mut out);
    out.push_str(":</strong> ");
    escape(text, &mut out);
    out.push_str("</p>");
    SafeHtml(out)
}

#[derive(Clone, Copy)]
enum Style<'a> {
    Page,
    TextFirst(&'a dyn Fn(&Figure, &Picture) -> String),
    Feed(&'a str),
}

struct Writer<'a> {
    out: String,
    body: &'a Body,
    pictures: &'a dyn Pictures,
    style: Style<'a>,
    /// Ids of headings in use, each with the highest number given behind it.
    ids: HashMap<String, usize>,
    /// Places of footnotes by label.
    places: HashMap<&'a str, usize>,
    /// How often each footnote has been pointed at.
    pointed: Vec<usize>,
}

impl<'a> Writer<'a> {
    fn new(body: &'a Body, pictures: &'a dyn Pictures, style: Style<'a>) -> Self {
        let pointed = vec![0; body.notes.len()];
        let labels = body.notes.iter().enumerate();
        let places = labels.map(|(at, (label, _))| (label.as_str(), at)).collect();
        let (out, ids) = (String::new(), HashMap::new());
        Self { out, body, pictures, style, ids, places, pointed }
    }

    fn done(mut self) -> SafeHtml {
        let body = self.body;
        self.blocks(&body.blocks);
        if !body.notes.is_empty() {
            self.notes();
        }
        SafeHtml(self.out)
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(line) => self.element("p", line),
            Block::Quote(inner) => self.around("<blockquote>", "</blockquote>", inner),
            Block::List { start, items } => self.list(*start, items),
            Block::Code(text) => {
                self.out.push_str("<pre tabindex=\"0\"><code>");
                escape(text, &mut self.out);
                self.out.push_str("</code></pre>\n");
            }
            Block::Table(table) => self.table(table),
            Block::Rule => self.out.push_str("<hr>\n"),
            Block::Figure(figure) => self.figure(figure),
            Block::Gallery { caption, figures } => self.gallery(caption, figures),
            Block::Audio(audio) => self.audio(audio),
            Block::Embed { url, title } => self.embed(url, title),
            Block::Info { title, blocks } => self.info(title, blocks),
            Block::Lang { lang, blocks } => {
                let open = format!("<div lang=\"{}\">", lang.as_str());
                self.around(&open, "</div>", blocks);
            }
        }
    }

    fn around(&mut self, open: &str, close: &str, blocks: &[Block]) {
        self.out.push_str(open);
        self.out.push('\n');
        self.blocks(blocks);
        self.out.push_str(close);
        self.out.push('\n');
    }

    fn element(&mut self, name: &str, line: &[Inline]) {
        self.push(&["<", name, ">"]);
        self.line(line);
        self.push(&["</", name, ">\n"]);
    }

    fn push(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.push_str(part);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.push(&[" ", name, "=\""]);
        escape(value, &mut self.out);
        self.out.push('"');
    }

    fn number(&mut self, name: &str, value: impl std::fmt::Display) {
        // Writing to a string cannot fail.
        _ = write!(self.out, " {name}=\"{value}\"");
    }

    fn heading(&mut self, level: u8, text: &[Inline]) {
        let level = level.clamp(2, 4).to_string();
        self.push(&["<h", &level]);
        if !matches!(self.style, Style::Feed(_)) {
            let id = self.unique_id(text);
            self.attribute("id", &id);
        }
        self.out.push('>');
        self.line(text);
        self.push(&["</h", &level, ">\n"]);
    }

    fn unique_id(&mut self, text: &[Inline]) -> String {
        let words = plain::of_line(text);
        let base = format!("muc-{}", Slug::of(&words).as_str());
        let mut id = base.clone();
        // Counting goes on where it stopped, or a thousand equal headings would cost a million.
        let mut count = self.ids.get(&base).copied().unwrap_or(1);
        while self.ids.contains_key(&id) {
            count += 1;
            id = format!("{base}-{count}");
        }
        self.ids.insert(id.clone(), 1);
        self.ids.insert(base, count);
        id
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        let name = if start.is_some() { "ol" } else { "ul" };
        self.push(&["<", name]);
        if let Some(first) = start.filter(|first| *first != 1) {
            self.number("start", first);
        }
        self.out.push_str(">\n");
        for item in items {
            self.out.push_str("<li>");
            // A single paragraph stands in its item without the space of a paragraph.
            if let [Block::Paragraph(line), rest @ ..] = item.as_slice()
                && !rest.iter().any(|block| matches!(block, Block::Paragraph(_)))
            {
                self.line(line);
                self.blocks(rest);
            } else {
                self.blocks(item);
            }
            self.out.push_str("</li>\n");
        }
        self.push(&["</", name, ">\n"]);
    }

    fn table(&mut self, table: &Table) {
        if !matches!(self.style, Style::Feed(_)) {
            self.out.push_str("<div class=\"table-scroll\" tabindex=\"0\" role=\"group\"");
            // What can be scrolled by keyboard needs a name; the headings say it in any language.
            let heads: Vec<String> = table.head.iter().map(|cell| plain::of_line(cell)).collect();
            self.attribute("aria-label", heads.join(", ").trim_matches([',', ' ']));
            self.out.push('>');
        }
        self.out.push_str("<table>\n<thead>\n<tr>");
        for (at, cell) in table.head.iter().enumerate() {
            self.cell("th", table.aligns.get(at), cell);
        }
        self.out.push_str("</tr>\n</thead>\n");
        if !table.rows.is_empty() {
            self.out.push_str("<tbody>\n");
            for row in &table.rows {
                self.out.push_str("<tr>");
                for (at, cell) in row.iter().enumerate() {
                    self.cell("td", table.aligns.get(at), cell);
                }
                self.out.push_str("</tr>\n");
            }
            self.out.push_str("</tbody>\n");
        }
        self.out.push_str("</table>");
        if !matches!(self.style, Style::Feed(_)) {
            self.out.push_str("</div>");
        }
        self.out.push('\n');
    }

    fn cell(&mut self, name: &str, align: Option<&Align>, line: &[Inline]) {
        self.push(&["<", name]);
        if name == "th" {
            self.out.push_str(" scope=\"col\"");
        }
        match align.copied().unwrap_or_default() {
            Align::Start => {}
            Align::Center => self.attribute("class", "center"),
            Align::End => self.attribute("class", "end"),
        }
        self.out.push('>');
        self.line(line);
        self.push(&["</", name, ">"]);
    }

    fn figure(&mut self, figure: &Figure) {
        let Some(picture) = self.pictures.picture(&figure.media) else { return };
        self.out.push_str("<figure>\n");
        self.picture(figure, &picture);
        let caption = figure.caption.is_empty() && figure.credit.is_empty();
        if !caption {
            self.out.push_str("<figcaption>");
            escape(&figure.caption, &mut self.out);
            if !figure.credit.is_empty() {
                self.out.push_str(if figure.caption.is_empty() { "<cite>" } else { " – <cite>" });
                escape(&figure.credit, &mut self.out);
                self.out.push_str("</cite>");
            }
            self.out.push_str("</figcaption>\n");
        }
        self.out.push_str("</figure>\n");
    }

    fn picture(&mut self, figure: &Figure, picture: &Picture) {
        if let Style::TextFirst(told) = self.style {
            let address = picture.light.as_ref().map_or(&picture.src, |(address, _)| address);
            self.out.push_str("<a class=\"picture-link\"");
            self.attribute("href", address);
            self.out.push('>');
            escape(&told(figure, picture), &mut self.out);
            self.out.push_str("</a>\n");
            return;
        }
        let (src, srcset) = (self.address(&picture.src), self.srcset(picture));
        if srcset.is_empty() {
            self.img(figure, picture, &src);
            return;
        }
        self.out.push_str("<picture><source type=\"image/webp\"");
        self.attribute("srcset", &srcset);
        self.attribute("sizes", "(min-width: 46rem) 42rem, 100vw");
        self.out.push('>');
        self.img(figure, picture, &src);
        self.out.push_str("</picture>\n");
    }

    fn img(&mut self, figure: &Figure, picture: &Picture, src: &str) {
        self.out.push_str("<img");
        self.attribute("src", src);
        self.number("width", picture.width);
        self.number("height", picture.height);
        self.attribute("alt", &figure.alt);
        if matches!(self.style, Style::Page) {
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.out.push('>');
    }

    fn srcset(&self, picture: &Picture) -> String {
        if matches!(self.style, Style::Feed(_)) {
            return String::new();
        }
        let each = picture.srcset.iter().map(|(width, url)| format!("{url} {width}w"));
        each.collect::<Vec<_>>().join(", ")
    }

    fn gallery(&mut self, caption: &str, figures: &[Figure]) {
        self.out.push_str("<section class=\"gallery\">\n");
        for figure in figures {
            self.figure(figure);
        }
        if !caption.is_empty() {
            self.out.push_str("<p class=\"gallery-caption\">");
            escape(caption, &mut self.out);
            self.out.push_str("</p>\n");
        }
        self.out.push_str("</section>\n");
    }

    fn info(&mut self, title: &str, blocks: &[Block]) {
        self.out.push_str("<aside class=\"info\">\n");
        if !title.is_empty() {
            self.out.push_str("<p class=\"info-title\"><strong>");
            escape(title, &mut self.out);
            self.out.push_str("</strong></p>\n");
        }
        self.blocks(blocks);
        self.out.push_str("</aside>\n");
    }
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}
