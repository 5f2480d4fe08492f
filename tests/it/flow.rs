//! The way of a text from its writer to readers: whose turn it is, what can be taken back, and
//! what goes out with a correction.

use poem::http::{StatusCode, header};

use crate::house::{House, Signed, between, house};

/// Presses a button and returns the status.
async fn press<E>(house: &House<E>, who: &Signed, desk: &str, act: &str) -> StatusCode
where
    E: poem::Endpoint<Output = poem::Response>,
{
    let html = house.desk(who, desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let form = [("version", version.as_str()), ("note", "")];
    house.send(who, &format!("{desk}/{act}"), &form).await.0.status()
}

#[tokio::test]
async fn a_correction_takes_the_approved_text_to_readers_with_it() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Mười hai buôn", "Có mười hai buôn.\n").await;
    house.change(&chief, &desk, &[("body", "Có mười lăm buôn.\n")]).await;
    assert!(house.desk(&chief, &desk).await.contains("Bạn đọc vẫn xem bản đã đăng trước"));
    // What nobody has approved does not go out, whatever the notice says.
    house.act(&chief, &desk, "dinh-chinh", "Sẽ sửa số buôn.").await;
    let page = house.text(&path).await;
    assert!(page.contains("Sẽ sửa số buôn.") && page.contains("mười hai buôn."));
    house.act(&chief, &desk, "duyet", "").await;
    house.act(&chief, &desk, "dinh-chinh", "Số đúng là mười lăm.").await;
    let page = house.text(&path).await;
    assert!(page.contains("Số đúng là mười lăm.") && page.contains("Có mười lăm buôn."));
    assert!(!page.contains("Có mười hai buôn."));
    let html = house.desk(&chief, &desk).await;
    assert!(html.contains("Đính chính đã đăng"), "the desk tells it too");
}

#[tokio::test]
async fn a_writer_takes_a_text_back_until_an_editor_has_it() {
    let house = house().await;
    let admin = house.set_up().await;
    let (mai, _) = house.colleague(&admin, "reporter").await;
    let (editor, _) = house.colleague(&admin, "editor").await;
    let (desk, _) = house.written(&mai, "Lớp học đêm", "Lớp học ban đêm.\n").await;
    house.act(&mai, &desk, "gui", "").await;
    let sent = house.desk(&mai, &desk).await;
    assert!(sent.contains("Rút bài về") && !sent.contains("<textarea id=\"body\""));
    assert!(sent.contains("<p>Lớp học ban đêm.</p>"), "the text is shown as readers see it");
    assert_eq!(press(&house, &editor, &desk, "rut").await, StatusCode::FORBIDDEN);
    house.act(&mai, &desk, "rut", "").await;
    assert!(house.desk(&mai, &desk).await.contains("<textarea id=\"body\""));
    house.act(&mai, &desk, "gui", "").await;
    house.act(&editor, &desk, "nhan", "").await;
    assert_eq!(press(&house, &mai, &desk, "rut").await, StatusCode::CONFLICT);
}

#[tokio::test]
async fn those_whose_turn_it_is_are_told_and_find_it_first() {
    let house = house().await;
    let admin = house.set_up().await;
    let (mai, _) = house.colleague(&admin, "reporter").await;
    let (editor, _) = house.colleague(&admin, "editor").await;
    let (secretary, _) = house.colleague(&admin, "secretary").await;
    let (desk, _) = house.written(&mai, "Chợ phiên", "Bà con xuống chợ.\n").await;
    house.act(&mai, &desk, "gui", "").await;
    assert!(house.desk(&editor, "/toa-soan/thong-bao").await.contains("chờ biên tập"));
    let first = house.desk(&editor, "/toa-soan").await;
    assert!(first.contains("Chợ phiên") && first.contains("<b class=\"many\">1</b>"));
    assert!(house.desk(&secretary, "/toa-soan/thong-bao").await.contains("Không có thông báo"));
    house.act(&editor, &desk, "duyet", "").await;
    assert!(house.desk(&secretary, "/toa-soan/thong-bao").await.contains("chờ xuất bản"));
    let waits = house.desk(&editor, &desk).await;
    assert!(waits.contains("bạn không có quyền đăng"));
}

