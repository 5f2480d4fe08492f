//! What stands below the arranged stories of a home page or a section's page: blocks in an order
//! that the desk chooses.

use serde::{Deserialize, Serialize};

use super::figures::{FIGURES_MAX, Figure, figure};
use crate::text::{nfc, tidy_line};

/// Most blocks of a page.
pub const BLOCKS_MAX: usize = 30;
/// Longest heading, and longest name of what a block is of, in characters.
pub const LINE_MAX: usize = 300;
/// Longest text of a block, in characters.
pub const WORDS_MAX: usize = 3_000;

/// What a block shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The newest of one section.
    Section,
    /// Each section of the menu that has no block of its own; on a section's page, each below it.
    Sections,
    /// What is new on the site and does not stand further up.
    Newest,
    /// The newest of one section as lines with their day: what an authority makes known.
    Notices,
    /// The newest of one section as documents: number, day and title.
    Documents,
    /// A few figures with what they count.
    Statistics,
    MostRead,
    /// The newest of a running story.
    Storyline,
    /// The newest photo stories, videos and the like.
    Genre,
    /// Names with addresses.
    Links,
    /// A few words with one address.
    Banner,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Section,
        Self::Sections,
        Self::Newest,
        Self::Notices,
        Self::Documents,
        Self::Statistics,
        Self::MostRead,
        Self::Storyline,
        Self::Genre,
        Self::Links,
        Self::Banner,
    ];

    /// The word by which it is stored, and by which texts and templates are named.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Sections => "sections",
            Self::Newest => "newest",
            Self::Notices => "notices",
            Self::Documents => "documents",
            Self::Statistics => "statistics",
            Self::MostRead => "most_read",
            Self::Storyline => "storyline",
            Self::Genre => "genre",
            Self::Links => "links",
            Self::Banner => "banner",
        }
    }

    /// Whether a block of it is of a section.
    #[must_use]
    pub const fn is_of_a_section(self) -> bool {
        matches!(self, Self::Section | Self::Notices | Self::Documents)
    }

    /// The kind of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One block. One that is not filled in yet is kept, and shown to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub kind: Kind,
    /// Over it; where it is empty what it is of says its name.
    #[serde(default)]
    pub heading: String,
    /// Path of the section, name of the running story, word of the genre, address of the banner.
    #[serde(default)]
    pub of: String,
    /// Lines `name | address` of links, `value | unit | label | source | date` of statistics; what a
    /// banner says.
    #[serde(default)]
    pub words: String,
}

/// Why a block cannot be kept; each has the text `block-fault-<word>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    TooLong,
    /// An address that leads nowhere a reader should go.
    Address,
    /// A line of links without a name or an address.
    Link,
    /// A line of statistics without a label, or with a value that is no number.
    Figure,
    /// More than [`FIGURES_MAX`] figures.
    Figures,
}

impl Fault {
    /// The word of its text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "long",
            Self::Address => "address",
            Self::Link => "link",
            Self::Figure => "figure",
            Self::Figures => "figures",
        }
    }
}

impl Block {
    /// Single lines tidy.
    #[must_use]
    pub fn tidy(self) -> Self {
        let words = nfc(&self.words.replace("\r\n", "\n").replace('\r', "\n"));
        let lines: Vec<&str> = words.lines().map(str::trim).collect();
        Self {
            heading: tidy_line(&self.heading),
            of: tidy_line(&self.of),
            words: lines.join("\n").trim().to_owned(),
            kind: self.kind,
        }
    }

