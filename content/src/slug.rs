//! The readable part of an address, made from a title.

use deunicode::deunicode;

use crate::text::fold;

/// Lower-case ASCII words joined by hyphens; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

/// Longest slug in bytes; addresses stay readable in a shared message.
const LENGTH_MAX: usize = 80;
/// Stands where a title leaves nothing (only signs, or a script without letters we can name).
const FALLBACK: &str = "bai";

impl Slug {
    /// Makes one: `Đẩy mạnh CĐS: “Đường…”` → `day-manh-cds-duong`.
    #[must_use]
    pub fn of(title: &str) -> Self {
        let folded = fold(title);
        let latin = if has_latin(&folded) { deunicode(&folded) } else { String::new() };
        let mut slug = String::new();
        for word in latin.to_lowercase().split(|c: char| !c.is_ascii_alphanumeric()) {
            let more = word.len() + usize::from(!slug.is_empty());
            if word.is_empty() {
                continue;
            }
            if slug.len() + more > LENGTH_MAX {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(word);
        }
        if slug.is_empty() {
            FALLBACK.clone_into(&mut slug);
        }
        Self(slug)
    }

    /// Reads a stored slug or one from an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (!text.is_empty() && text.len() <= 200 && text.chars().all(plain))
            .then(|| Self(text.to_owned()))
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A title in another script would be spelled out by sound, which nobody could read.
fn has_latin(folded: &str) -> bool {
    folded.chars().any(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::Slug;
    use proptest::prelude::*;

    #[test]
    fn vietnamese_titles_become_plain_words() {
        let cases = [
            ("Đẩy mạnh CĐS: “Đường…” – Ðắk", "day-manh-cds-duong-dak"),
            ("Đồng bào dân tộc thiểu số", "dong-bao-dan-toc-thieu-so"),
            ("Quyết định số 06/QĐ-TTg", "quyet-dinh-so-06-qd-ttg"),
            ("ភាសាខ្មែរ", "bai"),
            ("!!!", "bai"),
            ("", "bai"),
        ];
        for (title, slug) in cases {
            assert_eq!(Slug::of(title).as_str(), slug, "{title}");
        }
    }

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let slug = Slug::of(&"chuyển đổi số ".repeat(30));
        assert!(slug.as_str().len() <= 80 && slug.as_str().ends_with("-doi"), "{}", slug.as_str());
    }

    proptest! {
        #[test]
        fn a_slug_is_always_a_slug(title in "\\PC{0,80}") {
            let slug = Slug::of(&title);
            prop_assert_eq!(Slug::parse(slug.as_str()), Some(slug.clone()));
            prop_assert_eq!(Slug::of(slug.as_str()), slug);
        }
    }
}
