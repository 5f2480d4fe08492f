//! What programs that read us can rely on.

use poem::http::StatusCode;
use serde_json::Value;

use crate::house::house;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[tokio::test]
async fn a_mirror_goes_through_all_articles_by_cursor_and_follows_the_changes() {
    let house = house().await;
    let chief = house.set_up().await;
    let mut desks = Vec::new();
    for number in 1..=3 {
        let title = format!("Bài số {number}");
        desks.push(house.published(&chief, &title, "Thân bài.\n").await.0);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = json(&house.text(&format!("/api/v1/articles?limit=2{cursor}")).await);
        let items = page["items"].as_array().expect("items").clone();
        seen.extend(items.iter().map(|item| item["title"].as_str().unwrap_or("").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["Bài số 3", "Bài số 2", "Bài số 1"]);
    let first = json(&house.text("/api/v1/changes?after=0").await);
    let kinds = |answer: &Value| -> Vec<String> {
        let items = answer["items"].as_array().expect("items");
        items.iter().map(|item| item["kind"].as_str().unwrap_or("").to_owned()).collect()
    };
    assert_eq!(kinds(&first), ["published"; 3]);
    house.act(&chief, &desks[0], "go", "Sai số liệu").await;
    let next = json(&house.text(&format!("/api/v1/changes?after={}", first["last"])).await);
    assert_eq!(kinds(&next), ["withdrawn"]);
    let id = &next["items"][0]["article"];
    house.get(&format!("/api/v1/articles/{id}")).await.assert_status(StatusCode::GONE);
}

#[tokio::test]
async fn one_article_comes_with_source_and_html_and_search_with_what_identifies_it() {
    let house = house().await;
    let chief = house.set_up().await;
    let (desk, path) = house.published(&chief, "Chợ phiên vùng cao", "Bà *con*.\n").await;
    let id: i64 = desk.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let one = json(&house.text(&format!("/api/v1/articles/{id}")).await);
    assert_eq!(one["body"], "Bà *con*.\n");
    assert!(one["body_html"].as_str().is_some_and(|html| html.contains("<em>con</em>")));
    assert!(one["published_at"].as_str().is_some_and(|at| at.ends_with('Z')));
    let found = json(&house.text("/api/v1/search?q=cho+phien&limit=5").await);
    assert_eq!(found["total"], 1);
    let item = &found["items"][0];
    assert_eq!(item["id"], id);
    assert_eq!(item["url"], format!("http://localhost:8080{path}"));
    for field in ["source_id", "title", "snippet", "section", "published_at"] {
        assert!(item.get(field).is_some(), "{field}");
    }
    let none = house.get("/api/v1/articles/999999").await;
    none.assert_status(StatusCode::NOT_FOUND);
    assert_eq!(none.0.content_type(), Some("application/problem+json"));
    house.get("/api/v1/articles?cursor=x").await.assert_status(StatusCode::BAD_REQUEST);
    let described = json(&house.text("/api/v1/openapi.json").await);
    let schemas = &described["components"]["schemas"];
    has_all(&found, &schemas["SearchAnswer"]);
    has_all(&found["items"][0], &schemas["SearchAnswer"]["properties"]["items"]["items"]);
    let suggested = json(&house.text("/api/v1/suggest?q=cho").await);
    has_all(&suggested, &schemas["Suggestions"]);
    let one = &schemas["Suggestions"]["properties"]["items"]["items"];
    suggested["items"].as_array().expect("a list").iter().for_each(|item| has_all(item, one));
    house.get("/api/v1/search?q=a&since=hom-qua").await.assert_status(StatusCode::BAD_REQUEST);
    assert!(
        !json(&house.text("/api/v1/sections").await)["items"].as_array().expect("items").is_empty()
    );
}

/// An answer has exactly the fields that its description names.
fn has_all(answer: &Value, schema: &Value) {
    let described = schema["properties"].as_object().expect("fields").keys();
    let mut told: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    let mut described: Vec<&String> = described.collect();
    told.sort();
    described.sort();
    assert_eq!(told, described);
}
