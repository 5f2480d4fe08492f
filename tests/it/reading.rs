//! What readers, their browsers and old links can rely on.

use poem::http::{StatusCode, header};

use crate::house::{between, house};

#[tokio::test]
async fn an_article_has_one_address_and_every_other_leads_to_it() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Chợ phiên vùng cao", "Bà con xuống chợ.\n").await;
    let ending = path.rsplit('-').next().expect("an id");
    for wrong in [format!("/sai-{ending}"), format!("/-{ending}"), format!("/cho-phien-0{ending}")]
    {
        let moved = house.get(&wrong).await;
        moved.assert_status(StatusCode::MOVED_PERMANENTLY);
        assert_eq!(moved.0.header(header::LOCATION), Some(path.as_str()), "{wrong}");
    }
    let page = house.text(&path).await;
    assert!(page.contains(&format!("rel=\"canonical\" href=\"http://localhost:8080{path}\"")));
    for lost in ["/khong-co-999999.html", "/khong-co", "/khong-co-.html", "/in/x", "/tac-gia/ai"] {
        house.get(lost).await.assert_status(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_tidy_address_and_never_away_from_us() {
    let house = house().await;
    let chief = house.set_up().await;
    house.published(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    for (asked, to) in
        [("/chu-de/cho-phien/", "/chu-de/cho-phien"), ("//evil.example/", "/evil.example")]
    {
        let moved = house.get(asked).await;
        moved.assert_status(StatusCode::MOVED_PERMANENTLY);
        assert_eq!(moved.0.header(header::LOCATION), Some(to), "{asked}");
    }
    house.get("/%5Cevil.example/").await.assert_status(StatusCode::MOVED_PERMANENTLY);
}

#[tokio::test]
async fn a_known_page_is_not_sent_again_and_a_head_tells_its_length() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    let get = |method, seen: &str, encoding: &str| {
        house
            .web
            .request(method, &path)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT_ENCODING, encoding)
            .header(header::IF_NONE_MATCH, seen)
            .send()
    };
    let first = get(poem::http::Method::GET, "", "br").await;
    assert_eq!(first.0.header(header::CONTENT_ENCODING), Some("br"));
    assert_eq!(first.0.header(header::VARY), Some("Accept-Encoding, Cookie, Save-Data"));
    let etag = first.0.header(header::ETAG).expect("a validator").to_owned();
    let length = first.0.header(header::CONTENT_LENGTH).expect("a length").to_owned();
    let other = get(poem::http::Method::GET, &etag, "gzip").await;
    assert_eq!(other.0.header(header::CONTENT_ENCODING), Some("gzip"), "it has another form");
    let again = get(poem::http::Method::GET, &etag, "br").await;
    again.assert_status(StatusCode::NOT_MODIFIED);
    assert!(again.0.into_body().into_vec().await.expect("bytes").is_empty());
    let head = get(poem::http::Method::HEAD, "", "br").await;
    assert_eq!(head.0.header(header::CONTENT_LENGTH), Some(length.as_str()));
    assert!(head.0.into_body().into_vec().await.expect("bytes").is_empty());
    house.act(&chief, &desk, "go", "Sai số liệu").await;
    get(poem::http::Method::GET, &etag, "br").await.assert_status(StatusCode::GONE);
}

#[tokio::test]
async fn lists_show_what_is_published_and_end_where_they_end() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    let page = house.text(&path).await;
    let section = between(between(&page, "class=\"trail\"", "</nav>"), "<a href=\"/", "</nav>");
    let section = between(section, "<a href=\"", "\"").to_owned();
    let crumbs = between(&page, "\"BreadcrumbList\",\"itemListElement\":", "</script>");
    assert!(crumbs.contains(&format!("\"item\":\"http://localhost:8080{section}\"")), "{crumbs}");
    assert!(house.text(&section).await.contains("\"BreadcrumbList\""));
    for list in ["/", section.as_str(), "/chu-de/cho-phien", "/tac-gia/lan-anh"] {
        assert!(house.text(list).await.contains(&format!("href=\"{path}\"")), "{list}");
    }
    for beyond in ["?trang=2", "?trang=0", "?trang=x"] {
        house.get(&format!("{section}{beyond}")).await.assert_status(StatusCode::NOT_FOUND);
    }
    house.get(&format!("{section}?trang=1&la=1")).await.assert_status_is_ok();
}

