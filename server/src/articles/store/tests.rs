//! The promises of the stores, on both engines.

use content::article::{PublicState, ReviewState, Text};
use content::id::PersonId;
use content::slug::Slug;
use content::workflow::decide::Act;
use sea_orm::EntityTrait;

use super::acts::{self, Kept};
use super::desk_list::{self, Ask, Filter, Scope};
use super::drafts::{self, Saved};
use super::repeats::{self, Answer};
use super::trial::{act, begin, decided, newsroom, text};
use super::{create, revisions};
use crate::articles::rows::{article, article_tag, placement};
use crate::audit::store as audit;
use crate::db::Db;
use crate::db::trial::on_both;
use crate::error::Error;

async fn write(db: &Db, id: content::id::ArticleId, on: i64, text: &Text) -> Result<i64, Error> {
    let tx = db.begin().await?;
    let version = drafts::write(&tx, id, on, text, None, 2_000).await?;
    tx.commit().await?;
    Ok(version)
}

#[tokio::test]
async fn a_stale_save_is_refused_and_nothing_is_overwritten() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let first = text("Một", room.paper.section);
        let id = begin(&db, room.paper, &first).await;
        let second = Text { title: "Hai".to_owned(), ..first.clone() };
        assert_eq!(write(&db, id, 1, &second).await.unwrap(), 2);
        let late = Text { title: "Ba".to_owned(), ..first };
        let refused = write(&db, id, 1, &late).await;
        assert!(matches!(refused, Err(Error::StaleWrite { stored: 2 })), "{refused:?}");
        assert_eq!(drafts::read(&db.read, id).await.unwrap().text, second);
    })
    .await;
}

#[tokio::test]
async fn of_many_writers_over_one_version_exactly_one_wins() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let first = text("Một", room.paper.section);
        let id = begin(&db, room.paper, &first).await;
        let writers: Vec<_> = (0..8)
            .map(|n| {
                let (db, text) = (db.clone(), Text { title: format!("Bản {n}"), ..first.clone() });
                tokio::spawn(async move { write(&db, id, 1, &text).await.is_ok() })
            })
            .collect();
        let mut won = 0;
        for writer in writers {
            won += i32::from(writer.await.unwrap());
        }
        assert_eq!((won, drafts::read(&db.read, id).await.unwrap().version), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn the_same_text_again_is_no_new_version() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let first = text("Một", room.paper.section);
        let id = begin(&db, room.paper, &first).await;
        assert_eq!(write(&db, id, 1, &first).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn autosaves_fold_into_the_draft_and_acts_make_revisions() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let mut words = text("Một", room.paper.section);
        let id = begin(&db, room.paper, &words).await;
        for version in 1..=5 {
            words.title = format!("Bản {version}");
            write(&db, id, version, &words).await.unwrap();
        }
        assert_eq!(revisions::list(&db.read, id).await.unwrap(), []);
        act(&db, id, Act::Submit, 3_000).await;
        act(&db, id, Act::Approve, 4_000).await;
        let lines = revisions::list(&db.read, id).await.unwrap();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!((lines[0].number, lines[0].act.as_str()), (1, "submit"));
        let kept = revisions::by_number(&db.read, id, 1).await.unwrap();
        assert_eq!(kept.text, words);
        assert_eq!(drafts::read(&db.read, id).await.unwrap().revision, Some(kept.id));
    })
    .await;
}

#[tokio::test]
async fn publishing_shows_labels_counts_and_keeps_the_slug() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let words = text("Chợ phiên Bắc Hà", room.paper.section);
        let id = begin(&db, room.paper, &words).await;
        act(&db, id, Act::Submit, 3_000).await;
        act(&db, id, Act::Approve, 3_500).await;
        assert_eq!(act(&db, id, Act::Publish, 4_000).await, 1);
        let row = article::Entity::find_by_id(id.get()).one(&db.read).await.unwrap().unwrap();
        assert_eq!((row.slug.as_str(), row.published_ms), ("cho-phien-bac-ha", Some(4_000)));
        let places = placement::Entity::find().all(&db.read).await.unwrap();
        assert_eq!((places.len(), places[0].home, places[0].live), (1, 1, 1));
        // Three names, two of them the same label.
        assert_eq!(article_tag::Entity::find().all(&db.read).await.unwrap().len(), 2);
        let newer = Text { title: "Tên khác hẳn".to_owned(), ..words };
        write(&db, id, 1, &newer).await.unwrap();
        let found = acts::find(&db.read, id).await.unwrap();
        assert_eq!(found.slug.as_str(), "cho-phien-bac-ha");
        assert_ne!(found.live, found.draft.revision, "readers keep the old text");
        let ask = audit::Ask { articles: Some(vec![id]), limit: 9, ..audit::Ask::default() };
        let lines = audit::lines(&db.read, &ask).await.unwrap();
        let names: Vec<&str> = lines.iter().map(|line| line.act.as_str()).collect();
        assert_eq!(names, ["publish", "approve", "submit"]);
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_article_is_on_no_list_and_comes_back_with_a_new_number() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let id = begin(&db, room.paper, &text("Một", room.paper.section)).await;
        for step in [Act::Submit, Act::Approve] {
            act(&db, id, step, 3_000).await;
        }
        let change = decided(&db, id, Act::Publish).await;
        let tx = db.begin().await.unwrap();
        let places = [room.portal];
        let kept =
            Kept { change: &change, by: None, places: &places, published_ms: Some(77), now_ms: 9 };
        acts::apply(&tx, &db, &kept).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(acts::find(&db.read, id).await.unwrap().places, places);
        assert_eq!(act(&db, id, Act::Withdraw { reason: "Sai".into() }, 5_000).await, 2);
        let shown = placement::Entity::find().all(&db.read).await.unwrap();
        assert_eq!(shown.iter().map(|row| row.live).collect::<Vec<_>>(), [0, 0]);
        let row = article::Entity::find_by_id(id.get()).one(&db.read).await.unwrap().unwrap();
        assert_eq!((row.withdrawn_ms, row.withdrawn_reason.as_str()), (Some(5_000), "Sai"));
        assert_eq!(row.published_ms, Some(77));
        assert_eq!(act(&db, id, Act::Publish, 6_000).await, 3);
        assert_eq!(acts::find(&db.read, id).await.unwrap().public, PublicState::Live);
    })
    .await;
}

