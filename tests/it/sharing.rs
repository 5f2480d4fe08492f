//! What whoever shares an address can rely on: a picture with the page's own words stands for it,
//! changes with them, and tells nothing that is not public.

use poem::http::{StatusCode, header};
use poem::{Endpoint, Response};

use crate::house::{House, between, house};

/// Largest picture in bytes.
const BYTES_MAX: usize = 150_000;

/// Path of the picture that a page names.
fn picture(html: &str) -> String {
    let address = between(html, "property=\"og:image\" content=\"", "\"");
    let path = address.strip_prefix("http://localhost:8080").expect("our own address");
    assert!(path.starts_with("/the/"), "{path}");
    path.to_owned()
}

async fn bytes<E: Endpoint<Output = Response>>(house: &House<E>, path: &str) -> Vec<u8> {
    let answer = house.get(path).await;
    answer.assert_status_is_ok();
    answer.assert_content_type("image/jpeg");
    answer.assert_header(header::CACHE_CONTROL, "public, max-age=60");
    let bytes = answer.0.into_body().into_vec().await.expect("bytes");
    assert!(bytes.len() < BYTES_MAX, "{} bytes", bytes.len());
    bytes
}

/// An old address of a picture leads to the one of now.
async fn leads<E: Endpoint<Output = Response>>(house: &House<E>, old: &str, now: &str) {
    let answer = house.get(old).await;
    answer.assert_status(StatusCode::FOUND);
    answer.assert_header(header::LOCATION, now);
    answer.assert_header(header::CACHE_CONTROL, "public, max-age=60");
    assert!(
        answer.0.into_body().into_vec().await.expect("bytes").is_empty(),
        "{old} draws nothing"
    );
}

/// Width and height of a JPEG file, from its frame.
fn measures(jpeg: &[u8]) -> (u16, u16) {
    let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    let frame: [u8; 4] =
        jpeg.get(at + 5..at + 9).and_then(|four| four.try_into().ok()).expect("four");
    let [high, low, wide, narrow] = frame;
    (u16::from_be_bytes([wide, narrow]), u16::from_be_bytes([high, low]))
}

#[tokio::test]
async fn every_page_has_a_picture_for_shared_links_with_its_measures_and_words() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Chợ “phiên” & <b>vùng cao</b>", "Thân bài.\n").await;
    let page = house.text(&path).await;
    let head = between(&page, "og:image\"", "</head>");
    for part in [
        "og:image:width\" content=\"1200\"",
        "og:image:height\" content=\"630\"",
        "og:image:alt\" content=\"Chợ “phiên” &amp; &lt;b&gt;vùng cao&lt;/b&gt;\"",
        "twitter:card\" content=\"summary_large_image\"",
    ] {
        assert!(head.contains(part), "{part}");
    }
    // What has no cover has none for search engines either.
    assert!(!between(&page, "\"NewsArticle\"", "</script>").contains("\"image\""));
    let section = between(between(&page, "class=\"trail\"", "</nav>"), "<a href=\"/\"", "</nav>");
    let section = between(section, "<a href=\"", "\"").to_owned();
    let mut seen = Vec::new();
    for page in [&path, &section, "/"] {
        let picture = picture(&house.text(page).await);
        let drawn = bytes(&house, &picture).await;
        assert_eq!(measures(&drawn), (1200, 630), "{page}");
        assert!(!seen.contains(&drawn), "{page} has its own");
        seen.push(drawn);
    }
    assert_eq!(picture(&house.text("/rss").await), picture(&house.text("/").await));
}

#[tokio::test]
async fn a_known_picture_is_not_sent_again_and_a_head_tells_its_length() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, path) = house.published(&chief, "Chợ phiên", "Thân bài.\n").await;
    let picture = picture(&house.text(&path).await);
    let drawn = bytes(&house, &picture).await;
    let ask = |method| house.web.request(method, &picture).header(header::HOST, "localhost");
    let head = ask(poem::http::Method::HEAD).send().await;
    assert_eq!(head.0.header(header::CONTENT_LENGTH), Some(drawn.len().to_string().as_str()));
    let etag = head.0.header(header::ETAG).expect("a validator").to_owned();
    let again = ask(poem::http::Method::GET).header(header::IF_NONE_MATCH, &etag).send().await;
    again.assert_status(StatusCode::NOT_MODIFIED);
    assert!(again.0.into_body().into_vec().await.expect("bytes").is_empty());
}

