//! Being told: once, counted rightly, by mail where it is wanted, and never lost in silence.

use std::sync::Arc;

use content::id::PersonId;
use content::workflow::rights::{Grant, Role};

use super::Kind;
use super::post::send_one;
use super::store::{Filter, Telling, lines, read, read_up_to, tell};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::db::trial::on_both;
use crate::error::Error;
use crate::jobs::TRIES_MAX;
use crate::people::store::{self as people, NewPerson, accounts};

/// An app whose mails go into the folder.
async fn app(folder: &std::path::Path, url: Option<String>) -> App {
    let mut config = Config::below(folder).unwrap();
    config.smtp_url = url;
    config.mail_from = Some("Tòa soạn <toasoan@bao.vn>".to_owned());
    App::start(config, Clock::default()).await.unwrap()
}

async fn person(db: &Db, email: &str, role: Role) -> PersonId {
    let new = NewPerson { email: email.to_owned(), name: email.to_owned(), password_hash: None };
    let tx = db.begin().await.unwrap();
    let grant = Grant { role, sections: vec![], languages: vec![] };
    let id = people::insert(&tx, &new, &[grant], 1).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn told(db: &Db, app: &App, person: PersonId, title: &str) {
    let tx = db.begin().await.unwrap();
    let telling = Telling {
        person,
        kind: Kind::Returned,
        by: None,
        article: None,
        title,
        url: "/toa-soan/bai/7",
        note: "Thiếu nguồn",
    };
    tell(&tx, app, &telling).await.unwrap();
    tx.commit().await.unwrap();
}

async fn unread(db: &Db, person: PersonId) -> i32 {
    people::by_id(&db.read, person).await.unwrap().unread
}

/// The mails in a folder, as text.
fn mails(folder: &std::path::Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mails = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    mails.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[tokio::test]
async fn the_count_in_the_bar_is_that_of_what_was_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path(), None).await;
    on_both(|db| {
        let app = &app;
        async move {
            let (mai, son) = (
                person(&db, "mai@bao.vn", Role::Reporter).await,
                person(&db, "son@bao.vn", Role::Reporter).await,
            );
            for n in 0..5 {
                told(&db, app, mai, &format!("Bài {n}")).await;
            }
            told(&db, app, son, "Bài khác").await;
            assert_eq!((unread(&db, mai).await, unread(&db, son).await), (5, 1));
            let listed = lines(&db.read, mai, Filter::All, (None, 3)).await.unwrap();
            let titles: Vec<&str> = listed.iter().map(|line| line.title.as_str()).collect();
            assert_eq!(titles, ["Bài 4", "Bài 3", "Bài 2"]);
            let older = lines(&db.read, mai, Filter::All, (Some(listed[2].id), 9)).await.unwrap();
            assert_eq!(older.len(), 2);
            for _ in 0..2 {
                let leads = read(&db, mai, listed[0].id, 9).await.unwrap();
                assert_eq!(leads, "/toa-soan/bai/7");
            }
            assert_eq!(unread(&db, mai).await, 4);
            let foreign = read(&db, son, listed[1].id, 9).await;
            assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
            read_up_to(&db, mai, listed[2].id, 9).await.unwrap();
            assert_eq!(unread(&db, mai).await, 1);
            let left = lines(&db.read, mai, Filter::Unread, (None, 9)).await.unwrap();
            assert_eq!(left.len(), 1);
            assert_eq!(left[0].title, "Bài 3");
        }
    })
    .await;
}

/// Eight are told while everything up to the first is read.
async fn rush(db: Db, app: Arc<App>) {
    let mai = person(&db, "mai@bao.vn", Role::Reporter).await;
    told(&db, &app, mai, "Bài đầu").await;
    let first = lines(&db.read, mai, Filter::All, (None, 1)).await.unwrap()[0].id;
    let teller = |n: i32| {
        let (db, app) = (db.clone(), Arc::clone(&app));
        tokio::spawn(async move { told(&db, &app, mai, &n.to_string()).await })
    };
    let tellers: Vec<_> = (0..8).map(teller).collect();
    let reading = db.clone();
    let reader = tokio::spawn(async move { read_up_to(&reading, mai, first, 9).await.unwrap() });
    for teller in tellers {
        teller.await.unwrap();
    }
    reader.await.unwrap();
    assert_eq!(unread(&db, mai).await, 8);
}

