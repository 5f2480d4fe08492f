//! Ready pages in memory: compressed once, dropped by change and never by clock.
//!
//! A page that a change made old is not given out, but lies there until its successor is made: it
//! is better than none while the database is away. What shows an article that was changed, which
//! may have been corrected or withdrawn, is gone for good.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use content::id::{ArticleId, SectionId, SiteId};

use super::line::Line;
use super::page::Page;
use super::parts::Parts;
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
    /// Names articles without a tag for each: results, maps. Any change of an article drops it.
    AnyArticle,
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

/// One part in so many of the bytes that a node may keep is for what many pages share.
const PARTS: u64 = 8;

/// Links from things to pages before all is forgotten: a page the cache gave up for want of room
/// leaves its links behind, and endless searches for different words would fill the memory. Ten
/// thousand articles with their lists have some 200,000.
const LINKS_MAX: usize = 500_000;
/// Things remembered as changed lately.
const DROPPED_MAX: usize = 100_000;

/// An old page is given out at most so long after it was made.
const OLD_AT_MOST: Duration = Duration::from_secs(24 * 3600);

/// The cache and its table of which pages show what.
#[derive(Debug)]
pub(crate) struct PageCache {
    pages: moka::sync::Cache<Key, Arc<Kept>>,
    parts: Parts,
    shown: Mutex<Shown>,
    /// Pages kept before this step of `Shown::epoch` are old.
    all_old_at: AtomicU64,
    /// Before a page is made; see [`Line::turn`].
    pub(crate) line: Line,
}

#[derive(Debug)]
struct Kept {
    page: Arc<Page>,
    at: u64,
    made: Instant,
    old: AtomicBool,
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

impl PageCache {
    /// Keeps at most so many bytes. 256 MiB hold some 9,000 article pages in the forms that are
    /// asked for.
    pub(crate) fn new(bytes: u64) -> Self {
        let weight =
            |_: &Key, kept: &Arc<Kept>| u32::try_from(kept.page.bytes()).unwrap_or(u32::MAX);
        let of_parts = bytes / PARTS;
        let pages = moka::sync::Cache::builder().max_capacity(bytes - of_parts).weigher(weight);
        Self {
            pages: pages.build(),
            parts: Parts::new(of_parts),
            shown: Mutex::default(),
            all_old_at: AtomicU64::new(0),
            line: Line::default(),
        }
    }

    pub(crate) fn get(&self, key: &Key) -> Option<Arc<Page>> {
        let kept = self.pages.get(key)?;
        let fresh =
            !kept.old.load(Ordering::Acquire) && kept.at >= self.all_old_at.load(Ordering::Acquire);
        fresh.then(|| Arc::clone(&kept.page))
    }

    /// A page that may be old, for as long as no newer can be made.
    pub(crate) fn even_old(&self, key: &Key) -> Option<Arc<Page>> {
        let kept = self.pages.get(key)?;
        (kept.made.elapsed() < OLD_AT_MOST).then(|| Arc::clone(&kept.page))
    }

    /// Call before reading what the page will show.
    pub(crate) fn start(&self) -> Started {
        Started(self.lock().epoch)
    }

    /// Whether no change at all was heard of since then.
    pub(crate) fn unchanged(&self, since: Started) -> bool {
        self.lock().epoch == since.0
    }

    /// Keeps a page, unless something that it shows has changed since `started`.
    pub(crate) fn keep(&self, started: Started, key: Key, page: &Arc<Page>, tags: Vec<Tag>) {
        let mut shown = self.lock();
        let changed = |tag: &Tag| shown.dropped_at.get(tag).is_some_and(|at| *at > started.0);
        if shown.all_dropped_at > started.0 || tags.iter().any(changed) {
            return;
        }
        for tag in tags {
            if shown.by_tag.entry(tag).or_default().insert(key.clone()) {
                shown.links += 1;
            }
        }
        if shown.links > LINKS_MAX {
            self.forget_all(&mut shown);
            return;
        }
        let (at, made, old) = (shown.epoch, Instant::now(), AtomicBool::new(false));
        self.pages.insert(key, Arc::new(Kept { page: Arc::clone(page), at, made, old }));
    }

    /// What is kept of this thing for the pages that show it.
    pub(crate) fn part<T: Send + Sync + 'static>(&self, of: &Tag) -> Option<Arc<T>> {
        self.parts.get(of)
    }

