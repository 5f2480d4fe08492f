//! What stands around every reader's page, and the card that stands for an article in a list.

use serde::Serialize;

/// Masthead, menu, footer and head of a page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Frame {
    pub site: Site,
    /// Language of menus, labels and dates: what the reader chose, else the site's.
    pub language: String,
    /// The others that can be chosen.
    pub languages: Vec<Tongue>,
    /// Title for the browser, without the site's name.
    pub title: String,
    pub description: String,
    /// The page's own address with scheme and host.
    pub canonical: String,
    /// Kept out of search engines.
    pub noindex: bool,
    /// Shown in a frame of the desk: its links lead nowhere.
    pub preview: bool,
    /// How the reader wants the page: `chu` for the text first, pictures being links; otherwise
    /// with its pictures.
    pub reading: String,
    /// `Thứ Hai, 08/01/2024`: when this page was made.
    pub today: String,
    pub menu: Vec<MenuItem>,
    pub feeds: Vec<FeedLink>,
    /// Absolute address of the picture for shared links, 1200 by 630 pixels; empty where there is no
    /// site.
    pub image: String,
    /// The same in words.
    pub image_alt: String,
    /// Other sites of the installation.
    pub sisters: Vec<Link>,
    /// schema.org as JSON text, empty when there is none.
    pub structured: String,
    /// The same page in every language that it is in, its own among them; empty when in one only.
    pub alternates: Vec<Alternate>,
    /// The way down to the page's section as schema.org's `BreadcrumbList`; may be empty.
    pub breadcrumbs: String,
}

/// A language that menus and labels can be in.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Tongue {
    pub language: String,
    /// In itself: `Tiếng Việt`, `English`.
    pub name: String,
}

/// The site and what the press law wants shown (see README).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Site {
    pub key: String,
    pub theme: String,
    /// Of its own names and words, whatever the labels around them are in.
    pub language: String,
    pub name: String,
    pub tagline: String,
    pub publisher: String,
    pub host: String,
    pub license_number: String,
    pub license_date: String,
    pub license_authority: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub editor_in_chief: String,
}

/// A section in the menu.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MenuItem {
    pub name: String,
    pub url: String,
    pub current: bool,
    pub children: Vec<Link>,
}

/// Words with an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    pub name: String,
    pub url: String,
}

/// The page in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Alternate {
    /// BCP 47.
    pub language: String,
    /// What those who speak it call it.
    pub name: String,
    /// With scheme and host.
    pub url: String,
}

/// A feed that belongs to the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FeedLink {
    pub title: String,
    pub url: String,
    /// `application/rss+xml` and the like.
    pub kind: String,
}

/// A picture with its files.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CardPicture {
    pub src: String,
    /// `address 320w, …` of WebP files.
    pub srcset: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub caption: String,
    pub credit: String,
    /// Words of a link that stands instead of the picture, with its size; empty where the picture
    /// itself is shown.
    pub instead: String,
}

/// An article in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Card {
    pub title: String,
    pub url: String,
    pub kicker: String,
    pub lead: String,
    /// As the site writes its times.
    pub stamp: String,
    /// For machines.
    pub iso: String,
    pub section: Link,
    pub language: String,
    /// The word of what it is beside news: `photo`, `video` …; empty for news.
    pub genre: String,
    pub picture: Option<CardPicture>,
}

/// Where a list goes on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Pages {
    /// From 1.
    pub current: u64,
    /// Address of the page before, empty on the first.
    pub previous: String,
    /// Address of the next page, empty on the last.
    pub next: String,
}
