//! What feed readers and search engines can rely on.

use poem::http::{StatusCode, header};

use crate::house::house;

#[tokio::test]
async fn feeds_carry_the_whole_text_under_absolute_addresses_and_a_lasting_name() {
    let house = house().await;
    let chief = house.set_up().await;
    let body = "Xem [bảng](/bang) này.\n";
    let (_, path) = house.published(&chief, "Chợ & phiên <vùng> cao", body).await;
    let rss = house.text("/rss.xml").await;
    assert!(rss.contains("<atom:link href=\"http://localhost:8080/rss.xml\" rel=\"self\""));
    assert!(rss.contains(&format!("<link>http://localhost:8080{path}</link>")));
    assert!(rss.contains("<guid isPermaLink=\"false\">tag:localhost,"));
    assert!(rss.contains("href=\"http://localhost:8080/bang\""));
    assert!(rss.contains("<dc:creator>Lan Anh</dc:creator>"));
    assert!(
        rss.contains("Chợ &amp; phiên &lt;vùng&gt; cao") || rss.contains("<![CDATA[Chợ & phiên")
    );
    let atom = house.text("/atom.xml").await;
    assert!(atom.contains("rel=\"self\"") && atom.contains("<id>tag:localhost,"));
    assert!(atom.contains("<author><name>Lan Anh</name></author>"));
    let json: serde_json::Value =
        serde_json::from_str(&house.text("/feed.json").await).expect("JSON");
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["items"][0]["title"], "Chợ & phiên <vùng> cao");
    assert_eq!(json["items"][0]["url"], format!("http://localhost:8080{path}"));
    assert_eq!(json["authors"][0]["url"], "http://localhost:8080/");
    for list in ["/chu-de/cho-phien", "/tac-gia/lan-anh"] {
        for file in ["rss.xml", "atom.xml", "feed.json"] {
            assert!(house.text(&format!("{list}/{file}")).await.contains(&path), "{list}/{file}");
        }
    }
}

#[tokio::test]
async fn a_withdrawn_article_leaves_every_feed_and_the_sitemaps() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Chợ phiên", "Bà con xuống chợ.\n").await;
    let all = ["/rss.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/sitemap-news.xml"];
    for address in all {
        assert!(house.text(address).await.contains(&path), "{address}");
    }
    house.act(&chief, &desk, "go", "Sai số liệu").await;
    for address in all {
        assert!(!house.text(address).await.contains(&path), "{address}");
    }
}

#[tokio::test]
async fn the_usual_names_of_feeds_lead_to_ours_and_machines_find_the_way() {
    let house = house().await;
    house.set_up().await;
    let moved = house.get("/rss/home.rss").await;
    moved.assert_status(StatusCode::MOVED_PERMANENTLY);
    assert_eq!(moved.0.header(header::LOCATION), Some("/rss.xml"));
    house.get("/rss/khong-co.rss").await.assert_status(StatusCode::NOT_FOUND);
    house.get("/khong-co/rss.xml").await.assert_status(StatusCode::NOT_FOUND);
    assert!(house.text("/rss").await.contains("/atom.xml"));
    let robots = house.text("/robots.txt").await;
    assert!(robots.contains("Sitemap: http://localhost:8080/sitemap.xml"));
    assert!(robots.contains("Disallow: /toa-soan"));
    assert!(house.text("/opensearch.xml").await.contains("/tim-kiem?q={searchTerms}"));
}
