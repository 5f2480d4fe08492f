//! Where an article stands among others, how it is told, and what readers are told of its making.

use serde::{Deserialize, Serialize};

use crate::article::{Fault, LABEL_MAX, TAGS_MAX, tidy_list};
use crate::id::ArticleId;
use crate::text::tidy_line;

/// Most articles that are named by hand below one.
pub const RELATED_MAX: usize = 12;

/// How an article tells: it decides how its page is laid out and what its cards say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Genre {
    #[default]
    News,
    /// E-magazine: long, with large pictures, and nothing beside it.
    Longform,
    Photo,
    Video,
    Audio,
    Infographic,
    /// Tường thuật trực tiếp: goes on growing while it is read.
    Live,
}

impl Genre {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::News,
        Self::Longform,
        Self::Photo,
        Self::Video,
        Self::Audio,
        Self::Infographic,
        Self::Live,
    ];

    /// The word by which it is stored and named in texts and styles.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Longform => "longform",
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Infographic => "infographic",
            Self::Live => "live",
        }
    }

    /// The genre of a word; what is none is news, which looks well in every case.
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|genre| genre.as_str() == word).unwrap_or_default()
    }
}

/// What an article is beside its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    pub genre: Genre,
    /// Dòng sự kiện: running stories that it belongs to.
    pub storylines: Vec<String>,
    /// The article that this one is a translation of.
    pub translates: Option<ArticleId>,
    /// Chosen by hand to stand below it, in this order.
    pub related: Vec<ArticleId>,
    /// What was done with the help of AI, in words for readers; empty when nothing was.
    pub ai_use: String,
}

impl Context {
    /// Single lines tidy, lists without blanks and repeats.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        self.storylines = tidy_list(self.storylines);
        self.ai_use = tidy_line(&self.ai_use);
        let mut seen = Vec::with_capacity(self.related.len());
        for id in self.related {
            if id.get() > 0 && !seen.contains(&id) {
                seen.push(id);
            }
        }
        self.related = seen;
        self.translates = self.translates.filter(|id| id.get() > 0);
        self
    }

    /// Bounds that no save may pass.
    pub(crate) fn beyond_bounds(&self, faults: &mut Vec<Fault>) {
        let long = |text: &String| text.chars().count() > LABEL_MAX;
        if self.storylines.iter().any(long) {
            faults.push(Fault::TooLong { field: "storylines", max: LABEL_MAX });
        }
        if long(&self.ai_use) {
            faults.push(Fault::TooLong { field: "ai_use", max: LABEL_MAX });
        }
        if self.storylines.len() > TAGS_MAX {
            faults.push(Fault::TooMany { field: "storylines", max: TAGS_MAX });
        }
        if self.related.len() > RELATED_MAX {
            faults.push(Fault::TooMany { field: "related", max: RELATED_MAX });
        }
    }
}

/// The articles that are named in what somebody typed or pasted: numbers, readers' addresses
/// (`…/cho-phien-7.html`) and the desk's (`…/bai/7`), with anything between them. What names none
/// is passed over.
#[must_use]
pub fn named(typed: &str) -> Vec<ArticleId> {
    let words = typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    words.filter_map(one_named).collect()
}

fn one_named(word: &str) -> Option<ArticleId> {
    let path = word.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let path = path.strip_suffix(".html").unwrap_or(path);
    let last = path.rsplit('/').next().unwrap_or_default();
    let digits = last.rsplit('-').next().unwrap_or_default();
    let named = digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)?;
    named.parse().ok().map(ArticleId::new).filter(|id| id.get() > 0)
}

#[cfg(test)]
mod tests {
    use super::{Context, Genre, named};
    use crate::id::ArticleId;

    #[test]
    fn articles_are_named_by_number_and_by_both_their_addresses() {
        let ids = |typed: &str| named(typed).into_iter().map(ArticleId::get).collect::<Vec<_>>();
        assert_eq!(ids("7"), [7]);
        assert_eq!(ids("https://bao.example/cho-phien-7.html?x=1#y, 8"), [7, 8]);
        assert_eq!(ids("/toa-soan/bai/12\n/toa-soan/bai/13?xong=save"), [12, 13]);
        for nothing in ["", "chợ phiên", "/van-hoa", "-7x", "99999999999999999999", "0", "<7>"] {
            assert_eq!(ids(nothing), [0_i64; 0], "{nothing}");
        }
    }

    #[test]
    fn every_genre_is_known_by_its_word_and_a_text_of_before_is_news() {
        for genre in Genre::ALL {
            assert_eq!(Genre::of(genre.as_str()), genre);
            let json = serde_json::to_string(&genre).unwrap();
            assert_eq!(json.trim_matches('"'), genre.as_str());
        }
        assert_eq!(Genre::of("<script>"), Genre::News);
        let before: Context = serde_json::from_str("{}").unwrap();
        assert_eq!(before, Context::default());
    }

    #[test]
    fn its_tidy_form_has_no_repeats_and_nothing_that_is_no_article() {
        let id = ArticleId::new;
        let context = Context {
            storylines: vec![" Lũ  quét ".into(), "Lũ quét".into(), " ".into()],
            related: vec![id(2), id(0), id(2), id(-1), id(1)],
            translates: Some(id(0)),
            ..Context::default()
        };
        let tidy = context.tidy();
        assert_eq!((tidy.storylines, tidy.translates), (vec!["Lũ quét".to_owned()], None));
        assert_eq!(tidy.related, [id(2), id(1)]);
    }
}
