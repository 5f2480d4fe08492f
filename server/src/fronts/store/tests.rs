//! The promises of the store of fronts, on both engines.

use content::front::{Layout, Pick};
use content::id::{ArticleId, ChangeNumber, PersonId};
use content::workflow::decide::Act;

use super::{Front, layouts, live, work};
use crate::articles::store::live::cards::Scope;
use crate::articles::store::live::picked;
use crate::articles::store::live::plant::{self, Ground, Plant};
use crate::articles::store::trial::{act, begin, newsroom, text};
use crate::changes::{self, store as feed};
use crate::db::Db;
use crate::db::trial::on_both;
use crate::fronts::live::{Stories, filled};
use crate::people::store::{self as people, NewPerson};

async fn person(db: &Db) -> PersonId {
    let new =
        NewPerson { email: "thu@bao.vn".to_owned(), name: "Thư".to_owned(), password_hash: None };
    let tx = db.begin().await.unwrap();
    let id = people::insert(&tx, &new, &[], 1).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn home(ground: &Ground) -> Front {
    Front { site: ground.site, section: None }
}

fn pick(id: ArticleId) -> Pick {
    Pick::of(id, ChangeNumber::new(0))
}

async fn save(db: &Db, front: Front, layout: &Layout, by: PersonId) -> i64 {
    let tx = db.begin().await.unwrap();
    let held = work::hold(&tx, front).await.unwrap();
    let version = work::keep(&tx, &held, layout, by, 5).await.unwrap();
    tx.commit().await.unwrap();
    version
}

async fn put_up(db: &Db, front: Front, layout: &Layout, by: PersonId) -> ChangeNumber {
    let tx = db.begin().await.unwrap();
    let held = work::hold(&tx, front).await.unwrap();
    let change = layouts::put_up(&tx, db, &held, layout, (by, 7)).await.unwrap();
    tx.commit().await.unwrap();
    change
}

#[tokio::test]
async fn a_working_copy_has_versions_and_readers_see_none_of_it() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        let (front, by) = (home(&ground), person(&db).await);
        assert_eq!(work::read(&db.read, front).await.unwrap().version, 0);
        let id = plant::article(&db, &ground, Plant::titled("Một")).await;
        let mut layout = front.empty();
        layout.put(0, pick(id)).unwrap();
        assert_eq!(save(&db, front, &layout, by).await, 1);
        assert_eq!(save(&db, front, &layout, by).await, 1, "the same is no new version");
        layout.lower(id).unwrap();
        assert_eq!(save(&db, front, &layout, by).await, 2);
        let old = work::at_version(&db.read, front, 1).await.unwrap().unwrap();
        assert_eq!(old.find(id).map(|(slot, _)| slot), Some(0));
        let stored = work::read(&db.read, front).await.unwrap();
        assert_eq!((stored.layout, stored.by), (layout, Some(by)));
        assert_eq!(work::at_version(&db.read, front, 9).await.unwrap(), None);
        assert_eq!(live::layout(&db.read, front).await.unwrap(), front.empty());
        let other = Front { site: ground.site, section: Some(ground.section) };
        assert_eq!(work::read(&db.read, other).await.unwrap().version, 0);
    })
    .await;
}

