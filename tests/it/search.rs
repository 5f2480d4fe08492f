//! What readers can rely on when they search: marks, slips, narrowing down, suggestions, and what
//! the newsroom learns of it.

use poem::http::{StatusCode, header};

use crate::house::{between, house};

#[tokio::test]
async fn a_question_typed_without_an_input_method_is_understood_and_can_be_taken_literally() {
    let house = house().await;
    let chief = house.set_up().await;
    for n in 0..4 {
        let title = format!("Chuyển đổi số ở bản {n}");
        house.published(&chief, &title, "Bà con làm quen với chuyển đổi số.\n").await;
    }
    for asked in ["chuyeenr ddooir soos", "chuyen doi so", "CHUYỂN ĐỔI SỐ", "chuye6n3 d9o6i3 so61"]
    {
        let html = house.text(&format!("/tim-kiem?q={}", asked.replace(' ', "+"))).await;
        assert!(html.contains("Tìm thấy 4 bài"), "{asked}: {html}");
    }
    let html = house.text("/tim-kiem?q=chuyeenr+ddooir+soos").await;
    assert!(html.contains("Đang hiện kết quả cho") && html.contains("chuyển đổi số"));
    let other = between(&html, "<p class=\"meant\">", "</p>");
    let url = between(other, "<a href=\"", "\"").replace("&amp;", "&");
    assert!(url.contains("nguyen-van=1"), "{url}");
    let html = house.text(&url).await;
    assert!(html.contains("Tìm đúng nguyên văn.") && html.contains("Không có bài nào khớp"));
}

#[tokio::test]
async fn results_are_narrowed_down_by_links_and_taken_back() {
    let house = house().await;
    let chief = house.set_up().await;
    house.published(&chief, "Chợ phiên Bắc Hà", "Bà con xuống chợ.\n").await;
    house.published(&chief, "Chợ phiên Mèo Vạc", "Bà con xuống chợ.\n").await;
    let html = house.text("/tim-kiem?q=cho+phien&xep=moi-nhat").await;
    assert!(html.contains("Tìm thấy 2 bài"));
    assert!(html.contains("<mark>Chợ</mark>") || html.contains("<mark>Chợ phiên</mark>"), "{html}");
    let year = house.text("/tim-kiem?q=cho+phien&nam=1999").await;
    assert!(year.contains("Tìm thấy 0 bài"));
    for hostile in ["loai=%3Cscript%3E", "nam=x", "ngon-ngu=%00", "trang=1000000000", "luc=x"] {
        let answer = house.get(&format!("/tim-kiem?q=cho+phien&{hostile}")).await;
        answer.assert_status_is_ok();
    }
}

#[tokio::test]
async fn suggestions_follow_what_is_published() {
    let house = house().await;
    let chief = house.set_up().await;
    house.published(&chief, "Hội nghị về chuyển đổi số", "Thân bài.\n").await;
    for typed in ["chuyen+doi", "chuy%E1%BB%83n", "chuyeenr", "hoi+nghi"] {
        let said = house.text(&format!("/api/v1/suggest?q={typed}")).await;
        assert!(said.contains("Hội nghị về chuyển đổi số"), "{typed}: {said}");
    }
    for hostile in ["", "%00", "%F0%9F%98%80", &"a".repeat(5_000)] {
        house.get(&format!("/goi-y?q={hostile}")).await.assert_status_is_ok();
    }
}