#[tokio::test]
async fn other_words_have_another_picture_and_what_is_withdrawn_has_none() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Mười hai buôn", "Thân bài.\n").await;
    let before = picture(&house.text(&path).await);
    let old = bytes(&house, &before).await;
    house.change(&chief, &desk, &[("title", "Mười lăm buôn")]).await;
    // Not public yet: the picture is the one of what readers see.
    assert_eq!(bytes(&house, &before).await, old);
    house.act(&chief, &desk, "duyet", "").await;
    house.act(&chief, &desk, "dinh-chinh", "Số đúng là mười lăm.").await;
    let path = house.get(&path).await.0.header(header::LOCATION).map_or(path, str::to_owned);
    let after = picture(&house.text(&path).await);
    assert_ne!(after, before);
    assert_ne!(bytes(&house, &after).await, old);
    // Whoever kept the page from before comes to the picture of now.
    leads(&house, &before, &after).await;
    house.act(&chief, &desk, "go", "Sai nguồn.").await;
    for gone in [before, after] {
        house.get(&gone).await.assert_status(StatusCode::GONE);
    }
}

#[tokio::test]
async fn what_is_not_public_has_no_picture_and_a_made_up_address_leads_to_that_of_now() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, _) = house.written(&chief, "Chưa đăng", "Thân bài.\n").await;
    let id = desk.rsplit('/').next().expect("a number");
    let preview = house.desk(&chief, &format!("{desk}/xem-truoc")).await;
    assert!(!preview.contains(&format!("/the/{id}-")), "a draft's picture would be kept by others");
    let (_, path) = house.published(&chief, "Đã đăng", "Thân bài.\n").await;
    let drawn = picture(&house.text(&path).await);
    let hash = between(&drawn, "-", ".jpg");
    for wrong in [
        format!("/the/{id}-{hash}.jpg"),
        format!("/the/{id}-0123456789.jpg"),
        format!("/the/muc-999-{hash}.jpg"),
        format!("/the/9223372036854775807-{hash}.jpg"),
        format!("/the/99999999999999999999-{hash}.jpg"),
        drawn.replace(".jpg", ".png"),
        "/the/..%2f..%2fetc%2fpasswd".to_owned(),
        "/the/%00-0123456789.jpg".to_owned(),
        format!("/the/{}-0123456789.jpg", "9".repeat(900)),
    ] {
        let answer = house.get(&wrong).await;
        answer.assert_status(StatusCode::NOT_FOUND);
        answer.assert_header(header::CACHE_CONTROL, "no-cache");
        let html = answer.0.into_body().into_string().await.expect("text");
        assert!(!html.contains("Chưa đăng"), "{wrong}");
    }
    let upper = hash.to_uppercase().replace(|c: char| c.is_ascii_digit(), "A");
    for made_up in ["0123456789", &upper] {
        leads(&house, &drawn.replace(hash, made_up), &drawn).await;
    }
    let front = picture(&house.text("/").await);
    leads(&house, &format!("/the/trang-{hash}.jpg"), &front).await;
}

#[tokio::test]
async fn no_title_breaks_the_picture_and_what_cannot_be_written_shows_the_site() {
    let house = house().await;
    let chief = house.set_up().await;
    let site = bytes(&house, &picture(&house.text("/").await)).await;
    let long = "w".repeat(250);
    for title in [
        "</text><script>alert(1)</script>",
        "a & b < c > d \" e ' f",
        "\u{202e}ngược \u{200f}xuôi",
        &long,
    ] {
        let (_, path) = house.published(&chief, title, "Thân bài.\n").await;
        let drawn = bytes(&house, &picture(&house.text(&path).await)).await;
        assert!(measures(&drawn) == (1200, 630) && drawn != site, "{title}");
    }
    for title in ["漢字標題", "عنوان المقال"] {
        let (_, path) = house.published(&chief, title, "Thân bài.\n").await;
        let html = house.text(&path).await;
        assert!(html.contains(&format!("og:image:alt\" content=\"{title}\"")));
        assert!(bytes(&house, &picture(&html)).await == site, "no boxes for {title}");
    }
}

#[tokio::test]
async fn who_finds_nothing_is_offered_the_search_and_the_newest_that_are_public() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Chợ phiên vùng cao", "Thân bài.\n").await;
    let of = async |lost: &str, status| {
        let answer = house.get(lost).await;
        answer.assert_status(status);
        answer.0.into_body().into_string().await.expect("text")
    };
    let html = of("/khong-co", StatusCode::NOT_FOUND).await;
    let main = between(&html, "<main", "</main>");
    assert!(main.contains("action=\"/tim-kiem\"") && main.contains("name=\"q\""));
    assert!(main.contains(&format!("<a href=\"{path}\">Chợ phiên vùng cao</a>")), "{main}");
    house.act(&chief, &desk, "go", "Sai nguồn.").await;
    let html = of(&path, StatusCode::GONE).await;
    assert!(html.contains("action=\"/tim-kiem\"") && !html.contains("Chợ phiên vùng cao"));
    // Another site's host has another list, a host of nobody none.
    let unknown = house.web.get("/khong-co").header(header::HOST, "evil.example").send().await;
    let html = unknown.0.into_body().into_string().await.expect("text");
    assert!(!html.contains("Chợ phiên vùng cao"));
}
