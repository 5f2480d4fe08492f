//! Finds `[words]{lang=xx}` among the parts of one line.

use super::block::Inline;
use crate::lang::Lang;

/// Stand for brackets that were escaped in the source; not allowed in texts otherwise.
pub(super) const ESCAPED_OPEN: char = '\u{fdd0}';
pub(super) const ESCAPED_CLOSE: char = '\u{fdd1}';

const MARK: &str = "]{lang=";

/// Replaces every marked phrase by an [`Inline::Lang`] and gives escaped brackets back.
pub(super) fn mark_phrases(line: Vec<Inline>) -> Vec<Inline> {
    if !line.iter().any(|part| matches!(part, Inline::Text(text) if text.contains(MARK))) {
        return line.into_iter().map(restore).collect();
    }
    let mut done: Vec<Inline> = Vec::new();
    for part in line {
        match part {
            Inline::Text(text) => take_text(&text, &mut done),
            other => done.push(other),
        }
    }
    done.into_iter().map(restore).collect()
}

/// Walks through one text, closing phrases as their marks come.
fn take_text(text: &str, done: &mut Vec<Inline>) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK) {
        let tag = after.split_once('}').and_then(|(tag, _)| Lang::parse(tag).ok());
        push_text(done, before);
        match tag.and_then(|lang| open_phrase(done).map(|words| (lang, words))) {
            Some((lang, words)) => {
                rest = after.split_once('}').map_or("", |(_, after)| after);
                done.push(Inline::Lang { lang, text: words });
            }
            None => {
                push_text(done, MARK);
                rest = after;
            }
        }
    }
    push_text(done, rest);
}

/// Takes everything after the last open bracket off the line.
fn open_phrase(done: &mut Vec<Inline>) -> Option<Vec<Inline>> {
    let at =
        done.iter().rposition(|part| matches!(part, Inline::Text(text) if text.contains('[')))?;
    let mut words = done.split_off(at + 1);
    let Some(Inline::Text(text)) = done.pop() else { return None };
    let (before, first) = text.rsplit_once('[')?;
    if !first.is_empty() {
        words.insert(0, Inline::Text(first.to_owned()));
    }
    push_text(done, before);
    Some(words)
}

fn push_text(done: &mut Vec<Inline>, text: &str) {
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
