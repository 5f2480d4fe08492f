//! Readers report what is wrong in an article, and the newsroom settles it; and the archive by day.

use poem::http::{StatusCode, header};

use super::house::{between, house};

#[tokio::test]
async fn what_a_reader_reports_reaches_its_writer_and_is_settled() {
    let house = house().await;
    let chief = house.set_up().await;
    let (mai, _) = house.colleague(&chief, "reporter").await;
    let (desk, path) = house.written(&mai, "Con mương", "Có mười hai buôn.\n").await;
    house.act(&mai, &desk, "gui", "").await;
    for act in ["duyet", "xuat-ban"] {
        house.act(&chief, &desk, act, "").await;
    }
    let id = desk.rsplit('/').next().expect("a number");
    let form = format!("/bao-loi/{id}");
    assert!(house.text(&path).await.contains(&form), "the article leads there");
    let page = house.text(&format!("{form}?doan=m%C6%B0%E1%BB%9Di%20hai%20%3Cbu%C3%B4n%3E")).await;
    assert!(page.contains(">mười hai &lt;buôn&gt;</textarea>") && page.contains("noindex"));
    let send = async |loi: &str, more: &[(&str, &str)]| {
        let mut sent = vec![("doan", "mười hai buôn"), ("loi", loi)];
        sent.extend_from_slice(more);
        house.web.post(&form).header(header::HOST, "localhost").form(&sent).send().await
    };
    let wrong = "Phải là <mười lăm> buôn.";
    for _ in 0..2 {
        send(wrong, &[("lien-he", "0900 000 000")]).await.assert_status(StatusCode::SEE_OTHER);
    }
    // What a program fills in gets the same thanks and goes nowhere.
    send("Mua ngay", &[("website", "http://x")]).await.assert_status(StatusCode::SEE_OTHER);
    let thanks = house.text(&format!("{form}?xong=1")).await;
    assert!(thanks.contains("Cảm ơn bạn."));
    let list = house.desk(&mai, "/toa-soan/bao-loi").await;
    assert_eq!(list.matches("Phải là &lt;mười lăm&gt; buôn.").count(), 1, "said twice, told once");
    assert!(list.contains("0900 000 000") && !list.contains("Mua ngay"));
    assert!(house.desk(&mai, "/toa-soan/thong-bao").await.contains("Bạn đọc báo lỗi trong bài"));
    // Who has nothing to do with the article sees nothing of it, and settles nothing.
    let (other, _) = house.colleague(&chief, "contributor").await;
    assert!(!house.desk(&other, "/toa-soan/bao-loi").await.contains("mười lăm"));
    let settle = between(&list, "action=\"/toa-soan/bao-loi/", "\"").to_owned();
    let settle = format!("/toa-soan/bao-loi/{settle}");
    house.send(&other, &settle, &[]).await.assert_status(StatusCode::FORBIDDEN);
    house.send(&mai, &settle, &[]).await.assert_status(StatusCode::SEE_OTHER);
    assert!(!house.desk(&mai, "/toa-soan/bao-loi").await.contains("mười lăm"));
    assert!(house.desk(&mai, "/toa-soan/bao-loi?loc=xong").await.contains("mười lăm"));
    let records = house.desk(&chief, "/toa-soan/nhat-ky?viec=report_settled").await;
    assert!(records.contains("Phải là &lt;mười lăm&gt; buôn."));
    house.act(&chief, &desk, "go", "Sai.").await;
    assert_eq!(house.get(&form).await.0.status(), StatusCode::GONE);
}

#[tokio::test]
async fn hostile_reports_are_refused_with_a_reason_and_keep_what_was_typed() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, _) = house.published(&chief, "Con mương", "Có mười hai buôn.\n").await;
    let id = desk.rsplit('/').next().expect("a number");
    let form = format!("/bao-loi/{id}");
    let send = async |sent: &[(&str, &str)]| {
        let answer = house.web.post(&form).header(header::HOST, "localhost").form(&sent).send();
        let answer = answer.await;
        let status = answer.0.status();
        (status, answer.0.into_body().into_string().await.unwrap_or_default())
    };
    let long = "ệ".repeat(2_001);
    for sent in [[("loi", " "), ("doan", "Đoạn <b>")], [("loi", &long), ("doan", "Đoạn <b>")]]
    {
        let (status, html) = send(&sent).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("Đoạn &lt;b&gt;") && html.contains("role=\"alert\""));
    }
    for wrong in ["/bao-loi/x", "/bao-loi/999999", "/bao-loi/-1"] {
        assert_eq!(house.get(wrong).await.0.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_day_of_the_archive_shows_what_was_published_then_and_leads_to_the_days_around() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Con mương", "Có mười hai buôn.\n").await;
    let leads = async |ask: &str| {
        let answer = house.get(ask).await;
        answer.assert_status(StatusCode::SEE_OTHER);
        answer.0.header(header::LOCATION).expect("an address").to_owned()
    };
    let today = leads("/luu-tru").await;
    assert!(house.text(&today).await.contains(&path));
    assert_eq!(leads("/luu-tru?ngay=2024-01-08").await, "/luu-tru/2024/01/08");
    assert_eq!(leads("/luu-tru?ngay=%3Cx%3E").await, today);
    let before = house.text("/luu-tru/2024/01/08").await;
    assert!(before.contains("Ngày này không có bài nào") && before.contains(&today));
    assert!(before.contains("Thứ Hai, 08/01/2024") && before.contains("noindex"));
    for wrong in ["2024/1/8", "2024/02/30", "9999/01/01", "x/y/z", "2024/01/0008"] {
        let answer = house.get(&format!("/luu-tru/{wrong}")).await;
        assert_eq!(answer.0.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
}
