//! Who has an article open and who edits it, through HTTP.

use content::workflow::rights::Role;
use poem::http::StatusCode;
use serde_json::{Value, json};

use crate::articles::tests::{Person, desk, read, with};

#[tokio::test]
async fn the_first_who_types_edits_and_others_are_told() {
    let desk = desk().await;
    let (lan, minh) = (desk.person(Role::Reporter, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, _) = desk.three_paragraphs(&lan).await;
    assert_eq!(desk.beat(&minh, id, "open").await["lock"], Value::Null);
    assert_eq!(desk.beat(&lan, id, "typing").await["lock"]["mine"], json!(true));
    let told = desk.beat(&minh, id, "typing").await;
    assert_eq!(told["lock"]["mine"], json!(false));
    assert_eq!((&told["lock"]["may_take"], &told["version"]), (&json!(true), &json!(2)));
    let people = told["people"].as_array().unwrap();
    let lans = people.iter().find(|somebody| somebody["me"] == json!(false)).unwrap();
    assert_eq!((&lans["typing"], &lans["name"]), (&json!(true), &json!("reporter 0")));
    let list = desk.get(&minh, "/toa-soan").send().await.0.into_body().into_string().await.unwrap();
    assert!(list.contains("Đang mở: "), "the list shows it too");
    let page = desk.get(&minh, &format!("/toa-soan/bai/{id}")).send().await;
    assert!(page.0.into_body().into_string().await.unwrap().contains("Đang mở: reporter 0"));
    // Nothing more is heard of Lan: neither page nor lock stays behind.
    desk.app.clock.advance_ms(31_000);
    let told = desk.beat(&minh, id, "typing").await;
    assert_eq!(
        (told["people"].as_array().unwrap().len(), &told["lock"]["mine"]),
        (1, &json!(true))
    );
    desk.beat(&minh, id, "closed").await;
    assert_eq!(desk.beat(&lan, id, "open").await["lock"], Value::Null);
}

#[tokio::test]
async fn a_lock_is_taken_over_by_right_only_and_never_stops_a_save() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let editor = desk.person(Role::Editor, &[desk.room.paper]).await;
    let (id, base) = desk.three_paragraphs(&writer).await;
    let take = async |who: &Person| {
        let tab = json!({ "tab": "t" });
        desk.ask(who, &format!("/toa-soan/bai/{id}/tiep-quan"), &tab).await
    };
    desk.beat(&writer, id, "typing").await;
    let looker = desk.person(Role::Inspector, &[]).await;
    take(&looker).await.assert_status(StatusCode::FORBIDDEN);
    desk.beat(&looker, id, "editing").await;
    let stranger = desk.person(Role::Contributor, &[]).await;
    take(&stranger).await.assert_status(StatusCode::FORBIDDEN);
    assert_eq!(desk.beat(&writer, id, "open").await["lock"]["mine"], json!(true));
    let taken = take(&editor).await;
    taken.assert_status_is_ok();
    assert_eq!(read(taken).await["lock"]["mine"], json!(true));
    let told = desk.beat(&writer, id, "typing").await;
    assert_eq!((&told["lock"]["mine"], &told["lock"]["may_take"]), (&json!(false), &json!(true)));
    // The one who lost it goes on being saved.
    let mut more = base.clone();
    more["body"] = json!("Một.\n\nHai.\n\nBa.\n\nBốn.\n");
    desk.autosave(&writer, id, 2, &with(&more, "a")).await.assert_status_is_ok();
    take(&writer).await.assert_status_is_ok();
    // Once it is sent off its writer may only read, and takes nothing over.
    let sent = [("version", "3")];
    desk.post(&writer, &format!("/toa-soan/bai/{id}/gui"), &sent).send().await;
    desk.beat(&editor, id, "editing").await;
    take(&writer).await.assert_status(StatusCode::FORBIDDEN);
    desk.beat(&writer, id, "editing").await;
    let told = desk.beat(&writer, id, "typing").await;
    assert_eq!((&told["lock"]["mine"], &told["lock"]["may_take"]), (&json!(false), &json!(false)));
    let silly = json!({ "tab": "x".repeat(9_000), "says": "open" });
    let path = format!("/toa-soan/bai/{id}/co-mat");
    let forged = Person { csrf: "sai".to_owned(), ..editor };
    take(&forged).await.assert_status(StatusCode::FORBIDDEN);
    desk.ask(&writer, &path, &silly).await.assert_status(StatusCode::BAD_REQUEST);
    let silly = json!({ "tab": "t", "says": "chết" });
    desk.ask(&writer, &path, &silly).await.assert_status(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_that_stays_open_after_the_text_was_sent_holds_it_no_longer() {
    let desk = desk().await;
    let (writer, chief) =
        (desk.person(Role::Reporter, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, _) = desk.three_paragraphs(&writer).await;
    assert_eq!(desk.beat(&writer, id, "typing").await["lock"]["mine"], json!(true));
    let sent = [("version", "2")];
    desk.post(&writer, &format!("/toa-soan/bai/{id}/gui"), &sent).send().await;
    // The page of another window still says that it is there.
    assert_eq!(desk.beat(&writer, id, "open").await["lock"], json!(null));
    assert_eq!(desk.beat(&chief, id, "open").await["lock"], json!(null));
    assert_eq!(desk.beat(&chief, id, "editing").await["lock"]["mine"], json!(true));
    desk.beat(&writer, id, "open").await;
    assert_eq!(desk.beat(&chief, id, "open").await["lock"]["mine"], json!(true), "another's stays");
}

#[tokio::test]
async fn the_page_before_in_the_same_tab_is_closed_and_nobody_sees_themselves_in_the_list() {
    let desk = desk().await;
    let (lan, minh) = (desk.person(Role::Reporter, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, _) = desk.three_paragraphs(&lan).await;
    let path = format!("/toa-soan/bai/{id}/co-mat");
    desk.ask(&lan, &path, &json!({ "tab": "cũ", "says": "open" })).await.assert_status_is_ok();
    let told = desk.ask(&lan, &path, &json!({ "tab": "mới", "was": "cũ", "says": "open" })).await;
    assert_eq!(read(told).await["people"][0]["tabs"], json!(1));
    let silly = json!({ "tab": "mới", "was": "x".repeat(9_000), "says": "open" });
    desk.ask(&lan, &path, &silly).await.assert_status(StatusCode::BAD_REQUEST);
    for (who, sees) in [(&lan, false), (&minh, true)] {
        let list = desk.get(who, "/toa-soan?loc=tat-ca").send().await;
        let list = list.0.into_body().into_string().await.unwrap();
        assert_eq!(list.contains("Đang mở: reporter 0"), sees);
    }
}

#[tokio::test]
async fn what_is_handed_on_is_nobodys_to_edit() {
    let desk = desk().await;
    let (writer, chief) =
        (desk.person(Role::Reporter, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, _) = desk.three_paragraphs(&writer).await;
    desk.beat(&chief, id, "typing").await;
    for (step, word) in [("gui", "submit"), ("duyet", "approve")] {
        let page = format!("/toa-soan/bai/{id}");
        let html = desk.get(&chief, &page).send().await.0.into_body().into_string().await.unwrap();
        let version = html.split("data-version=\"").nth(1).unwrap().split('"').next().unwrap();
        let sent = [("version", version)];
        desk.post(&chief, &format!("{page}/{step}"), &sent).send().await;
        assert_eq!(desk.beat(&chief, id, "open").await["lock"], json!(null), "{word}");
    }
    assert_eq!(desk.beat(&chief, id, "typing").await["lock"]["mine"], json!(true));
}
