//! From outside: what desk and API promise to those who write, edit and publish.

use std::sync::Arc;

use content::id::PersonId;
use content::workflow::rights::{Grant, Role};
use poem::Endpoint;
use poem::http::StatusCode;
use poem::test::{TestClient, TestRequestBuilder, TestResponse};
use serde_json::{Value, json};

use super::store::acts::Place;
use super::store::trial::{Newsroom, newsroom};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::people::store::{self as people, NewPerson, session, tokens};

/// A fresh newsroom with its web.
pub(super) struct Desk<E> {
    pub(super) app: Arc<App>,
    pub(super) room: Newsroom,
    pub(super) web: TestClient<E>,
    _folder: tempfile::TempDir,
}

/// Somebody signed in.
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) cookie: String,
    pub(super) csrf: String,
    pub(super) token: String,
}

pub(super) async fn desk() -> Desk<impl Endpoint> {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::below(folder.path()).unwrap();
    let app = Arc::new(App::start(config, Clock::default()).await.unwrap());
    let room = newsroom(&app.db).await;
    app.reload_atlas().await.unwrap();
    crate::worker::start(&app);
    let web = TestClient::new(crate::routes::all(Arc::clone(&app)))
        .default_header("host", "bao.localhost");
    Desk { app, room, web, _folder: folder }
}

impl<E: Endpoint> Desk<E> {
    pub(super) async fn person(&self, role: Role, sections: &[Place]) -> Person {
        let name = format!("{} {}", role.as_str(), sections.len());
        let new =
            NewPerson { email: format!("{name}@bao.vn"), name: name.clone(), password_hash: None };
        let sections = sections.iter().map(|place| place.section).collect();
        let grant = Grant { role, sections, languages: vec![] };
        let tx = self.app.db.begin().await.unwrap();
        let id = people::insert(&tx, &new, &[grant], 1).await.unwrap();
        let token = tokens::insert(&tx, &name, Some(id), &["all".to_owned()], 1).await.unwrap();
        tx.commit().await.unwrap();
        let (session, cookie) = session::begin(&self.app, Some(id), None).await.unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Person { id, cookie, csrf: session.csrf, token }
    }

    /// A form or a fetch from the desk.
    pub(super) fn post(
        &self,
        who: &Person,
        path: &str,
        fields: &[(&str, &str)],
    ) -> TestRequestBuilder<'_, E> {
        let mut form = vec![("_csrf", who.csrf.as_str())];
        form.extend_from_slice(fields);
        let body = serde_html_form::to_string(&form).unwrap();
        let post = self.web.post(path).header("cookie", &who.cookie).header("accept", "text/html");
        post.content_type("application/x-www-form-urlencoded").body(body)
    }

    pub(super) fn get(&self, who: &Person, path: &str) -> TestRequestBuilder<'_, E> {
        self.web.get(path).header("cookie", &who.cookie).header("accept", "text/html")
    }

    pub(super) fn api(&self, who: &Person, path: &str, body: &Value) -> TestRequestBuilder<'_, E> {
        let post = self.web.post(path).header("authorization", format!("Bearer {}", who.token));
        post.body_json(body)
    }

    pub(super) async fn begin(&self, who: &Person) -> i64 {
        let answer = self.post(who, "/toa-soan/bai", &[]).send().await;
        answer.assert_status(StatusCode::SEE_OTHER);
        let place = answer.0.header("location").unwrap();
        place.rsplit('/').next().unwrap().parse().unwrap()
    }

    pub(super) async fn autosave(
        &self,
        who: &Person,
        id: i64,
        version: i64,
        body: &Value,
    ) -> TestResponse {
        self.web
            .put(format!("/toa-soan/bai/{id}/ban-nhap"))
            .header("cookie", &who.cookie)
            .header("x-csrf-token", &who.csrf)
            .header("if-match", format!("\"{version}\""))
            .body_json(body)
            .send()
            .await
    }

    pub(super) fn text(&self, title: &str) -> Value {
        let section = self.room.paper.section.to_string();
        json!({ "title": title, "body": "Chợ họp sáu ngày một phiên.\n", "section": section,
            "language": "vi", "bylines": ["Hà Linh"], "tags": ["chợ phiên"], "cover": null })
    }

    /// An article sent through the API, as its writer.
    pub(super) async fn sent_in(&self, who: &Person, title: &str) -> i64 {
        let body = json!({ "site": "bao", "section": "thoi-su", "title": title, "body": "Chữ." });
        let answer = self.api(who, "/api/v1/articles", &body).send().await;
        answer.assert_status(StatusCode::CREATED);
        let id = read(answer).await["id"].as_i64().unwrap();
        self.api(who, &format!("/api/v1/articles/{id}/submit"), &json!({}))
            .send()
            .await
            .assert_status_is_ok();
        id
    }
}

