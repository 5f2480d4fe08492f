//! The parts of a line: emphasis, links, phrases of another language, pointers to footnotes.

use std::fmt::Write as _;

use super::{Style, Writer, escape};
use crate::body::block::Inline;

impl Writer<'_> {
    pub(super) fn line(&mut self, line: &[Inline]) {
        for part in line {
            match part {
                Inline::Text(text) => escape(text, &mut self.out),
                Inline::Emphasis(inner) => self.inline("em", inner),
                Inline::Strong(inner) => self.inline("strong", inner),
                Inline::Strike(inner) => self.inline("s", inner),
                Inline::Code(text) => {
                    self.out.push_str("<code>");
                    escape(text, &mut self.out);
                    self.out.push_str("</code>");
                }
                Inline::Link { url, text } => self.link(url, text),
                Inline::Picture(figure) => {
                    if let Some(picture) = self.pictures.picture(&figure.media) {
                        self.picture(figure, &picture);
                    }
                }
                Inline::Lang { lang, text } => {
                    self.push(&["<span lang=\"", lang.as_str(), "\">"]);
                    self.line(text);
                    self.out.push_str("</span>");
                }
                Inline::Note(label) => self.note_mark(label),
                Inline::Break => self.out.push_str("<br>\n"),
            }
        }
    }

    fn inline(&mut self, name: &str, inner: &[Inline]) {
        self.push(&["<", name, ">"]);
        self.line(inner);
        self.push(&["</", name, ">"]);
    }

    fn link(&mut self, url: &str, text: &[Inline]) {
        let address = self.address(url);
        self.out.push_str("<a");
        self.attribute("href", &address);
        if address.starts_with("http") && !matches!(self.style, Style::Feed(_)) {
            self.out.push_str(" rel=\"noopener\"");
        }
        self.out.push('>');
        self.line(text);
        self.out.push_str("</a>");
    }

    /// Feeds are read elsewhere, so an address on this site gets its host.
    pub(super) fn address(&self, url: &str) -> String {
        match self.style {
            Style::Feed(base) if url.starts_with('/') => format!("{base}{url}"),
            _ => url.to_owned(),
        }
    }

    fn note_mark(&mut self, label: &str) {
        let Some(at) = self.places.get(label).copied() else { return };
        let times = self.pointed.get_mut(at).map_or(1, |times| {
            *times += 1;
            *times
        });
        let number = at + 1;
        if matches!(self.style, Style::Feed(_)) {
            _ = write!(self.out, "<sup>[{number}]</sup>");
            return;
        }
        let id = if times == 1 { format!("ct-{number}-a") } else { format!("ct-{number}-{times}") };
        _ = write!(
            self.out,
            "<sup id=\"{id}\"><a href=\"#ct-{number}\" role=\"doc-noteref\">[{number}]</a></sup>"
        );
    }

    pub(super) fn notes(&mut self) {
        let body = self.body;
        self.out.push_str("<section class=\"notes\" role=\"doc-endnotes\">\n<ol>\n");
        for (at, (_, blocks)) in body.notes.iter().enumerate() {
            let number = at + 1;
            if matches!(self.style, Style::Page) {
                _ = write!(self.out, "<li id=\"ct-{number}\">");
            } else {
                self.out.push_str("<li>");
            }
            self.blocks(blocks);
            if matches!(self.style, Style::Page) {
                _ = write!(
                    self.out,
                    "<p><a href=\"#ct-{number}-a\" role=\"doc-backlink\" aria-label=\"↑ {number}\">↑</a></p>"
                );
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}
