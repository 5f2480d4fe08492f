//! The pictures and recordings of one page, fetched together, with their addresses.

use std::collections::HashMap;

use content::body::sound::Sound;
use content::body::{Picture, Pictures};

use super::sound;
use super::store::{self, LIGHT_WIDTH, Media};
use crate::db::Db;
use crate::error::Result;

/// Pictures and recordings by hash; what is not on it is not shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf(HashMap<String, Media>);

impl Shelf {
    /// Fetches all pictures and recordings of a page in one question.
    pub(crate) async fn fetch(db: &Db, hashes: &[String]) -> Result<Self> {
        Self::with(db, Vec::new(), hashes).await
    }

    /// With pictures that are known already; only the others are fetched.
    pub(crate) async fn with(db: &Db, known: Vec<Media>, hashes: &[String]) -> Result<Self> {
        let mut shelf: HashMap<String, Media> =
            known.into_iter().map(|media| (media.hash.clone(), media)).collect();
        let missing: Vec<String> =
            hashes.iter().filter(|hash| !shelf.contains_key(*hash)).cloned().collect();
        let found = store::by_hashes(&db.read, &missing).await?;
        shelf.extend(found.into_iter().map(|media| (media.hash.clone(), media)));
        Ok(Self(shelf))
    }

    /// A picture.
    pub(crate) fn get(&self, hash: &str) -> Option<&Media> {
        self.0.get(hash).filter(|media| media.duration_ms.is_none())
    }

    /// A recording.
    pub(crate) fn recording(&self, hash: &str) -> Option<&Media> {
        self.0.get(hash).filter(|media| media.duration_ms.is_some())
    }
}

impl Media {
    /// Address of the original.
    pub(crate) fn original(&self) -> String {
        format!("/media/{}/{}.{}", self.hash, self.name, self.kind)
    }

    /// Address of one rendition, `format` being `webp` or `jpg`.
    pub(crate) fn rendition(&self, width: u32, format: &str) -> String {
        format!("/media/{}/{width}/{}.{format}", self.hash, self.name)
    }

    /// Address and bytes of the file for who reads the text first.
    pub(crate) fn light(&self) -> Option<(String, u64)> {
        Some((self.rendition(self.at_width(LIGHT_WIDTH), "jpg"), self.light_bytes?))
    }

    /// The rendition next to `width` from above, or the widest.
    pub(crate) fn at_width(&self, width: u32) -> u32 {
        let wide = self.widths.iter().copied().find(|have| *have >= width);
        wide.or_else(|| self.widths.last().copied()).unwrap_or(self.width)
    }
}

impl Pictures for Shelf {
    fn picture(&self, media: &str) -> Option<Picture> {
        let media = self.get(media)?;
        let srcset = media.widths.iter().map(|width| (*width, media.rendition(*width, "webp")));
        Some(Picture {
            width: media.width,
            height: media.height,
            src: media.rendition(media.at_width(960), "jpg"),
            srcset: srcset.collect(),
            light: media.light(),
        })
    }

    fn sound(&self, media: &str) -> Option<Sound> {
        let media = self.recording(media)?;
        let address = media.original();
        Some(Sound {
            src: address.clone(),
            address,
            kind: sound::media_type(&media.kind)?,
            bytes: media.bytes,
            duration_ms: media.duration_ms?,
        })
    }
}
