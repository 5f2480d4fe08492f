//! Fenced blocks that mean more than code: figure, gallery, audio, embed, info, lang.

use super::block::{Block, Figure, Inline};
use super::read::Reader;
use super::sound::Audio;
use crate::lang::Lang;

/// Reads a fenced block as the directive that its first word names, or as code.
pub(super) fn block(reader: &mut Reader, info: &str, source: &str, depth: usize) -> Block {
    let (word, rest) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
    let made = match word {
        "figure" => figure(source).map(Block::Figure),
        "gallery" => gallery(reader, source, depth),
        "audio" => audio(reader, source, depth),
        "embed" => embed(source),
        "info" => Some(Block::Info {
            title: rest.trim().to_owned(),
            blocks: reader.nested(source, depth),
        }),
        "lang" => Lang::parse(rest.trim())
            .ok()
            .map(|lang| Block::Lang { lang, blocks: reader.nested(source, depth) }),
        _ => None,
    };
    made.unwrap_or_else(|| Block::Code(source.trim_end_matches('\n').to_owned()))
}

fn value<'a>(source: &'a str, key: &str) -> &'a str {
    source
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim() == key)
        .map_or("", |(_, value)| value.trim())
}

fn figure(source: &str) -> Option<Figure> {
    let media = match value(source, "src") {
        "" => String::new(),
        address => media_of(address)?,
    };
    let words = |key| value(source, key).to_owned();
    Some(Figure {
        media,
        alt: words("alt"),
        caption: words("caption"),
        credit: words("credit"),
        decorative: value(source, "decorative") == "yes",
    })
}

/// The hash in `media:HASH`; anything else is no picture of ours.
pub(super) fn media_of(address: &str) -> Option<String> {
    let hash = address.strip_prefix("media:")?;
    let plain = !hash.is_empty() && hash.chars().all(|c| c.is_ascii_alphanumeric());
    plain.then(|| hash.to_owned())
}

fn gallery(reader: &mut Reader, source: &str, depth: usize) -> Option<Block> {
    let caption = value(source, "caption").to_owned();
    let mut figures = Vec::new();
    for block in reader.nested(source, depth) {
        match block {
            Block::Figure(figure) => figures.push(figure),
            Block::Paragraph(line) => figures.extend(line.into_iter().filter_map(|part| {
                if let Inline::Picture(figure) = part { Some(figure) } else { None }
            })),
            _ => {}
        }
    }
    (!figures.is_empty()).then_some(Block::Gallery { caption, figures })
}

/// Values to the first empty line, then the transcript.
fn audio(reader: &mut Reader, source: &str, depth: usize) -> Option<Block> {
    let (values, transcript) = source.split_once("\n\n").unwrap_or((source, ""));
    let transcript = match transcript.trim() {
        "" => Vec::new(),
        _ => reader.nested(transcript, depth),
    };
    let media = media_of(value(values, "src"))?;
    let (title, credit) = (value(values, "title").to_owned(), value(values, "credit").to_owned());
    let reading = value(values, "reading") == "yes";
    Some(Block::Audio(Audio { media, title, credit, reading, transcript }))
}

fn embed(source: &str) -> Option<Block> {
    let url = value(source, "url");
    let web = url.starts_with("https://") || url.starts_with("http://");
    web.then(|| Block::Embed { url: url.to_owned(), title: value(source, "title").to_owned() })
}
