//! What the newsroom can rely on before a text goes out: blockers stop it, a reason passes, and
//! each section says what is looked at.

use poem::http::{StatusCode, header};

use crate::house::{House, Signed, between, house};

/// An article with this body, approved and ready to go out; its address at the desk.
async fn approved<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
    who: &Signed,
    (title, body): (&str, &str),
) -> String {
    let made = house.send(who, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    let html = house.desk(who, &desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let sections = between(&html, "<select id=\"section\"", "</select>");
    let mut ids = sections.split("<option value=\"").filter_map(|part| part.split('"').next());
    let section = ids.find(|id| id.parse::<i64>().is_ok()).expect("a section");
    let text = [
        ("version", version.as_str()),
        ("title", title),
        ("lead", "Lời dẫn."),
        ("body", body),
        ("section", section),
        ("language", "vi"),
        ("bylines", "Lan Anh"),
    ];
    house.send(who, &desk, &text).await.assert_status(StatusCode::SEE_OTHER);
    for act in ["gui", "duyet"] {
        house.act(who, &desk, act, "").await;
    }
    desk
}

async fn publish<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
    who: &Signed,
    desk: &str,
    reason: &str,
) -> (StatusCode, String) {
    let html = house.desk(who, desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let form = [("version", version.as_str()), ("bo-qua", reason)];
    let answer = house.send(who, &format!("{desk}/xuat-ban"), &form).await;
    let status = answer.0.status();
    (status, answer.0.into_body().into_string().await.expect("text"))
}

#[tokio::test]
async fn a_blocker_stops_a_publication_until_a_reason_is_given_and_history_keeps_it() {
    let house = house().await;
    let chief = house.set_up().await;
    let picture = "Đoạn đầu.\n\n![](media:abababababababababababababababab)\n";
    let desk = approved(&house, &chief, ("Chợ phiên", picture)).await;
    for empty in ["", " \n\t "] {
        let (status, html) = publish(&house, &chief, &desk, empty).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("Ảnh chưa có mô tả") && html.contains("name=\"bo-qua\""), "{html}");
    }
    assert!(!house.text("/").await.contains("Chợ phiên"));
    let reason = "Tin khẩn <script>alert(1)</script>";
    let (status, _) = publish(&house, &chief, &desk, reason).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(house.text("/").await.contains("Chợ phiên"));
    let history = house.desk(&chief, &format!("{desk}/lich-su")).await;
    assert!(history.contains("Tin khẩn &lt;script&gt;") && !history.contains("<script>alert"));
}

#[tokio::test]
async fn a_sound_text_goes_out_and_an_idle_reason_leaves_no_trace() {
    let house = house().await;
    let chief = house.set_up().await;
    let desk = approved(&house, &chief, ("Chợ phiên", "Bà con xuống chợ.\n")).await;
    let html = house.desk(&chief, &desk).await;
    assert!(html.contains("<div class=\"blockers\" hidden>"), "{html}");
    let (status, _) = publish(&house, &chief, &desk, "Lý do thừa").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!house.desk(&chief, &format!("{desk}/lich-su")).await.contains("Lý do thừa"));
}

#[tokio::test]
async fn a_section_says_what_blocks_and_from_which_number_on() {
    let house = house().await;
    let chief = house.set_up().await;
    let settings = "/toa-soan/kiem-tra-bai";
    let form = [("muc", "0"), ("muc-title-length", "blocker"), ("so-title-length", "10")];
    house.send(&chief, settings, &form).await.assert_status(StatusCode::SEE_OTHER);
    let desk = approved(&house, &chief, ("Tiêu đề dài hơn", "Chữ.\n")).await;
    let (status, html) = publish(&house, &chief, &desk, "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("Tiêu đề dài 15 ký tự, quá 10"), "{html}");
    // The article's own section turns it off, and everything goes out again.
    let editor = house.desk(&chief, &desk).await;
    let section = between(&editor, "/toa-soan/kiem-tra-bai?muc=", "\"").to_owned();
    let form = [("muc", section.as_str()), ("muc-title-length", "off")];
    house.send(&chief, settings, &form).await.assert_status(StatusCode::SEE_OTHER);
    assert_eq!(publish(&house, &chief, &desk, "").await.0, StatusCode::SEE_OTHER);
    // Twice the same title is told, and stops nothing.
    let again = approved(&house, &chief, ("TIÊU ĐỀ: dài hơn!", "Chữ.\n")).await;
    assert!(house.desk(&chief, &again).await.contains("đã đăng bài cùng tiêu đề"));
}

#[tokio::test]
async fn settings_take_no_nonsense() {
    let house = house().await;
    let chief = house.set_up().await;
    let settings = "/toa-soan/kiem-tra-bai";
    for (name, value) in [
        ("so-title-length", "0"),
        ("so-title-length", "-5"),
        ("so-title-length", "99999999999999999999999"),
        ("so-page-weight", "1e9"),
        ("so-page-weight", "<script>"),
        ("muc-alt", "tat' OR 1=1"),
        ("muc", "999999"),
        ("muc", "../../etc"),
    ] {
        let refused = house.send(&chief, settings, &[(name, value)]).await;
        refused.assert_status(StatusCode::BAD_REQUEST);
    }
    let page = house.desk(&chief, settings).await;
    assert!(page.contains("placeholder=\"110\"") && !page.contains("class=\"own\""));
    let stranger = Signed { cookie: chief.cookie.clone(), csrf: "sai".to_owned() };
    let forged = house.send(&stranger, settings, &[("muc-alt", "off")]).await;
    forged.assert_status(StatusCode::FORBIDDEN);
}
