//! What waits for its minute, on both engines.

use content::article::{PublicState, ReviewState, Text};
use content::id::ArticleId;
use content::workflow::decide::Act;
use sea_orm::EntityTrait;

use super::live::whole::{self, Public};
use super::times::{self, Due};
use super::trial::{Newsroom, act, begin, newsroom, text};
use super::{acts, drafts, revisions};
use crate::articles::rows::{article, release};
use crate::db::Db;
use crate::db::trial::on_both;

async fn approved(db: &Db, room: &Newsroom, title: &str) -> ArticleId {
    let id = begin(db, room.paper, &text(title, room.paper.section)).await;
    act(db, id, Act::Submit, 10).await;
    act(db, id, Act::Approve, 20).await;
    id
}

async fn claimed(db: &Db, id: ArticleId, what: Due, now_ms: i64) -> bool {
    let tx = db.begin().await.unwrap();
    times::claim(&tx, id, what, now_ms).await.unwrap()
}

#[tokio::test]
async fn a_scheduled_text_goes_out_as_it_was_approved_and_only_once() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let id = approved(&db, &room, "Bản đã duyệt").await;
        assert_eq!(act(&db, id, Act::Schedule { at_ms: 5_000 }, 30).await, 0);
        let found = acts::find(&db.read, id).await.unwrap();
        assert_eq!(found.public, PublicState::Scheduled);
        assert!(matches!(whole::read(&db.read, id).await.unwrap(), Public::Never));
        // An editor goes on with the text; what was approved still goes out.
        let newer = Text { title: "Bản đang sửa".into(), ..found.draft.text.clone() };
        act(&db, id, Act::Write, 40).await;
        let tx = db.begin().await.unwrap();
        drafts::write(&tx, id, found.draft.version, &newer, None, 40).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(times::due(&db.read, Due::Release, 4_999, 9).await.unwrap(), []);
        assert_eq!(times::due(&db.read, Due::Release, 5_000, 9).await.unwrap(), [id]);
        assert!(!claimed(&db, id, Due::Release, 4_999).await);
        assert!(claimed(&db, id, Due::Release, 5_000).await);
        assert_eq!(act(&db, id, Act::Release, 65_000).await, 1);
        assert!(!claimed(&db, id, Due::Release, 70_000).await, "done already");

        let Public::Live(live) = whole::read(&db.read, id).await.unwrap() else { panic!("live") };
        assert_eq!(live.text.title, "Bản đã duyệt");
        assert_eq!(live.published_ms, 65_000);
        let found = acts::find(&db.read, id).await.unwrap();
        assert_eq!((found.schedule, found.draft.text.title.as_str()), (None, "Bản đang sửa"));
        let late = times::late(&db.read, 10_000, 0, 9).await.unwrap();
        assert_eq!((late.len(), late[0].due_ms, late[0].done_ms), (1, 5_000, 65_000));
        assert_eq!(times::late(&db.read, 60_000, 0, 9).await.unwrap(), [], "not later than that");
    })
    .await;
}