#[tokio::test]
async fn an_act_on_an_older_draft_is_refused() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let words = text("Một", room.paper.section);
        let id = begin(&db, room.paper, &words).await;
        let change = decided(&db, id, Act::Submit).await;
        write(&db, id, 1, &Text { title: "Hai".to_owned(), ..words }).await.unwrap();
        let tx = db.begin().await.unwrap();
        let kept = Kept { change: &change, by: None, places: &[], published_ms: None, now_ms: 9 };
        let refused = acts::apply(&tx, &db, &kept).await;
        assert!(matches!(refused, Err(Error::StaleWrite { stored: 2 })), "{refused:?}");
        drop(tx);
        assert_eq!(acts::find(&db.read, id).await.unwrap().review, ReviewState::Draft);
    })
    .await;
}

#[tokio::test]
async fn a_source_is_taken_in_once_and_keeps_its_slug() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let new = create::NewArticle {
            site: room.paper.site,
            owner: None,
            source_id: Some("cu-17".to_owned()),
            slug: Slug::of("Tên cũ"),
            text: text("Tên mới", room.paper.section),
        };
        let tx = db.begin().await.unwrap();
        let id = create::insert(&tx, &new, 1).await.unwrap();
        tx.commit().await.unwrap();
        let tx = db.begin().await.unwrap();
        let again = create::insert(&tx, &new, 1).await;
        assert!(matches!(again, Err(Error::Taken("source_id"))), "{again:?}");
        drop(tx);
        assert_eq!(create::by_source(&db.read, "cu-17").await.unwrap(), Some(id));
        for step in [Act::Submit, Act::Approve, Act::Publish] {
            act(&db, id, step, 3_000).await;
        }
        assert_eq!(acts::find(&db.read, id).await.unwrap().slug.as_str(), "ten-cu");
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        let id = begin(&db, room.paper, &Text::default()).await;
        let saved = Saved { article: id, version: 2, saved_ms: 5, merged: None, merged_with: None };
        let answer = Answer { status: 201, headers: vec![], body: "{}".to_owned() };
        let tx = db.begin().await.unwrap();
        drafts::remember(&tx, "s1", &saved).await.unwrap();
        repeats::keep(&tx, "k1", &answer, 5).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(drafts::saved(&db.read, "s1").await.unwrap(), Some(saved));
        assert_eq!(repeats::find(&db.read, "k1").await.unwrap(), Some(answer.clone()));
        let tx = db.begin().await.unwrap();
        let twice = repeats::keep(&tx, "k1", &answer, 6).await;
        assert!(matches!(twice, Err(Error::Taken(_))), "{twice:?}");
    })
    .await;
}

#[tokio::test]
async fn the_list_shows_what_may_be_read_and_goes_on_without_gaps() {
    on_both(|db| async move {
        let room = newsroom(&db).await;
        for n in 0..5 {
            begin(&db, room.paper, &text(&format!("Chợ phiên {n}"), room.paper.section)).await;
        }
        begin(&db, room.portal, &text("Cổng", room.portal.section)).await;
        let scope = Scope { sections: vec![room.paper.section], languages: vec![] };
        let mut ask = Ask {
            person: PersonId::new(9),
            scopes: vec![scope],
            approves: vec![],
            publishes: vec![],
            sections: vec![],
            filter: Filter::All,
            owner: None,
            words: "cho phien".to_owned(),
            within: (None, None),
            before: None,
            limit: 2,
        };
        let mut titles = Vec::new();
        loop {
            let lines = desk_list::page(&db.read, &ask).await.unwrap().lines;
            let Some(last) = lines.last() else { break };
            ask.before = Some(desk_list::place(&ask, last));
            titles.extend(lines.into_iter().map(|line| line.title));
        }
        let wanted: Vec<String> = (0..5).rev().map(|n| format!("Chợ phiên {n}")).collect();
        assert_eq!(titles, wanted);
        ask = Ask { before: None, words: String::new(), limit: 50, ..ask };
        assert_eq!(desk_list::page(&db.read, &ask).await.unwrap().lines.len(), 5);
        ask.words = "100%".to_owned();
        assert_eq!(desk_list::page(&db.read, &ask).await.unwrap().lines, []);
        let lists = [Filter::Mine, Filter::ForEditing, Filter::ForPublishing, Filter::Live];
        for filter in lists {
            let none = Ask { filter, words: String::new(), ..ask.clone() };
            assert_eq!(desk_list::page(&db.read, &none).await.unwrap().lines, [], "{filter:?}");
        }
    })
    .await;
}
