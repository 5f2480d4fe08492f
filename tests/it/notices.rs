//! A writer is told what others do with an article, at the desk and by mail.

use std::path::Path;
use std::time::Duration;

use poem::http::{StatusCode, header};

use crate::house::{PASSWORD, between, house, house_with};

/// The mails that have come into a folder, once there are so many.
async fn mails(folder: &Path, count: usize) -> Vec<String> {
    let mut sent = Vec::new();
    for _ in 0..200 {
        let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file"));
        let mails = files.map(|file| file.path());
        let mails = mails.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
        // One that is being written still lacks the line that ends its parts.
        let whole = |mail: &String| mail.trim_end().ends_with("--");
        let mails = mails.map(|path| std::fs::read_to_string(path).expect("a mail"));
        sent = mails.filter(whole).collect();
        if sent.len() >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(sent.len(), count);
    sent
}

/// What a part says that is quoted-printable or base64: enough of both for these tests.
fn links(mail: &str) -> Vec<String> {
    let plain = mail.replace("=\r\n", "").replace("=3D", "=");
    let parts = plain.split("http://localhost:8080");
    parts
        .skip(1)
        .map(|part| part.split(['\r', '\n', '"', '<']).next().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn the_writer_is_told_of_every_step_of_others_and_marks_them_as_read() {
    let house = house().await;
    let admin = house.set_up().await;
    let (mai, _) = house.colleague(&admin, "reporter").await;
    let (editor, _) = house.colleague(&admin, "chief").await;
    assert!(house.desk(&mai, "/toa-soan").await.contains("<span class=\"off\">Thông báo</span>"));
    let desk = written(&house, &mai, "Chợ phiên <Bắc Hà>").await;
    for (act, note) in [("nhan", ""), ("tra-lai", "Thiếu <nguồn> tin")] {
        house.act(&editor, &desk, act, note).await;
    }
    house.act(&mai, &desk, "gui", "").await;
    for (act, note) in [("duyet", ""), ("xuat-ban", ""), ("go", "Sai số liệu")] {
        house.act(&editor, &desk, act, note).await;
    }
    let html = house.desk(&mai, "/toa-soan/thong-bao").await;
    // That it was returned waits no more: it was sent again.
    assert!(html.contains("Thông báo, 4 chưa đọc"));
    for words in ["nhận biên tập", "trả lại", "duyệt", "đăng", "gỡ"] {
        assert!(html.contains(&format!("chief {words} bài “Chợ phiên &lt;Bắc Hà&gt;”")), "{words}");
    }
    assert!(html.contains("Thiếu &lt;nguồn&gt; tin") && html.contains("Sai số liệu"));
    assert!(house.desk(&editor, "/toa-soan/thong-bao").await.contains("Không có thông báo nào."));

    let first =
        format!("/toa-soan/thong-bao/{}", between(&html, "href=\"/toa-soan/thong-bao/", "\""));
    let opened = house.ask(&mai, &first).await;
    opened.assert_status(StatusCode::SEE_OTHER);
    assert_eq!(opened.0.header(header::LOCATION), Some(desk.as_str()));
    house.ask(&editor, &first).await.assert_status(StatusCode::NOT_FOUND);
    assert!(house.desk(&mai, "/toa-soan").await.contains("Thông báo, 3 chưa đọc"));
    let unread = house.desk(&mai, "/toa-soan/thong-bao?loc=chua-doc").await;
    assert_eq!(unread.matches("class=\"unread\"").count(), 3);
    let newest = between(&unread, "name=\"newest\" value=\"", "\"").to_owned();
    let read_all = "/toa-soan/thong-bao/da-doc";
    let foreign = house.send(&editor, read_all, &[("newest", &newest)]).await;
    foreign.assert_status(StatusCode::SEE_OTHER);
    assert!(house.desk(&mai, "/toa-soan").await.contains("3 chưa đọc"));
    house.send(&mai, read_all, &[("newest", &newest)]).await.assert_status(StatusCode::SEE_OTHER);
    assert!(house.desk(&mai, "/toa-soan").await.contains("<span class=\"off\">Thông báo</span>"));
    let forged = crate::house::Signed { cookie: mai.cookie.clone(), csrf: String::new() };
    house.send(&forged, read_all, &[]).await.assert_status(StatusCode::FORBIDDEN);
}

/// An article that was written and sent.
async fn written<E: poem::Endpoint<Output = poem::Response>>(
    house: &crate::house::House<E>,
    who: &crate::house::Signed,
    title: &str,
) -> String {
    let made = house.send(who, "/toa-soan/bai", &[]).await;
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    let html = house.desk(who, &desk).await;
    let value = |name: &str| between(&html, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let sections = between(&html, "<select id=\"section\"", "</select>");
    let mut ids = sections.split("<option value=\"").filter_map(|part| part.split('"').next());
    let section = ids.find(|id| id.parse::<i64>().is_ok()).expect("a section");
    let (version, save_id) = (value("version"), value("save_id"));
    let text = [
        ("version", version.as_str()),
        ("save_id", &save_id),
        ("title", title),
        ("body", "Bà con xuống chợ.\n"),
        ("section", section),
        ("language", "vi"),
        ("bylines", "Mai"),
    ];
    house.send(who, &desk, &text).await.assert_status(StatusCode::SEE_OTHER);
    house.act(who, &desk, "gui", "").await;
    desk
}

#[tokio::test]
async fn an_invitation_and_a_notice_come_by_mail_unless_they_are_turned_off() {
    let out = tempfile::tempdir().expect("a folder");
    let house = house_with(|config| {
        config.smtp_url = Some(format!("file://{}", out.path().display()));
        config.mail_from = Some("Tòa soạn <toasoan@bao.example>".to_owned());
    })
    .await;
    let admin = house.set_up().await;
    let role = [("role", "reporter"), ("sections", "all"), ("languages", "all")];
    let (link, _) = house.invite(&admin, "mai@bao.example", &role).await;
    let invited = mails(out.path(), 1).await;
    assert!(invited[0].contains("mai@bao.example"));
    assert!(links(&invited[0]).contains(&link), "{}", invited[0]);
    house.accept(&link, "Lò Thị Mai", PASSWORD).await.assert_status(StatusCode::SEE_OTHER);
    let mai = house.sign_in("mai@bao.example", PASSWORD).await;
    let desk = written(&house, &mai, "Chợ phiên").await;
    house.act(&admin, &desk, "tra-lai", "Thiếu nguồn").await;
    let all = mails(out.path(), 2).await;
    let notice = all.iter().find(|mail| mail.contains("Message-ID: <notice-")).expect("a notice");
    assert!(links(notice).iter().any(|link| link.starts_with("/toa-soan/thong-bao/")), "{notice}");

    let all_but_returned: Vec<(&str, &str)> = ["taken", "approved", "published", "withdrawn"]
        .into_iter()
        .map(|kind| ("mail", kind))
        .chain([("name", "Mai"), ("language", "en"), ("mail", "nonsense")])
        .collect();
    let kept = house.send(&mai, "/toa-soan/tai-khoan", &all_but_returned).await;
    kept.assert_status(StatusCode::SEE_OTHER);
    let page = house.desk(&mai, "/toa-soan/tai-khoan").await;
    assert!(
        page.contains("value=\"taken\" checked") && !page.contains("value=\"returned\" checked")
    );
    house.act(&mai, &desk, "gui", "").await;
    house.act(&admin, &desk, "tra-lai", "Vẫn thiếu").await;
    house.act(&mai, &desk, "gui", "").await;
    house.act(&admin, &desk, "nhan", "").await;
    let all = mails(out.path(), 3).await;
    let english = all.iter().filter(|mail| mail.contains("Open at the desk")).count();
    assert_eq!(english, 1, "only that it was taken, in the language that was chosen");
}
