//! What a newsroom can rely on about the past of a text: it is all there, and can come back.

use poem::http::{StatusCode, header};

use crate::house::{House, Signed, between, house};

async fn write<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
    who: &Signed,
    (desk, title, body): (&str, &str, &str),
) {
    let html = house.desk(who, desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let text = [
        ("version", version.as_str()),
        ("title", title),
        ("body", body),
        ("tags", title),
        ("bylines", "Lan Anh"),
    ];
    house.send(who, desk, &text).await.assert_status(StatusCode::SEE_OTHER);
}

/// An article saved three times by the button: three revisions.
async fn three<E: poem::Endpoint<Output = poem::Response>>(house: &House<E>) -> (Signed, String) {
    let chief = house.set_up().await;
    let made = house.send(&chief, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    for title in ["Một", "Hai", "Ba"] {
        write(house, &chief, (&desk, title, &format!("Nội dung {title}.\n"))).await;
    }
    (chief, desk)
}

#[tokio::test]
async fn any_two_texts_are_compared_over_every_field() {
    let house = house().await;
    let (chief, desk) = three(&house).await;
    let history = house.desk(&chief, &format!("{desk}/lich-su")).await;
    for wanted in ["Bản 1", "Bản 2", "Bản 3", "Nguyễn Thử", "Lưu"] {
        assert!(history.contains(wanted), "{wanted}");
    }
    let compared = house.desk(&chief, &format!("{desk}/lich-su/so-sanh?cu=1&moi=3")).await;
    for wanted in ["<del>Một</del>", "<ins>Ba</ins>", "Bản 1 → Bản 3", "Từ khóa", "Tiêu đề"]
    {
        assert!(compared.contains(wanted), "{wanted}: {compared}");
    }
    assert!(!compared.contains("Hai"));
    let first = house.desk(&chief, &format!("{desk}/lich-su/1")).await;
    assert!(first.contains("<ins>Một</ins>") && !first.contains("<del>"));
    let with_draft = house.desk(&chief, &format!("{desk}/lich-su/so-sanh?cu=3&moi=nhap")).await;
    assert!(with_draft.contains("Hai bản này giống nhau."));
    let long = format!("Hết {}.\n", "một câu dài không đổi ".repeat(200));
    write(&house, &chief, (&desk, "Ba", &long)).await;
    write(&house, &chief, (&desk, "Ba", &long.replace("Hết", "Vẫn"))).await;
    let folded = house.desk(&chief, &format!("{desk}/lich-su/5")).await;
    assert!(folded.contains("<details class=\"fold\">") && folded.contains("chữ không đổi"));
}

#[tokio::test]
async fn what_differs_is_told_in_words_and_not_in_the_grammar_of_the_source() {
    let house = house().await;
    let chief = house.set_up().await;
    let made = house.send(&chief, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    let body = |hash: &str, homes: &str| {
        format!(
            "```figure\nsrc: media:{hash}\nalt: Chợ sớm\ncredit: Sỹ Hào\n```\n\n\
             ## Đường lên bản\n\n| Xã | Số hộ |\n| --- | --- |\n| Lũng Cú | {homes} |\n"
        )
    };
    write(&house, &chief, (&desk, "Một", &body("aaaaaa111111", "120"))).await;
    let first = house.desk(&chief, &format!("{desk}/lich-su/1")).await;
    let words = between(&first, "<div class=\"diff\">", "</section>");
    for told in ["[Ảnh aaaaaa]", "Mô tả ảnh: Chợ sớm", "Nguồn ảnh: Sỹ Hào", "Lũng Cú · 120"]
    {
        assert!(first.contains(told), "{told}: {words}");
    }
    assert!(first.contains("[Đề mục cấp 2] Đường lên bản"), "{words}");
    for source in ["src:", "media:", "--- |", "```", "## "] {
        assert!(!first.contains(source), "{source}: {words}");
    }
    // Another picture with the same words, and another number.
    write(&house, &chief, (&desk, "Một", &body("bbbbbb111111", "121"))).await;
    let second = house.desk(&chief, &format!("{desk}/lich-su/2")).await;
    for changed in ["<del>aaaaaa]", "<ins>bbbbbb]", "<del>120</del>", "<ins>121</ins>"] {
        let found = second.contains(changed) || second.contains(&changed.replace(']', ""));
        assert!(found, "{changed}: {second}");
    }
    // What no word tells shows as it is written.
    write(&house, &chief, (&desk, "Một", &body("bbbbbb222222", "121"))).await;
    let third = house.desk(&chief, &format!("{desk}/lich-su/3")).await;
    assert!(third.contains("media:") && third.contains("bbbbbb222222"), "{third}");
}

#[tokio::test]
async fn who_could_take_an_old_text_back_is_told_why_not_now() {
    let house = house().await;
    let chief = house.set_up().await;
    let (reporter, _) = house.colleague(&chief, "reporter").await;
    let (desk, _) = house.written(&reporter, "Chợ phiên", "Bà con xuống chợ.\n").await;
    let history = format!("{desk}/lich-su");
    assert!(house.desk(&reporter, &history).await.contains("Lấy lại bản này"));
    house.act(&reporter, &desk, "gui", "").await;
    for page in [history.clone(), format!("{history}/1")] {
        let html = house.desk(&reporter, &page).await;
        assert!(
            html.contains("hãy rút bài về trước") && !html.contains("Lấy lại bản này"),
            "{html}"
        );
        assert!(html.contains(&format!("href=\"{desk}\"")));
    }
    house.act(&chief, &desk, "nhan", "").await;
    let html = house.desk(&reporter, &history).await;
    assert!(html.contains("Bài đang ở tòa soạn") && !html.contains("Lấy lại bản này"), "{html}");
    assert!(!house.desk(&chief, &history).await.contains("Bài đang ở tòa soạn"));
}

#[tokio::test]
async fn an_old_text_comes_back_as_a_new_revision_and_what_was_typed_since_is_kept() {
    let house = house().await;
    let (chief, desk) = three(&house).await;
    // Somebody types on without pressing anything: only the draft knows of it.
    let html = house.desk(&chief, &desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let typed =
        serde_json::json!({ "save_id": "a", "title": "Chỉ có trong bản nháp", "body": "x" });
    let saved = house
        .web
        .put(format!("{desk}/ban-nhap"))
        .header(header::HOST, "localhost")
        .header(header::COOKIE, &chief.cookie)
        .header("x-csrf-token", &chief.csrf)
        .header("if-match", format!("\"{version}\""))
        .body_json(&typed)
        .send()
        .await;
    saved.assert_status_is_ok();
    let restore = format!("{desk}/lich-su/1/khoi-phuc");
    let done = house.send(&chief, &restore, &[("version", version.as_str())]).await;
    done.assert_status(StatusCode::SEE_OTHER);
    let html = house.desk(&chief, &desk).await;
    assert!(html.contains("class=\"big\">Một</textarea>"), "{html}");
    let kept = house.desk(&chief, &format!("{desk}/lich-su/4")).await;
    assert!(kept.contains("Giữ lại trước khi lấy bản cũ"));
    let kept = house.desk(&chief, &format!("{desk}/lich-su/so-sanh?cu=0&moi=4")).await;
    assert!(kept.contains("Chỉ có trong bản nháp"));
    let back = house.desk(&chief, &format!("{desk}/lich-su/5")).await;
    assert!(back.contains("Lấy lại bản cũ") && back.contains("Từ bản 1"));
    // The same again changes nothing.
    house.send(&chief, &restore, &[]).await.assert_status(StatusCode::SEE_OTHER);
    assert!(!house.desk(&chief, &format!("{desk}/lich-su")).await.contains("Bản 6"));
    // Who was typing is told of both texts instead of overwriting one.
    let late = [("version", version.as_str()), ("title", "Đè lên")];
    house.send(&chief, &desk, &late).await.assert_status(StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_approved_text_that_is_taken_back_goes_to_the_editors_again() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Chợ phiên", "Bản đầu.\n").await;
    let html = house.desk(&chief, &desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let section = between(&html, "/toa-soan/kiem-tra-bai?muc=", "\"").to_owned();
    let text = [
        ("version", version.as_str()),
        ("title", "Chợ phiên mới"),
        ("body", "Bản sau.\n"),
        ("section", section.as_str()),
    ];
    house.send(&chief, &desk, &text).await.assert_status(StatusCode::SEE_OTHER);
    house.act(&chief, &desk, "duyet", "").await;
    house
        .send(&chief, &format!("{desk}/lich-su/1/khoi-phuc"), &[])
        .await
        .assert_status(StatusCode::SEE_OTHER);
    let html = house.desk(&chief, &desk).await;
    assert!(html.contains("class=\"big\">Chợ phiên</textarea>"));
    assert!(
        between(&html, "<ol class=\"trail\"", "</ol>")
            .contains("aria-current=\"step\">Đang biên tập")
    );
    assert!(house.text(&path).await.contains("Bản đầu."), "readers keep what they had");
}

#[tokio::test]
async fn hostile_numbers_find_nothing_and_a_forged_form_takes_nothing_back() {
    let house = house().await;
    let (chief, desk) = three(&house).await;
    let status = async |path: String| {
        let answer = house
            .web
            .get(path)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &chief.cookie)
            .send()
            .await;
        answer.0.status()
    };
    for bad in ["99", "-1", "2147483647", "-2147483648"] {
        assert_eq!(status(format!("{desk}/lich-su/{bad}")).await, StatusCode::NOT_FOUND, "{bad}");
        let restore = format!("{desk}/lich-su/{bad}/khoi-phuc");
        house.send(&chief, &restore, &[]).await.assert_status(StatusCode::NOT_FOUND);
    }
    for bad in ["cu=1&moi=99", "cu=x&moi=1", "cu=1", "", "cu=1%27&moi=1"] {
        let path = format!("{desk}/lich-su/so-sanh?{bad}");
        assert_eq!(status(path).await, StatusCode::NOT_FOUND, "{bad}");
    }
    let stranger = Signed { cookie: chief.cookie.clone(), csrf: "sai".to_owned() };
    let forged = house.send(&stranger, &format!("{desk}/lich-su/1/khoi-phuc"), &[]).await;
    forged.assert_status(StatusCode::FORBIDDEN);
    assert!(house.desk(&chief, &desk).await.contains("class=\"big\">Ba</textarea>"));
}
