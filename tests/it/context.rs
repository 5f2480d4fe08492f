//! Where an article stands among others: its genre, running stories, translations, and what it says
//! of its making; for readers, for partners, and where it is written.

use poem::http::StatusCode;
use poem::{Endpoint, Response};
use serde_json::Value;

use super::house::{House, Signed, between, house};

/// Writes an article with these fields beside its words and takes it all the way.
async fn published<E>(house: &House<E>, who: &Signed, title: &str, more: &[(&str, &str)]) -> String
where
    E: Endpoint<Output = Response>,
{
    let (desk, path) = house.written(who, title, "Con mương đầu bản.\n").await;
    house.change(who, &desk, more).await;
    for act in ["gui", "duyet", "xuat-ban"] {
        house.act(who, &desk, act, "").await;
    }
    path
}

fn number(path: &str) -> &str {
    path.trim_end_matches(".html").rsplit('-').next().expect("a number")
}

#[tokio::test]
async fn an_article_and_its_translations_lead_to_each_other_while_they_are_live() {
    let house = house().await;
    let chief = house.set_up().await;
    let original = published(&house, &chief, "Con mương", &[]).await;
    assert!(!house.text(&original).await.contains("hreflang"), "in one language only");
    let address = format!("http://localhost:8080{original}?tu=rss");
    let more = [("language", "en"), ("translates", address.as_str())];
    let english = published(&house, &chief, "The ditch", &more).await;
    // A translation of the translation belongs to the same group.
    let more = [("language", "km"), ("translates", number(&english))];
    let khmer = published(&house, &chief, "Prolay", &more).await;
    let all = [(&original, "vi"), (&english, "en"), (&khmer, "km")];
    for (page, _) in all {
        let html = house.text(page).await;
        for (path, language) in all {
            let link = format!("hreflang=\"{language}\" href=\"http://localhost:8080{path}\"");
            assert!(html.contains(&link), "{page} has no {link}");
        }
        assert!(html.contains("<b aria-current=\"true\">") && html.contains("ភាសាខ្មែរ"));
    }
    house.act(&chief, &format!("/toa-soan/bai/{}", number(&english)), "go", "Dịch sai.").await;
    let html = house.text(&original).await;
    assert!(!html.contains(&english) && html.contains(&khmer), "withdrawn: led to no longer");
}

#[tokio::test]
async fn a_running_story_has_its_page_and_feeds_and_follows_what_belongs_to_it() {
    let house = house().await;
    let chief = house.set_up().await;
    assert_eq!(house.get("/dong-su-kien/lu-quet").await.0.status(), StatusCode::NOT_FOUND);
    let story = [("storylines", "Lũ quét, Mùa mưa"), ("genre", "photo")];
    let one = published(&house, &chief, "Đêm đầu tiên", &story).await;
    let two = published(&house, &chief, "Sáng hôm sau", &[("storylines", "Lũ quét")]).await;
    // A topic of the same name is another list.
    let topic = published(&house, &chief, "Tập huấn", &[("tags", "Lũ quét")]).await;
    let page = house.text("/dong-su-kien/lu-quet").await;
    let page = between(&page, "<main", "class=\"newest");
    assert!(page.contains(&one) && page.contains(&two) && !page.contains(&topic));
    assert!(page.contains("Dòng sự kiện") && page.contains("<span class=\"genre\">Ảnh</span>"));
    let feed = house.text("/dong-su-kien/lu-quet/feed.json").await;
    assert!(feed.contains(&two) && !feed.contains(&topic));
    let article = house.text(&two).await;
    assert!(article.contains("/dong-su-kien/lu-quet") && article.contains(&one));
    house.act(&chief, &format!("/toa-soan/bai/{}", number(&one)), "go", "Sai.").await;
    assert!(!house.text("/dong-su-kien/lu-quet").await.contains(&one));
    assert!(!house.text(&two).await.contains(&one));
    assert_eq!(house.get("/dong-su-kien/a/b").await.0.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn partners_and_readers_are_told_of_genre_and_of_the_use_of_ai() {
    let house = house().await;
    let chief = house.set_up().await;
    let picked = published(&house, &chief, "Bài chọn tay", &[]).await;
    for title in ["Một", "Hai", "Ba", "Bốn", "Năm"] {
        published(&house, &chief, title, &[]).await;
    }
    let more = [
        ("genre", "live"),
        ("ai_use", "Bản nháp do <máy> viết."),
        ("related", number(&picked)),
        ("translates", "không phải bài nào"),
    ];
    let path = published(&house, &chief, "Tường thuật", &more).await;
    let html = house.text(&path).await;
    assert!(html.contains("Có dùng AI:") && html.contains("Bản nháp do &lt;máy&gt; viết."));
    assert!(html.contains("Trực tiếp") && html.contains("truc-tiep"));
    let related = between(&html, "id=\"related\"", "</aside>");
    assert!(related.find(&picked).is_some(), "chosen by hand: {related}");
    let told = house.text(&format!("/api/v1/articles/{}", number(&path))).await;
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!((told["genre"].as_str(), told["translates"].is_null()), (Some("live"), true));
    assert_eq!(told["ai_use"].as_str(), Some("Bản nháp do <máy> viết."));
    // The page for writing says which articles are meant.
    let desk = house.desk(&chief, &format!("/toa-soan/bai/{}", number(&path))).await;
    assert!(desk.contains(&format!("{}: Bài chọn tay", number(&picked))));
    assert!(desk.contains("<option value=\"live\" selected>"));
}

#[tokio::test]
async fn hostile_fields_change_nothing_and_keep_what_was_typed() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, _) = house.written(&chief, "Con mương", "Đầu bản.\n").await;
    let many = "1 2 3 4 5 6 7 8 9 10 11 12 13 14".to_owned();
    let long = "ệ".repeat(600);
    for (field, value) in [("related", &many), ("ai_use", &long), ("storylines", &long)] {
        let html = house.desk(&chief, &desk).await;
        let version = between(&html, "name=\"version\" value=\"", "\"").to_owned();
        let form = [("version", version.as_str()), ("body", "Chữ mới."), (field, value.as_str())];
        let answer = house.send(&chief, &desk, &form).await;
        answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.0.into_body().into_string().await.expect("text");
        assert!(page.contains("Chữ mới."), "{field}");
    }
    house.change(&chief, &desk, &[("genre", "<script>"), ("related", "<x> -7 999999")]).await;
    let html = house.desk(&chief, &desk).await;
    assert!(html.contains("<option value=\"news\" selected>"));
    assert!(html.contains("999999: không có bài này"));
}