pub(super) async fn read(answer: TestResponse) -> Value {
    serde_json::from_str(&answer.0.into_body().into_string().await.unwrap()).unwrap()
}

pub(super) fn with(text: &Value, save_id: &str) -> Value {
    let mut text = text.clone();
    text["save_id"] = json!(save_id);
    text
}

#[tokio::test]
async fn a_new_article_is_the_untouched_one_until_a_word_is_written() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let first = desk.begin(&writer).await;
    assert_eq!(desk.begin(&writer).await, first);
    desk.autosave(&writer, first, 1, &with(&desk.text("Chợ"), "a")).await.assert_status_is_ok();
    assert_ne!(desk.begin(&writer).await, first);
}

#[tokio::test]
async fn a_stale_autosave_shows_both_texts_and_overwrites_nothing() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let id = desk.begin(&writer).await;
    let saved = desk.autosave(&writer, id, 1, &with(&desk.text("Một"), "a")).await;
    saved.assert_status_is_ok();
    saved.assert_header("etag", "\"2\"");
    let refused = desk.autosave(&writer, id, 1, &with(&desk.text("Hai"), "b")).await;
    refused.assert_status(StatusCode::CONFLICT);
    let both = read(refused).await;
    assert_eq!((&both["theirs"]["title"], &both["yours"]["title"]), (&json!("Một"), &json!("Hai")));
    assert_eq!(both["version"], json!(2));
    let form = [("version", "1"), ("title", "Ba <b>")];
    let page = desk.post(&writer, &format!("/toa-soan/bai/{id}"), &form).send().await;
    page.assert_status(StatusCode::CONFLICT);
    let page = page.0.into_body().into_string().await.unwrap();
    assert!(page.contains("Ba &lt;b&gt;") && page.contains("Một"), "{page}");
    let stored = super::store::drafts::read(&desk.app.db.read, content::id::ArticleId::new(id));
    assert_eq!(stored.await.unwrap().text.title, "Một");
}

