//! An article as a card on a page, with its picture and stamp.

use content::article::Cover;
use content::context::Genre;
use themes::dates::{self, Stamp};
use themes::texts::Texts;
use themes::view::reader::frame::{Card as CardView, CardPicture, Link};

use super::store::live::cards::Card;
use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;
use crate::http::reading::{Pictures, Reading};
use crate::media::shelf::Shelf;
use crate::sites::atlas::{Atlas, Site};
use crate::sites::frame;

/// Width of the picture that every browser can show; the others choose from the set.
const PLAIN_WIDTH: u32 = 640;

/// How a site shows cards: its sections, its stamp, and the pictures at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) atlas: &'a Atlas,
    pub(crate) site: &'a Site,
    pub(crate) shelf: &'a Shelf,
    pub(crate) reading: Reading,
}

impl Look<'_> {
    /// The language of labels and dates.
    pub(crate) fn language(&self) -> &str {
        self.reading.language(self.site)
    }

    /// A time as the site writes it.
    pub(crate) fn stamp(&self, at_ms: i64) -> String {
        Stamp::parse(&self.site.stamp).write(at_ms, self.language())
    }

    pub(crate) fn card(&self, card: &Card) -> CardView {
        CardView {
            title: card.title.clone(),
            url: card.path(),
            kicker: card.kicker.clone(),
            lead: card.lead.clone(),
            stamp: self.stamp(card.published_ms),
            iso: dates::iso(card.published_ms),
            section: self.section(card),
            language: card.language.as_str().to_owned(),
            genre: match card.genre {
                Genre::News => String::new(),
                genre => genre.as_str().to_owned(),
            },
            picture: match self.reading.pictures {
                Pictures::Whole => card.cover.as_ref().and_then(|cover| self.picture(cover)),
                Pictures::TextFirst => None,
            },
        }
    }

    pub(crate) fn cards(&self, cards: &[Card]) -> Vec<CardView> {
        cards.iter().map(|card| self.card(card)).collect()
    }

    /// A cover with its files; nothing when the picture is not kept.
    pub(crate) fn picture(&self, cover: &Cover) -> Option<CardPicture> {
        let media = self.shelf.get(&cover.media)?;
        let files = media.widths.iter().map(|width| {
            let address = media.rendition(*width, "webp");
            format!("{address} {width}w")
        });
        Some(CardPicture {
            src: media.rendition(media.at_width(PLAIN_WIDTH), "jpg"),
            srcset: files.collect::<Vec<_>>().join(", "),
            width: media.width,
            height: media.height,
            alt: cover.alt.clone(),
            caption: cover.caption.clone(),
            credit: cover.credit.clone(),
            instead: String::new(),
        })
    }

    /// The words of a link that stands instead of a picture.
    pub(crate) fn instead(&self, texts: &Texts, words: [&str; 2], bytes: Option<u64>) -> String {
        let language = self.language();
        let named = words.into_iter().find(|words| !words.is_empty()).map(str::to_owned);
        let name = named.unwrap_or_else(|| texts.say(language, "picture-nameless", &[]));
        match bytes {
            Some(bytes) => {
                let size = bytes.div_ceil(1_000).to_string();
                let values = [("name", name.into()), ("size", size.into())];
                texts.say(language, "picture-instead", &values)
            }
            None => texts.say(language, "picture-instead-plain", &[("name", name.into())]),
        }
    }

    /// A cover as this reader wants it.
    pub(crate) fn cover(&self, texts: &Texts, cover: &Cover) -> Option<CardPicture> {
        let mut picture = self.picture(cover)?;
        if self.reading.pictures == Pictures::TextFirst {
            let light = self.shelf.get(&cover.media)?.light();
            let bytes = light.as_ref().map(|(_, bytes)| *bytes);
            picture.instead = self.instead(texts, [&cover.alt, &cover.caption], bytes);
            if let Some((address, _)) = light {
                picture.src = address;
            }
        }
        Some(picture)
    }

    fn section(&self, card: &Card) -> Link {
        self.atlas.section(card.section).map(frame::link).unwrap_or_default()
    }
}

/// The pictures of these cards, in one query.
pub(crate) async fn shelf(app: &App, cards: &[&Card]) -> Result<Shelf> {
    let covers = cards.iter().filter_map(|card| card.cover.as_ref());
    let hashes: Vec<String> = covers.map(|cover| cover.media.clone()).collect();
    Shelf::fetch(&app.db, &hashes).await
}

/// A page with these cards is untrue when one of their articles changes.
pub(crate) fn tags<'a>(cards: impl IntoIterator<Item = &'a Card>) -> Vec<Tag> {
    cards.into_iter().map(|card| Tag::Article(card.id)).collect()
}