    /// Keeps parts with their bytes, each unless its thing has changed since `started`.
    pub(crate) fn keep_parts<T: Send + Sync + 'static>(
        &self,
        started: Started,
        parts: impl IntoIterator<Item = (Tag, Arc<T>, usize)>,
    ) {
        let shown = self.lock();
        if shown.all_dropped_at > started.0 {
            return;
        }
        for (of, part, bytes) in parts {
            if shown.dropped_at.get(&of).is_none_or(|at| *at <= started.0) {
                self.parts.keep(of, part, bytes);
            }
        }
    }

    /// Drops every page that shows one of these.
    pub(crate) fn drop_showing(&self, tags: &[Tag]) {
        if tags.is_empty() {
            return;
        }
        let mut shown = self.lock();
        shown.epoch += 1;
        let epoch = shown.epoch;
        if shown.dropped_at.len() > DROPPED_MAX {
            // Pages in the making are not kept then, which is always right.
            shown.dropped_at.clear();
            shown.all_dropped_at = epoch;
        }
        let of_articles = tags.iter().any(|tag| matches!(tag, Tag::Article(_)));
        let any = of_articles.then_some(&Tag::AnyArticle);
        for tag in tags.iter().chain(any) {
            shown.dropped_at.insert(tag.clone(), epoch);
            self.parts.drop_of(tag);
            if matches!(tag, Tag::Article(_) | Tag::AnyArticle) {
                let keys = shown.by_tag.remove(tag).unwrap_or_default();
                shown.links = shown.links.saturating_sub(keys.len());
                keys.iter().for_each(|key| self.pages.invalidate(key));
            } else {
                // The links stay: what is old now may have to go for good before it is replaced.
                let keys = shown.by_tag.get(tag).into_iter().flatten();
                keys.filter_map(|key| self.pages.get(key))
                    .for_each(|kept| kept.old.store(true, Ordering::Release));
            }
        }
    }

    /// Every page is old.
    pub(crate) fn drop_all(&self) {
        let mut shown = self.lock();
        shown.epoch += 1;
        shown.all_dropped_at = shown.epoch;
        self.all_old_at.store(shown.epoch, Ordering::Release);
        self.parts.drop_all();
    }

    /// Every page is gone: articles were changed, and which is not known.
    pub(crate) fn forget(&self) {
        self.forget_all(&mut self.lock());
    }

    /// Pages and their bytes, old ones among them; a moment behind.
    pub(crate) fn size(&self) -> (u64, u64) {
        (self.pages.entry_count(), self.pages.weighted_size() + self.parts.bytes())
    }

    fn forget_all(&self, shown: &mut Shown) {
        shown.epoch += 1;
        shown.all_dropped_at = shown.epoch;
        self.all_old_at.store(shown.epoch, Ordering::Release);
        shown.by_tag.clear();
        shown.dropped_at.clear();
        shown.links = 0;
        self.pages.invalidate_all();
        self.parts.drop_all();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Page, PageCache, Tag};
    use crate::http::reading::Reading;
    use content::id::{ArticleId, SiteId};
    use poem::http::{HeaderMap, StatusCode};
    use std::sync::Arc;

    fn key() -> Key {
        Key { site: SiteId::new(1), address: "/".to_owned(), reading: Reading::default() }
    }

    fn page() -> Arc<Page> {
        Arc::new(Page::new(
            StatusCode::OK,
            "text/html; charset=utf-8",
            b"<p>xin</p>".to_vec(),
            HeaderMap::new(),
        ))
    }

    #[test]
    fn a_change_drops_every_page_that_shows_the_article() {
        let cache = PageCache::new(64 << 20);
        let tag = Tag::Article(ArticleId::new(7));
        cache.keep(cache.start(), key(), &page(), vec![tag.clone()]);
        assert!(cache.get(&key()).is_some());
        cache.drop_showing(&[tag]);
        assert!(cache.get(&key()).is_none());
    }

    #[test]
    fn what_a_change_made_old_is_kept_for_bad_days_and_what_it_made_untrue_is_not() {
        let cache = PageCache::new(64 << 20);
        let (list, article) = (Tag::Site(SiteId::new(1)), Tag::Article(ArticleId::new(7)));
        let kept =
            || cache.keep(cache.start(), key(), &page(), vec![list.clone(), article.clone()]);
        for all in [false, true] {
            kept();
            if all {
                cache.drop_all();
            } else {
                cache.drop_showing(std::slice::from_ref(&list));
            }
            assert!(cache.get(&key()).is_none() && cache.even_old(&key()).is_some());
        }
        // Old already, and untrue now.
        cache.drop_showing(std::slice::from_ref(&article));
        assert!(cache.even_old(&key()).is_none());
        kept();
        assert!(cache.get(&key()).is_some());
        cache.forget();
        assert!(cache.even_old(&key()).is_none());
    }

    #[test]
    fn a_part_goes_with_its_thing_and_is_not_kept_when_that_changed_meanwhile() {
        let cache = PageCache::new(64 << 20);
        let (one, other) = (Tag::Article(ArticleId::new(7)), Tag::Article(ArticleId::new(8)));
        let keep = |started| {
            let parts = [&one, &other].map(|tag| (tag.clone(), Arc::new(1_u8), 1));
            cache.keep_parts(started, parts);
        };
        let there = || [&one, &other].map(|tag| cache.part::<u8>(tag).is_some());
        keep(cache.start());
        assert_eq!(there(), [true, true]);
        assert!(cache.part::<u16>(&one).is_none(), "of another kind");
        let started = cache.start();
        cache.drop_showing(std::slice::from_ref(&one));
        assert_eq!(there(), [false, true]);
        keep(started);
        assert_eq!(there(), [false, true]);
        for drop in [PageCache::drop_all, PageCache::forget] {
            let started = cache.start();
            keep(started);
            drop(&cache);
            assert_eq!(there(), [false, false]);
            keep(started);
            assert_eq!(there(), [false, false]);
        }
    }

    #[test]
    fn pages_without_end_do_not_fill_the_memory() {
        let cache = PageCache::new(64 << 20);
        let page = page();
        for number in 0..super::LINKS_MAX / 100 + 2 {
            let key = Key {
                site: SiteId::new(1),
                address: number.to_string(),
                reading: Reading::default(),
            };
            let tags = (0..100).map(|id| Tag::Article(ArticleId::new(id))).collect();
            cache.keep(cache.start(), key, &page, tags);
        }
        let links: usize = cache.lock().by_tag.values().map(std::collections::HashSet::len).sum();
        assert!(links <= 100, "{links}");
    }

    #[test]
    fn a_page_built_from_data_older_than_a_change_is_not_kept() {
        let cache = PageCache::new(64 << 20);
        let started = cache.start();
        cache.drop_showing(&[Tag::Article(ArticleId::new(7))]);
        cache.keep(started, key(), &page(), vec![Tag::Article(ArticleId::new(7))]);
        assert!(cache.get(&key()).is_none());
    }
}
