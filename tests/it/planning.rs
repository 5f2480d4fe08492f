//! Assignments and the calendar, through HTTP alone.

use poem::http::{StatusCode, header};

use crate::house::{House, Signed, between, house};

const LIST: &str = "/toa-soan/phan-cong";
const FAR: &str = "2031-02-03T17:00";

/// The value of the first section in the form for new work.
async fn section<E: poem::Endpoint<Output = poem::Response>>(
    house: &House<E>,
    who: &Signed,
) -> String {
    let form = house.desk(who, "/toa-soan/phan-cong/moi").await;
    let select = between(&form, "<select id=\"section\"", "</select>").to_owned();
    let mut values = select.split("<option value=\"").filter_map(|part| part.split('"').next());
    values.find(|value| value.starts_with("bao/") && *value != "bao/").expect("one").to_owned()
}

#[tokio::test]
async fn work_is_given_out_written_done_and_seen_in_the_calendar() {
    let house = house().await;
    let chief = house.set_up().await;
    let section = section(&house, &chief).await;
    let form = [
        ("title", "Họp tổ <b> bản & xã"),
        ("brief", "Ảnh và phỏng vấn."),
        ("due", FAR),
        ("section", section.as_str()),
        ("person", "1"),
        ("priority", "urgent"),
        ("place", "Trung tâm xã"),
    ];
    let made = house.send(&chief, LIST, &form).await;
    made.assert_status(StatusCode::SEE_OTHER);
    let address = made.0.header(header::LOCATION).expect("an address").to_owned();
    let html = house.desk(&chief, &address).await;
    assert!(html.contains("Họp tổ &lt;b&gt; bản &amp; xã") && html.contains("Trung tâm xã"));
    assert!(house.desk(&chief, LIST).await.contains("Họp tổ &lt;b&gt;"));
    assert!(house.desk(&chief, "/toa-soan").await.contains("viec-cua-toi"));
    let week = house.desk(&chief, "/toa-soan/lich?ngay=2031-02-05").await;
    let day = between(&week, "id=\"ngay-2031-02-03\"", "id=\"ngay-2031-02-04\"");
    assert!(day.contains("Họp tổ &lt;b&gt;") && day.contains("17:00"), "{day}");
    let address = address.split('?').next().unwrap_or_default();
    let written = house.send(&chief, &format!("{address}/viet-bai"), &[]).await;
    let article = written.0.header(header::LOCATION).expect("an article").to_owned();
    assert!(house.desk(&chief, &article).await.contains("Họp tổ &lt;b&gt;"));
    assert!(house.desk(&chief, address).await.contains(&format!("href=\"{article}\"")));
    house.app.clock.advance_ms(10 * 365 * 24 * 3_600_000);
    // The session has ended with the years: overdue work is looked at by who signs in again.
    let lost = house.send(&chief, address, &[]).await;
    assert!(!lost.0.status().is_success());
}

#[tokio::test]
async fn work_without_sense_is_refused_and_what_was_typed_stays() {
    let house = house().await;
    let chief = house.set_up().await;
    let section = section(&house, &chief).await;
    let good = [("title", "Đưa tin"), ("due", FAR), ("section", section.as_str()), ("person", "")];
    let long = "x".repeat(301);
    for (field, value) in [
        ("title", " "),
        ("title", long.as_str()),
        ("due", ""),
        ("due", "2001-01-01T10:00"),
        ("due", "hôm nay"),
        ("section", ""),
        ("section", "bao/999999"),
        ("section", "khong-co/1"),
        ("person", "999999"),
        ("person", "ai đó"),
    ] {
        let mut form = good;
        form.iter_mut().filter(|(name, _)| *name == field).for_each(|pair| pair.1 = value);
        let answer = house.send(&chief, LIST, &form).await;
        assert!(answer.0.status().is_client_error(), "{field}={value} {}", answer.0.status());
        let html = answer.0.into_body().into_string().await.expect("text");
        assert!(html.contains("role=\"alert\""), "{field}={value}");
        if field != "title" {
            assert!(html.contains("value=\"Đưa tin\""), "{field}={value}");
        }
    }
    house.send(&chief, LIST, &good).await.assert_status(StatusCode::SEE_OTHER);
    let unknown = house.send(&chief, "/toa-soan/phan-cong/77/viec", &[("viec", "done")]).await;
    unknown.assert_status(StatusCode::NOT_FOUND);
    let odd = house.send(&chief, "/toa-soan/phan-cong/1/viec", &[("viec", "change")]).await;
    odd.assert_status(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_calendar_answers_any_question_and_shows_what_was_published() {
    let house = house().await;
    let chief = house.set_up().await;
    house.published(&chief, "Bài hôm nay", "Chữ.\n").await;
    for asked in [
        "",
        "?xem=ngay",
        "?xem=x&ngay=x",
        "?ngay=2024-02-30",
        "?ngay=9999-12-31",
        "?ngay=0001-01-01",
    ] {
        let html = house.desk(&chief, &format!("/toa-soan/lich{asked}")).await;
        assert!(html.contains("class=\"days"), "{asked}");
    }
    assert!(house.desk(&chief, "/toa-soan/lich").await.contains("Bài hôm nay"));
    for asked in ["?sau=x.y&ai=tat-ca", "?loc=x", "?ai=tat-ca&nguoi=x&muc=x", "?truoc=1"] {
        house.desk(&chief, &format!("{LIST}{asked}")).await;
    }
}