#[tokio::test]
async fn an_opening_is_counted_and_anything_else_is_not_an_error() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    assert!(house.text(&path).await.contains("Lượt xem: 0"));
    let id = path.rsplit('-').next().and_then(|end| end.strip_suffix(".html")).expect("an id");
    let long = "9".repeat(5_000);
    for body in [format!("id={id}"), "id=abc".to_owned(), "id=999999".to_owned(), long] {
        let told = house.web.post("/luot-xem").header(header::HOST, "localhost").body(body);
        told.send().await.assert_status(StatusCode::NO_CONTENT);
    }
    for _ in 0..40 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        if house.text(&path).await.contains("Lượt xem: 1") {
            return;
        }
    }
    panic!("the opening was not counted within four seconds");
}

#[tokio::test]
async fn a_search_with_bad_filters_says_so_and_still_answers() {
    let house = house().await;
    let chief = house.set_up().await;
    house.published(&chief, "Chợ phiên vùng cao", "Bà con xuống chợ.\n").await;
    let page = house.text("/tim-kiem?q=cho+phien&tu=2024-02-30").await;
    assert!(page.contains("Ngày chưa đúng") && page.contains("<mark>"));
    let page = house.text("/tim-kiem?q=cho+phien&tu=2024-03-02&den=2024-03-01").await;
    assert!(page.contains("Ngày bắt đầu phải trước ngày kết thúc"));
    let page = house.text("/tim-kiem?q=cho+phien&tac-gia=Lan+Anh&xep=moi-nhat").await;
    assert!(page.contains("<mark>"));
    let page = house.text("/tim-kiem?q=cho+phien&tac-gia=Ai+Do").await;
    assert!(!page.contains("<mark>"));
}

#[tokio::test]
async fn the_text_first_page_is_chosen_without_a_script_and_only_for_who_chose_it() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    let page = async |name: &'static str, value: &str| {
        let get = house.web.get(&path).header(header::HOST, "localhost").header(name, value);
        get.send().await.0.into_body().into_string().await.expect("text")
    };
    let offers = "<button name=\"cach\" value=\"chu\">Chỉ đọc chữ</button>";
    let gives_back = "<button name=\"cach\" value=\"ca-anh\">Xem cả ảnh</button>";
    let choose = async |form: &str| {
        let post = house.web.post("/cach-doc").header(header::HOST, "localhost");
        let post = post.header(header::REFERER, format!("http://localhost{path}"));
        post.content_type("application/x-www-form-urlencoded").body(form.to_owned()).send().await
    };
    assert!(page("accept", "text/html").await.contains(offers));
    let chosen = choose("cach=chu").await;
    chosen.assert_status(StatusCode::SEE_OTHER);
    assert_eq!(chosen.0.header(header::LOCATION), Some(path.as_str()));
    let cookie = chosen.0.header(header::SET_COOKIE).expect("a cookie").to_owned();
    let cookie = cookie.split(';').next().expect("a pair").to_owned();
    assert!(page("cookie", &cookie).await.contains(gives_back));
    assert!(page("accept", "text/html").await.contains(offers), "others see the whole page");
    assert!(page("save-data", "on").await.contains(gives_back));
    for hostile in ["cach=<script>", "cach=", "x", &format!("cach={}", "c".repeat(9_000))] {
        let answer = choose(hostile).await;
        answer.assert_status(StatusCode::SEE_OTHER);
        assert_eq!(answer.0.header(header::SET_COOKIE), None, "{hostile:.20}");
    }
}