#[tokio::test]
async fn the_address_of_an_act_opened_by_itself_leads_to_the_article() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, _) = house.written(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    for act in ["gui", "duyet", "dinh-chinh", "lich-su/1/khoi-phuc"] {
        let answer = house.ask(&chief, &format!("{desk}/{act}")).await;
        answer.assert_status(StatusCode::SEE_OTHER);
        assert_eq!(answer.0.header(header::LOCATION), Some(desk.as_str()));
    }
    house.ask(&chief, "/toa-soan/bai/x/gui").await.assert_status(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_refused_act_keeps_what_was_filled_in() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, _) = house.written(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    for act in ["gui", "duyet"] {
        house.act(&chief, &desk, act, "").await;
    }
    let html = house.desk(&chief, &desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let form = [("version", version.as_str()), ("luc", "2001-01-01T09:00")];
    let answer = house.send(&chief, &format!("{desk}/hen-gio"), &form).await;
    answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let html = answer.0.into_body().into_string().await.expect("text");
    let form = between(&html, "<details class=\"act\" id=\"mo-schedule\" open>", "</details>");
    assert!(form.contains("value=\"2001-01-01T09:00\""), "{form}");
}

#[tokio::test]
async fn what_is_changed_in_checks_fronts_and_plans_is_told_in_words() {
    let house = house().await;
    let chief = house.set_up().await;
    let form = [("muc", "0"), ("muc-alt", "off"), ("muc-title-length", "blocker")];
    let answer = house.send(&chief, "/toa-soan/kiem-tra-bai", &form).await;
    answer.assert_status(StatusCode::SEE_OTHER);
    let note = [("ngay", "2030-01-08"), ("words", "Họp <giao ban>"), ("xem", "tuan")];
    house.send(&chief, "/toa-soan/lich", &note).await.assert_status(StatusCode::SEE_OTHER);
    let list = house.desk(&chief, "/toa-soan/nhat-ky").await;
    for words in [
        "Đổi cách kiểm tra trước khi đăng",
        "Toàn tòa soạn",
        "<dt>Mô tả ảnh</dt><dd><ins>Không kiểm tra</ins>",
        "Ghi chú trên lịch",
        "Họp &lt;giao ban&gt;",
    ] {
        assert!(list.contains(words), "no {words} in {list}");
    }
    let only = house.desk(&chief, "/toa-soan/nhat-ky?viec=checks_changed").await;
    assert!(only.contains("Toàn tòa soạn") && !only.contains("Họp &lt;giao ban&gt;"));
}

#[tokio::test]
async fn a_discarded_draft_leaves_every_list_and_comes_back_whole() {
    let house = house().await;
    let admin = house.set_up().await;
    let (mai, _) = house.colleague(&admin, "reporter").await;
    let (editor, _) = house.colleague(&admin, "editor").await;
    let (secretary, _) = house.colleague(&admin, "secretary").await;
    let (desk, _) = house.written(&mai, "Mương nước cũ", "Con mương đầu bản.\n").await;
    let lists = ["cua-toi", "tat-ca", "cho-toi", "tra-lai"];
    assert!(house.desk(&mai, "/toa-soan?loc=cua-toi").await.contains("Mương nước cũ"));
    // An editor may write in it, but not throw it away.
    assert!(!house.desk(&editor, &desk).await.contains("Bỏ bản thảo"));
    assert_eq!(press(&house, &editor, &desk, "bo").await, StatusCode::FORBIDDEN);
    let html = house.desk(&mai, &desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    house.act(&mai, &desk, "bo", "").await;
    for (who, list) in lists.iter().flat_map(|list| [(&mai, list), (&secretary, list)]) {
        let page = house.desk(who, &format!("/toa-soan?loc={list}")).await;
        assert!(!page.contains("Mương nước cũ"), "{list}");
    }
    assert!(house.desk(&mai, "/toa-soan?loc=da-bo").await.contains("Mương nước cũ"));
    assert!(house.desk(&secretary, "/toa-soan?loc=da-bo").await.contains("Mương nước cũ"));
    // A page that was open meanwhile can neither write in it nor send it.
    let page = house.desk(&mai, &desk).await;
    assert!(page.contains("Lấy lại bản thảo") && !page.contains("<textarea id=\"body\""));
    for act in ["gui", "bo", "xuat-ban"] {
        let form = [("version", version.as_str()), ("note", "")];
        let answer = house.send(&mai, &format!("{desk}/{act}"), &form).await;
        assert!(matches!(answer.0.status().as_u16(), 403 | 409), "{act}");
    }
    house.act(&secretary, &desk, "lay-lai", "").await;
    let back = house.desk(&mai, &desk).await;
    assert!(back.contains("Con mương đầu bản.") && back.contains("<textarea id=\"body\""));
    assert!(!house.desk(&mai, "/toa-soan?loc=da-bo").await.contains("Mương nước cũ"));
    let records = house.desk(&admin, "/toa-soan/nhat-ky").await;
    assert!(records.contains("<b>Bỏ bản thảo</b>") && records.contains("<b>Lấy lại bản thảo</b>"));
}

#[tokio::test]
async fn what_readers_have_seen_is_withdrawn_and_never_discarded() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, _) = house.published(&chief, "Mười hai buôn", "Có mười hai buôn.\n").await;
    house.change(&chief, &desk, &[("body", "Có mười lăm buôn.\n")]).await;
    assert_eq!(press(&house, &chief, &desk, "bo").await, StatusCode::CONFLICT);
    // Withdrawn, the page names the step that is offered: with newer words these are approved first.
    house.act(&chief, &desk, "go", "Sai số.").await;
    let newer = "Duyệt bản này rồi xuất bản là đưa bài trở lại";
    assert!(house.desk(&chief, &desk).await.contains(newer));
    house.act(&chief, &desk, "duyet", "").await;
    let html = house.desk(&chief, &desk).await;
    assert!(html.contains("Xuất bản là đưa bài trở lại") && !html.contains(newer));
}

#[tokio::test]
async fn the_list_is_narrowed_by_writer_and_days() {
    let house = house().await;
    let admin = house.set_up().await;
    let (mai, _) = house.colleague(&admin, "reporter").await;
    house.written(&mai, "Bài của Mai", "Con mương đầu bản.\n").await;
    house.published(&admin, "Bài của tòa soạn", "Chợ họp sáng chủ nhật.\n").await;
    let all = house.desk(&admin, "/toa-soan?loc=tat-ca").await;
    let writers = between(&all, "<select id=\"nguoi\"", "</select>");
    let option = writers.split("<option value=\"").find(|one| one.contains("eporter"));
    let writer = option.and_then(|one| one.split('"').next()).unwrap_or_default();
    let asks = [
        (format!("nguoi={writer}"), true, false),
        ("nguoi=999999".to_owned(), false, false),
        ("tu=2020-01-01&den=2099-12-31".to_owned(), true, true),
        ("tu=2099-12-31".to_owned(), false, false),
        ("den=2001-01-01".to_owned(), false, false),
        // What is no day and no person bounds nothing.
        ("tu=2024-02-31&den=x&nguoi=%27".to_owned(), true, true),
    ];
    for (ask, mine, theirs) in asks {
        let page = house.desk(&admin, &format!("/toa-soan?loc=tat-ca&{ask}")).await;
        let shown = (page.contains("Bài của Mai"), page.contains("Bài của tòa soạn"));
        assert_eq!(shown, (mine, theirs), "{ask}");
        let live = house.desk(&admin, &format!("/toa-soan?loc=da-dang&{ask}")).await;
        assert_eq!(live.contains("Bài của tòa soạn"), theirs, "{ask}");
    }
    // Who reads only their own is not told who else writes here.
    assert!(!house.desk(&mai, "/toa-soan").await.contains("id=\"nguoi\""));
}
