//! The blocks below the stories of a home page: chosen at the desk without a script, seen at once.

use poem::http::{StatusCode, header};

use super::house::{between, house};

const DESK: &str = "/toa-soan/trang-nhat-khoi/bao";

#[tokio::test]
async fn blocks_are_added_filled_in_moved_and_removed_and_readers_see_each_step() {
    let house = house().await;
    let chief = house.set_up().await;
    let (one, story) = house.written(&chief, "Đêm đầu tiên", "Con mương đầu bản.\n").await;
    house.change(&chief, &one, &[("storylines", "Lũ quét"), ("genre", "photo")]).await;
    for act in ["gui", "duyet", "xuat-ban"] {
        house.act(&chief, &one, act, "").await;
    }
    for number in 0..18 {
        house.published(&chief, &format!("Bài thứ {number}"), "Con mương đầu bản.\n").await;
    }
    let page = house.desk(&chief, DESK).await;
    assert!(page.contains("Bạn chưa chọn khối nào"));
    let press = async |form: &[(&str, &str)]| {
        let page = house.desk(&chief, DESK).await;
        let base = between(&page, "name=\"goc\" value=\"", "\"").to_owned();
        let mut all = vec![("goc", base.as_str())];
        all.extend_from_slice(form);
        house.send(&chief, DESK, &all).await
    };
    let empty = [("ten", ""), ("cua", ""), ("chu", "")];
    let mut form: Vec<(&str, &str)> = vec![("them", "banner"), ("lam", "them")];
    press(&form).await.assert_status(StatusCode::SEE_OTHER);
    assert!(!house.text("/").await.contains("strip-of banner\""), "what says nothing is not shown");
    form = vec![("loai", "banner"), ("ten", "Tiếp bạn đọc <thứ tư>"), ("cua", "/bao-loi/1")];
    form.extend([("chu", "Từ 8 giờ.\r\nỞ tầng một."), ("lam", "luu")]);
    press(&form).await.assert_status(StatusCode::SEE_OTHER);
    let home = house.text("/").await;
    assert!(home.contains("Tiếp bạn đọc &lt;thứ tư&gt;") && home.contains("<p>Ở tầng một.</p>"));
    form.pop();
    form.push(("loai", "storyline"));
    form.extend([("ten", ""), ("cua", "Lũ quét"), ("chu", "")]);
    form.push(("loai", "links"));
    form.extend([("ten", "Liên kết"), ("cua", ""), ("chu", "Cổng | https://a.example/x")]);
    form.push(("loai", "sections"));
    form.extend(empty);
    form.push(("lam", "luu"));
    press(&form).await.assert_status(StatusCode::SEE_OTHER);
    let home = house.text("/").await;
    assert!(home.contains("href=\"/dong-su-kien/lu-quet\">Lũ quét</a>") && home.contains(&story));
    assert!(home.contains("<a href=\"https://a.example/x\">Cổng</a>"));
    let place = |html: &str, words: &str| html.find(words).expect("on the page");
    assert!(place(&home, "Tiếp bạn đọc") < place(&home, "lu-quet\">Lũ quét"));
    form.pop();
    form.push(("lam", "xuong-0"));
    let moved = press(&form).await;
    assert!(moved.0.header(header::LOCATION).expect("an address").ends_with("#khoi-2"));
    let home = house.text("/").await;
    assert!(place(&home, "Tiếp bạn đọc") > place(&home, "lu-quet\">Lũ quét"));
    let records = house.desk(&chief, "/toa-soan/nhat-ky?viec=blocks_changed").await;
    assert!(records.contains("Đổi các khối trên trang nhất") && records.contains("Lũ quét"));
    press(&[("lam", "mac-dinh")]).await.assert_status(StatusCode::SEE_OTHER);
    assert!(!house.text("/").await.contains("Tiếp bạn đọc"));
}

#[tokio::test]
async fn hostile_blocks_are_refused_with_a_reason_and_keep_what_was_typed() {
    let house = house().await;
    let chief = house.set_up().await;
    let base = |page: &str| between(page, "name=\"goc\" value=\"", "\"").to_owned();
    let first = base(&house.desk(&chief, DESK).await);
    let long = "ệ".repeat(3_001);
    for (kind, of, words) in [
        ("links", "", "xấu | javascript:alert(1)"),
        ("links", "", "không có địa chỉ"),
        ("banner", "//xau.example", "Chào"),
        ("banner", "", &long),
    ] {
        let form = [("goc", first.as_str()), ("loai", kind), ("ten", "Giữ <b> lại"), ("cua", of)];
        let form = [form.as_slice(), &[("chu", words), ("lam", "luu")]].concat();
        let answer = house.send(&chief, DESK, &form).await;
        answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.0.into_body().into_string().await.expect("text");
        assert!(page.contains("Giữ &lt;b&gt; lại"), "{kind} {of}");
    }
    // Broken forms, unknown kinds, places that are not there.
    let broken = [("goc", first.as_str()), ("loai", "links"), ("lam", "luu")];
    house.send(&chief, DESK, &broken).await.assert_status(StatusCode::BAD_REQUEST);
    let unknown = [("goc", first.as_str()), ("loai", "script"), ("ten", ""), ("cua", "")];
    let unknown = [unknown.as_slice(), &[("chu", ""), ("lam", "luu")]].concat();
    house.send(&chief, DESK, &unknown).await.assert_status(StatusCode::BAD_REQUEST);
    let nowhere = [("goc", first.as_str()), ("lam", "bo-99999999999999999999")];
    house.send(&chief, DESK, &nowhere).await.assert_status(StatusCode::SEE_OTHER);
    // Somebody else was faster: nothing is written over unseen.
    let add = [("goc", first.as_str()), ("them", "most_read"), ("lam", "them")];
    house.send(&chief, DESK, &add).await.assert_status(StatusCode::SEE_OTHER);
    let late = [("goc", first.as_str()), ("them", "links"), ("lam", "them")];
    let answer = house.send(&chief, DESK, &late).await;
    answer.assert_status(StatusCode::CONFLICT);
    let page = answer.0.into_body().into_string().await.expect("text");
    assert!(page.contains("Người khác vừa đổi các khối này") && base(&page) != first);
    let (reporter, _) = house.colleague(&chief, "reporter").await;
    assert_eq!(house.ask(&reporter, DESK).await.0.status(), StatusCode::FORBIDDEN);
    house.send(&reporter, DESK, &add).await.assert_status(StatusCode::FORBIDDEN);
    let nothing = house.ask(&chief, "/toa-soan/trang-nhat-khoi/khong-co").await;
    nothing.assert_status(StatusCode::NOT_FOUND);
}