#[tokio::test]
async fn a_front_that_many_arrange_for_the_first_time_at_once_is_made_once() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        let front = home(&ground);
        let holders = (0..6).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let tx = db.begin().await.unwrap();
                let id = work::hold(&tx, front).await.unwrap().id;
                tx.commit().await.unwrap();
                id
            })
        });
        let mut ids = Vec::new();
        for holder in holders.collect::<Vec<_>>() {
            ids.push(holder.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_put_up_is_live_has_a_number_and_stays_in_history() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        let (front, by) = (home(&ground), person(&db).await);
        let one = plant::article(&db, &ground, Plant::titled("Một")).await;
        let two = plant::article(&db, &ground, Plant::titled("Hai")).await;
        let mut first = front.empty();
        first.put(0, Pick { until_ms: Some(90), ..pick(one) }).unwrap();
        let change = put_up(&db, front, &first, by).await;
        assert_eq!(live::layout(&db.read, front).await.unwrap(), first);
        assert_eq!(live::changed_by(&db.read, &[change]).await.unwrap(), [front]);
        assert_eq!(live::changed_by(&db.read, &[ChangeNumber::new(99)]).await.unwrap(), []);
        let told = feed::after(&db, ChangeNumber::new(change.get() - 1), 9).await.unwrap();
        assert_eq!(told[0].kind, changes::Kind::Front);
        let mut second = front.empty();
        second.put(3, Pick { from_ms: Some(50), ..pick(two) }).unwrap();
        put_up(&db, front, &second, by).await;
        assert_eq!(live::layout(&db.read, front).await.unwrap(), second);
        let past = layouts::past(&db.read, front, 0, 9).await.unwrap();
        assert_eq!(past.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(layouts::past(&db.read, front, 2, 9).await.unwrap().len(), 1);
        assert_eq!(layouts::one(&db.read, front, 1).await.unwrap().layout, first);
        assert!(layouts::one(&db.read, front, 7).await.is_err());
        for (span, turning) in [((0, 49), 0), ((49, 50), 1), ((50, 60), 0), ((0, 500), 1)] {
            let found = live::turning(&db.read, span.0, span.1).await.unwrap();
            assert_eq!(found.len(), turning, "{span:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_what_the_list_has_may_stand_there_and_the_newest_fill_the_rest() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        let mut ids = Vec::new();
        for (title, at) in [("Một", 10), ("Hai", 20), ("Ba", 30)] {
            let plant = Plant { published_ms: at, ..Plant::titled(title) };
            ids.push(plant::article(&db, &ground, plant).await);
        }
        let gone = Plant { state: "withdrawn", ..Plant::titled("Gỡ") };
        let gone = plant::article(&db, &ground, gone).await;
        let scope = Scope::Site(ground.site);
        let mut layout = home(&ground).empty();
        layout.put(0, pick(gone)).unwrap();
        layout.put(1, pick(ids[0])).unwrap();
        let stories = Stories::of(&db.read, &scope, &layout.chosen()).await.unwrap();
        let slots = stories.showing(&layout, 5);
        let chosen: Vec<_> = slots.iter().flatten().map(|card| card.id).collect();
        assert_eq!(chosen, [ids[0]]);
        let rest = picked::without(&db.read, &scope, &chosen, (0, 9)).await.unwrap();
        let cards = filled(slots, &mut rest.into_iter());
        let titles: Vec<&str> = cards.iter().map(|card| card.title.as_str()).collect();
        assert_eq!(titles, ["Ba", "Một", "Hai"], "no story twice, the newest around the chosen");
        let elsewhere = Scope::Site(ground.other_site);
        let stories = Stories::of(&db.read, &elsewhere, &layout.chosen()).await.unwrap();
        assert!(stories.showing(&layout, 5).iter().all(Option::is_none));
    })
    .await;
}

#[tokio::test]
async fn a_story_withdrawn_and_published_again_does_not_come_back_to_its_slot() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let id = begin(&db, room.paper, &text("Một", room.paper.section)).await;
        act(&db, id, Act::Submit, 1).await;
        act(&db, id, Act::Approve, 2).await;
        act(&db, id, Act::Publish, 3).await;
        let since = feed::last(&db).await.unwrap();
        let scope = Scope::Site(room.paper.site);
        let has =
            async |pick: Pick| Stories::of(&db.read, &scope, &[pick]).await.unwrap().has(&pick);
        assert!(has(Pick::of(id, since)).await);
        act(&db, id, Act::Withdraw { reason: "sai".to_owned() }, 4).await;
        assert!(!has(Pick::of(id, since)).await);
        act(&db, id, Act::Publish, 5).await;
        assert!(!has(Pick::of(id, since)).await, "it was chosen before it was withdrawn");
        assert!(has(Pick::of(id, feed::last(&db).await.unwrap())).await);
    })
    .await;
}

#[tokio::test]
async fn stories_are_found_by_words_with_and_without_marks() {
    on_both(|db| async move {
        let ground = plant::ground(&db).await;
        plant::article(&db, &ground, Plant::titled("Chợ phiên Bắc Hà")).await;
        plant::article(&db, &ground, Plant::titled("Đường 100% bê tông")).await;
        let scope = Scope::Site(ground.site);
        for (words, count) in
            [("", 2), ("cho phien", 1), ("Chợ phiên", 1), ("100%", 1), ("%", 1), ("_", 0)]
        {
            let found = picked::found(&db.read, &scope, words, 9).await.unwrap();
            assert_eq!(found.len(), count, "{words}");
        }
    })
    .await;
}