    /// What is wrong with it in its tidy form.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        let long = |text: &str, max: usize| text.chars().count() > max;
        if long(&self.heading, LINE_MAX) || long(&self.of, LINE_MAX) || long(&self.words, WORDS_MAX)
        {
            return Some(Fault::TooLong);
        }
        match self.kind {
            Kind::Banner if !self.of.is_empty() && !leads(&self.of) => Some(Fault::Address),
            Kind::Links => self.words.lines().filter(|line| !line.is_empty()).find_map(|line| {
                match link(line) {
                    None => Some(Fault::Link),
                    Some((_, address)) if !leads(address) => Some(Fault::Address),
                    Some(_) => None,
                }
            }),
            Kind::Statistics if self.said().count() > FIGURES_MAX => Some(Fault::Figures),
            Kind::Statistics if self.said().any(|line| figure(line).is_none()) => {
                Some(Fault::Figure)
            }
            _ => None,
        }
    }

    fn said(&self) -> impl Iterator<Item = &str> {
        self.words.lines().filter(|line| !line.is_empty())
    }

    /// The figures of statistics.
    pub fn figures(&self) -> impl Iterator<Item = Figure> {
        self.said().filter_map(figure).take(FIGURES_MAX)
    }

    /// The names and addresses of links.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.lines().filter_map(link).filter(|(_, address)| leads(address))
    }
}

fn link(line: &str) -> Option<(&str, &str)> {
    let (name, address) = line.rsplit_once('|')?;
    let (name, address) = (name.trim(), address.trim());
    (!name.is_empty() && !address.is_empty()).then_some((name, address))
}

/// A path of this site, or the web: nothing that runs, and nothing that only looks like a path.
#[must_use]
pub fn leads(address: &str) -> bool {
    let path = address.starts_with('/') && !address.starts_with("//") && !address.contains('\\');
    let web = address.starts_with("https://") || address.starts_with("http://");
    (path || web) && !address.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::{Block, Fault, Kind};

    fn block(kind: Kind, of: &str, words: &str) -> Block {
        let (of, words) = (of.to_owned(), words.to_owned());
        Block { kind, heading: String::new(), of, words }.tidy()
    }

    #[test]
    fn links_are_read_line_by_line_and_nothing_that_runs_gets_in() {
        let good = block(Kind::Links, "", " Cổng | https://a.vn/x \r\n\r\nA | B | /van-hoa\r\n");
        assert_eq!(good.fault(), None);
        let links: Vec<_> = good.links().collect();
        assert_eq!(links, [("Cổng", "https://a.vn/x"), ("A | B", "/van-hoa")]);
        for (words, fault) in [
            ("không có địa chỉ", Fault::Link),
            (" | /x", Fault::Link),
            ("x | javascript:alert(1)", Fault::Address),
            ("x | //xau.example", Fault::Address),
            ("x | /\\xau.example", Fault::Address),
            ("x | data:text/html,1", Fault::Address),
        ] {
            assert_eq!(block(Kind::Links, "", words).fault(), Some(fault), "{words}");
            assert_eq!(block(Kind::Links, "", words).links().count(), 0);
        }
    }

    #[test]
    fn a_banner_leads_to_the_web_and_may_lead_nowhere() {
        assert_eq!(block(Kind::Banner, "", "Chào").fault(), None);
        assert_eq!(block(Kind::Banner, "https://a.vn", "Chào").fault(), None);
        assert_eq!(block(Kind::Banner, "vbscript:x", "Chào").fault(), Some(Fault::Address));
        assert_eq!(block(Kind::Banner, "", &"ệ".repeat(3_001)).fault(), Some(Fault::TooLong));
    }

    #[test]
    fn figures_are_few_and_each_is_a_number_of_something() {
        let good = block(Kind::Statistics, "", "1234,5 | tỷ | Thu\r\n\r\n12 | xã | <b>Xã</b>");
        assert_eq!(good.fault(), None);
        let values: Vec<String> = good.figures().map(|one| one.value).collect();
        assert_eq!(values, ["1.234,5", "12"]);
        let many = "1 | | x\n".repeat(9);
        assert_eq!(block(Kind::Statistics, "", &many).fault(), Some(Fault::Figures));
        let wrong = block(Kind::Statistics, "", "12.5 | % | Tăng");
        assert_eq!((wrong.fault(), wrong.figures().count()), (Some(Fault::Figure), 0));
    }

    #[test]
    fn every_kind_is_known_by_its_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.as_str()), Some(kind));
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json.trim_matches('"'), kind.as_str());
        }
        assert_eq!(Kind::of("script"), None);
    }
}