#[tokio::test]
async fn a_save_whose_answer_was_lost_is_answered_again_and_kept_once() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let id = desk.begin(&writer).await;
    let body = with(&desk.text("Một"), "cùng-một-lần");
    let first = read(desk.autosave(&writer, id, 1, &body).await).await;
    let again = desk.autosave(&writer, id, 1, &body).await;
    again.assert_status_is_ok();
    assert_eq!(read(again).await, first);
    // Another text under the same id is no repetition, and must not be lost silently.
    let other = with(&desk.text("Hai"), "cùng-một-lần");
    desk.autosave(&writer, id, 1, &other).await.assert_status(StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_unfinished_text_is_kept_and_what_is_beyond_all_bounds_is_not() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let id = desk.begin(&writer).await;
    let saved = desk.autosave(&writer, id, 1, &json!({ "save_id": "a", "body": "Chữ" })).await;
    saved.assert_status_is_ok();
    assert_eq!(read(saved).await["faults"][0]["key"], json!("fault-title-missing"));
    let long = json!({ "save_id": "b", "title": "ệ".repeat(301) });
    let refused = desk.autosave(&writer, id, 2, &long).await;
    refused.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(read(refused).await["message"].as_str().unwrap().contains("300"));
    let huge = json!({ "save_id": "c", "body": "a".repeat(10_000_000) });
    desk.autosave(&writer, id, 2, &huge).await.assert_status(StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn without_the_token_of_the_page_nothing_is_done() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let stranger = Person { csrf: "sai".to_owned(), cookie: writer.cookie.clone(), ..writer };
    let refused = desk.post(&stranger, "/toa-soan/bai", &[]).send().await;
    refused.assert_status(StatusCode::FORBIDDEN);
    let nobody = Person { cookie: String::new(), ..stranger };
    let refused = desk.post(&nobody, "/toa-soan/bai", &[]).send().await;
    refused.assert_status(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_article_goes_from_the_writer_to_the_readers_and_back() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let chief = desk.person(Role::Chief, &[]).await;
    let id = desk.begin(&writer).await;
    desk.autosave(&writer, id, 1, &with(&desk.text("Chợ phiên"), "a")).await.assert_status_is_ok();
    let act = async |who: &Person, word: &str, fields: &[(&str, &str)], wanted: StatusCode| {
        let path = format!("/toa-soan/bai/{id}/{word}");
        desk.post(who, &path, fields).send().await.assert_status(wanted);
    };
    let (v, gone_on) = (("version", "2"), StatusCode::SEE_OTHER);
    act(&writer, "gui", &[v], gone_on).await;
    act(&writer, "xuat-ban", &[v], StatusCode::FORBIDDEN).await;
    act(&chief, "nhan", &[v], gone_on).await;
    act(&chief, "tra-lai", &[v], StatusCode::UNPROCESSABLE_ENTITY).await;
    act(&chief, "duyet", &[("version", "1")], StatusCode::CONFLICT).await;
    act(&chief, "duyet", &[v], gone_on).await;
    act(&chief, "duyet", &[v], StatusCode::CONFLICT).await;
    let there = format!("cong/{}", desk.room.portal.section);
    let foreign = format!("cong/{}", desk.room.paper.section);
    act(&chief, "xuat-ban", &[v, ("hien-thi", &foreign)], StatusCode::BAD_REQUEST).await;
    act(&chief, "xuat-ban", &[v, ("hien-thi", ""), ("hien-thi", &there)], gone_on).await;
    let found = super::store::acts::find(&desk.app.db.read, content::id::ArticleId::new(id));
    assert_eq!(found.await.unwrap().places, [desk.room.portal]);
    for page in ["", "/lich-su", "/lich-su/1", "/xem-truoc"] {
        let answer = desk.get(&writer, &format!("/toa-soan/bai/{id}{page}")).send().await;
        answer.assert_status_is_ok();
        let html = answer.0.into_body().into_string().await.unwrap();
        assert!(html.contains("Chợ phiên"), "{page}: {html}");
    }
    act(&chief, "go", &[v, ("note", "Sai số liệu")], gone_on).await;
    let found = super::store::acts::find(&desk.app.db.read, content::id::ArticleId::new(id));
    assert_eq!(found.await.unwrap().public.as_str(), "withdrawn");
}

#[tokio::test]
async fn everybody_sees_exactly_what_they_may_read() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let id = desk.sent_in(&writer, "Mùa lúa mới").await;
    let sees = async |who: &Person| {
        let list = desk.get(who, "/toa-soan").send().await.0.into_body().into_string().await;
        let page = desk.get(who, &format!("/toa-soan/bai/{id}")).send().await.0.status();
        let listed = list.unwrap().contains("Mùa lúa mới");
        assert_eq!(listed, page == StatusCode::OK, "list and page say the same");
        listed
    };
    assert!(sees(&writer).await);
    assert!(sees(&desk.person(Role::Editor, &[desk.room.paper]).await).await);
    assert!(sees(&desk.person(Role::Inspector, &[]).await).await);
    assert!(!sees(&desk.person(Role::Contributor, &[]).await).await);
    assert!(!sees(&desk.person(Role::Admin, &[]).await).await);
    assert!(!sees(&desk.person(Role::Portal, &[desk.room.portal]).await).await);
}

#[tokio::test]
async fn a_program_repeats_a_request_and_it_is_done_once() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let body = json!({ "title": "Chợ", "section": "thoi-su", "body": "Chữ" });
    let send =
        || desk.api(&chief, "/api/v1/articles", &body).header("idempotency-key", "k1").send();
    let (first, again) = (send().await, send().await);
    for answer in [&first, &again] {
        answer.assert_status(StatusCode::CREATED);
        answer.assert_header("etag", "\"1\"");
    }
    let (first, again) = (read(first).await, read(again).await);
    assert_eq!(first, again);
    let id = &first["id"];
    for step in ["submit", "approve", "publish"] {
        let path = format!("/api/v1/articles/{id}/{step}");
        let send = || desk.api(&chief, &path, &json!({})).header("idempotency-key", "k1").send();
        let (first, again) = (send().await, send().await);
        again.assert_status_is_ok();
        assert_eq!(read(first).await, read(again).await);
    }
    let number = crate::changes::store::last(&desk.app.db).await.unwrap();
    assert_eq!(number.get(), 1, "published once");
}

