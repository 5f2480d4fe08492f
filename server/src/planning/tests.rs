//! From outside: who gives out work, what the one who has it may do, and the calendar.

use content::workflow::rights::Role;
use poem::Endpoint;
use poem::http::StatusCode;

use crate::http::trial::{Desk, Person, desk, text};

const LIST: &str = "/toa-soan/phan-cong";

/// Gives out a piece of work due in an hour; returns its address.
async fn assigned<E: Endpoint>(desk: &Desk<E>, by: &Person, to: &Person, title: &str) -> String {
    let due = themes::dates::field(desk.app.clock.now_ms() + 3_600_000);
    let section = format!("bao/{}", desk.room.paper.section);
    let person = to.id.to_string();
    let form = [("title", title), ("due", &due), ("section", &section), ("person", &person)];
    let answer = desk.post(by, LIST, &form).await;
    answer.assert_status(StatusCode::SEE_OTHER);
    answer.0.header("location").unwrap().split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn editors_and_above_give_out_work_within_their_sections() {
    let desk = desk().await;
    let reporter = desk.person(Role::Reporter, &[]).await;
    let due = themes::dates::field(desk.app.clock.now_ms() + 3_600_000);
    let paper = format!("bao/{}", desk.room.paper.section);
    let person = reporter.id.to_string();
    for (role, sections, allowed) in [
        (Role::Contributor, vec![], false),
        (Role::Reporter, vec![], false),
        (Role::Inspector, vec![], false),
        (Role::Admin, vec![], false),
        (Role::Editor, vec![desk.room.portal], false),
        (Role::Editor, vec![desk.room.paper], true),
        (Role::Secretary, vec![], true),
        (Role::Portal, vec![], true),
    ] {
        let who = desk.person(role, &sections).await;
        let form =
            [("title", "Đưa tin"), ("due", &*due), ("section", &*paper), ("person", &*person)];
        let status = desk.post(&who, LIST, &form).await.0.status();
        let expected = if allowed { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
        assert_eq!(status, expected, "{role:?} {sections:?}");
    }
}

#[tokio::test]
async fn work_of_others_is_closed_to_those_whom_it_does_not_concern() {
    let desk = desk().await;
    let (editor, reporter) =
        (desk.person(Role::Editor, &[]).await, desk.person(Role::Reporter, &[]).await);
    let other = desk.person(Role::Contributor, &[]).await;
    let work = assigned(&desk, &editor, &reporter, "Hội nghị").await;
    desk.get(&other, &work).await.assert_status(StatusCode::FORBIDDEN);
    let press = [("version", "1"), ("viec", "accept")];
    let path = format!("{work}/viec");
    desk.post(&other, &path, &press).await.assert_status(StatusCode::FORBIDDEN);
    desk.post(&editor, &path, &press).await.assert_status(StatusCode::FORBIDDEN);
    desk.post(&other, &format!("{work}/viet-bai"), &[]).await.assert_status(StatusCode::FORBIDDEN);
    let html = text(desk.get(&other, &format!("{LIST}?ai=tat-ca")).await).await;
    assert!(!html.contains("Hội nghị"));
    let inspector = desk.person(Role::Inspector, &[]).await;
    let html = text(desk.get(&inspector, &format!("{LIST}?ai=tat-ca")).await).await;
    assert!(html.contains("Hội nghị"));
    let admin = desk.person(Role::Admin, &[]).await;
    desk.get(&admin, LIST).await.assert_status(StatusCode::FORBIDDEN);
    desk.get(&admin, "/toa-soan/lich").await.assert_status(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_one_who_has_it_accepts_writes_and_is_done() {
    let desk = desk().await;
    let (editor, reporter) =
        (desk.person(Role::Editor, &[]).await, desk.person(Role::Reporter, &[]).await);
    let work = assigned(&desk, &editor, &reporter, "Hội nghị chuyển đổi số").await;
    assert!(text(desk.get(&reporter, "/toa-soan").await).await.contains("Hội nghị chuyển đổi số"));
    let accept = [("version", "1"), ("viec", "accept")];
    let path = format!("{work}/viec");
    desk.post(&reporter, &path, &accept).await.assert_status(StatusCode::SEE_OTHER);
    let stale = desk.post(&reporter, &path, &[("version", "1"), ("viec", "done")]).await;
    stale.assert_status(StatusCode::CONFLICT);
    let write = format!("{work}/viet-bai");
    let first = desk.post(&reporter, &write, &[]).await;
    first.assert_status(StatusCode::SEE_OTHER);
    let article = first.0.header("location").unwrap().to_owned();
    let again = desk.post(&reporter, &write, &[]).await;
    assert_eq!(again.0.header("location"), Some(article.as_str()), "pressed twice, one article");
    let html = text(desk.get(&reporter, &article).await).await;
    assert!(html.contains("Hội nghị chuyển đổi số"));
    let section = format!("<option value=\"{}\" selected>", desk.room.paper.section);
    assert!(html.contains(&section));
    let done = [("version", "3"), ("viec", "done")];
    desk.post(&reporter, &path, &done).await.assert_status(StatusCode::SEE_OTHER);
    assert!(!text(desk.get(&reporter, "/toa-soan").await).await.contains("viec-cua-toi"));
}

#[tokio::test]
async fn declining_needs_a_word_and_gives_the_work_back() {
    let desk = desk().await;
    let (editor, reporter) =
        (desk.person(Role::Editor, &[]).await, desk.person(Role::Reporter, &[]).await);
    let work = assigned(&desk, &editor, &reporter, "Hội nghị").await;
    let path = format!("{work}/viec");
    let silent = [("version", "1"), ("viec", "decline"), ("note", " ")];
    desk.post(&reporter, &path, &silent).await.assert_status(StatusCode::BAD_REQUEST);
    let said = [("version", "1"), ("viec", "decline"), ("note", "Tôi đi công tác")];
    // It is no longer the reporter's, who is led to a page that says so.
    desk.post(&reporter, &path, &said).await.assert_status(StatusCode::SEE_OTHER);
    let html = text(desk.get(&editor, &format!("{LIST}?ai=tat-ca&loc=chua-ai-nhan")).await).await;
    assert!(html.contains("Hội nghị"));
    let page = text(desk.get(&editor, &work).await).await;
    assert!(page.contains("Tôi đi công tác") && page.contains("Chưa ai nhận"));
    let told = text(desk.get(&editor, "/toa-soan/thong-bao").await).await;
    assert!(told.contains("từ chối việc “Hội nghị”") && told.contains("Tôi đi công tác"));
}

#[tokio::test]
async fn only_those_who_plan_write_notes_on_days() {
    let desk = desk().await;
    let reporter = desk.person(Role::Reporter, &[]).await;
    let secretary = desk.person(Role::Secretary, &[]).await;
    let form = [("ngay", "2031-02-03"), ("words", "Khai mạc kỳ họp <b>")];
    desk.post(&reporter, "/toa-soan/lich", &form).await.assert_status(StatusCode::FORBIDDEN);
    desk.post(&secretary, "/toa-soan/lich", &form).await.assert_status(StatusCode::SEE_OTHER);
    let day = "/toa-soan/lich?xem=ngay&ngay=2031-02-03";
    let html = text(desk.get(&reporter, day).await).await;
    assert!(html.contains("Khai mạc kỳ họp &lt;b&gt;") && !html.contains("/toa-soan/lich/1/xoa"));
    for bad in
        [("2031-02-30", "Chữ"), ("x", "Chữ"), ("2031-02-03", " "), ("2031-02-03", &"x".repeat(501))]
    {
        let form = [("ngay", bad.0), ("words", bad.1)];
        let answer = desk.post(&secretary, "/toa-soan/lich", &form).await;
        assert_eq!(answer.0.status(), StatusCode::BAD_REQUEST, "{bad:?}");
    }
    let gone = "/toa-soan/lich/1/xoa";
    desk.post(&reporter, gone, &[]).await.assert_status(StatusCode::FORBIDDEN);
    desk.post(&secretary, gone, &[]).await.assert_status(StatusCode::SEE_OTHER);
    desk.post(&secretary, gone, &[]).await.assert_status(StatusCode::NOT_FOUND);
}
