//! What the picture for shared links shows, and the address that follows from it.

use content::id::{ArticleId, SectionId};
use themes::drawing::writable;
use themes::view::reader::card::CardPage;

use super::atlas::{Section, Site};
use crate::app::App;

/// Letters of the hash in an address: enough that no two versions of a picture meet.
const HASH: usize = 10;
/// To be raised when pictures come out otherwise from the same template.
const PAINTER: u8 = 1;

/// What a picture stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Article(ArticleId),
    Section(SectionId),
    Site,
}

impl What {
    /// What the name of a file asks for, and the hash in it; nothing for a name of no picture.
    pub(crate) fn parse(name: &str) -> Option<(Self, &str)> {
        let (what, hash) = name.strip_suffix(".jpg")?.rsplit_once('-')?;
        let number = |digits: &str| {
            let plain = digits.bytes().all(|digit| digit.is_ascii_digit());
            plain.then(|| digits.parse::<i64>().ok()).flatten().filter(|number| *number > 0)
        };
        let what = match what.strip_prefix("muc-") {
            Some(digits) => Self::Section(SectionId::new(number(digits)?)),
            None if what == "trang" => Self::Site,
            None => Self::Article(ArticleId::new(number(what)?)),
        };
        let whole = hash.len() == HASH && hash.bytes().all(|c| c.is_ascii_hexdigit());
        whole.then_some((what, hash))
    }
}

/// A picture as it would be drawn now.
#[derive(Debug, Clone)]
pub(crate) struct SharedCard {
    what: What,
    /// Says the same in words.
    pub(crate) alt: String,
    pub(crate) page: CardPage,
    /// Hash and file of the cover.
    pub(crate) cover: Option<(String, String)>,
}

impl SharedCard {
    /// Of an article, with what stands over its title, the title, and hash and file of its cover.
    pub(crate) fn of_article(
        site: &Site,
        id: ArticleId,
        (kicker, title): (&str, &str),
        cover: Option<(String, String)>,
    ) -> Self {
        let mut card = Self::saying(What::Article(id), site, (kicker, title));
        // What has no words stands for the site, and another picture would not.
        card.cover = cover.filter(|_| !card.page.title.is_empty());
        card.page.cover = card.cover.is_some();
        card
    }

    /// Of a section's page.
    pub(crate) fn of_section(site: &Site, section: &Section) -> Self {
        let mut card = Self::saying(What::Section(section.id), site, ("", &section.name));
        card.alt = format!("{} – {}", section.name, site.name);
        card
    }

    /// Of the site, and of what has no picture of its own.
    pub(crate) fn of_site(site: &Site) -> Self {
        let mut card = Self::saying(What::Site, site, ("", ""));
        card.alt.clone_from(&site.name);
        card
    }

    fn saying(what: What, site: &Site, (kicker, title): (&str, &str)) -> Self {
        let written = |text: &str| writable(text).unwrap_or_default();
        let page = CardPage {
            language: site.language.as_str().to_owned(),
            site: written(&site.name),
            publisher: written(&site.imprint.publisher),
            kicker: written(kicker),
            title: written(title),
            cover: false,
        };
        Self { what, alt: title.to_owned(), page, cover: None }
    }

    /// The hash in its address.
    pub(crate) fn hash(&self, app: &App, site: &Site) -> String {
        let page = &self.page;
        let drawn_by = app.themes.drawing(&site.theme);
        let cover = self.cover.as_ref().map(|(hash, file)| format!("{hash}/{file}"));
        // Between them stands what no text has, so that words cannot pass from one to another.
        let shown = [
            &drawn_by,
            &page.language,
            &page.site,
            &page.publisher,
            &page.kicker,
            &page.title,
            &cover.unwrap_or_default(),
        ];
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[PAINTER]);
        for part in shown {
            hasher.update(part.as_bytes()).update(&[0]);
        }
        hasher.finalize().to_hex().chars().take(HASH).collect()
    }

    /// Its address on the site.
    pub(crate) fn path(&self, app: &App, site: &Site) -> String {
        let hash = self.hash(app, site);
        match self.what {
            What::Article(id) => format!("/the/{id}-{hash}.jpg"),
            What::Section(id) => format!("/the/muc-{id}-{hash}.jpg"),
            What::Site => format!("/the/trang-{hash}.jpg"),
        }
    }
}

#[cfg(test)]
mod tests {
    use content::id::{ArticleId, SectionId};

    use super::What;

    #[test]
    fn a_name_is_told_by_its_form_and_what_is_none_asks_nobody() {
        let article = What::Article(ArticleId::new(7));
        assert_eq!(What::parse("7-0123456789.jpg"), Some((article, "0123456789")));
        let section = What::Section(SectionId::new(7));
        assert_eq!(What::parse("muc-7-0123abcdef.jpg"), Some((section, "0123abcdef")));
        assert_eq!(What::parse("trang-0123456789.jpg"), Some((What::Site, "0123456789")));
        for odd in [
            "",
            ".jpg",
            "-.jpg",
            "7.jpg",
            "7-0123456789.png",
            "7-012345678.jpg",
            "7-01234567890.jpg",
            "7-012345678g.jpg",
            "7-01234ă789.jpg",
            "0-0123456789.jpg",
            "-7-0123456789.jpg",
            "+7-0123456789.jpg",
            "muc--7-0123456789.jpg",
            "muc-trang-0123456789.jpg",
            "99999999999999999999-0123456789.jpg",
            "٧-0123456789.jpg",
            "7-0123456789.jpg.jpg",
            "../7-0123456789.jpg",
            "trang-7-0123456789.jpg",
        ] {
            assert_eq!(What::parse(odd), None, "{odd}");
        }
    }
}
