//! Finds `[words]{lang=xx}` among the parts of one line.

use super::block::Inline;
use crate::lang::Lang;

/// Stand for brackets that were escaped in the source; not allowed in texts otherwise.
pub(super) const ESCAPED_OPEN: char = '\u{fdd0}';
pub(super) const ESCAPED_CLOSE: char = '\u{fdd1}';

const MARK: &str = "]{lang=";
/// Phrases inside phrases; every level more is a call deeper for whoever walks the line.
const LEVELS_MAX: usize = 4;
/// Longest tag in bytes with its closing brace; [`Lang`] takes no longer ones.
const TAG_MAX: usize = 36;

/// Replaces every marked phrase by an [`Inline::Lang`] and gives escaped brackets back.
pub(super) fn mark_phrases(line: Vec<Inline>) -> Vec<Inline> {
    if !line.iter().any(|part| matches!(part, Inline::Text(text) if text.contains(MARK))) {
        return line.into_iter().map(restore).collect();
    }
    let mut phrases = Phrases::default();
    for part in line {
        match part {
            Inline::Text(text) => phrases.take_text(&text),
            other => phrases.done.push(other),
        }
    }
    phrases.done.into_iter().map(restore).collect()
}

/// The line so far. `open` counts its unclosed brackets, so that a mark without one costs no
/// search: the whole stays linear in the length of the line.
#[derive(Default)]
struct Phrases {
    done: Vec<Inline>,
    open: usize,
}

impl Phrases {
    /// Walks through one text, closing phrases as their marks come.
    fn take_text(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(MARK) {
            self.push(before);
            match tag_of(after).filter(|_| self.open > 0) {
                Some((lang, behind)) => {
                    self.close(lang);
                    rest = behind;
                }
                None => {
                    push_text(&mut self.done, MARK);
                    rest = after;
                }
            }
        }
        self.push(rest);
    }

    fn push(&mut self, text: &str) {
        self.open += text.matches('[').count();
        push_text(&mut self.done, text);
    }

    /// Takes everything after the last open bracket off the line, as one phrase.
    fn close(&mut self, lang: Lang) {
        let opens = |part: &Inline| matches!(part, Inline::Text(text) if text.contains('['));
        let Some(at) = self.done.iter().rposition(opens) else { return };
        let mut words = self.done.split_off(at + 1);
        let Some(Inline::Text(mut before)) = self.done.pop() else { return };
        let bracket = before.rfind('[').unwrap_or_default();
        let first = before.split_off(bracket);
        let first = first.trim_start_matches('[');
        if !first.is_empty() {
            words.insert(0, Inline::Text(first.to_owned()));
        }
        if !before.is_empty() {
            self.done.push(Inline::Text(before));
        }
        // Beyond the bound the words stay and the brackets before them are only brackets.
        if levels(&words) < LEVELS_MAX {
            self.open -= 1;
            self.done.push(Inline::Lang { lang, text: words });
        } else {
            self.open = 0;
            self.done.append(&mut words);
        }
    }
}

/// The tag before the next closing brace, and what stands behind it.
fn tag_of(text: &str) -> Option<(Lang, &str)> {
    let end = text.bytes().take(TAG_MAX).position(|byte| byte == b'}')?;
    let (tag, behind) = text.split_at_checked(end)?;
    Some((Lang::parse(tag).ok()?, behind.strip_prefix('}')?))
}

/// How many phrases stand inside each other at most.
fn levels(line: &[Inline]) -> usize {
    let deepest = line.iter().map(|part| match part {
        Inline::Lang { text, .. } => 1 + levels(text),
        _ => 0,
    });
    deepest.max().unwrap_or_default()
}

pub(super) fn push_text(done: &mut Vec<Inline>, text: &str) {
    match done.last_mut() {
        Some(Inline::Text(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => done.push(Inline::Text(text.to_owned())),
    }
}

fn restore(part: Inline) -> Inline {
    match part {
        Inline::Text(text) => Inline::Text(plain_brackets(&text)),
        Inline::Lang { lang, text } => {
            Inline::Lang { lang, text: text.into_iter().map(restore).collect() }
        }
        other => other,
    }
}

pub(super) fn plain_brackets(text: &str) -> String {
    text.replace(ESCAPED_OPEN, "[").replace(ESCAPED_CLOSE, "]")
}
