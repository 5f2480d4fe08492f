//! Scheduling, embargo, expiry and correction, through HTTP alone.

use poem::http::{StatusCode, header};
use server::worker;
use themes::dates;

use crate::house::{House, Signed, between, house};

const MINUTE: i64 = 60_000;

/// Presses a button of the desk with a note and a minute; returns status and page.
async fn press<E>(
    house: &House<E>,
    who: &Signed,
    (desk, act): (&str, &str),
    (note, luc): (&str, &str),
) -> (StatusCode, String)
where
    E: poem::Endpoint<Output = poem::Response>,
{
    let html = house.desk(who, desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let form = [("version", version.as_str()), ("note", note), ("luc", luc)];
    let answer = house.send(who, &format!("{desk}/{act}"), &form).await;
    let status = answer.0.status();
    (status, answer.0.into_body().into_string().await.expect("text"))
}

/// Waits until an address answers with a status.
async fn until<E>(house: &House<E>, path: &str, wanted: StatusCode)
where
    E: poem::Endpoint<Output = poem::Response>,
{
    for _ in 0..100 {
        if house.get(path).await.0.status() == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{path} did not become {wanted} within ten seconds");
}

/// Waits until a page shows something: pages and index follow the clock's act one after the other.
async fn shows<E>(house: &House<E>, address: &str, wanted: &str)
where
    E: poem::Endpoint<Output = poem::Response>,
{
    for _ in 0..100 {
        if house.text(address).await.contains(wanted) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{address} did not show {wanted} within ten seconds");
}

#[tokio::test]
async fn a_scheduled_article_is_unseen_until_its_minute_and_then_everywhere() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.written(&chief, "Lễ hội hoa ban", "Hoa ban nở trắng.\n").await;
    for act in ["gui", "duyet"] {
        house.act(&chief, &desk, act, "").await;
    }
    let at_ms = house.app.clock.now_ms() + 10 * MINUTE;
    let luc = dates::field(at_ms);
    let (status, _) = press(&house, &chief, (&desk, "hen-gio"), ("", &luc)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(house.desk(&chief, &desk).await.contains(&dates::short(dates::minute(&luc).unwrap())));
    assert!(house.desk(&chief, "/toa-soan?loc=hen-gio").await.contains("Lễ hội hoa ban"));
    house.get(&path).await.assert_status(StatusCode::NOT_FOUND);
    assert!(!house.text("/").await.contains("Lễ hội hoa ban"));

    house.app.clock.advance_ms(10 * MINUTE);
    until(&house, &path, StatusCode::OK).await;
    for address in ["/", "/rss.xml", "/sitemap.xml", "/tim-kiem?q=le+hoi+hoa+ban"] {
        shows(&house, address, &path).await;
    }
    let waiting = house.desk(&chief, "/toa-soan?loc=hen-gio").await;
    assert!(!waiting.contains("class=\"title\""), "nothing waits any more");
    let today = house.desk(&chief, "/toa-soan?loc=hom-nay").await;
    assert!(today.contains("Lễ hội hoa ban"));
}

#[tokio::test]
async fn an_article_that_ends_leaves_every_list_and_its_page_is_gone() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Thông báo tuyển sinh", "Nộp hồ sơ.\n").await;
    let luc = dates::field(house.app.clock.now_ms() + 5 * MINUTE);
    let (status, _) = press(&house, &chief, (&desk, "het-han"), ("", &luc)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    house.get(&path).await.assert_status_is_ok();
    house.app.clock.advance_ms(5 * MINUTE);
    until(&house, &path, StatusCode::GONE).await;
    assert!(!house.text("/").await.contains("Thông báo tuyển sinh"));
    assert!(!house.text("/rss.xml").await.contains("Thông báo tuyển sinh"));
}

#[tokio::test]
async fn an_embargo_keeps_everybody_from_publishing_before_its_end() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.written(&chief, "Kết quả kiểm toán", "Bản chờ công bố.\n").await;
    for act in ["gui", "duyet"] {
        house.act(&chief, &desk, act, "").await;
    }
    let now_ms = house.app.clock.now_ms();
    let until_ms = dates::field(now_ms + 60 * MINUTE);
    press(&house, &chief, (&desk, "cam-dang"), ("", &until_ms)).await;
    let (status, html) = press(&house, &chief, (&desk, "xuat-ban"), ("", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("cấm đăng"));
    let early = dates::field(now_ms + 30 * MINUTE);
    let (status, _) = press(&house, &chief, (&desk, "hen-gio"), ("", &early)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    house.get(&path).await.assert_status(StatusCode::NOT_FOUND);
    press(&house, &chief, (&desk, "cam-dang"), ("", "")).await;
    let (status, _) = press(&house, &chief, (&desk, "xuat-ban"), ("", "")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn times_that_are_none_or_past_are_told_and_change_nothing() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, _) = house.written(&chief, "Bài", "Thân bài.\n").await;
    for act in ["gui", "duyet"] {
        house.act(&chief, &desk, act, "").await;
    }
    let past = dates::field(house.app.clock.now_ms() - MINUTE);
    let cases = [(past.as_str(), 422), ("2024-02-30T10:00", 400), ("", 400), ("hôm nay", 400)];
    for (luc, wanted) in cases {
        let (status, _) = press(&house, &chief, (&desk, "hen-gio"), ("", luc)).await;
        assert_eq!(status.as_u16(), wanted, "{luc}");
    }
    assert!(!house.desk(&chief, "/toa-soan?loc=hen-gio").await.contains("class=\"title\""));
}

#[tokio::test]
async fn a_correction_is_shown_to_readers_feeds_and_partners() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Chợ phiên", "Họp ngày 12.\n").await;
    let note = "Chợ họp ngày 15, không phải ngày 12 <sửa>.";
    let (status, _) = press(&house, &chief, (&desk, "dinh-chinh"), (note, "")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let page = house.text(&path).await;
    assert!(page.contains("Đính chính") && page.contains("không phải ngày 12 &lt;sửa&gt;."));
    for feed in ["/rss.xml", "/atom.xml", "/feed.json"] {
        assert!(house.text(feed).await.contains("Chợ họp ngày 15"), "{feed}");
    }
    // In a place of its own on the home page too, named as the law wants, for as long as it wants.
    let heading = ">Thông tin cải chính, xin lỗi</h2>";
    assert!(page.contains(heading));
    let home = house.text("/").await;
    let told = between(&home, heading, "</section>");
    assert!(told.contains(&path) && told.contains("không phải ngày 12 &lt;sửa&gt;."), "{told}");
    let id = desk.rsplit('/').next().expect("an id");
    let one = house.text(&format!("/api/v1/articles/{id}")).await;
    assert!(one.contains("\"corrections\":[{"));
    let changes = house.text("/api/v1/changes?after=0").await;
    assert!(changes.contains("\"corrected\""), "{changes}");
    let (status, html) = press(&house, &chief, (&desk, "dinh-chinh"), (" ", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("Hãy ghi lý do"));
    for (days, shown) in [(30, true), (1, false)] {
        house.app.clock.advance_ms(days * 24 * 60 * MINUTE);
        worker::catch_up(&house.app).await.expect("followers");
        assert_eq!(house.text("/").await.contains(heading), shown, "{days}");
    }
    assert!(house.text(&path).await.contains(heading), "it stays with the article");
}

#[tokio::test]
async fn a_list_can_be_narrowed_to_a_section_and_keeps_what_was_asked() {
    let house = house().await;
    let chief = house.set_up().await;
    house.published(&chief, "Chợ phiên", "Thân bài.\n").await;
    let html = house.desk(&chief, "/toa-soan?loc=tat-ca&q=cho").await;
    let select = between(&html, "id=\"muc\"", "</select>");
    let ids = select.split("<option value=\"").filter_map(|part| part.split('"').next());
    let ids: Vec<String> =
        ids.filter(|id| id.parse::<i64>().is_ok()).map(ToOwned::to_owned).collect();
    let mut found = 0;
    for id in &ids {
        let html = house.desk(&chief, &format!("/toa-soan?loc=tat-ca&q=cho&muc={id}")).await;
        found += usize::from(html.contains("Chợ phiên</a>"));
        assert!(html.contains(&format!("loc=da-dang&amp;q=cho&amp;muc={id}")));
    }
    assert_eq!(found, 1);
    house.desk(&chief, "/toa-soan?muc=99999&truoc=x.y&loc=%00").await;
    let answer = house.web.get("/toa-soan?loc=hen-gio").header(header::HOST, "localhost").send();
    assert_ne!(answer.await.0.status(), StatusCode::OK);
}