#[tokio::test]
async fn a_program_writes_only_over_the_version_it_names() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let body = json!({ "title": "Chợ", "section": "thoi-su" });
    let id = read(desk.api(&writer, "/api/v1/articles", &body).send().await).await["id"].clone();
    let path = format!("/api/v1/articles/{id}/draft");
    let put = |tag: Option<&str>, title: &str| {
        let put = desk.web.put(&path).header("authorization", format!("Bearer {}", writer.token));
        let put = if let Some(tag) = tag { put.header("if-match", tag) } else { put };
        put.body_json(&json!({ "title": title, "section": "thoi-su" })).send()
    };
    put(None, "Hai").await.assert_status(StatusCode::PRECONDITION_REQUIRED);
    let written = put(Some("\"1\""), "Hai").await;
    written.assert_status_is_ok();
    written.assert_header("etag", "\"2\"");
    let stale = put(Some("\"1\""), "Ba").await;
    stale.assert_status(StatusCode::CONFLICT);
    stale.assert_header("content-type", "application/problem+json");
    let stale = read(stale).await;
    assert_eq!(
        (&stale["theirs"]["title"], &stale["yours"]["title"]),
        (&json!("Hai"), &json!("Ba"))
    );
    assert_eq!(stale["yours"]["section"], json!("thoi-su"));
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let id = desk.begin(&writer).await;
    let bad = "</textarea><script>alert(1)</script>";
    let text = json!({ "save_id": "a", "title": bad, "lead": bad, "body": bad, "tags": [bad],
        "bylines": [bad], "cover": { "media": "\"><script>", "alt": bad } });
    desk.autosave(&writer, id, 1, &text).await.assert_status_is_ok();
    for page in ["", "/xem-truoc"] {
        // Without a section there is nothing to preview among; with the first one there is.
        let answer = desk.get(&writer, &format!("/toa-soan/bai/{id}{page}")).send().await;
        answer.assert_status_is_ok();
        let html = answer.0.into_body().into_string().await.unwrap();
        assert!(!html.contains("<script>alert"), "{page}: {html}");
    }
    let nowhere = json!({ "save_id": "b", "section": "999999" });
    desk.autosave(&writer, id, 2, &nowhere).await.assert_status(StatusCode::BAD_REQUEST);
    assert!(writer.id.get() > 0);
}

