//! A body's source in words, for whoever compares two texts and never learnt the grammar.

/// What a line of the source says beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The first letters of a picture's hash: another picture with the same words shows.
    Picture,
    Alt,
    Caption,
    Credit,
    Decorative,
    /// Where a picture was copied that has not come yet.
    From,
    Gallery,
    /// The first letters of a recording's hash.
    Audio,
    AudioTitle,
    /// Whose voice it is.
    Voice,
    /// It is the article read aloud.
    Reading,
    /// The address of a link card.
    Embed,
    EmbedTitle,
    Info,
    Lang,
    /// The level of a heading.
    Heading,
}

impl Mark {
    /// All, for whoever has a word for each.
    pub const ALL: [Self; 16] = [
        Self::Picture,
        Self::Alt,
        Self::Caption,
        Self::Credit,
        Self::Decorative,
        Self::From,
        Self::Gallery,
        Self::Audio,
        Self::AudioTitle,
        Self::Voice,
        Self::Reading,
        Self::Embed,
        Self::EmbedTitle,
        Self::Info,
        Self::Lang,
        Self::Heading,
    ];

    /// A name that never changes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Alt => "alt",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Decorative => "decorative",
            Self::From => "from",
            Self::Gallery => "gallery",
            Self::Audio => "audio",
            Self::AudioTitle => "audio-title",
            Self::Voice => "voice",
            Self::Reading => "reading",
            Self::Embed => "embed",
            Self::EmbedTitle => "embed-title",
            Self::Info => "info",
            Self::Lang => "lang",
            Self::Heading => "heading",
        }
    }
}

/// Letters of a picture's hash that are told.
const HASH_SHOWN: usize = 6;

/// What the fence around a line makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    /// `key: value`, of a figure or a link card.
    Values,
    /// Values until an empty line, then Markdown.
    Gallery,
    /// The same, of a recording.
    Audio,
    Markdown,
}

/// The source line by line as people read it; emphasis, lists and links stay as they are written.
/// `say` gives the words for a mark and what stands with it.
#[must_use]
pub fn told(source: &str, say: &dyn Fn(Mark, &str) -> String) -> String {
    let mut fences: Vec<(usize, Inside)> = Vec::new();
    let mut out: Vec<String> = Vec::new();
    for line in source.lines() {
        let inside = fences.last().copied();
        let code = matches!(inside, Some((_, Inside::Code)));
        let ticks = line.trim_start().chars().take_while(|c| *c == '`').count();
        let rest = line.trim_start().trim_start_matches('`').trim();
        if inside.is_some_and(|(open, _)| ticks >= open) && rest.is_empty() {
            fences.pop();
            out.extend(code.then(|| line.to_owned()));
        } else if code {
            out.push(line.to_owned());
        } else if ticks >= 3 && !rest.contains('`') {
            let (kind, told) = opened(line, rest, say);
            fences.push((ticks, kind));
            out.extend(told);
        } else {
            out.extend(of_line(line, inside.map(|(_, inside)| inside), say));
        }
        if let Some((_, kind @ (Inside::Gallery | Inside::Audio))) = fences.last_mut()
            && line.trim().is_empty()
        {
            *kind = Inside::Markdown;
        }
    }
    out.join("\n")
}

