//! From one engine to the other and back, and files that are no backups.

use std::sync::Arc;

use content::article::Text;
use content::workflow::decide::Act;
use indicatif::ProgressBar;

use super::{archive, export, restore, samples, write};
use crate::app::App;
use crate::articles::store;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::trial::{fresh_postgres, newer as newer_schema};
use crate::http::trial;
use crate::import::keep::Sections;
use crate::import::ndjson;

/// A newsroom with two articles of which one is live, and a picture.
async fn newsroom() -> trial::Desk<impl poem::Endpoint> {
    let desk = trial::desk().await;
    for (title, live) in [("Chợ phiên", true), ("Bản nháp", false)] {
        let text = Text {
            title: title.to_owned(),
            section: Some(desk.room.paper.section),
            body: "Sáng nay chợ họp sớm.\n".to_owned(),
            ..Text::default()
        };
        let id = store::trial::begin(&desk.app.db, desk.room.paper, &text).await;
        if live {
            for act in [Act::Submit, Act::Approve, Act::Publish] {
                store::trial::act(&desk.app.db, id, act, 5_000).await;
            }
        }
    }
    let picture = image::RgbImage::from_pixel(640, 400, image::Rgb([9, 99, 9]));
    crate::media::keep::drawn(&desk.app, "xanh", move || Some(picture)).await.unwrap();
    desk
}

#[tokio::test]
async fn what_was_backed_up_comes_back_and_answers_the_same() {
    let desk = newsroom().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mot.toasoan");
    let bar = ProgressBar::hidden();
    let written = write::write(&desk.app, &file, &bar).await.unwrap();
    assert!(written.rows > 10 && written.files > 2 && written.samples == 2, "{written:?}");
    let again = write::write(&desk.app, &file, &bar).await.unwrap_err();
    assert!(again.to_string().contains("is there already"), "{again}");
    assert!(!folder.path().join("mot.toasoan.part").exists());

    let config = Config::below(&folder.path().join("empty")).unwrap();
    let manifest = restore::restore(&config, &file, &bar).await.unwrap();
    restore::compare(&config, &manifest).await.unwrap();
    let app = Arc::new(App::start(config.clone(), Clock::default()).await.unwrap());
    crate::worker::catch_up(&app).await.unwrap();
    assert_eq!(samples::differing(&app, &manifest).await, Vec::<String>::new());

    let full = restore::restore(&config, &file, &bar).await.unwrap_err();
    assert!(full.to_string().contains("needs an empty one"), "{full}");
    let media = app.media.all().await.unwrap();
    std::fs::write(
        folder.path().join("empty/media").join(media.first().unwrap().location.as_ref()),
        b"other",
    )
    .unwrap();
    let differs = restore::compare(&config, &manifest).await.unwrap_err();
    assert!(differs.to_string().contains("differs"), "{differs}");
}

#[tokio::test]
async fn a_newsroom_moves_from_one_engine_to_the_other_and_back() {
    let Some(address) = fresh_postgres().await else {
        eprintln!("left out: TOASOAN_TEST_POSTGRES is not set");
        return;
    };
    let desk = newsroom().await;
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let bar = ProgressBar::hidden();
    write::write(&desk.app, &one, &bar).await.unwrap();
    let mut grown = Config::below(&folder.path().join("grown")).unwrap();
    grown.database = address;
    let first = restore::restore(&grown, &one, &bar).await.unwrap();
    restore::compare(&grown, &first).await.unwrap();

    // It goes on there: new rows get new numbers.
    let app = Arc::new(App::start(grown.clone(), Clock::default()).await.unwrap());
    let text = Text { title: "Mai".to_owned(), ..Text::default() };
    store::trial::begin(&app.db, desk.room.paper, &text).await;
    write::write(&app, &two, &bar).await.unwrap();

    let small = Config::below(&folder.path().join("small")).unwrap();
    let second = restore::restore(&small, &two, &bar).await.unwrap();
    restore::compare(&small, &second).await.unwrap();
    let rows = |manifest: &super::manifest::Manifest, name: &str| {
        manifest.tables.iter().find(|table| table.name == name).unwrap().clone()
    };
    assert_eq!(rows(&first, "article").rows + 1, rows(&second, "article").rows);
    for same in ["media", "site", "audit", "person"] {
        assert_eq!(rows(&first, same), rows(&second, same), "{same}");
    }
    assert_eq!(first.samples, second.samples);
}

