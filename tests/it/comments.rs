//! What people who work on one text can rely on: their remarks stay with the passage, and inside.

use poem::http::{StatusCode, header};
use serde_json::Value;

use crate::house::{House, Signed, between, house};

const BODY: &str = "Bà con xuống chợ từ sớm. Có ba trăm người ở chợ. Đến trưa, chợ vãn.\n";

/// A published article; its address at the desk and on the site.
async fn article<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
) -> (Signed, String, String) {
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Chợ phiên", BODY).await;
    (chief, desk, path)
}

/// The remarks as the page's script is told them.
async fn threads<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
    who: &Signed,
    desk: &str,
) -> Value {
    let told = house.desk(who, &format!("{desk}/nhan-xet/danh-sach")).await;
    serde_json::from_str(&told).expect("JSON")
}

#[tokio::test]
async fn a_remark_keeps_its_passage_is_answered_resolved_and_opened_again() {
    let house = house().await;
    let (chief, desk, path) = article(&house).await;
    let remarks = format!("{desk}/nhan-xet");
    let remark = [
        ("words", "Số này lấy ở đâu?"),
        ("quote", "ba trăm người"),
        ("prefix", "từ sớm. Có "),
        ("suffix", " ở chợ. Đến trưa"),
        ("start", "28"),
    ];
    house.send(&chief, &remarks, &remark).await.assert_status(StatusCode::SEE_OTHER);
    let told = threads(&house, &chief, &desk).await;
    assert_eq!(told["threads"][0]["found"], "same");
    let id = told["threads"][0]["id"].to_string();
    let answer = [("words", "Của ban quản lý."), ("parent", id.as_str())];
    house.send(&chief, &remarks, &answer).await.assert_status(StatusCode::SEE_OTHER);
    house.send(&chief, &format!("{remarks}/{id}/xong"), &[]).await;
    let told = threads(&house, &chief, &desk).await;
    assert_eq!(told["threads"][0]["remarks"].as_array().map(Vec::len), Some(2));
    assert!(told["threads"][0]["resolved"].as_str().expect("a sentence").contains("Nguyễn Thử"));
    house.send(&chief, &format!("{remarks}/{id}/mo-lai"), &[]).await;
    assert_eq!(threads(&house, &chief, &desk).await["threads"][0]["resolved"], "");

    // The text changes: inside the passage, then all of it. The remark stays.
    for (body, found) in [
        ("Bà con xuống chợ từ sớm. Có gần bốn trăm bà con ở chợ. Đến trưa, chợ vãn.\n", "changed"),
        ("Một bài khác hẳn.\n", "gone"),
    ] {
        let html = house.desk(&chief, &desk).await;
        let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
        let text = [("version", version.as_str()), ("title", "Chợ phiên"), ("body", body)];
        house.send(&chief, &desk, &text).await.assert_status(StatusCode::SEE_OTHER);
        let told = threads(&house, &chief, &desk).await;
        assert_eq!(told["threads"][0]["found"], found, "{body}");
        assert_eq!(told["threads"][0]["quote"], "ba trăm người");
    }
    assert!(!house.text(&path).await.contains("Số này lấy ở đâu"), "readers never see it");
}

#[tokio::test]
async fn the_list_is_sent_again_only_after_something_was_remarked_answered_or_resolved() {
    let house = house().await;
    let (chief, desk, _) = article(&house).await;
    let remarks = format!("{desk}/nhan-xet");
    let ask = async |tag: &str| {
        let get = house.web.get(format!("{remarks}/danh-sach")).header("cookie", &chief.cookie);
        let answer = get.header("if-none-match", tag).send().await;
        let tag = answer.0.header("etag").unwrap_or_default().to_owned();
        (answer.0.status(), tag)
    };
    let (_, mut tag) = ask("").await;
    assert_eq!(ask(&tag).await.0, StatusCode::NOT_MODIFIED);
    house.send(&chief, &remarks, &[("words", "Sai số liệu?")]).await;
    let id = threads(&house, &chief, &desk).await["threads"][0]["id"].to_string();
    let steps: [(String, Vec<(&str, &str)>); 4] = [
        (format!("{remarks}/{id}/xong"), vec![]),
        (format!("{remarks}/{id}/mo-lai"), vec![]),
        (remarks.clone(), vec![("words", "Đúng rồi."), ("parent", id.as_str())]),
        (format!("{remarks}/{id}/xong"), vec![]),
    ];
    for (address, fields) in steps {
        let (status, newer) = ask(&tag).await;
        assert_eq!(status, StatusCode::OK, "before {address}");
        tag = newer;
        assert_eq!(ask(&tag).await.0, StatusCode::NOT_MODIFIED);
        house.send(&chief, &address, &fields).await;
    }
    assert_eq!(ask(&tag).await.0, StatusCode::OK);
}

#[tokio::test]
async fn hostile_remarks_stay_words_or_are_refused() {
    let house = house().await;
    let (chief, desk, _) = article(&house).await;
    let remarks = format!("{desk}/nhan-xet");
    let bad = "</textarea><script>alert(1)</script>";
    let remark = [("words", bad), ("quote", bad), ("prefix", bad), ("start", "-9e99")];
    house.send(&chief, &remarks, &remark).await.assert_status(StatusCode::SEE_OTHER);
    let html = house.desk(&chief, &remarks).await;
    assert!(html.contains("&lt;script&gt;alert(1)") && !html.contains("<script>alert"));
    let long = "ệ".repeat(5_001);
    for form in [
        [("words", ""), ("parent", "")],
        [("words", " \n\u{feff} "), ("parent", "")],
        [("words", long.as_str()), ("parent", "")],
        [("words", "x"), ("parent", "1 OR 1=1")],
    ] {
        house.send(&chief, &remarks, &form).await.assert_status(StatusCode::BAD_REQUEST);
    }
    let nowhere = [("words", "x"), ("parent", "99999")];
    house.send(&chief, &remarks, &nowhere).await.assert_status(StatusCode::NOT_FOUND);
    house
        .send(&chief, &format!("{remarks}/99999/xong"), &[])
        .await
        .assert_status(StatusCode::NOT_FOUND);
    let whole = [("words", "Dài quá"), ("quote", &*"chợ ".repeat(90_000))];
    house.send(&chief, &remarks, &whole).await.assert_status(StatusCode::SEE_OTHER);
    let told = threads(&house, &chief, &desk).await;
    let quote = told["threads"][1]["quote"].as_str().expect("a quote");
    assert!(quote.chars().count() <= 1_000);
    let stranger = Signed { cookie: chief.cookie.clone(), csrf: "sai".to_owned() };
    let forged = house.send(&stranger, &remarks, &[("words", "x")]).await;
    forged.assert_status(StatusCode::FORBIDDEN);
    let nobody = house.web.get(&remarks).header(header::HOST, "localhost").send().await;
    nobody.assert_status(StatusCode::UNAUTHORIZED);
}