#[tokio::test]
async fn a_reader_chooses_the_language_of_menus_without_a_script_and_others_keep_theirs() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    let get = async |path: &str, cookie: &str| {
        let get = house.web.get(path).header(header::HOST, "localhost");
        get.header(header::COOKIE, cookie).send().await
    };
    let page = async |path: &str, cookie: &str| {
        get(path, cookie).await.0.into_body().into_string().await.expect("text")
    };
    let choose = async |form: &str| {
        let post = house.web.post("/cach-doc").header(header::HOST, "localhost");
        let post = post.header(header::REFERER, format!("http://localhost{path}"));
        post.content_type("application/x-www-form-urlencoded").body(form.to_owned()).send().await
    };
    let chosen = choose("tieng=en").await;
    chosen.assert_status(StatusCode::SEE_OTHER);
    assert_eq!(chosen.0.header(header::LOCATION), Some(path.as_str()));
    let set = chosen.0.header(header::SET_COOKIE).expect("a cookie");
    assert!(set.starts_with("tieng=en; Path=/; Max-Age=31536000;") && set.contains("HttpOnly"));
    for (at, english) in [
        (path.as_str(), "Skip to content"),
        ("/", "Skip to content"),
        ("/doc-nhieu", "<h1>Most read</h1>"),
        ("/tro-nang", "Skip to content"),
        ("/khong-co", "Skip to content"),
    ] {
        let before = page(at, "").await;
        let chosen = page(at, "tieng=en").await;
        assert!(
            before.contains("<html lang=\"vi\">") && chosen.contains("<html lang=\"en\">"),
            "{at}"
        );
        assert!(chosen.contains(english) && !before.contains(english), "{at}");
        assert_eq!(page(at, "").await, before, "{at}: others keep theirs");
        assert_eq!(page(at, "tieng=vi").await, before, "{at}: the site's own is nobody's copy");
        assert!(before.contains("name=\"tieng\" value=\"en\" lang=\"en\">English<"), "{at}");
        assert!(chosen.contains("name=\"tieng\" value=\"vi\" lang=\"vi\">Tiếng Việt<"), "{at}");
    }
    // The article keeps its language, and its address is one.
    let english = page(&path, "tieng=en").await;
    assert!(between(&english, "<article class=\"story", ">").contains("lang=\"vi\""));
    let canonical = "rel=\"canonical\" href=\"http://localhost:8080";
    let of = |html: &str| between(html, canonical, "\"").to_owned();
    assert_eq!(of(&english), of(&page(&path, "").await));
    let tag = async |cookie: &str| {
        get(&path, cookie).await.0.header(header::ETAG).expect("an ETag").to_owned()
    };
    assert_ne!(tag("").await, tag("tieng=en").await);
    assert_ne!(tag("tieng=en").await, tag("tieng=en; cach-doc=chu").await);
    let vary = get(&path, "tieng=en").await.0.header(header::VARY).map(str::to_owned);
    assert!(vary.expect("Vary").contains("Cookie"));
}

#[tokio::test]
async fn a_language_that_nobody_offers_is_no_page_of_its_own_and_feeds_are_the_same_for_all() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    let page = async |path: &str, cookie: &str| {
        let get = house.web.get(path).header(header::HOST, "localhost");
        let answer = get.header(header::COOKIE, cookie).send().await;
        answer.0.into_body().into_string().await.expect("text")
    };
    let choose = async |form: &str| {
        let post = house.web.post("/cach-doc").header(header::HOST, "localhost");
        post.content_type("application/x-www-form-urlencoded").body(form.to_owned()).send().await
    };
    let plain = page(&path, "").await;
    let long = format!("tieng={}", "e".repeat(4_000));
    for hostile in
        ["tieng=xx", "tieng=EN", "tieng=../en", "tieng=", "tieng", "tieng=xx; tieng=en", &long]
    {
        assert_eq!(page(&path, hostile).await, plain, "{hostile:.20}");
    }
    for hostile in ["tieng=xx", "tieng=<script>", "tieng=", "tieng=en%0d%0aX: y", &long] {
        let answer = choose(hostile).await;
        answer.assert_status(StatusCode::SEE_OTHER);
        assert_eq!(answer.0.header(header::SET_COOKIE), None, "{hostile:.20}");
    }
    // Feeds and maps are the same for all.
    for common in ["/rss.xml", "/sitemap.xml"] {
        assert_eq!(page(common, "tieng=en").await, page(common, "").await, "{common}");
    }
}

#[tokio::test]
async fn what_is_read_most_has_a_page_of_its_own_on_every_site() {
    let house = house().await;
    house.set_up().await;
    let page = house.text("/doc-nhieu").await;
    for wanted in ["<h1>Đọc nhiều</h1>", "24 giờ qua", "7 ngày qua", "Chưa có bài nào"]
    {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!house.text("/").await.contains("id=\"most-read\""), "nothing was opened yet");
}

#[tokio::test]
async fn the_worker_for_reading_without_a_network_stands_at_the_top_of_the_site() {
    let house = house().await;
    house.set_up().await;
    let page = house.text("/ngoai-tuyen").await;
    assert!(page.contains("<h1>Đọc khi không có mạng</h1>") && page.contains("hãy bật JavaScript"));
    let worker = house.get("/ngoai-tuyen.js").await;
    worker.assert_status_is_ok();
    worker.assert_header(header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    worker.assert_header(header::CACHE_CONTROL, "max-age=0, must-revalidate");
}