#[tokio::test]
async fn a_program_is_told_what_blocks_and_may_say_why_it_goes_out_all_the_same() {
    let desk = desk().await;
    let chief = desk.person(Role::Chief, &[]).await;
    let body = json!({ "title": "Chợ", "section": "thoi-su", "body": "Chữ\n\n![](media:ab)" });
    let made = read(desk.api(&chief, "/api/v1/articles", &body).send().await).await;
    let path = format!("/api/v1/articles/{}", made["id"]);
    for step in ["submit", "approve"] {
        desk.api(&chief, &format!("{path}/{step}"), &json!({})).send().await.assert_status_is_ok();
    }
    let publish =
        async |body: Value| desk.api(&chief, &format!("{path}/publish"), &body).send().await;
    for empty in [json!({}), json!({ "override": " \n" })] {
        let refused = publish(empty).await;
        refused.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        refused.assert_header("content-type", "application/problem+json");
        let problem = read(refused).await;
        assert_eq!(problem["type"], json!("urn:toasoan:refusal-blocked"));
        assert_eq!(problem["blockers"][0]["key"], json!("check-alt-missing"));
        assert_eq!(problem["blockers"][0]["place"], json!({ "block": 2 }));
        assert_eq!(problem["blockers"][0]["severity"], json!("blocker"));
    }
    publish(json!({ "override": 5 })).await.assert_status(StatusCode::BAD_REQUEST);
    publish(json!({ "override": "Tin khẩn" })).await.assert_status_is_ok();
    let id = content::id::ArticleId::new(made["id"].as_i64().unwrap());
    let lines = super::store::audits::of_article(&desk.app.db.read, id).await.unwrap();
    let last = lines.last().unwrap();
    assert_eq!((last.act.as_str(), last.override_reason.as_str()), ("publish", "Tin khẩn"));
}

#[tokio::test]
async fn who_may_only_read_or_only_write_does_no_more_on_the_pages_beside_a_text() {
    let desk = desk().await;
    let writer = desk.person(Role::Reporter, &[]).await;
    let id = desk.sent_in(&writer, "Bài của tôi").await;
    let inspector = desk.person(Role::Inspector, &[]).await;
    let stranger = desk.person(Role::Contributor, &[]).await;
    let (chief, admin) = (desk.person(Role::Chief, &[]).await, desk.person(Role::Admin, &[]).await);
    let page = async |who: &Person, word: &str| {
        desk.get(who, &format!("/toa-soan/bai/{id}/{word}")).send().await.0.status()
    };
    let send = async |who: &Person, word: &str, fields: &[(&str, &str)]| {
        desk.post(who, &format!("/toa-soan/bai/{id}/{word}"), fields).send().await.0.status()
    };
    for word in ["nhan-xet", "nhan-xet/danh-sach", "xem-thu", "xem-truoc", "lich-su", "lich-su/1"] {
        assert_eq!(page(&writer, word).await, StatusCode::OK, "{word}");
        assert_eq!(page(&inspector, word).await, StatusCode::OK, "{word}");
        assert_eq!(page(&stranger, word).await, StatusCode::FORBIDDEN, "{word}");
        assert_eq!(page(&admin, word).await, StatusCode::FORBIDDEN, "{word}");
    }
    let acts: [(&str, &[(&str, &str)]); 3] = [
        ("nhan-xet", &[("words", "x")]),
        ("xem-thu", &[("so-ngay", "3")]),
        ("lich-su/1/khoi-phuc", &[]),
    ];
    for (word, fields) in acts {
        for who in [&inspector, &stranger, &admin] {
            let refused = send(who, word, fields).await;
            assert_eq!(refused, StatusCode::FORBIDDEN, "{word}");
        }
    }
    assert_eq!(send(&writer, "nhan-xet", &[("words", "x")]).await, StatusCode::SEE_OTHER);
    let settings = async |who: &Person| {
        let shown = desk.get(who, "/toa-soan/kiem-tra-bai").send().await.0.status();
        let fields = [("muc", "0"), ("muc-alt", "off")];
        (shown, desk.post(who, "/toa-soan/kiem-tra-bai", &fields).send().await.0.status())
    };
    for who in [&writer, &inspector, &stranger] {
        assert_eq!(settings(who).await, (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    }
    for who in [&chief, &admin] {
        assert_eq!(settings(who).await, (StatusCode::OK, StatusCode::SEE_OTHER));
    }
}
