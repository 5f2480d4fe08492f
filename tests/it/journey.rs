//! Whole stories, told through HTTP alone.

use poem::http::{StatusCode, header};

use crate::house::{between, cookie_of, house};

#[tokio::test]
async fn from_the_first_set_up_to_a_published_article_that_is_found_and_withdrawn() {
    let house = house().await;
    let chief = house.set_up().await;
    let made = house.send(&chief, "/toa-soan/bai", &[]).await;
    made.assert_status(StatusCode::SEE_OTHER);
    let desk = made.0.header(header::LOCATION).expect("an address").to_owned();
    let html = house.desk(&chief, &desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let save_id = between(&html, "name=\"save_id\" value=\"", "\"").to_owned();
    let sections = between(&html, "<select id=\"section\"", "</select>");
    let mut values = sections.split("<option value=\"").filter_map(|part| part.split('"').next());
    let section = values.find(|value| value.parse::<i64>().is_ok()).expect("a section");
    let text = [
        ("version", version.as_str()),
        ("save_id", &save_id),
        ("title", "Hòa bình ở vùng cao"),
        ("lead", "Một buổi sáng ở chợ phiên."),
        ("body", "Bà con xuống chợ. <script>alert(1)</script>\n"),
        ("section", section),
        ("language", "vi"),
        ("tags", "chợ phiên"),
    ];
    house.send(&chief, &desk, &text).await.assert_status(StatusCode::SEE_OTHER);
    for act in ["gui", "duyet", "xuat-ban"] {
        let html = house.desk(&chief, &desk).await;
        let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
        let answer = house.send(&chief, &format!("{desk}/{act}"), &[("version", &version)]).await;
        answer.assert_status(StatusCode::SEE_OTHER);
    }
    let home = house.text("/").await;
    assert!(home.contains("Hòa bình ở vùng cao"));
    let address = between(&home, "href=\"/hoa-binh-o-vung-cao-", "\"");
    let article = house.text(&format!("/hoa-binh-o-vung-cao-{address}")).await;
    assert!(article.contains("Bà con xuống chợ.") && !article.contains("<script>alert"));
    for words in ["hoa+binh", "ho%C3%A0+b%C3%ACnh", "h%C3%B2a+b%C3%ACnh"] {
        assert!(
            house.text(&format!("/tim-kiem?q={words}")).await.contains("<mark>Hòa bình</mark>"),
            "{words}"
        );
    }
    assert!(house.text("/rss.xml").await.contains("Hòa bình ở vùng cao"));
    let moved = house.get(&format!("/sai-{address}")).await;
    moved.assert_status(StatusCode::MOVED_PERMANENTLY);

    let html = house.desk(&chief, &desk).await;
    let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
    let form = [("version", version.as_str()), ("note", "Sai số liệu")];
    house.send(&chief, &format!("{desk}/go"), &form).await.assert_status(StatusCode::SEE_OTHER);
    let gone = house.get(&format!("/hoa-binh-o-vung-cao-{address}")).await;
    gone.assert_status(StatusCode::GONE);
    // It may come back: a browser must not answer for us.
    assert_eq!(gone.0.header("cache-control"), Some("no-cache"));
    assert!(!house.text("/").await.contains("Hòa bình ở vùng cao"));
    assert!(!house.text("/rss.xml").await.contains("Hòa bình ở vùng cao"));
    assert!(!house.text("/tim-kiem?q=hoa+binh").await.contains("<mark>"));
}

#[tokio::test]
async fn a_wrong_password_is_told_kindly_and_ten_of_them_close_the_account() {
    let house = house().await;
    house.set_up().await;
    let page = house.get("/toa-soan/dang-nhap").await;
    let cookie = cookie_of(&page);
    let html = page.0.into_body().into_string().await.expect("text");
    let csrf = between(&html, "name=\"_csrf\" value=\"", "\"").to_owned();
    let attempt = async |password: &str| {
        let form = [("_csrf", csrf.as_str()), ("email", "thu@bao.example"), ("password", password)];
        let answer = house
            .web
            .post("/toa-soan/dang-nhap")
            .header(header::HOST, "localhost")
            .header(header::COOKIE, &cookie)
            .form(&form)
            .send()
            .await;
        let status = answer.0.status();
        (status, answer.0.into_body().into_string().await.expect("text"))
    };
    for _ in 0..10 {
        let (status, html) = attempt("sai-mat-khau").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("chưa đúng"));
    }
    let (_, html) = attempt("mat-khau-dai").await;
    assert!(html.contains("tạm khóa"), "even the right password waits");
    house.app.clock.advance_ms(16 * 60_000);
    assert_eq!(attempt("mat-khau-dai").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_unknown_host_gets_421_and_a_form_from_elsewhere_is_refused() {
    let house = house().await;
    let who = house.set_up().await;
    let lost = house.web.get("/").header(header::HOST, "khong-phai.vn").send().await;
    lost.assert_status(StatusCode::MISDIRECTED_REQUEST);
    let forged = house
        .web
        .post("/toa-soan/bai")
        .header(header::HOST, "localhost")
        .header(header::COOKIE, &who.cookie)
        .header(header::ORIGIN, "https://evil.example")
        .form(&[("_csrf", who.csrf.as_str())])
        .send()
        .await;
    forged.assert_status(StatusCode::FORBIDDEN);
    let bare = house.web.post("/toa-soan/bai").header(header::HOST, "localhost").send().await;
    assert!(
        bare.0.status() == StatusCode::UNAUTHORIZED || bare.0.status() == StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn every_page_carries_a_policy_that_allows_its_own_style_only() {
    let house = house().await;
    house.set_up().await;
    let answer = house.get("/").await;
    let policy = answer.0.header("content-security-policy").expect("a policy").to_owned();
    // Of scripts in the page only the few bytes that set what the reader chose.
    assert!(
        policy.contains("script-src 'self' 'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert!(policy.contains("style-src 'self' 'sha256-"), "{policy}");
}

#[tokio::test]
async fn hostile_questions_and_addresses_get_a_kind_answer() {
    let house = house().await;
    house.set_up().await;
    let long = format!("/tim-kiem?q={}", "a".repeat(10_000));
    let asked = [
        "/tim-kiem?q=%00%ff%22%3Cscript%3E",
        "/tim-kiem?tu=2024-02-30",
        "/tim-kiem?trang=-1",
        "/tim-kiem?q=a&q=b",
        long.as_str(),
        "/tim-kiem?chuyen-muc=../../etc",
    ];
    for address in asked {
        let html = house.text(address).await;
        let (own, all) = (html.matches("<script>try {").count(), html.matches("<script>").count());
        assert_eq!((own, all), (1, 1), "{address}");
    }
    for address in [
        "/..%2f..%2fetc/passwd",
        "/media/../x/y.jpg",
        "/x-999999999999999999999.html",
        "/?trang=x%00",
    ] {
        let status = house.get(address).await.0.status();
        assert!(!status.is_server_error(), "{address} {status}");
    }
}