#[tokio::test]
async fn what_is_exported_can_be_read_and_holds_no_secret() {
    let desk = newsroom().await;
    desk.person(content::workflow::rights::Role::Editor, &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ra");
    let done = export::export(&desk.app, &place).await.unwrap();
    assert_eq!((done.articles, done.files), (2, 1));
    let lines = |name: &str| -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(place.join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let articles = lines("articles.ndjson");
    let states: Vec<_> = articles.iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["published", "draft"]);
    assert_eq!(articles[0]["body"], "Sáng nay chợ họp sớm.\n");
    assert_eq!(lines("revisions.ndjson").len() as u64, done.revisions);
    let people = std::fs::read_to_string(place.join("people.ndjson")).unwrap();
    assert!(people.contains("@bao.vn") && !people.contains("argon2") && !people.contains("hash"));
    let full = export::export(&desk.app, &place).await.unwrap_err();
    assert!(full.to_string().contains("is not empty"), "{full}");

    // Another newsroom takes the articles in.
    let config = Config::below(&folder.path().join("other")).unwrap();
    let other = Arc::new(App::start(config, Clock::default()).await.unwrap());
    store::trial::newsroom(&other.db).await;
    other.reload_atlas().await.unwrap();
    let how = ndjson::Asked {
        site: None,
        sections: Sections::Make,
        limit: None,
        rehearsal: ndjson::Rehearsal::No,
    };
    let file = place.join("articles.ndjson");
    let report = ndjson::import(&other, &file, &how, &ProgressBar::hidden()).await.unwrap();
    assert_eq!((report.made, report.skipped), (2, 0), "{report:?}");
}

#[tokio::test]
async fn a_newer_schema_is_neither_backed_up_nor_restored() {
    let desk = newsroom().await;
    let folder = tempfile::tempdir().unwrap();
    let (file, newer) = (folder.path().join("mot.toasoan"), folder.path().join("moi.toasoan"));
    let bar = ProgressBar::hidden();
    let mut foreign = archive::Writer::new(&newer).unwrap();
    foreign.manifest.format = super::manifest::FORMAT;
    foreign.manifest.steps = desk.app.db.steps().await.unwrap();
    foreign.manifest.steps.push("m9001_hooks".to_owned());
    foreign.finish().unwrap();
    let config = Config::below(&folder.path().join("empty")).unwrap();
    let refused = restore::restore(&config, &newer, &bar).await.unwrap_err();
    assert!(refused.to_string().contains("the backup is of a newer version"), "{refused}");
    assert!(!folder.path().join("empty/toasoan.db").exists());

    newer_schema(&desk.app.db).await;
    let refused = write::write(&desk.app, &file, &bar).await.unwrap_err();
    assert!(refused.to_string().contains("newer version (step m9001_hooks)"), "{refused}");
    assert!(!file.exists());
}

#[tokio::test]
async fn a_file_that_is_damaged_short_or_foreign_changes_nothing() {
    let desk = newsroom().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mot.toasoan");
    write::write(&desk.app, &file, &ProgressBar::hidden()).await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    let mut faults =
        vec![Vec::new(), b"PK\x03\x04 zip".to_vec(), whole[..whole.len() / 2].to_vec()];
    for part in 1..8 {
        let mut bent = whole.clone();
        bent[whole.len() * part / 8] ^= 0x10;
        faults.push(bent);
    }
    for (number, bytes) in faults.into_iter().enumerate() {
        let bad = folder.path().join("bad");
        std::fs::write(&bad, bytes).unwrap();
        assert!(archive::checked(&bad).is_err(), "fault {number} is not seen");
        let target = folder.path().join(format!("t{number}"));
        let config = Config::below(&target).unwrap();
        restore::restore(&config, &bad, &ProgressBar::hidden()).await.unwrap_err();
        assert!(!target.join("toasoan.db").exists(), "fault {number}");
    }
}
