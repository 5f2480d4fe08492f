//! What changed between two texts, word by word.

use std::time::Duration;

use similar::{Algorithm, ChangeTag, TextDiff};

/// Whether a piece stands in both texts or in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Same,
    Added,
    Removed,
    /// The inside of a long stretch that stands in both; see [`fold`].
    Folded,
}

/// A run of words of one kind.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Piece {
    pub kind: Kind,
    pub text: String,
}

/// Longer texts are compared by line, so that the work stays bounded.
const WORDS_MAX: usize = 100_000;
/// After this long the rest is shown as replaced as a whole.
const PATIENCE: Duration = Duration::from_millis(500);

/// The pieces from `old` to `new`; joined without the added ones they are `old`, without the
/// removed ones `new`.
#[must_use]
pub fn word_diff(old: &str, new: &str) -> Vec<Piece> {
    let mut setup = TextDiff::configure();
    setup.algorithm(Algorithm::Patience).timeout(PATIENCE);
    let by_word = old.len() + new.len() <= WORDS_MAX;
    let diff = if by_word { setup.diff_words(old, new) } else { setup.diff_lines(old, new) };
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => Kind::Same,
            ChangeTag::Insert => Kind::Added,
            ChangeTag::Delete => Kind::Removed,
        };
        match pieces.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(change.value()),
            _ => pieces.push(Piece { kind, text: change.value().to_owned() }),
        }
    }
    pieces
}

/// Letters of an unchanged stretch that stay open on each side that touches a change.
const AROUND: usize = 160;
/// Shorter insides are not worth folding.
const FOLDED_MIN: usize = 240;

/// Folds what has not changed far from any change, at ends of words. Nothing is left out: the
/// folded pieces hold the text.
#[must_use]
pub fn fold(pieces: Vec<Piece>) -> Vec<Piece> {
    let last = pieces.len().saturating_sub(1);
    let mut folded = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.into_iter().enumerate() {
        if piece.kind != Kind::Same {
            folded.push(piece);
            continue;
        }
        let text = piece.text.as_str();
        let head = if at == 0 { 0 } else { end_of_word(text, AROUND) };
        let rest = text.get(head..).unwrap_or_default();
        let kept = if at == last { 0 } else { AROUND };
        let inside = rest.len().saturating_sub(start_of_word(rest, kept));
        let (inside, tail) = rest.split_at_checked(inside).unwrap_or((rest, ""));
        if inside.chars().count() < FOLDED_MIN {
            folded.push(piece);
            continue;
        }
        let head = text.get(..head).unwrap_or_default();
        let parts = [(Kind::Same, head), (Kind::Folded, inside), (Kind::Same, tail)];
        let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
        folded.extend(parts.map(|(kind, text)| Piece { kind, text: text.to_owned() }));
    }
    folded
}

/// Bytes of the beginning that hold about so many letters and end between words.
fn end_of_word(text: &str, letters: usize) -> usize {
    let mut ends = text.char_indices().skip(letters);
    ends.find(|(_, c)| c.is_whitespace()).map_or(text.len(), |(at, _)| at)
}

/// Bytes of the end that hold about so many letters and begin between words.
fn start_of_word(text: &str, letters: usize) -> usize {
    if letters == 0 {
        return 0;
    }
    let mut starts = text.char_indices().rev().skip(letters);
    starts.find(|(_, c)| c.is_whitespace()).map_or(text.len(), |(at, _)| text.len() - at)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Piece, fold, word_diff};
    use proptest::prelude::*;

    #[test]
    fn a_changed_word_is_shown_as_one() {
        let pieces = word_diff("Chợ phiên Bắc Hà", "Chợ phiên Đồng Văn");
        assert_eq!((pieces[0].kind, pieces[0].text.as_str()), (Kind::Same, "Chợ phiên "));
    }

    #[test]
    fn what_lies_far_from_every_change_is_folded_at_words() {
        let long = "một hai ba ".repeat(100);
        let pieces = word_diff(&format!("{long}cũ {long}"), &format!("{long}mới {long}"));
        let kinds: Vec<Kind> = fold(pieces).into_iter().map(|piece| piece.kind).collect();
        use Kind::{Added, Folded, Removed, Same};
        assert_eq!(kinds, [Folded, Same, Removed, Added, Same, Folded]);
        let same = |text: &str| Piece { kind: Same, text: text.to_owned() };
        assert_eq!(fold(vec![same("ngắn")]), [same("ngắn")]);
    }

    proptest! {
        #[test]
        fn folding_leaves_nothing_out(text in "[ệ \\n]{0,900}", at_end in any::<bool>()) {
            let change = Piece { kind: Kind::Added, text: "x".to_owned() };
            let same = Piece { kind: Kind::Same, text: text.clone() };
            let pieces = if at_end { vec![change, same] } else { vec![same, change] };
            let folded = fold(pieces);
            let joined: String = folded.iter().filter(|p| p.kind != Kind::Added)
                .map(|p| p.text.as_str()).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn both_texts_can_be_read_back(old in "[ạà b\\n]{0,40}", new in "[ạà b\\n]{0,40}") {
            let pieces = word_diff(&old, &new);
            let join = |without: Kind| -> String {
                pieces.iter().filter(|p| p.kind != without).map(|p| p.text.as_str()).collect()
            };
            prop_assert_eq!(join(Kind::Added), old);
            prop_assert_eq!(join(Kind::Removed), new);
        }
    }
}
