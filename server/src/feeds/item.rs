//! What a feed says, before it takes a form.

use content::body::{html, read};
use content::text::excerpt;

use super::Format;
use crate::app::App;
use crate::articles::store::corrections::Correction;
use crate::articles::store::live::whole::LiveArticle;
use crate::lists::which::List;
use crate::media::shelf::Shelf;
use crate::media::spoken::recorded;
use crate::sites::atlas::{Atlas, Site};
use crate::sites::frame;

/// Characters of a summary where there is no lead.
const SUMMARY: usize = 300;

/// A feed with its items, newest first.
pub(super) struct Feed {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) language: String,
    /// The page that the feed belongs to.
    pub(super) page: String,
    pub(super) base: String,
    path: String,
    pub(super) icon: String,
    pub(super) items: Vec<Item>,
}

/// One article.
pub(super) struct Item {
    /// The same for ever, wherever the article moves (RFC 4151).
    pub(super) id: String,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) summary: String,
    pub(super) html: String,
    pub(super) bylines: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) section: String,
    pub(super) language: String,
    pub(super) published_ms: i64,
    pub(super) updated_ms: i64,
    /// (address, bytes, alternative text) of the cover.
    pub(super) picture: Option<(String, u64, String)>,
    pub(super) sounds: Vec<Recording>,
}

/// A recording of an article.
pub(super) struct Recording {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) bytes: u64,
    /// Seconds.
    pub(super) length: u64,
}

impl Feed {
    pub(super) fn of(app: &App, site: &Site, list: &List, items: Vec<Item>) -> Self {
        let base = frame::base_url(app, site);
        let title = match list.name() {
            Some(name) => format!("{name} – {}", site.name),
            None => site.name.clone(),
        };
        let path = list.path();
        Self {
            description: title.clone(),
            title,
            language: site.language.as_str().to_owned(),
            page: if path.is_empty() { format!("{base}/") } else { format!("{base}{path}") },
            icon: format!("{base}{}", app.themes.assets().address("icon.svg")),
            base,
            path,
            items,
        }
    }

    /// The feed's own address.
    pub(super) fn address(&self, format: Format) -> String {
        format!("{}{}/{}", self.base, self.path, format.file())
    }

    /// When anything in it changed last; the beginning of time for an empty one.
    pub(super) fn updated_ms(&self) -> i64 {
        self.items.iter().map(|item| item.updated_ms).max().unwrap_or_default()
    }
}

impl Item {
    pub(super) fn of(app: &App, atlas: &Atlas, live: &LiveArticle, shelf: &Shelf) -> Self {
        let home = atlas.site(live.home);
        let base = home.map(|site| frame::base_url(app, site)).unwrap_or_default();
        let (body, _) = read::read(&live.text.body);
        let plain = content::body::plain::to_plain(&body);
        let lead = if live.text.lead.is_empty() {
            excerpt(&plain, SUMMARY)
        } else {
            live.text.lead.clone()
        };
        let told = corrections(app, home, live);
        let summary =
            told.iter().map(|(name, note)| format!("{name}: {note} ")).chain([lead]).collect();
        let notes = told.iter().map(|(name, note)| html::labelled(name, note).as_str().to_owned());
        let sounds = recorded(&body, shelf, &base).into_iter().map(|one| Recording {
            title: one.audio.title.clone(),
            kind: one.sound.kind,
            bytes: one.sound.bytes,
            length: one.sound.duration_ms.div_ceil(1_000),
            url: one.sound.address,
        });
        let sounds = sounds.collect();
        let body = html::to_feed_html(&body, shelf, &base).as_str().to_owned();
        let section = live.text.section.and_then(|id| atlas.section(id));
        let cover = live.text.cover.as_ref();
        let picture = cover.and_then(|cover| {
            let media = shelf.get(&cover.media)?;
            let address = format!("{base}{}", media.original());
            Some((address, media.bytes, cover.alt.clone()))
        });
        let host = home.map_or("", |site| site.host.as_str());
        let year = themes::dates::iso(live.published_ms).chars().take(10).collect::<String>();
        Self {
            id: format!("tag:{host},{year}:bai/{}", live.id),
            title: live.text.title.clone(),
            url: format!("{base}{}", live.path()),
            summary,
            html: notes.chain([body]).collect(),
            bylines: live.text.bylines.clone(),
            tags: live.text.tags.clone(),
            section: section.map(|section| section.name.clone()).unwrap_or_default(),
            language: live.text.language.as_str().to_owned(),
            published_ms: live.published_ms,
            updated_ms: live.updated_ms.unwrap_or(live.published_ms),
            picture,
            sounds,
        }
    }
}

/// `Đính chính (09:24, 08/01/2024)` and what it says, newest first.
fn corrections(app: &App, home: Option<&Site>, live: &LiveArticle) -> Vec<(String, String)> {
    let language = home.map_or("vi", |site| site.language.as_str());
    let name = app.themes.texts().say(language, "correction", &[]);
    let told = |one: &Correction| {
        (format!("{name} ({})", themes::dates::short(one.at_ms)), one.note.clone())
    };
    live.corrections.iter().map(told).collect()
}
