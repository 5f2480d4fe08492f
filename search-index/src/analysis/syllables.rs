//! Cuts text into syllables and keeps where each stands, so that the original can be marked.

use unicode_normalization::char::is_combining_mark;

/// One syllable: its place in the text in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub start: usize,
    pub end: usize,
}

/// Runs of letters, digits and the marks that combine with them. Marks never stand alone, so a
/// decomposed text is cut like a composed one.
#[must_use]
pub fn places(text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let inside = c.is_alphanumeric() || (is_combining_mark(c) && open.is_some());
        match (inside, open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                places.push(Place { start, end: at });
                open = None;
            }
            _ => {}
        }
    }
    if let Some(start) = open {
        places.push(Place { start, end: text.len() });
    }
    places
}
