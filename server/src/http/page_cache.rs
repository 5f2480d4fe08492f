//! Ready pages in memory: compressed once, dropped by change and never by clock.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use content::id::{ArticleId, SectionId, SiteId};

use super::reading::Reading;

/// What a page shows; a change drops every page that shows the thing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Tag {
    /// Made from what the search index holds; dropped when it has taken something in.
    Search,
    /// The article itself or a card of it.
    Article(ArticleId),
    /// A list of a section's newest.
    Section(SectionId),
    /// A list over a whole site: home, feeds, sitemap, search.
    Site(SiteId),
    /// A tag's list, by slug.
    Topic(String),
    /// A byline's list, by slug.
    Byline(String),
    /// A running story's list, by slug.
    Storyline(String),
    /// An original and its translations: which there are.
    Translations(ArticleId),
    /// What a site's readers open most.
    Popular(SiteId),
    /// How often an article was opened.
    Views(ArticleId),
    /// The arranged stories of a site's home page, or of a section's page.
    Front(SiteId, Option<SectionId>),
}

/// Which copy of a page: sites, addresses with their questions, and ways of reading are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) site: SiteId,
    /// Path and query as asked.
    pub(crate) address: String,
    pub(crate) reading: Reading,
}

/// A finished answer, in every encoding we speak.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    /// Strong validator of the identity body, quoted.
    pub(crate) etag: String,
    pub(crate) identity: Bytes,
    pub(crate) brotli: Bytes,
    pub(crate) gzip: Bytes,
    pub(crate) zstd: Bytes,
}

/// Bytes of pages kept on one node; 256 MiB hold some 10,000 article pages in four encodings.
const CAPACITY: u64 = 256 * 1024 * 1024;

/// Links from things to pages before all is forgotten: a page the cache gave up for want of room
/// leaves its links behind, and endless searches for different words would fill the memory. Ten
/// thousand articles with their lists have some 200,000.
const LINKS_MAX: usize = 500_000;
/// Things remembered as changed lately.
const DROPPED_MAX: usize = 100_000;

/// Pages made at the same time; two cores are busy with a handful, the rest wait for the database.
const MAKERS: usize = 64;

/// The cache and its table of which pages show what.
#[derive(Debug)]
pub(crate) struct PageCache {
    pages: moka::sync::Cache<Key, Arc<Page>>,
    shown: Mutex<Shown>,
    /// One of these is held while a page is made: nobody makes the same page twice at a time,
    /// and their number bounds the work going on.
    makers: [tokio::sync::Mutex<()>; MAKERS],
}

#[derive(Debug, Default)]
struct Shown {
    by_tag: HashMap<Tag, HashSet<Key>>,
    /// Counts drops, so that a page built from older data is not kept.
    epoch: u64,
    dropped_at: HashMap<Tag, u64>,
    all_dropped_at: u64,
    /// Entries made in `by_tag` since all was dropped.
    links: usize,
}

/// Taken before a page's data is read; see [`PageCache::keep`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Started(u64);

impl Default for PageCache {
    fn default() -> Self {
        let weight = |_: &Key, page: &Arc<Page>| u32::try_from(page.bytes()).unwrap_or(u32::MAX);
        let pages = moka::sync::Cache::builder().max_capacity(CAPACITY).weigher(weight).build();
        let makers = std::array::from_fn(|_| tokio::sync::Mutex::default());
        Self { pages, shown: Mutex::default(), makers }
    }
}

impl PageCache {
    pub(crate) fn get(&self, key: &Key) -> Option<Arc<Page>> {
        self.pages.get(key)
    }

