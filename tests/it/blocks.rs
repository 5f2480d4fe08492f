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
    assert!(records.contains("Đổi các khối trên trang") && records.contains("Lũ quét"));
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

/// Sends a form made from the page as it is now.
async fn press<E: poem::Endpoint<Output = poem::Response>>(
    house: &super::house::House<E>,
    chief: &super::house::Signed,
    (desk, form): (&str, &[(&str, &str)]),
) -> poem::test::TestResponse {
    let page = house.desk(chief, desk).await;
    let base = between(&page, "name=\"goc\" value=\"", "\"").to_owned();
    let all = [&[("goc", base.as_str())], form].concat();
    house.send(chief, desk, &all).await
}

/// Blocks of the kinds that are lines, the last of a section that is nowhere.
fn of_each_kind(section: &str) -> Vec<(&str, &str)> {
    vec![
        ("loai", "documents"),
        ("ten", "Văn bản"),
        ("cua", section),
        ("chu", ""),
        ("loai", "notices"),
        ("ten", ""),
        ("cua", section),
        ("chu", ""),
        ("loai", "newest"),
        ("ten", ""),
        ("cua", ""),
        ("chu", ""),
        ("loai", "statistics"),
        ("ten", "Số liệu"),
        ("cua", ""),
        ("chu", "8654,3 | tỷ đồng | Vốn <b>đầu tư</b> | Vụ Kế hoạch | 6/2024"),
        ("loai", "documents"),
        ("ten", "Của nơi khác"),
        ("cua", "khong-co/o-day"),
        ("chu", ""),
        ("lam", "luu"),
    ]
}

#[tokio::test]
async fn a_section_s_first_page_has_blocks_of_its_own_and_no_story_twice() {
    let house = house().await;
    let chief = house.set_up().await;
    let mut paths = Vec::new();
    for number in 0..32 {
        let (_, path) = house.published(&chief, &format!("Bài số {number}"), "Con mương.\n").await;
        paths.push(path);
    }
    let home = house.text("/").await;
    let section = between(&home, "<nav class=\"sections\"", "</nav>");
    let path = between(section, "href=\"/", "\"").to_owned();
    let (list, desk) = (format!("/{path}"), format!("{DESK}/{path}"));
    let front = house.desk(&chief, &format!("/toa-soan/trang-nhat/bao/{path}")).await;
    assert!(front.contains(&format!("href=\"{desk}\"")));
    let before = house.text(&list).await;
    assert!(!before.contains("class=\"blocks\""), "a plain list while nobody put blocks there");
    let feed = house.text(&format!("{list}/rss.xml")).await;
    let form = of_each_kind(&path);
    press(&house, &chief, (&desk, &form)).await.assert_status(StatusCode::SEE_OTHER);
    let page = house.text(&list).await;
    let blocks = page.split("class=\"blocks\"").nth(1).expect("blocks, at once");
    assert!(
        blocks.contains("<b>8.654,3</b> tỷ đồng")
            && blocks.contains("Vốn &lt;b&gt;đầu tư&lt;/b&gt;")
    );
    assert!(
        blocks.contains("class=\"block strip-of documents\"") && !blocks.contains("Của nơi khác")
    );
    for path in &paths {
        let titles = page.matches(&format!("<a href=\"{path}\">")).count();
        assert!(titles <= 1, "{path} stands {titles} times");
    }
    assert!(!house.text(&format!("{list}?trang=2")).await.contains("class=\"blocks\""));
    assert!(!home.contains("8.654,3") && !house.text("/").await.contains("8.654,3"));
    assert_eq!(house.text(&format!("{list}/rss.xml")).await, feed);
    // A new story shows at once, and the preview has the blocks too.
    let (_, fresh) = house.published(&chief, "Bài vừa lên", "Con mương.\n").await;
    assert!(house.text(&list).await.contains(&fresh));
    let preview = format!("/toa-soan/trang-nhat-xem-truoc/bao/{path}?khung=trang");
    assert!(house.desk(&chief, &preview).await.contains("<b>8.654,3</b>"));
    let records = house.desk(&chief, "/toa-soan/nhat-ky?viec=blocks_changed").await;
    assert!(records.contains("8654,3"));
    press(&house, &chief, (&desk, &[("lam", "mac-dinh")]))
        .await
        .assert_status(StatusCode::SEE_OTHER);
    assert!(!house.text(&list).await.contains("class=\"blocks\""));
}

#[tokio::test]
async fn figures_that_are_no_figures_and_blocks_without_end_are_refused() {
    let house = house().await;
    let chief = house.set_up().await;
    let nine = "1 | % | Tăng\n".repeat(9);
    let long = format!("1 | % | {}", "ệ".repeat(121));
    for (words, told) in [
        ("12.5 | % | Tăng", "viết như 1.234,5"),
        ("<b>1</b> | % | Tăng", "viết như 1.234,5"),
        ("1 | %", "tên số liệu"),
        (long.as_str(), "120 ký tự"),
        (nine.as_str(), "nhiều nhất 8 số liệu"),
    ] {
        let form =
            [("loai", "statistics"), ("ten", ""), ("cua", ""), ("chu", words), ("lam", "luu")];
        let answer = press(&house, &chief, (DESK, &form)).await;
        answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.0.into_body().into_string().await.expect("text");
        assert!(page.contains(told), "{words:.20}");
    }
    let one = [("loai", "newest"), ("ten", ""), ("cua", ""), ("chu", "")];
    let mut many: Vec<(&str, &str)> = one.iter().copied().cycle().take(60 * 4).collect();
    many.push(("lam", "luu"));
    let answer = press(&house, &chief, (DESK, &many)).await;
    answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(house.desk(&chief, DESK).await.contains("Bạn chưa chọn khối nào"));
}

#[tokio::test]
async fn a_section_s_blocks_are_for_those_who_arrange_it() {
    let house = house().await;
    let chief = house.set_up().await;
    house.published(&chief, "Bài đầu", "Con mương.\n").await;
    let home = house.text("/").await;
    let section = between(&home, "<nav class=\"sections\"", "</nav>");
    let desk = format!("{DESK}/{}", between(section, "href=\"/", "\""));
    let (reporter, _) = house.colleague(&chief, "reporter").await;
    assert_eq!(house.ask(&reporter, &desk).await.0.status(), StatusCode::FORBIDDEN);
    let nothing = house.ask(&chief, &format!("{DESK}/khong-co")).await;
    nothing.assert_status(StatusCode::NOT_FOUND);
    let add = [("goc", "x"), ("them", "newest"), ("lam", "them")];
    house.send(&reporter, &desk, &add).await.assert_status(StatusCode::FORBIDDEN);
    house.send(&chief, &desk, &add).await.assert_status(StatusCode::CONFLICT);
}
