//! What stands beside an article: others that go with it and the newest, from what is kept in
//! memory of live articles. A site shows the same few thousand cards on all its pages.

use std::collections::HashMap;
use std::sync::Arc;

use content::id::{ArticleId, SectionId, SiteId};

use super::store::live::cards::{self, Card, Scope, Stretch};
use super::store::live::known::{self, About, Known, Standing};
use super::store::live::whole::LiveArticle;
use crate::db::Db;
use crate::error::Result;
use crate::http::page_cache::{PageCache, Tag};

/// Labels of an article that are looked at for what goes with it.
const LABELS_COMPARED: usize = 8;
/// Articles kept of a list: as many as a page shows beside its own, and those it shows already.
const NEWEST: u64 = 16;

/// Where it is kept, and where it is asked for when it is not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) db: &'a Db,
    pub(crate) kept: &'a PageCache,
    pub(crate) site: SiteId,
}

impl Beside<'_> {
    /// The live ones among these, in their order.
    pub(crate) async fn known(&self, ids: &[ArticleId]) -> Result<Vec<Arc<Known>>> {
        let started = self.kept.start();
        let kept = ids.iter().filter_map(|id| Some((*id, self.kept.part(&Tag::Article(*id))?)));
        let mut known: HashMap<ArticleId, Arc<Known>> = kept.collect();
        let missing: Vec<_> = ids.iter().copied().filter(|id| !known.contains_key(id)).collect();
        if !missing.is_empty() {
            let read = known::read(&self.db.read, &missing).await?.into_iter().map(Arc::new);
            let read: Vec<_> = read.collect();
            let parts =
                read.iter().map(|one| (Tag::Article(one.id()), Arc::clone(one), one.bytes()));
            self.kept.keep_parts(started, parts);
            known.extend(read.into_iter().map(|one| (one.id(), one)));
        }
        Ok(ids.iter().filter_map(|id| known.get(id).cloned()).collect())
    }

    /// The newest of a section, or of the whole site.
    pub(crate) async fn newest(&self, section: Option<SectionId>) -> Result<Vec<Arc<Known>>> {
        let of = section.map_or(Tag::Site(self.site), Tag::Section);
        let started = self.kept.start();
        let ids = match self.kept.part::<Vec<ArticleId>>(&of) {
            Some(ids) => ids,
            None => {
                let scope =
                    section.map_or(Scope::Site(self.site), |one| Scope::Sections(vec![one]));
                let stretch = Stretch { limit: NEWEST, ..Stretch::default() };
                let ids = Arc::new(cards::ids(&self.db.read, &scope, stretch).await?);
                let bytes = ids.len() * size_of::<ArticleId>();
                self.kept.keep_parts(started, [(of, Arc::clone(&ids), bytes)]);
                ids
            }
        };
        let mut known = self.known(&ids).await?;
        // One that moved away meanwhile is known better than the list.
        known.retain(|one| section.is_none_or(|section| one.is_in(section)));
        Ok(known)
    }

    /// What goes with an article on this site: first those that were chosen by hand, then those
    /// that were found to be `alike` and share a label, in that order, then those that share most
    /// labels, then the others that are alike, then the newest of its section.
    pub(crate) async fn related(
        &self,
        to: &LiveArticle,
        alike: &[ArticleId],
        most: usize,
    ) -> Result<Vec<Arc<Known>>> {
        let by_hand = &to.text.context.related;
        let ids: Vec<_> = by_hand.iter().chain(alike).copied().collect();
        let known = self.known(&ids).await?;
        let labels = known::about(&to.text.tags, &to.text.context.storylines);
        let mut found = Found { of: to.id, site: self.site, most, found: Vec::new() };
        let (by_hand, alike): (Vec<_>, Vec<_>) =
            known.into_iter().partition(|one| by_hand.contains(&one.id()));
        found.add(by_hand);
        let shares = |one: &&Arc<Known>| one.labels.iter().any(|label| labels.contains(label));
        found.add(alike.iter().filter(shares).cloned());
        if !found.full() && !labels.is_empty() {
            let sharing = self.known(&self.sharing(to.id, &labels, most).await?).await?;
            found.add(sharing.into_iter().filter(|one| shares(&one)));
        }
        found.add(alike);
        if !found.full()
            && let Some(section) = to.section_on(self.site)
        {
            found.add(self.newest(Some(section)).await?);
        }
        Ok(found.found)
    }

    /// Those that share most of the labels, the newest first, among the latest of each.
    async fn sharing(
        &self,
        but: ArticleId,
        labels: &[About],
        most: usize,
    ) -> Result<Vec<ArticleId>> {
        let mut shared: HashMap<ArticleId, (usize, i64)> = HashMap::new();
        for label in labels.iter().take(LABELS_COMPARED) {
            for one in self.latest(label).await?.iter() {
                if one.id != but && one.places.iter().any(|place| place.site == self.site) {
                    shared.entry(one.id).or_insert((0, one.published_ms)).0 += 1;
                }
            }
        }
        let mut found: Vec<_> = shared.into_iter().map(|(id, by)| (by, id)).collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        Ok(found.into_iter().map(|(_, id)| id).take(most).collect())
    }

    async fn latest(&self, label: &About) -> Result<Arc<Vec<Standing>>> {
        let of = match label {
            About::Tag(slug) => Tag::Topic(slug.clone()),
            About::Storyline(slug) => Tag::Storyline(slug.clone()),
        };
        let started = self.kept.start();
        if let Some(kept) = self.kept.part(&of) {
            return Ok(kept);
        }
        let read = Arc::new(known::latest_of(&self.db.read, label).await?);
        let bytes = read.len() * (size_of::<Standing>() + 32);
        self.kept.keep_parts(started, [(of, Arc::clone(&read), bytes)]);
        Ok(read)
    }
}