    /// Waits for the turn to make this page. Look for it once more afterwards: another request
    /// may have made it meanwhile.
    pub(crate) async fn turn(&self, key: &Key) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let at = usize::try_from(hasher.finish() % MAKERS as u64).unwrap_or_default();
        Some(self.makers.get(at)?.lock().await)
    }

    /// Call before reading what the page will show.
    pub(crate) fn start(&self) -> Started {
        Started(self.lock().epoch)
    }

    /// Keeps a page, unless something that it shows has changed since `started`.
    pub(crate) fn keep(&self, started: Started, key: Key, page: &Arc<Page>, tags: Vec<Tag>) {
        let mut shown = self.lock();
        let changed = |tag: &Tag| shown.dropped_at.get(tag).is_some_and(|at| *at > started.0);
        if shown.all_dropped_at > started.0 || tags.iter().any(changed) {
            return;
        }
        shown.links += tags.len();
        if shown.links > LINKS_MAX {
            self.forget_all(&mut shown);
            return;
        }
        for tag in tags {
            shown.by_tag.entry(tag).or_default().insert(key.clone());
        }
        self.pages.insert(key, Arc::clone(page));
    }

    /// Drops every page that shows one of these.
    pub(crate) fn drop_showing(&self, tags: &[Tag]) {
        let mut shown = self.lock();
        shown.epoch += 1;
        let epoch = shown.epoch;
        if shown.dropped_at.len() > DROPPED_MAX {
            // Pages in the making are not kept then, which is always right.
            shown.dropped_at.clear();
            shown.all_dropped_at = epoch;
        }
        for tag in tags {
            shown.dropped_at.insert(tag.clone(), epoch);
            let keys = shown.by_tag.remove(tag).unwrap_or_default();
            keys.iter().for_each(|key| self.pages.invalidate(key));
        }
    }

    /// Drops all.
    pub(crate) fn drop_all(&self) {
        self.forget_all(&mut self.lock());
    }

    fn forget_all(&self, shown: &mut Shown) {
        shown.epoch += 1;
        shown.all_dropped_at = shown.epoch;
        shown.by_tag.clear();
        shown.dropped_at.clear();
        shown.links = 0;
        self.pages.invalidate_all();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    /// Compresses once; the work is bounded by the page's size, so call it off the reactor.
    pub(crate) fn new(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        let digest = blake3::hash(&body).to_hex();
        let etag = format!("\"{}\"", digest.get(..20).unwrap_or_default());
        let (brotli, gzip, zstd) = (brotli(&body), gzip(&body), zstd(&body));
        Self { status, content_type, etag, identity: body.into(), brotli, gzip, zstd }
    }

    fn bytes(&self) -> usize {
        self.identity.len() + self.brotli.len() + self.gzip.len() + self.zstd.len() + 512
    }
}

// Quality 5 costs about a millisecond a page and is within a tenth of the best size.
fn brotli(body: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(body.len() / 4);
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 5, 22);
    let written = writer.write_all(body);
    drop(writer);
    if written.is_ok() { out.into() } else { Bytes::new() }
}

fn gzip(body: &[u8]) -> Bytes {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    writer.write_all(body).and_then(|()| writer.finish()).map_or_else(|_| Bytes::new(), Bytes::from)
}

fn zstd(body: &[u8]) -> Bytes {
    zstd::bulk::compress(body, 6).map_or_else(|_| Bytes::new(), Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::{Key, Page, PageCache, Tag};
    use crate::http::reading::Reading;
    use content::id::{ArticleId, SiteId};
    use std::sync::Arc;

    fn key() -> Key {
        Key { site: SiteId::new(1), address: "/".to_owned(), reading: Reading::Whole }
    }

    fn page() -> Arc<Page> {
        Arc::new(Page::new(200, "text/html; charset=utf-8", b"<p>xin</p>".to_vec()))
    }

    #[test]
    fn a_change_drops_every_page_that_shows_the_article() {
        let cache = PageCache::default();
        let tag = Tag::Article(ArticleId::new(7));
        cache.keep(cache.start(), key(), &page(), vec![tag.clone()]);
        assert!(cache.get(&key()).is_some());
        cache.drop_showing(&[tag]);
        assert!(cache.get(&key()).is_none());
    }

    #[test]
    fn pages_without_end_do_not_fill_the_memory() {
        let cache = PageCache::default();
        let page = page();
        for number in 0..super::LINKS_MAX / 100 + 2 {
            let key =
                Key { site: SiteId::new(1), address: number.to_string(), reading: Reading::Whole };
            let tags = (0..100).map(|id| Tag::Article(ArticleId::new(id))).collect();
            cache.keep(cache.start(), key, &page, tags);
        }
        let links: usize = cache.lock().by_tag.values().map(std::collections::HashSet::len).sum();
        assert!(links <= 100, "{links}");
    }

    #[test]
    fn a_page_built_from_data_older_than_a_change_is_not_kept() {
        let cache = PageCache::default();
        let started = cache.start();
        cache.drop_showing(&[Tag::Article(ArticleId::new(7))]);
        cache.keep(started, key(), &page(), vec![Tag::Article(ArticleId::new(7))]);
        assert!(cache.get(&key()).is_none());
    }
}
