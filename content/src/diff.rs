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

#[cfg(test)]
mod tests {
    use super::{Kind, word_diff};
    use proptest::prelude::*;

    #[test]
    fn a_changed_word_is_shown_as_one() {
        let pieces = word_diff("Chợ phiên Bắc Hà", "Chợ phiên Đồng Văn");
        assert_eq!((pieces[0].kind, pieces[0].text.as_str()), (Kind::Same, "Chợ phiên "));
    }

    proptest! {
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
