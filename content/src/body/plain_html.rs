//! HTML of other systems, written anew with few elements and few levels.
//!
//! The converter behind [`super::from_html`] calls itself for every level, so that 10 KB of
//! `<div>` would end the process. Whatever is no element of the list leaves here as text, so a
//! browser's finer rules for broken HTML cannot bring more levels back.

/// Levels kept; articles of real systems have under 20.
const LEVELS_MAX: usize = 32;
/// How far a table is looked at to see whether its first row has several cells.
const ROW_LOOK: usize = 4_000;

/// Their words are not for readers, or are no HTML.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];
const VOID: [&str; 3] = ["br", "hr", "img"];
const INLINE: [&str; 13] =
    ["a", "b", "strong", "i", "em", "u", "s", "del", "strike", "sub", "sup", "code", "span"];
const BLOCK: [&str; 36] = [
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "figure",
    "figcaption",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "form",
    "object",
    "template",
];
const ATTRIBUTES: [&str; 5] = ["href", "src", "alt", "title", "start"];

/// Stands before and after an emphasis inside a word, for the Markdown that comes of it: see
/// [`super::from_html`]. Private characters that no text has a use for.
pub(super) const BEFORE: char = '\u{E0F0}';
pub(super) const AFTER: char = '\u{E0F1}';
const EMPHASIS: [&str; 6] = ["b", "strong", "i", "em", "s", "del"];

/// The same words and structure, balanced and bounded.
pub(super) fn plain_html(html: &str) -> String {
    let mut writer = Writer::default();
    let clean = html.replace([BEFORE, AFTER], "");
    let mut rest = clean.as_str();
    while let Some((text, after)) = rest.split_once('<') {
        writer.out.push_str(text);
        rest = writer.tag(after);
    }
    writer.out.push_str(rest);
    writer.close_to(0);
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    open: Vec<&'static str>,
    /// Whether the cells that come now are the headings of a table that marks none.
    heading_row: bool,
}

impl Writer {
    /// Takes what follows a `<`; gives what comes after the tag.
    fn tag<'a>(&mut self, after: &'a str) -> &'a str {
        if let Some(comment) = after.strip_prefix("!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        if after.starts_with(['!', '?']) {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        let (end, named) = after.strip_prefix('/').map_or((false, after), |rest| (true, rest));
        if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.out.push_str("&lt;");
            return after;
        }
        let length = named.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(named.len());
        let (name, rest) = named.split_at_checked(length).unwrap_or((named, ""));
        let name = name.to_ascii_lowercase();
        let (attributes, rest) = attributes(rest);
        if RAW.contains(&name.as_str()) {
            return if end { rest } else { behind(rest, &name) };
        }
        let all = BLOCK.iter().chain(&INLINE).chain(&VOID);
        let Some(&name) = all.into_iter().find(|known| **known == name) else { return rest };
        if end {
            self.end(name);
        } else {
            self.start(name, &attributes, rest);
        }
        rest
    }

    fn start(&mut self, name: &'static str, attributes: &[(String, String)], rest: &str) {
        self.end_implied(name);
        let name = match name {
            "table" => {
                self.heading_row = !self.open.contains(&"table") && wants_headings(rest);
                name
            }
            "td" if self.heading_row => "th",
            _ => name,
        };
        if self.open.len() >= LEVELS_MAX && !VOID.contains(&name) {
            // A blank keeps the words of two flattened blocks apart.
            self.out.push(' ');
            return;
        }
        if EMPHASIS.contains(&name) && self.out.ends_with(char::is_alphanumeric) {
            self.out.push(BEFORE);
        }
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            let value = value.replace('"', "&quot;").replace('<', "&lt;");
            self.out.extend([" ", key, "=\"", &value, "\""]);
        }
        self.out.push('>');
        if !VOID.contains(&name) {
            self.open.push(name);
        }
    }

    /// Elements that authors leave open and that the next one of its kind ends.
    fn end_implied(&mut self, name: &str) {
        let (ends, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "td", "th"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "thead" | "tbody" | "tfoot" => (&["thead", "tbody", "tfoot"], &["table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            _ if INLINE.contains(&name) || matches!(name, "br" | "img") => return,
            _ => (&["p"], &BLOCK),
        };
        let last = self.open.iter().rposition(|open| ends.contains(open) || within.contains(open));
        if let Some(at) = last.filter(|at| self.open.get(*at).is_some_and(|one| ends.contains(one)))
        {
            self.close_to(at);
        }
        if name == "tr" && self.out.ends_with("</tr>") {
            self.heading_row = false;
        }
    }

    fn end(&mut self, name: &str) {
        let same = |open: &&str| *open == name || (name == "td" && *open == "th");
        if let Some(at) = self.open.iter().rposition(same) {
            self.close_to(at);
        }
        if matches!(name, "tr" | "table") {
            self.heading_row = false;
        }
    }

    fn close_to(&mut self, level: usize) {
        while self.open.len() > level {
            let Some(name) = self.open.pop() else { return };
            self.out.extend(["</", name, ">"]);
            if EMPHASIS.contains(&name) {
                self.out.push(AFTER);
            }
        }
    }
}

/// A table of several columns that marks no headings has them in its first row; of one column it
/// only places things on the page, and stays without.
fn wants_headings(rest: &str) -> bool {
    let look: String = rest.chars().take(ROW_LOOK).collect::<String>().to_ascii_lowercase();
    let row = look.split_once("</tr").map_or(look.as_str(), |(row, _)| row);
    row.matches("<td").count() > 1 && !row.contains("<th") && !row.contains("<table")
}

/// The attributes that are kept, and what comes after the tag.
fn attributes(text: &str) -> (Vec<(String, String)>, &str) {
    let mut kept = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (kept, "");
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (kept, after);
        }
        let stop = |c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/');
        let length = rest.find(stop).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let name = name.to_ascii_lowercase();
        rest = after.trim_start();
        let Some(after) = rest.strip_prefix('=') else { continue };
        let (value, after) = value(after.trim_start());
        rest = after;
        if ATTRIBUTES.contains(&name.as_str()) && !kept.iter().any(|(have, _)| *have == name) {
            kept.push((name, value.to_owned()));
        }
    }
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let length = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
    text.split_at_checked(length).unwrap_or((text, ""))
}

/// What comes after the end tag of an element whose inside is no HTML.
fn behind<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        let found = after.get(..name.len()).is_some_and(|have| have.eq_ignore_ascii_case(name));
        if found {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = after;
    }
    ""
}
