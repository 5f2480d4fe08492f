//! Recorded sound: taken in by its bytes, handed out in parts, told to readers, feeds and machines.

use poem::http::{StatusCode, header};
use serde_json::Value;

use crate::house::{House, Signed, between, house};

/// Frames of silence, 26 ms each.
fn mp3(frames: usize) -> Vec<u8> {
    [&[0xff, 0xfb, 0x90, 0xc4][..], &[0; 413]].concat().repeat(frames)
}

async fn send<E>(house: &House<E>, who: &Signed, name: &str, bytes: &[u8]) -> (StatusCode, Value)
where
    E: poem::Endpoint<Output = poem::Response>,
{
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat();
    let answer = house
        .web
        .post("/toa-soan/anh")
        .header(header::HOST, "localhost")
        .header(header::COOKIE, &who.cookie)
        .header(header::ACCEPT, "application/json")
        .header("x-csrf-token", &who.csrf)
        .content_type("multipart/form-data; boundary=x")
        .body(body)
        .send()
        .await;
    let status = answer.0.status();
    let text = answer.0.into_body().into_string().await.expect("text");
    (status, serde_json::from_str(&text).expect("JSON"))
}

#[tokio::test]
async fn a_recording_is_known_by_its_bytes_and_handed_out_in_parts() {
    let house = house().await;
    let chief = house.set_up().await;
    let (status, kept) = send(&house, &chief, "Tiếng chiêng.png", &mp3(400)).await;
    assert_eq!(status, StatusCode::CREATED, "{kept}");
    assert_eq!((&kept["kind"], &kept["duration_ms"]), (&"audio/mpeg".into(), &10_448.into()));
    let src = kept["src"].as_str().unwrap();
    assert!(src.ends_with("/tieng-chieng.mp3"), "{src}");
    let (_, again) = send(&house, &chief, "ten-khac.mp3", &mp3(400)).await;
    assert_eq!(again["media"], kept["media"], "the same file again is the same recording");

    let whole = house.get(src).await;
    whole.assert_status_is_ok();
    for (name, value) in [
        (header::CONTENT_TYPE, "audio/mpeg"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ] {
        assert_eq!(whole.0.header(name), Some(value));
    }
    let part = house.web.get(src).header(header::HOST, "localhost");
    let part = part.header(header::RANGE, "bytes=417-420").send().await;
    part.assert_status(StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.0.header(header::CONTENT_RANGE), Some("bytes 417-420/166800"));
    assert_eq!(part.0.into_body().into_vec().await.unwrap(), [0xff, 0xfb, 0x90, 0xc4]);
    let by_hash = house.get(&format!("/media/{}/am-thanh", kept["media"].as_str().unwrap())).await;
    by_hash.assert_status(StatusCode::SEE_OTHER);
    assert_eq!(by_hash.0.header(header::LOCATION), Some(src));
    house.get("/media/khong-co/am-thanh").await.assert_status(StatusCode::NOT_FOUND);
    house.get(&src.replace(".mp3", ".html")).await.assert_status(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_sound_is_refused_in_a_sentence_and_never_kept() {
    let house = house().await;
    let chief = house.set_up().await;
    let html = b"<!doctype html><script>alert(1)</script>";
    let mut wav = b"RIFF\x24\0\0\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    wav.extend([0; 64]);
    for (name, bytes, said) in [
        ("a.mp3", &html[..], "không phải ảnh"),
        ("a.mp3", &[&b"ID3\x04\0\0\0\0\0\0"[..], html].concat(), "bị hỏng"),
        ("a.mp3", &[&mp3(9)[..], html].concat(), "bị hỏng"),
        ("a.mp3", &[&b"ID3\x04\0\0\x7f\x7f\x7f\x7f"[..], &mp3(9)].concat(), "bị hỏng"),
        ("a.wav", &wav, "bị hỏng"),
        ("a.ogg", &[&b"OggS\0\x02"[..], &[0xff; 400]].concat(), "bị hỏng"),
        ("a.m4a", b"\0\0\0\x10ftypM4A \0\0\0\0\x7f\xff\xff\xffmoov", "bị hỏng"),
        ("a.mp3", b"", "Chưa chọn tệp"),
    ] {
        let (status, told) = send(&house, &chief, name, bytes).await;
        assert!(status.is_client_error(), "{name} {status}");
        let told = told["message"].as_str().unwrap();
        assert!(told.contains(said), "{name}: {told}");
    }
    // Beyond what a picture may weigh, and beyond what a recording may.
    let (status, kept) = send(&house, &chief, "dai.mp3", &mp3(60_000)).await;
    assert_eq!(status, StatusCode::CREATED, "{kept}");
    let (status, told) = send(&house, &chief, "dai.mp3", &mp3(160_000)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(told["message"].as_str().unwrap().contains("60 MB"), "{told}");
    let (status, told) = send(&house, &chief, "a.png", &vec![0; 21 << 20]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(told["message"].as_str().unwrap().contains("20 MB"), "{told}");
}

#[tokio::test]
async fn an_article_with_a_recording_tells_it_to_readers_feeds_and_machines() {
    let house = house().await;
    let chief = house.set_up().await;
    let (_, kept) = send(&house, &chief, "chieng.mp3", &mp3(400)).await;
    let (media, src) = (kept["media"].as_str().unwrap(), kept["src"].as_str().unwrap());
    let body = format!(
        "Mở đầu.\n\n```audio\nsrc: media:{media}\ntitle: Chiêng \"đón\" khách\ncredit: Y Bhăm\n\n\
         Bài chiêng ngân.\n```\n"
    );
    let (desk, path) = house.published(&chief, "Tiếng chiêng", &body).await;
    let page = house.text(&path).await;
    assert!(page.contains(&format!("<audio controls preload=\"none\" src=\"{src}\"")));
    assert!(page.contains("<b>Chiêng &quot;đón&quot; khách</b> – <cite>Y Bhăm</cite>"));
    let facts = between(&page, "<span>0:11", "</span>");
    assert!(facts.contains("167 KB"), "{facts}");
    assert!(page.contains("<summary>Đọc bằng chữ</summary>"));
    let json = between(&page, "\"audio\":[", "]");
    assert!(json.contains("\"duration\":\"PT0H0M11S\"") && json.contains("\"audio/mpeg\""));
    assert!(json.contains(&format!("\"contentUrl\":\"http://localhost:8080{src}\"")), "{json}");
    let print = house.text(&format!("/in/{}", between(&path, "chieng-", ".html"))).await;
    assert!(print.contains(&format!("href=\"http://localhost:8080{src}\"")));

    let enclosure = format!("<enclosure url=\"http://localhost:8080{src}\"");
    let rss = house.text("/rss.xml").await;
    let enclosure = between(&rss, &enclosure, "/>");
    assert!(enclosure.contains("length=\"166800\"") && enclosure.contains("type=\"audio/mpeg\""));
    let feed: Value = serde_json::from_str(&house.text("/feed.json").await).unwrap();
    let attached = &feed["items"][0]["attachments"][0];
    assert_eq!(attached["url"], format!("http://localhost:8080{src}"));
    assert_eq!(
        (&attached["size_in_bytes"], &attached["duration_in_seconds"]),
        (&166_800.into(), &11.into())
    );
    let atom = house.text("/atom.xml").await;
    assert!(atom.contains("rel=\"enclosure\"") && atom.contains("length=\"166800\""));
    let id = between(&path, "chieng-", ".html");
    let one: Value =
        serde_json::from_str(&house.text(&format!("/api/v1/articles/{id}")).await).unwrap();
    assert_eq!(one["audio"][0]["duration_ms"], 10_448);
    assert_eq!(one["audio"][0]["title"], "Chiêng \"đón\" khách");

    // Where the article is the recording, that stands under the lead.
    house.change(&chief, &desk, &[("genre", "audio"), ("body", &body)]).await;
    for act in ["duyet", "xuat-ban"] {
        house.act(&chief, &desk, act, "").await;
    }
    let page = house.text(&path).await;
    let header = between(&page, "<h1>", "</header>");
    assert!(header.contains("<audio") && header.contains("data-reading"), "{header}");
    assert_eq!(page.matches("<audio").count(), 1);
}

#[tokio::test]
async fn only_a_page_with_a_known_player_may_frame_it_and_only_its_origin() {
    let house = house().await;
    let chief = house.set_up().await;
    let card = |url: &str| format!("Xem phim.\n\n```embed\nurl: {url}\ntitle: Phim\n```\n");
    let policy = |answer: &poem::test::TestResponse| {
        answer.0.header(header::CONTENT_SECURITY_POLICY).unwrap().to_owned()
    };
    let known = card("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    let (_, path) = house.published(&chief, "Phim hay", &known).await;
    let page = house.get(&path).await;
    assert!(policy(&page).contains("frame-src https://www.youtube-nocookie.com;"));
    let html = page.0.into_body().into_string().await.unwrap();
    assert!(
        html.contains("data-player=\"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0\"")
    );
    assert!(html.contains("Xem tại đây (tải từ YouTube)") && html.contains("/trinh-phat"));
    assert!(!html.contains("<iframe"));
    for url in ["https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ", "https://example.vn/v"]
    {
        let (_, path) = house.published(&chief, "Phim khác", &card(url)).await;
        let page = house.get(&path).await;
        assert!(!policy(&page).contains("frame-src"), "{url}");
        let html = page.0.into_body().into_string().await.unwrap();
        assert!(!html.contains("data-player=") && !html.contains("/trinh-phat"), "{url}");
        assert!(html.contains(&format!("<a rel=\"noopener\" href=\"{url}\">Phim</a>")));
    }
}
