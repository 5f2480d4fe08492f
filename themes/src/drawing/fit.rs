//! Words in lines: SVG knows no line breaks, so they are measured and broken here.

use resvg::usvg::{Node, Options, Tree};
use unicode_segmentation::UnicodeSegmentation;

use super::letters;

/// Letters are measured at this size, in pixels.
const MEASURED_AT: f32 = 100.0;
/// Width of a blank in both families, as a part of the size.
const BLANK: f32 = 0.26;
/// Stands where words had no room.
const ELLIPSIS: &str = "…";
/// Steps in which lines are brought to an even length; each halves what is left to find.
const EVENING: usize = 8;
/// More pieces than any title has.
const PIECES_MAX: usize = 400;

/// Lines at a size.
#[derive(Debug, PartialEq)]
pub(super) struct Fitted {
    pub(super) size: u16,
    pub(super) lines: Vec<String>,
}

/// What is never broken: a word, or one letter of a word that is too long for a line.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    /// As a part of the size.
    width: f32,
    /// A blank stands before it, unless a line begins with it.
    apart: bool,
}

/// Breaks a text into lines no wider than `width` pixels.
pub(super) fn fit(text: &str, font: &str, sizes: &[u16], width: f32, most: usize) -> Fitted {
    let words = words(text, font);
    let smallest = sizes.last().copied().unwrap_or(24);
    for size in sizes {
        let room = width / f32::from(*size).max(1.0);
        // A word that is broken is better whole at a smaller size.
        let whole = words.iter().all(|word| word.width <= room);
        let lines = broken(&words, room);
        if whole && lines.len() <= most {
            return Fitted { size: *size, lines: even(&words, room, lines) };
        }
    }
    let room = width / f32::from(smallest).max(1.0);
    let pieces = cut(words, room, font);
    let mut lines = broken(&pieces, room);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            end_early(last, room, font);
        }
    }
    Fitted { size: smallest, lines: lines.iter().map(|line| told(line)).collect() }
}

fn words(text: &str, font: &str) -> Vec<Piece> {
    let split = text
        .split_whitespace()
        .flat_map(|word| word.split('\u{200b}').filter(|part| !part.is_empty()).enumerate());
    let parts: Vec<(String, bool)> =
        split.take(PIECES_MAX).map(|(at, part)| (part.to_owned(), at == 0)).collect();
    measured(parts, font)
}

fn measured(parts: Vec<(String, bool)>, font: &str) -> Vec<Piece> {
    let texts: Vec<&str> = parts.iter().map(|(text, _)| text.as_str()).collect();
    let widths = widths(&texts, font);
    let both = parts.into_iter().zip(widths);
    both.map(|((text, apart), width)| Piece { text, width, apart }).collect()
}

/// Words that are wider than a line, letter by letter.
fn cut(words: Vec<Piece>, room: f32, font: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for word in words {
        if word.width <= room {
            pieces.push(word);
            continue;
        }
        let letters = word.text.graphemes(true).take(PIECES_MAX).enumerate();
        let letters = letters.map(|(at, letter)| (letter.to_owned(), at == 0 && word.apart));
        pieces.extend(measured(letters.collect(), font));
    }
    pieces
}

fn broken(pieces: &[Piece], room: f32) -> Vec<Vec<Piece>> {
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut used = 0.0;
    for piece in pieces {
        let more = piece.width + if piece.apart { BLANK } else { 0.0 };
        match lines.last_mut() {
            Some(line) if used + more <= room => {
                line.push(piece.clone());
                used += more;
            }
            _ => {
                lines.push(vec![piece.clone()]);
                used = piece.width;
            }
        }
    }
    lines
}

/// The same number of lines, as even as the words allow.
fn even(words: &[Piece], room: f32, lines: Vec<Vec<Piece>>) -> Vec<String> {
    let widest = words.iter().map(|word| word.width).fold(0.0, f32::max);
    let (mut low, mut high, mut best) = (widest, room, lines);
    for _ in 0..EVENING {
        let middle = f32::midpoint(low, high);
        let tried = broken(words, middle);
        if tried.len() <= best.len() {
            high = middle;
            best = tried;
        } else {
            low = middle;
        }
    }
    best.iter().map(|line| told(line)).collect()
}

fn end_early(line: &mut Vec<Piece>, room: f32, font: &str) {
    let sign = widths(&[ELLIPSIS], font).first().copied().unwrap_or(1.0);
    let used = |line: &[Piece]| {
        let each = line.iter().map(|piece| piece.width + if piece.apart { BLANK } else { 0.0 });
        each.sum::<f32>()
    };
    while line.len() > 1 && used(line) + sign > room {
        line.pop();
    }
    if let Some(last) = line.last_mut() {
        let kept = last.text.trim_end_matches([',', '.', ';', ':', '–', '-']).len();
        last.text.truncate(kept);
    }
    line.push(Piece { text: ELLIPSIS.to_owned(), width: sign, apart: false });
}

fn told(line: &[Piece]) -> String {
    let mut out = String::new();
    for piece in line {
        if piece.apart && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&piece.text);
    }
    out
}

/// The widths of some texts in bold letters, as parts of the size; shaped as they will be painted.
fn widths(texts: &[&str], font: &str) -> Vec<f32> {
    let mut svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">".to_owned();
    for (at, text) in texts.iter().enumerate() {
        svg.push_str(&format!(
            "<text id=\"n{at}\" font-family=\"{}\" font-weight=\"700\" font-size=\"{MEASURED_AT}\">{}</text>",
            escaped(font),
            escaped(text)
        ));
    }
    svg.push_str("</svg>");
    let options = Options {
        font_family: letters::SANS.to_owned(),
        fontdb: letters::all(),
        ..Options::default()
    };
    let mut widths = vec![0.0; texts.len()];
    let Ok(tree) = Tree::from_str(&svg, &options) else { return widths };
    for node in tree.root().children() {
        let Node::Text(text) = node else { continue };
        let at = text.id().strip_prefix('n').and_then(|at| at.parse::<usize>().ok());
        if let Some(width) = at.and_then(|at| widths.get_mut(at)) {
            *width = text.bounding_box().width() / MEASURED_AT;
        }
    }
    widths
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
