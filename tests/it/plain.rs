//! What works in a browser that runs no script: one form keeps text, picture and the next step.

use poem::Endpoint;
use poem::Response;
use poem::http::{StatusCode, header};
use poem::test::{TestForm, TestFormField, TestResponse};

use crate::house::{House, Signed, between, house};

/// Eight by eight red points.
const PNG: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0,
    0, 0, 75, 109, 41, 220, 0, 0, 0, 17, 73, 68, 65, 84, 120, 218, 99, 56, 17, 101, 131, 21, 49,
    12, 45, 9, 0, 83, 198, 87, 129, 106, 112, 50, 62, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

/// Sends the whole form of an article, as its page gives it, with these fields changed and a file.
async fn press<E>(
    house: &House<E>,
    (who, desk): (&Signed, &str),
    changed: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> TestResponse
where
    E: Endpoint<Output = Response>,
{
    let html = house.desk(who, desk).await;
    let value = |name: &str| between(&html, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let sections = between(&html, "<select id=\"section\"", "</select>");
    let mut ids = sections.split("<option value=\"").filter_map(|part| part.split('"').next());
    let section = ids.find(|id| id.parse::<i64>().is_ok()).expect("a section").to_owned();
    let mut fields = vec![
        ("_csrf", who.csrf.clone()),
        ("version", value("version")),
        ("save_id", value("save_id")),
        ("section", section),
        ("language", "vi".to_owned()),
    ];
    fields.extend(changed.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let mut form = TestForm::new();
    for (name, value) in fields {
        form = form.field(TestFormField::text(value).name(name));
    }
    // A field in which nothing was chosen is sent too, empty.
    let (name, bytes) = file.unwrap_or(("", &[]));
    let field = TestFormField::bytes(bytes.to_vec()).name("cover_file").filename(name);
    let ask = house.web.post(desk).header(header::HOST, "localhost");
    let ask = ask.header(header::ACCEPT, "text/html").header(header::COOKIE, &who.cookie);
    ask.multipart(form.field(field)).send().await
}

#[tokio::test]
async fn one_press_keeps_the_text_and_its_picture_and_sends_both() {
    let house = house().await;
    let chief = house.set_up().await;
    let made = house.send(&chief, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    let text = [
        ("title", "Mương nước"),
        ("body", "Con mương đầu bản.\r\n\r\nĐã cạn."),
        ("cover_alt", "Con mương khô"),
        ("roi", "submit"),
    ];
    let answer = press(&house, (&chief, &desk), &text, Some(("muong.png", PNG))).await;
    answer.assert_status(StatusCode::SEE_OTHER);
    let to = answer.0.header(header::LOCATION).unwrap_or_default();
    assert!(to.ends_with("?xong=submit"), "{to}");
    let html = house.desk(&chief, &desk).await;
    assert!(html.contains("Con mương đầu bản.") && html.contains("value=\"Con mương khô\""));
    let media = between(&html, "id=\"cover_media\" value=\"", "\"");
    assert_eq!(media.len(), 32, "{media}");
    assert!(html.contains("review-submitted") || html.contains("Chờ biên tập"));
}

#[tokio::test]
async fn a_step_that_is_refused_takes_no_word_with_it() {
    let house = house().await;
    let chief = house.set_up().await;
    let made = house.send(&chief, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    let text = [("title", ""), ("body", "Chưa có tiêu đề."), ("roi", "submit")];
    let answer = press(&house, (&chief, &desk), &text, None).await;
    answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let html = answer.0.into_body().into_string().await.expect("text");
    assert!(html.contains("Chưa có tiêu đề.") && html.contains("Bài chưa có tiêu đề."));
    assert!(html.contains("<a href=\"#title\" data-block=\"0\">Tới ô cần điền</a>"), "the way");
    assert!(house.desk(&chief, &desk).await.contains("Chưa có tiêu đề."), "it was kept before");
    // A file that is no picture.
    let text = [("title", "Có tiêu đề"), ("body", "Chữ mới.")];
    for (name, bytes) in [
        ("a.png", &b"no picture"[..]),
        ("\"; rm -rf /.png", &[0, 1, 2]),
        ("a.svg", b"<svg onload=alert(1)>"),
    ] {
        let answer = press(&house, (&chief, &desk), &text, Some((name, bytes))).await;
        assert!(answer.0.status().is_client_error(), "{name}");
        let html = answer.0.into_body().into_string().await.expect("text");
        assert!(html.contains("Chữ mới."), "{name}");
    }
}

#[tokio::test]
async fn a_picture_that_is_too_large_takes_no_word_with_it() {
    let house = house().await;
    let chief = house.set_up().await;
    let made = house.send(&chief, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    let text = [("title", "Lũ về"), ("body", "Nước lên từ nửa đêm.")];
    let mut large = PNG.to_vec();
    large.resize(21 * 1024 * 1024, 0);
    let html = refused(press(&house, (&chief, &desk), &text, Some(("lu.png", &large))).await).await;
    assert!(html.contains("Nước lên từ nửa đêm.") && html.contains("Lũ về"));
    assert!(html.contains("lớn hơn mức cho phép là 20 MB"));
    // Nobody reads on for ever: past this nothing is read, and nothing of it is kept.
    large.resize(230 * 1024 * 1024, 0);
    refused(press(&house, (&chief, &desk), &text, Some(("lu.png", &large))).await).await;
}

async fn refused(answer: TestResponse) -> String {
    answer.assert_status(StatusCode::PAYLOAD_TOO_LARGE);
    answer.0.into_body().into_string().await.expect("text")
}

#[tokio::test]
async fn broken_forms_of_parts_are_refused() {
    let house = house().await;
    let chief = house.set_up().await;
    let made = house.send(&chief, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    for body in ["", "--x", "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n\u{fffd}"]
    {
        let ask = house.web.post(&desk).header(header::HOST, "localhost");
        let ask = ask.header(header::COOKIE, &chief.cookie).header(header::ACCEPT, "text/html");
        let ask = ask.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        let status = ask.body(body.to_owned()).send().await.0.status();
        assert!(status.is_client_error(), "{body}: {status}");
    }
    // Parts without end, and two files.
    let part =
        "--x\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n".repeat(3_000_000 / 50);
    let names = format!(
        "--x\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n\r\n",
        "n".repeat(1_000)
    )
    .repeat(5_000);
    let file = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nabc\r\n"
        .repeat(2);
    for body in [part, names, file] {
        let ask = house.web.post(&desk).header(header::HOST, "localhost");
        let ask = ask.header(header::COOKIE, &chief.cookie).header(header::ACCEPT, "text/html");
        let ask = ask.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        let status = ask.body(format!("{body}--x--\r\n")).send().await.0.status();
        assert!(status.is_client_error(), "{status}");
    }
    let large = "a".repeat(5 * 1024 * 1024);
    let answer = press(&house, (&chief, &desk), &[("body", &large)], None).await;
    answer.assert_status(StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_language_of_the_desk_is_chosen_in_the_browser() {
    let house = house().await;
    house.set_up().await;
    let ask = |cookie: &'static str| {
        let ask = house.web.get("/toa-soan/dang-nhap").header(header::HOST, "localhost");
        ask.header(header::ACCEPT, "text/html").header(header::COOKIE, cookie)
    };
    let text =
        |answer: TestResponse| async { answer.0.into_body().into_string().await.expect("text") };
    let english = ask("ngon-ngu=en").header(header::ACCEPT_LANGUAGE, "vi").send().await;
    assert!(text(english).await.contains("<html lang=\"en\">"));
    let ours = ask("ngon-ngu=vi").header(header::ACCEPT_LANGUAGE, "en").send().await;
    assert!(text(ours).await.contains("<html lang=\"vi\">"));
    let other = ask("ngon-ngu=../x").header(header::ACCEPT_LANGUAGE, "en").send().await;
    assert!(text(other).await.contains("<html lang=\"en\">"));
    let choose =
        |from: &'static str| house.web.get("/toa-soan/ngon-ngu/en").header(header::REFERER, from);
    for (from, to) in [
        ("http://localhost/toa-soan/lich?x=1", "/toa-soan/lich?x=1"),
        ("https://evil.example//toa-soan", "/toa-soan"),
        ("https://evil.example/elsewhere", "/toa-soan"),
        ("not an address at all", "/toa-soan"),
    ] {
        let answer = choose(from).send().await;
        answer.assert_status(StatusCode::SEE_OTHER);
        assert_eq!(answer.0.header(header::LOCATION), Some(to), "{from}");
        let cookie = answer.0.header(header::SET_COOKIE).unwrap_or_default();
        assert!(cookie.starts_with("ngon-ngu=en; Path=/toa-soan"), "{cookie}");
    }
    house.get("/toa-soan/ngon-ngu/xx").await.assert_status(StatusCode::NOT_FOUND);
}
