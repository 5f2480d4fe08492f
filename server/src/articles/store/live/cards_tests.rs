//! Lists on both engines.

use content::id::SiteId;

use super::{Card, Scope, Stretch, cards, newest_of};
use crate::articles::store::live::labels::{self, Kind};
use crate::articles::store::live::plant::{self, Plant};
use crate::db::Db;
use crate::db::trial::on_both;

fn titles(cards: &[Card]) -> Vec<&str> {
    cards.iter().map(|card| card.title.as_str()).collect()
}

async fn count(db: &Db, scope: &Scope) -> usize {
    newest_of(&db.read, scope, first(99)).await.unwrap().len()
}

fn first(limit: u64) -> Stretch {
    Stretch { limit, ..Stretch::default() }
}

#[tokio::test]
async fn a_list_is_newest_first_and_only_of_what_is_live_there() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        for (title, at) in [("Hai", 20), ("Một", 10), ("Ba", 30)] {
            plant::article(&db, &ground, Plant { published_ms: at, ..Plant::titled(title) }).await;
        }
        plant::article(&db, &ground, Plant { state: "withdrawn", ..Plant::titled("Gỡ") }).await;
        let site = Scope::Site(ground.site);
        assert_eq!(titles(&cards(&db.read, &site, first(9)).await.unwrap()), ["Ba", "Hai", "Một"]);
        let page = Stretch { offset: 1, limit: 1, ..Stretch::default() };
        assert_eq!(titles(&cards(&db.read, &site, page).await.unwrap()), ["Hai"]);
        assert_eq!(count(&db, &site).await, 3);
        assert_eq!(count(&db, &Scope::Site(ground.other_site)).await, 0);
    })
    .await;
}

#[tokio::test]
async fn going_on_after_the_last_one_seen_neither_repeats_nor_skips() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        for number in 0..7 {
            let title = format!("Bài {number}");
            plant::article(&db, &ground, Plant { published_ms: 5, ..Plant::titled(&title) }).await;
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let stretch = Stretch { after, limit: 3, ..Stretch::default() };
            let page = cards(&db.read, &Scope::Everywhere, stretch).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.published_ms, last.id));
            seen.extend(page.into_iter().map(|card| card.id.get()));
        }
        let mut sorted = seen.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        sorted.dedup();
        assert_eq!((seen.len(), sorted), (7, seen));
    })
    .await;
}

#[tokio::test]
async fn an_article_shown_on_another_site_stands_in_its_section_there_and_is_home_once() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        let shared = Plant { also: true, ..Plant::titled("Chung") };
        plant::article(&db, &ground, shared).await;
        let there = cards(&db.read, &Scope::Site(ground.other_site), first(9)).await.unwrap();
        assert_eq!(there[0].section, ground.other_section);
        assert_eq!(there[0].home, ground.site);
        assert_eq!(count(&db, &Scope::Everywhere).await, 1);
        assert_eq!(count(&db, &Scope::Home(ground.other_site)).await, 0);
        let sections = Scope::Sections(vec![ground.section, ground.other_section]);
        assert_eq!(count(&db, &sections).await, 2);
    })
    .await;
}

#[tokio::test]
async fn tags_and_bylines_make_lists_of_a_site() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        let tagged = Plant { tags: &["Số hóa"], ..Plant::titled("Có thẻ") };
        plant::article(&db, &ground, tagged).await;
        let signed = Plant { bylines: &["Lan Anh"], ..Plant::titled("Có tên") };
        plant::article(&db, &ground, signed).await;
        let tag = labels::by_slug(&db.read, Kind::Tag, "so-hoa").await.unwrap().unwrap();
        let byline = labels::by_slug(&db.read, Kind::Byline, "lan-anh").await.unwrap().unwrap();
        assert_eq!((tag.name.as_str(), byline.name.as_str()), ("Số hóa", "Lan Anh"));
        let by_tag = Scope::Tag(ground.site, tag.id);
        assert_eq!(titles(&cards(&db.read, &by_tag, first(9)).await.unwrap()), ["Có thẻ"]);
        let by_name = Scope::Byline(ground.site, byline.id);
        assert_eq!(titles(&cards(&db.read, &by_name, first(9)).await.unwrap()), ["Có tên"]);
        let along = super::along(ground.site, super::of_tag(tag.id.get()));
        let along = super::newest(&db.read, along, 9).await.unwrap();
        assert_eq!(along, newest_of(&db.read, &by_tag, first(9)).await.unwrap());
        assert!(!super::is_wide(&db.read, super::of_tag(tag.id.get())).await.unwrap());
        let elsewhere = Scope::Tag(SiteId::new(ground.other_site.get()), tag.id);
        assert_eq!(count(&db, &elsewhere).await, 0);
        assert_eq!(labels::by_slug(&db.read, Kind::Tag, "khong-co").await.unwrap(), None);
    })
    .await;
}