/// What has been found to go with an article so far.
struct Found {
    of: ArticleId,
    site: SiteId,
    most: usize,
    found: Vec<Arc<Known>>,
}

impl Found {
    fn full(&self) -> bool {
        self.found.len() >= self.most
    }

    fn add(&mut self, more: impl IntoIterator<Item = Arc<Known>>) {
        for one in more {
            let again = self.found.iter().any(|there| there.id() == one.id());
            if !self.full() && !again && one.id() != self.of && one.is_on(self.site) {
                self.found.push(one);
            }
        }
    }
}

/// The cards of these as a site shows them.
pub(crate) fn on(site: SiteId, known: &[Arc<Known>]) -> Vec<Card> {
    known.iter().filter_map(|one| one.on(site)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Beside, on};
    use crate::articles::store::live::plant::{self, Plant};
    use crate::articles::store::live::whole::{Public, read};
    use crate::db::trial::on_both;
    use crate::http::page_cache::{PageCache, Tag};
    use content::id::ArticleId;

    #[tokio::test]
    async fn related_articles_share_tags_first_and_fill_up_from_the_section() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let own = Plant { tags: &["A", "B"], ..Plant::titled("Gốc") };
            let own = plant::article(&db, &ground, own).await;
            let both = Plant { tags: &["A", "B"], published_ms: 1, ..Plant::titled("Hai thẻ") };
            plant::article(&db, &ground, both).await;
            let one = Plant { tags: &["A"], published_ms: 9, ..Plant::titled("Một thẻ") };
            let one = plant::article(&db, &ground, one).await;
            let none = Plant { published_ms: 99, ..Plant::titled("Không thẻ") };
            let none = plant::article(&db, &ground, none).await;
            let Public::Live(live) = read(&db.read, own).await.unwrap() else { panic!("not live") };
            let kept = PageCache::new(1 << 20);
            let beside = Beside { db: &db, kept: &kept, site: ground.site };
            let titles = async |alike: &[ArticleId]| -> Vec<String> {
                let found = beside.related(&live, alike, 3).await.unwrap();
                on(ground.site, &found).into_iter().map(|card| card.title).collect()
            };
            assert_eq!(titles(&[]).await, ["Hai thẻ", "Một thẻ", "Không thẻ"]);
            // What is alike by its text comes before others of its kind; what the site does not
            // show is left out.
            let newer = Plant { published_ms: 999, ..Plant::titled("Mới hơn") };
            plant::article(&db, &ground, newer).await;
            let alike = [none, ArticleId::new(987_654), one];
            assert_eq!(titles(&alike).await, ["Một thẻ", "Hai thẻ", "Không thẻ"]);
            // Elsewhere none of them stands.
            let beside = Beside { site: ground.other_site, ..beside };
            assert_eq!(beside.related(&live, &alike, 3).await.unwrap(), []);
        })
        .await;
    }

    #[tokio::test]
    async fn what_is_kept_is_not_asked_for_again_until_it_changes() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            plant::article(&db, &ground, Plant { published_ms: 5, ..Plant::titled("Cũ") }).await;
            let kept = PageCache::new(1 << 20);
            let beside = Beside { db: &db, kept: &kept, site: ground.site };
            let count = async || beside.newest(Some(ground.section)).await.unwrap().len();
            assert_eq!(count().await, 1);
            plant::article(&db, &ground, Plant { published_ms: 9, ..Plant::titled("Mới") }).await;
            assert_eq!(count().await, 1);
            kept.drop_showing(&[Tag::Section(ground.section)]);
            assert_eq!(count().await, 2);
        })
        .await;
    }
}
