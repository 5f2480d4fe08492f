//! From outside: what is promised to people who write in one article at the same time.

use content::id::ArticleId;
use content::workflow::rights::Role;
use poem::Endpoint;
use poem::http::StatusCode;
use poem::test::TestResponse;
use serde_json::{Value, json};

use crate::articles::store::drafts;
use crate::articles::tests::{Desk, Person, desk, read, with};

const ROOM: &str = "Một.\n\nHai.\n\nBa.\n";

/// A text with another body.
fn body(text: &Value, body: &str) -> Value {
    let mut text = text.clone();
    text["body"] = json!(body);
    text
}

/// A save that says what it was written over.
fn over(base: &Value, text: &Value, save_id: &str) -> Value {
    let mut save = with(text, save_id);
    save["base"] = base.clone();
    save["tab"] = json!("thẻ-1");
    save
}

impl<E: Endpoint> Desk<E> {
    /// An article of three paragraphs in version 2, and its text as the desk's script sends it.
    pub(in crate::articles) async fn three_paragraphs(&self, writer: &Person) -> (i64, Value) {
        let id = self.begin(writer).await;
        let text = body(&self.text("Chợ phiên"), ROOM);
        self.autosave(writer, id, 1, &with(&text, "đầu")).await.assert_status_is_ok();
        (id, text)
    }

    pub(in crate::articles) async fn stored(&self, id: i64) -> drafts::Draft {
        drafts::read(&self.app.db.read, ArticleId::new(id)).await.unwrap()
    }

    pub(in crate::articles) async fn ask(
        &self,
        who: &Person,
        path: &str,
        body: &Value,
    ) -> TestResponse {
        let post = self.web.post(path).header("cookie", &who.cookie);
        post.header("x-csrf-token", &who.csrf).body_json(body).send().await
    }

    pub(in crate::articles) async fn beat(&self, who: &Person, id: i64, says: &str) -> Value {
        let body = json!({ "tab": format!("thẻ-{}", who.id.get()), "says": says });
        let answer = self.ask(who, &format!("/toa-soan/bai/{id}/co-mat"), &body).await;
        answer.assert_status_is_ok();
        read(answer).await
    }