#[tokio::test]
async fn a_live_article_keeps_its_old_text_until_the_new_one_is_due() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let id = approved(&db, &room, "Bản cũ").await;
        act(&db, id, Act::Publish, 100).await;
        let found = acts::find(&db.read, id).await.unwrap();
        let newer = Text { title: "Bản mới".into(), ..found.draft.text };
        let tx = db.begin().await.unwrap();
        drafts::write(&tx, id, found.draft.version, &newer, None, 110).await.unwrap();
        tx.commit().await.unwrap();
        act(&db, id, Act::Schedule { at_ms: 9_000 }, 120).await;
        let title = async || match whole::read(&db.read, id).await.unwrap() {
            Public::Live(live) => live.text.title,
            other => panic!("{other:?}"),
        };
        assert_eq!(title().await, "Bản cũ");
        act(&db, id, Act::Release, 9_000).await;
        assert_eq!(title().await, "Bản mới");
        assert_eq!(revisions::list(&db.read, id).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_back_returned_or_withdrawn_does_not_go_out() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let back: [fn() -> Act; 3] = [
            || Act::Unschedule,
            || Act::Return { note: "Thiếu số liệu".into() },
            || Act::Withdraw { reason: "Sai".into() },
        ];
        for take in back {
            let id = approved(&db, &room, "Bài").await;
            act(&db, id, Act::Schedule { at_ms: 5_000 }, 30).await;
            act(&db, id, take(), 40).await;
            assert_eq!(times::due(&db.read, Due::Release, 9_000, 9).await.unwrap(), []);
            let found = acts::find(&db.read, id).await.unwrap();
            assert_ne!(found.public, PublicState::Scheduled);
            assert_eq!(found.schedule, None);
        }
        assert_eq!(release::Entity::find().all(&db.read).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_live_article_ends_at_its_time_and_may_be_scheduled_anew() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let id = approved(&db, &room, "Thông báo").await;
        act(&db, id, Act::Publish, 100).await;
        act(&db, id, Act::ExpireAt { at_ms: Some(500) }, 110).await;
        assert_eq!(times::due(&db.read, Due::End, 499, 9).await.unwrap(), []);
        assert_eq!(times::due(&db.read, Due::End, 500, 9).await.unwrap(), [id]);
        act(&db, id, Act::Expire, 500).await;
        assert_eq!(times::due(&db.read, Due::End, 900, 9).await.unwrap(), []);
        act(&db, id, Act::Schedule { at_ms: 5_000 }, 600).await;
        let found = acts::find(&db.read, id).await.unwrap();
        assert_eq!((found.public, found.behind), (PublicState::Scheduled, PublicState::Expired));
        assert!(matches!(whole::read(&db.read, id).await.unwrap(), Public::Withdrawn { .. }));
        act(&db, id, Act::Unschedule, 700).await;
        assert_eq!(acts::find(&db.read, id).await.unwrap().public, PublicState::Expired);
    })
    .await;
}

#[tokio::test]
async fn only_an_approved_text_that_nobody_sees_and_nothing_is_set_for_is_pending() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let id = approved(&db, &room, "Bài").await;
        let pending = async || {
            let row = article::Entity::find_by_id(id.get()).one(&db.read).await.unwrap();
            row.unwrap().pending == 1
        };
        assert!(pending().await);
        act(&db, id, Act::Schedule { at_ms: 5_000 }, 30).await;
        assert!(!pending().await, "it waits for its time and for nobody");
        act(&db, id, Act::Unschedule, 40).await;
        assert!(pending().await);
        act(&db, id, Act::Publish, 50).await;
        assert!(!pending().await);
        let found = acts::find(&db.read, id).await.unwrap();
        let newer = Text { title: "Bản mới".into(), ..found.draft.text };
        let tx = db.begin().await.unwrap();
        drafts::write(&tx, id, found.draft.version, &newer, None, 60).await.unwrap();
        tx.commit().await.unwrap();
        act(&db, id, Act::Write, 60).await;
        assert!(!pending().await, "an editor has it");
        act(&db, id, Act::Approve, 70).await;
        assert!(pending().await);
        act(&db, id, Act::Publish, 80).await;
        act(&db, id, Act::Withdraw { reason: "Sai".into() }, 90).await;
        assert!(!pending().await, "what was taken back is not to be published");
    })
    .await;
}

#[tokio::test]
async fn corrections_stand_on_the_live_article_newest_first() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let id = approved(&db, &room, "Bài").await;
        act(&db, id, Act::Publish, 100).await;
        for (note, at_ms) in [("Số liệu là 15.", 200), ("Tên xã là Nậm Cắn.", 300)] {
            assert!(act(&db, id, Act::Correct { note: note.into() }, at_ms).await > 0);
        }
        let Public::Live(live) = whole::read(&db.read, id).await.unwrap() else { panic!("live") };
        let notes: Vec<&str> = live.corrections.iter().map(|one| one.note.as_str()).collect();
        assert_eq!(notes, ["Tên xã là Nậm Cắn.", "Số liệu là 15."]);
        assert_eq!(live.updated_ms, Some(300));
        assert_eq!(acts::find(&db.read, id).await.unwrap().review, ReviewState::Approved);
    })
    .await;
}