#[tokio::test]
async fn the_newsroom_learns_what_is_asked_and_sets_abbreviations() {
    let house = house().await;
    let chief = house.set_up().await;
    let (reporter, _) = house.colleague(&chief, "reporter").await;
    house.published(&chief, "Hợp tác xã trồng rau an toàn", "Bà con trồng rau.\n").await;
    for _ in 0..2 {
        house.text("/tim-kiem?q=Tr%E1%BB%93ng+rau").await;
    }
    house.text("/tim-kiem?q=phi+h%C3%A0nh+gia").await;
    house.text("/tim-kiem?q=0912345678").await;
    let html = house.desk(&chief, "/toa-soan/tim-kiem").await;
    let often = between(&html, "id=\"hay-hoi\"", "</section>");
    assert!(often.contains("trồng rau</a></td><td>2</td>"), "{often}");
    assert!(between(&html, "id=\"khong-thay\"", "</section>").contains("phi hành gia"));
    assert!(!html.contains("0912345678"), "nothing of a person is counted");
    assert!(html.contains("CĐS = chuyển đổi số"), "the built-in list is where one begins");

    assert!(!house.text("/tim-kiem?q=HTXR").await.contains("Tìm thấy 1 bài"));
    let form = [("viet-tat", "HTXR = hợp tác xã trồng rau")];
    let refused = house.send(&reporter, "/toa-soan/tim-kiem", &form).await;
    refused.assert_status(StatusCode::FORBIDDEN);
    house.ask(&reporter, "/toa-soan/tim-kiem").await.assert_status(StatusCode::FORBIDDEN);
    let bad = house.send(&chief, "/toa-soan/tim-kiem", &[("viet-tat", "HTXR =\n<b>")]).await;
    bad.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    let html = bad.0.into_body().into_string().await.expect("text");
    assert!(html.contains("Dòng 1 chưa đúng") && html.contains("&lt;b&gt;</textarea>"));
    let kept = house.send(&chief, "/toa-soan/tim-kiem", &form).await;
    assert_eq!(kept.0.header(header::LOCATION), Some("/toa-soan/tim-kiem?xong=1"));
    assert!(house.text("/tim-kiem?q=HTXR").await.contains("Tìm thấy 1 bài"));
}

#[tokio::test]
async fn below_an_article_stand_those_about_the_same() {
    let house = house().await;
    let chief = house.set_up().await;
    let body = "Hợp tác xã vay vốn ưu đãi để trồng cây dược liệu.\n";
    house.published(&chief, "Vốn ưu đãi cho cây dược liệu", body).await;
    for n in 0..5 {
        let title = format!("Giải bóng đá nữ vòng {n}");
        house.published(&chief, &title, "Các đội gặp nhau trên sân vận động.\n").await;
    }
    let (_, path) = house.published(&chief, "Trồng cây dược liệu nhờ vốn ưu đãi", body).await;
    let html = house.text(&path).await;
    let below = between(&html, "id=\"related\"", "</section>");
    let at = |title: &str| below.find(title);
    let alike = at("Vốn ưu đãi cho cây dược liệu").expect("what is about the same is there");
    assert!(at("Giải bóng đá nữ").is_none_or(|other| alike < other), "{below}");
}

#[tokio::test]
async fn each_site_prefers_newer_articles_as_its_newsroom_chose() {
    let house = house().await;
    let chief = house.set_up().await;
    let page = "/toa-soan/tim-kiem";
    let html = house.desk(&chief, page).await;
    assert!(html.contains("<option value=\"bao:730\" selected>"), "{html}");
    for hostile in ["bao:31", "nowhere:30", "bao", ":", "bao:-1", "bao:99999999999"] {
        let refused = house.send(&chief, page, &[("viet-tat", ""), ("uu-tien", hostile)]).await;
        refused.assert_status(StatusCode::BAD_REQUEST);
    }
    let kept = house.send(&chief, page, &[("viet-tat", ""), ("uu-tien", "bao:30")]).await;
    assert_eq!(kept.0.header(header::LOCATION), Some("/toa-soan/tim-kiem?xong=1"));
    let html = house.desk(&chief, page).await;
    assert!(html.contains("<option value=\"bao:30\" selected>"), "{html}");
    let records = house.desk(&chief, "/toa-soan/nhat-ky").await;
    assert!(records.contains("Đổi mức ưu tiên bài mới khi tìm kiếm"), "{records}");
}