    /// The person's own texts beside the draft.
    async fn asides(&self, who: &Person, id: i64) -> Vec<Value> {
        let answer = self.get(who, &format!("/toa-soan/bai/{id}/ban-nhap")).send().await;
        answer.assert_status_is_ok();
        read(answer).await["asides"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn two_people_on_different_paragraphs_are_merged_without_a_question() {
    let desk = desk().await;
    let (lan, minh) = (desk.person(Role::Editor, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, base) = desk.three_paragraphs(&lan).await;
    let lans = body(&base, "Một của Lan.\n\nHai.\n\nBa.\n");
    desk.autosave(&lan, id, 2, &with(&lans, "a")).await.assert_status_is_ok();
    let mut minhs = body(&base, "Một.\n\nHai.\n\nBa của Minh.\n\nBốn.\n");
    minhs["lead"] = json!("Sapo của Minh.");
    // Without its base the save is refused, as it always was; with it, it is merged.
    desk.autosave(&minh, id, 2, &with(&minhs, "b")).await.assert_status(StatusCode::CONFLICT);
    let merged = desk.autosave(&minh, id, 2, &over(&base, &minhs, "c")).await;
    merged.assert_status_is_ok();
    merged.assert_header("etag", "\"4\"");
    let merged = read(merged).await;
    let whole = "Một của Lan.\n\nHai.\n\nBa của Minh.\n\nBốn.\n";
    assert_eq!(merged["merged"]["body"], json!(whole));
    let stored = desk.stored(id).await;
    assert_eq!((stored.text.body.as_str(), stored.text.lead.as_str()), (whole, "Sapo của Minh."));
    assert_eq!(desk.asides(&minh, id).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_merged_save_whose_answer_was_lost_is_answered_again_with_the_same_text() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let (id, base) = desk.three_paragraphs(&chief).await;
    let theirs = body(&base, "Một A.\n\nHai.\n\nBa.\n");
    desk.autosave(&chief, id, 2, &with(&theirs, "a")).await.assert_status_is_ok();
    let save = over(&base, &body(&base, "Một.\n\nHai.\n\nBa B.\n"), "b");
    let first = read(desk.autosave(&chief, id, 2, &save).await).await;
    // Meanwhile somebody goes on: the repeated save must neither undo that nor be in conflict.
    let later = body(&base, "Một A.\n\nHai sau.\n\nBa B.\n");
    desk.autosave(&chief, id, 4, &with(&later, "c")).await.assert_status_is_ok();
    let again = desk.autosave(&chief, id, 2, &save).await;
    again.assert_status_is_ok();
    let again = read(again).await;
    for told in ["version", "saved_at", "merged"] {
        assert_eq!(again[told], first[told], "{told}");
    }
    assert_eq!(desk.stored(id).await.text.body, "Một A.\n\nHai sau.\n\nBa B.\n");
}

#[tokio::test]
async fn on_one_paragraph_both_texts_are_shown_and_the_second_is_kept_beside_the_draft() {
    let desk = desk().await;
    let (lan, minh) = (desk.person(Role::Editor, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, base) = desk.three_paragraphs(&lan).await;
    let lans = body(&base, "Một.\n\nHai của Lan.\n\nBa.\n");
    desk.autosave(&lan, id, 2, &with(&lans, "a")).await.assert_status_is_ok();
    let mut minhs = body(&base, "Một.\n\nHai của Minh.\n\nBa của Minh.\n");
    minhs["title"] = json!("Chợ tình");
    let refused = desk.autosave(&minh, id, 2, &over(&base, &minhs, "b")).await;
    refused.assert_status(StatusCode::CONFLICT);
    let both = read(refused).await;
    assert_eq!(both["conflict"]["merged"]["title"], json!("Chợ tình"));
    assert_eq!(both["conflict"]["fields"], json!([]));
    let parts = json!([
        { "kind": "agreed", "text": "Một." },
        { "kind": "conflict", "base": "Hai.", "mine": "Hai của Minh.", "theirs": "Hai của Lan." },
        { "kind": "agreed", "text": "Ba của Minh." },
    ]);
    assert_eq!(both["conflict"]["body"], parts);
    assert_eq!(desk.stored(id).await.text.body, lans["body"].as_str().unwrap());
    // Nobody else is told of it, and it is forgotten when Minh has decided.
    assert_eq!(desk.asides(&lan, id).await, Vec::<Value>::new());
    let asides = desk.asides(&minh, id).await;
    assert_eq!((asides.len(), &asides[0]["mine"]["body"]), (1, &minhs["body"]));
    let decided = body(&minhs, "Một.\n\nHai của Lan và Minh.\n\nBa của Minh.\n");
    let mut save = with(&decided, "c");
    save["tab"] = json!("thẻ-1");
    desk.autosave(&minh, id, 3, &save).await.assert_status_is_ok();
    assert_eq!(desk.asides(&minh, id).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_text_beside_the_draft_can_be_dropped_by_its_writer_alone() {
    let desk = desk().await;
    let (lan, minh) = (desk.person(Role::Editor, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, base) = desk.three_paragraphs(&lan).await;
    let other = body(&base, "Khác.\n");
    desk.autosave(&lan, id, 2, &with(&other, "a")).await.assert_status_is_ok();
    let mine = body(&base, "Của Minh.\n");
    let refused = desk.autosave(&minh, id, 2, &over(&base, &mine, "b")).await;
    refused.assert_status(StatusCode::CONFLICT);
    let drop = async |who: &Person, csrf: &str| {
        let delete = desk.web.delete(format!("/toa-soan/bai/{id}/ban-rieng/th%E1%BA%BB-1"));
        delete.header("cookie", &who.cookie).header("x-csrf-token", csrf).send().await.0.status()
    };
    assert_eq!(drop(&minh, "sai").await, StatusCode::FORBIDDEN);
    assert_eq!(drop(&lan, &lan.csrf).await, StatusCode::NO_CONTENT);
    assert_eq!(desk.asides(&minh, id).await.len(), 1);
    assert_eq!(drop(&minh, &minh.csrf).await, StatusCode::NO_CONTENT);
    assert_eq!(desk.asides(&minh, id).await.len(), 0);
}

#[tokio::test]
async fn a_form_without_script_is_merged_and_says_so_or_shows_both_texts() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let (id, base) = desk.three_paragraphs(&chief).await;
    let path = format!("/toa-soan/bai/{id}");
    let page = desk.get(&chief, &path).send().await.0.into_body().into_string().await.unwrap();
    assert!(page.contains("name=\"goc\" value=\"{"), "the form carries what it was made from");
    let theirs = body(&base, "Một.\n\nHai.\n\nBa khác.\n");
    desk.autosave(&chief, id, 2, &with(&theirs, "a")).await.assert_status_is_ok();
    let goc = base.to_string();
    let section = base["section"].as_str().unwrap();
    let form = |body: &'static str, goc: &str| {
        let fields = [
            ("version", "2"),
            ("goc", goc),
            ("title", "Chợ phiên"),
            ("section", section),
            ("bylines", "Hà Linh"),
            ("tags", "chợ phiên"),
            ("body", body),
        ];
        desk.post(&chief, &path, &fields).send()
    };
    let merged = form("Một dài hơn.\r\n\r\nHai.\r\n\r\nBa.\r\n", &goc).await;
    merged.assert_status(StatusCode::SEE_OTHER);
    merged.assert_header("location", format!("{path}?xong=merge"));
    assert_eq!(desk.stored(id).await.text.body, "Một dài hơn.\n\nHai.\n\nBa khác.\n");
    let clash = form("Một.\n\nHai.\n\nBa của tôi.\n", &goc).await;
    clash.assert_status(StatusCode::CONFLICT);
    let page = clash.0.into_body().into_string().await.unwrap();
    assert!(page.contains("Ba của tôi.") && page.contains("Ba khác."), "{page}");
    // A base that is no base is none: nothing is merged over it.
    for broken in ["", "{", "[]", "{\"section\":\"x\"}", "{\"language\":7}"] {
        form("Hết.\n", broken).await.assert_status(StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_program_is_never_merged_with() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let (id, base) = desk.three_paragraphs(&chief).await;
    let theirs = body(&base, "Một.\n\nHai.\n\nBa khác.\n");
    desk.autosave(&chief, id, 2, &with(&theirs, "a")).await.assert_status_is_ok();
    let stale = json!({ "title": "Chợ phiên", "section": "thoi-su", "body": "Một mới.\n\nHai.\n\nBa.\n",
        "base": base });
    let put = desk.web.put(format!("/api/v1/articles/{id}/draft"));
    let put = put.header("authorization", format!("Bearer {}", chief.token));
    let refused = put.header("if-match", "\"2\"").body_json(&stale).send().await;
    refused.assert_status(StatusCode::CONFLICT);
    let both = read(refused).await;
    assert_eq!(both["theirs"]["body"], theirs["body"]);
    assert_eq!(both["yours"]["body"], stale["body"]);
}

#[tokio::test]
async fn what_is_too_long_or_of_another_world_is_refused_with_a_reason_and_changes_nothing() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let (id, base) = desk.three_paragraphs(&chief).await;
    let mut title = base.clone();
    title["title"] = json!("ệ".repeat(10_000));
    let mut section = base.clone();
    section["section"] = json!("999999");
    let huge = body(&base, &"chữ ".repeat(1_300_000));
    let mut tab = with(&base, "a");
    tab["tab"] = json!("x".repeat(5_000));
    let refused = [
        (title, StatusCode::UNPROCESSABLE_ENTITY),
        (section, StatusCode::BAD_REQUEST),
        (huge, StatusCode::PAYLOAD_TOO_LARGE),
    ];
    for (text, status) in refused {
        let answer = desk.autosave(&chief, id, 2, &with(&text, "b")).await;
        answer.assert_status(status);
        assert!(read(answer).await["message"].as_str().is_some_and(|words| words.len() > 20));
    }
    assert_eq!(desk.stored(id).await.version, 2);
    // The name of a tab is no reason to lose a text.
    desk.autosave(&chief, id, 2, &tab).await.assert_status_is_ok();
    // Two texts within the bounds may be beyond them together.
    let half = "á ".repeat(200_000);
    let long = body(&base, &format!("{half}\n\nHai.\n\nBa.\n"));
    desk.autosave(&chief, id, 2, &with(&long, "c")).await.assert_status_is_ok();
    let other = body(&base, &format!("Một.\n\nHai.\n\n{half}{half}\n"));
    let both = desk.autosave(&chief, id, 2, &over(&base, &other, "d")).await;
    both.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_block_of_a_newer_version_goes_through_saves_and_merges_unchanged() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let id = desk.begin(&chief).await;
    let newer = "```timeline 2031\nat: 09:00\n\n- a\n```";
    let base = body(&desk.text("Chợ"), &format!("Một.\n\n{newer}\n\nBa.\n"));
    desk.autosave(&chief, id, 1, &with(&base, "a")).await.assert_status_is_ok();
    let text =
        |from: &str, to: &str| body(&base, &base["body"].as_str().unwrap().replace(from, to));
    desk.autosave(&chief, id, 2, &with(&text("Một", "Hai"), "b")).await.assert_status_is_ok();
    let save = over(&base, &text("Ba", "Bốn"), "c");
    desk.autosave(&chief, id, 2, &save).await.assert_status_is_ok();
    assert_eq!(desk.stored(id).await.text.body, format!("Hai.\n\n{newer}\n\nBốn.\n"));
}

#[tokio::test]
async fn who_may_not_write_gets_nothing_in_by_way_of_a_merge() {
    let desk = desk().await;
    let (lan, looker) =
        (desk.person(Role::Editor, &[]).await, desk.person(Role::Inspector, &[]).await);
    let (id, base) = desk.three_paragraphs(&lan).await;
    let save = over(&base, &body(&base, "Phá.\n"), "a");
    desk.autosave(&looker, id, 1, &save).await.assert_status(StatusCode::FORBIDDEN);
    assert_eq!(desk.asides(&looker, id).await, Vec::<Value>::new());
    assert_eq!(desk.stored(id).await.version, 2);
}

#[tokio::test]
async fn a_revision_names_everybody_whose_words_came_into_it() {
    let desk = desk().await;
    let (writer, chief) =
        (desk.person(Role::Reporter, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, text) = desk.three_paragraphs(&writer).await;
    let theirs = body(&text, "Một của tổng biên tập.\n\nHai.\n\nBa.\n");
    desk.autosave(&chief, id, 2, &with(&theirs, "b")).await.assert_status_is_ok();
    let sent = [("version", "3")];
    let answer = desk.post(&writer, &format!("/toa-soan/bai/{id}/gui"), &sent).send().await;
    answer.assert_status(StatusCode::SEE_OTHER);
    let own = body(&text, "Một của tổng biên tập.\n\nHai của tổng biên tập.\n\nBa.\n");
    desk.autosave(&chief, id, 3, &with(&own, "c")).await.assert_status_is_ok();
    let approved = [("version", "4")];
    let answer = desk.post(&chief, &format!("/toa-soan/bai/{id}/duyet"), &approved).send().await;
    answer.assert_status(StatusCode::SEE_OTHER);
    let history = desk.get(&chief, &format!("/toa-soan/bai/{id}/lich-su")).send().await;
    let history = history.0.into_body().into_string().await.unwrap();
    let [newer, older] = history.split("class=\"title\"").skip(1).collect::<Vec<_>>()[..] else {
        panic!("two revisions: {history}");
    };
    assert!(!newer.contains("cùng viết"), "the chief's alone: {newer}");
    assert!(older.contains("cùng viết: chief 0"), "{older}");
}

#[tokio::test]
async fn an_open_page_learns_who_is_signed_in_now() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let me = read(desk.get(&writer, "/toa-soan/toi").send().await).await;
    assert_eq!(me, json!({ "person": writer.id, "name": "reporter 0", "csrf": writer.csrf }));
    let nobody = desk.web.get("/toa-soan/toi").header("accept", "application/json").send().await;
    nobody.assert_status(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_open_page_is_told_where_the_article_stands_and_whose_words_came_in() {
    let desk = desk().await;
    let (lan, minh) = (desk.person(Role::Reporter, &[]).await, desk.person(Role::Chief, &[]).await);
    let (id, base) = desk.three_paragraphs(&lan).await;
    let page = desk.get(&minh, &format!("/toa-soan/bai/{id}")).send().await;
    let page = page.0.into_body().into_string().await.unwrap();
    assert!(page.contains("data-state=\"draft/unpublished/--//false\""), "{page}");
    let mine = body(&base, "Một của Lan.\n\nHai.\n\nBa.\n");
    let kept = read(desk.autosave(&lan, id, 2, &with(&mine, "a")).await).await;
    assert_eq!(kept["state"], json!("draft/unpublished/--//false"));
    let sent = [("version", "3")];
    desk.post(&lan, &format!("/toa-soan/bai/{id}/gui"), &sent).send().await;
    assert_eq!(
        desk.beat(&lan, id, "open").await["state"],
        json!("submitted/unpublished/--//false")
    );
    // The chief's words take it up, and are merged with the reporter's.
    let theirs = body(&base, "Một.\n\nHai.\n\nBa của Minh.\n");
    let kept = read(desk.autosave(&minh, id, 2, &over(&base, &theirs, "b")).await).await;
    assert_eq!(kept["state"], json!("in_review/unpublished/--//false"));
    assert_eq!((&kept["merged_with"], &kept["mine"]), (&json!("reporter 0"), &json!(false)));
    assert_eq!(
        desk.beat(&lan, id, "open").await["state"],
        json!("in_review/unpublished/--//false")
    );
    let newest = read(desk.get(&minh, &format!("/toa-soan/bai/{id}/ban-nhap")).send().await).await;
    assert_eq!((&newest["saved_by"], &newest["mine"]), (&json!("chief 0"), &json!(true)));
}