/// What a fence is, and its own line.
fn opened(line: &str, rest: &str, say: &dyn Fn(Mark, &str) -> String) -> (Inside, Option<String>) {
    let (word, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    match word {
        "figure" | "embed" => (Inside::Values, None),
        "gallery" => (Inside::Gallery, Some(say(Mark::Gallery, ""))),
        "audio" => (Inside::Audio, None),
        "info" => (Inside::Markdown, Some(say(Mark::Info, name.trim()))),
        "lang" => (Inside::Markdown, Some(say(Mark::Lang, name.trim()))),
        _ => (Inside::Code, Some(line.to_owned())),
    }
}

fn of_line(
    line: &str,
    inside: Option<Inside>,
    say: &dyn Fn(Mark, &str) -> String,
) -> Option<String> {
    match (inside, line.split_once(':')) {
        (Some(kind @ (Inside::Values | Inside::Gallery | Inside::Audio)), Some((key, value))) => {
            let (key, value) = (key.trim(), value.trim());
            let told = match kind {
                Inside::Audio => of_audio(key, value, say),
                _ => of_value(key, value, say),
            };
            Some(told.unwrap_or_else(|| line.to_owned()))
        }
        _ => of_markdown(line, say),
    }
}

fn of_value(key: &str, value: &str, say: &dyn Fn(Mark, &str) -> String) -> Option<String> {
    let mark = match key {
        "src" => return Some(say(Mark::Picture, &hash(value))),
        "alt" => Mark::Alt,
        "caption" => Mark::Caption,
        "credit" => Mark::Credit,
        "decorative" => Mark::Decorative,
        "from" => Mark::From,
        "url" => Mark::Embed,
        "title" => Mark::EmbedTitle,
        _ => return None,
    };
    Some(say(mark, value))
}

fn of_audio(key: &str, value: &str, say: &dyn Fn(Mark, &str) -> String) -> Option<String> {
    match key {
        "src" => Some(say(Mark::Audio, &hash(value))),
        "title" => Some(say(Mark::AudioTitle, value)),
        "credit" => Some(say(Mark::Voice, value)),
        "reading" => Some(say(Mark::Reading, value)),
        _ => None,
    }
}

fn hash(address: &str) -> String {
    address.trim_start_matches("media:").chars().take(HASH_SHOWN).collect()
}

fn of_markdown(line: &str, say: &dyn Fn(Mark, &str) -> String) -> Option<String> {
    let trimmed = line.trim_start();
    if let Some(row) = trimmed.strip_prefix('|') {
        let rule = row.contains('-') && row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        return (!rule).then(|| cells(row, say));
    }
    let level = trimmed.chars().take_while(|c| *c == '#').count();
    match trimmed.get(level..).and_then(|rest| rest.strip_prefix(' ')) {
        Some(rest) if (1..=6).contains(&level) => {
            Some(format!("{} {}", say(Mark::Heading, &level.to_string()), words(rest, say)))
        }
        _ => Some(words(line, say)),
    }
}

fn cells(row: &str, say: &dyn Fn(Mark, &str) -> String) -> String {
    // An escaped bar stands within a cell.
    const BAR: &str = "\u{1}";
    let row = row.replace("\\|", BAR);
    let row = row.trim_end();
    let row = row.strip_suffix('|').unwrap_or(row);
    let cells = row.split('|').map(|cell| words(&cell.replace(BAR, "|"), say).trim().to_owned());
    cells.collect::<Vec<_>>().join(" · ")
}

/// Without what only keeps a sign from being read as another thing; pictures by their words.
fn words(line: &str, say: &dyn Fn(Mark, &str) -> String) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '!']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some((told, behind)) = picture(from, say) {
            out.push_str(&told);
            rest = behind;
            continue;
        }
        let mut signs = from.chars();
        let sign = signs.next();
        rest = signs.as_str();
        match rest.chars().next() {
            // A break of the line.
            None if sign == Some('\\') => {}
            Some(next) if sign == Some('\\') && next.is_ascii_punctuation() => {
                out.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
            _ => out.extend(sign),
        }
    }
    out.push_str(rest);
    out
}

/// `![alt](media:HASH "caption")` at the beginning, and what stands behind it.
fn picture<'a>(line: &'a str, say: &dyn Fn(Mark, &str) -> String) -> Option<(String, &'a str)> {
    let (alt, rest) = line.strip_prefix("![")?.split_once("](media:")?;
    let (target, behind) = rest.split_once(')')?;
    let (media, title) = target.split_once(' ').unwrap_or((target, ""));
    let title = title.trim().trim_matches('"');
    let words = [(Mark::Picture, hash(media)), (Mark::Alt, alt.to_owned())];
    let words = words.into_iter().chain([(Mark::Caption, title.to_owned())]);
    let words = words.filter(|(_, words)| !words.is_empty());
    let told: Vec<String> = words.map(|(mark, words)| say(mark, &words)).collect();
    Some((told.join(" "), behind))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Mark, told};

    /// The same cases are asked of the editor's script, which tells as much without a network.
    const CASES: &str = include_str!("told.json");

    fn say(mark: Mark, words: &str) -> String {
        format!("<{}>{words}", mark.name())
    }

    #[test]
    fn a_source_is_told_in_words() {
        let cases: Vec<(String, String)> = serde_json::from_str(CASES).unwrap();
        assert!(cases.len() > 8);
        for (source, words) in cases {
            assert_eq!(told(&source, &say), words, "{source}");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_left_out(words in prop::collection::vec("[a-zạệđ]{1,9}", 1..30), seed in any::<u64>()) {
            let signs = ["\n", " ", "| ", "```info ", "\n```\n", "\\", "![", "## ", "> ", "\n- "];
            let mut source = String::new();
            for (at, word) in words.iter().enumerate() {
                let sign = seed.rotate_left(u32::try_from(at * 5 % 64).unwrap()) % signs.len() as u64;
                source.push_str(signs[usize::try_from(sign).unwrap()]);
                source.push_str(word);
            }
            let shown = told(&source, &say);
            for word in &words {
                prop_assert!(shown.contains(word.as_str()), "{word} of {source}");
            }
        }
    }
}
