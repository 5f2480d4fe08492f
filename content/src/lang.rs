//! Language tags, as screen readers and fonts need them.

use serde::{Deserialize, Deserializer, Serialize};

/// A well-formed language tag (BCP 47, RFC 5646), `vi` where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Lang(String);

/// Languages of the newsroom's readers; any other well-formed tag is kept as it is.
pub const OF_READERS: [&str; 12] =
    ["vi", "bdq", "cjm", "hmn", "jra", "km", "nut", "rad", "sed", "tyz", "en", "zh"];

/// The text is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag")]
pub struct NotALanguage;

/// Longest tag we take; RFC 5646 section 4.4.1 asks for at least 35.
const LENGTH_MAX: usize = 35;

impl Lang {
    /// Reads a tag; checks its form, not whether the language exists.
    ///
    /// # Errors
    /// When the form is not that of RFC 5646 (letters first, parts of 1–8 letters or digits).
    pub fn parse(text: &str) -> Result<Self, NotALanguage> {
        let mut parts = text.split('-');
        let first = parts.next().unwrap_or_default();
        let letters =
            (2..=8).contains(&first.len()) && first.chars().all(|c| c.is_ascii_alphabetic());
        let rest = parts.all(|part| {
            (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        });
        if letters && rest && text.len() <= LENGTH_MAX {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotALanguage)
        }
    }

    /// Vietnamese.
    #[must_use]
    pub fn vi() -> Self {
        Self("vi".to_owned())
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What those who speak a language call it, where we are sure of it.
#[must_use]
pub fn own_name(tag: &str) -> Option<&'static str> {
    match tag {
        "vi" => Some("Tiếng Việt"),
        "en" => Some("English"),
        "km" => Some("ភាសាខ្មែរ"),
        "zh" => Some("中文"),
        _ => None,
    }
}

impl Default for Lang {
    fn default() -> Self {
        Self::vi()
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn tags_are_checked_for_their_form() {
        for good in ["vi", "en", "rad", "jra", "km", "hmn-Latn", "cjm-Cham", "zh-Hans-VN"] {
            assert!(Lang::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "v", "vi_VN", "vi-", "\"><script>", "tiếng-việt", "123"] {
            assert!(Lang::parse(bad).is_err(), "{bad}");
        }
    }
}