#[tokio::test]
async fn many_tellers_and_a_reader_at_once_leave_the_right_count() {
    let folder = tempfile::tempdir().unwrap();
    let app = Arc::new(app(folder.path(), None).await);
    on_both(|db| rush(db, Arc::clone(&app))).await;
}

#[tokio::test]
async fn nobody_is_told_of_an_own_act_and_a_mail_goes_only_where_it_is_wanted() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let app = app(folder.path(), Some(format!("file://{}", out.path().display()))).await;
    let mai = person(&app.db, "mai@bao.vn", Role::Reporter).await;
    told(&app.db, &app, mai, "Chợ phiên\r\nBcc: moi-nguoi@bao.vn").await;
    assert!(send_one(&app).await.unwrap());
    assert!(!send_one(&app).await.unwrap(), "a mail is sent once");
    let sent = mails(out.path());
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains("To: mai@bao.vn\r\n"), "{}", sent[0]);
    assert!(sent[0].contains("text/plain") && sent[0].contains("text/html"));
    let (headers, _) = sent[0].split_once("\r\n\r\n").unwrap();
    assert!(!headers.contains("\nBcc:"), "{headers}");

    let off = [Kind::Returned.as_str().to_owned()];
    let tx = app.db.begin().await.unwrap();
    accounts::set_choices(&tx, mai, "Mai", ("vi", &off)).await.unwrap();
    let own = Telling {
        person: mai,
        kind: Kind::Taken,
        by: Some(mai),
        article: None,
        title: "",
        url: "/toa-soan",
        note: "",
    };
    tell(&tx, &app, &own).await.unwrap();
    tx.commit().await.unwrap();
    told(&app.db, &app, mai, "Không gửi").await;
    assert!(!send_one(&app).await.unwrap());
    assert_eq!(unread(&app.db, mai).await, 2);
}

#[tokio::test]
async fn what_was_read_before_the_post_came_is_not_mailed() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let app = app(folder.path(), Some(format!("file://{}", out.path().display()))).await;
    let mai = person(&app.db, "mai@bao.vn", Role::Reporter).await;
    told(&app.db, &app, mai, "Chợ phiên").await;
    let id = lines(&app.db.read, mai, Filter::All, (None, 1)).await.unwrap()[0].id;
    read(&app.db, mai, id, 9).await.unwrap();
    assert!(send_one(&app).await.unwrap());
    assert_eq!(mails(out.path()).len(), 0);
}

#[tokio::test]
async fn a_mail_that_cannot_be_sent_is_given_up_and_the_managers_are_told() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody listens on the discard port of this machine.
    let app = app(folder.path(), Some("smtp://127.0.0.1:9".to_owned())).await;
    let mai = person(&app.db, "mai@bao.vn", Role::Reporter).await;
    let manager = person(&app.db, "quantri@bao.vn", Role::Admin).await;
    told(&app.db, &app, mai, "Chợ phiên").await;
    for n in 1..=TRIES_MAX {
        assert_eq!(unread(&app.db, manager).await, 0, "before try {n}");
        assert!(send_one(&app).await.unwrap());
        assert!(!send_one(&app).await.unwrap(), "there is a pause after try {n}");
        app.clock.advance_ms(3_600_000);
    }
    assert!(!send_one(&app).await.unwrap());
    let told = lines(&app.db.read, manager, Filter::All, (None, 9)).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].kind.as_str(), told[0].title.as_str()), ("mail-failed", "mai@bao.vn"));
    assert_eq!(told[0].url, format!("/toa-soan/nhan-su/{mai}"));
}
