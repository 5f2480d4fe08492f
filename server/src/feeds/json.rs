//! JSON Feed 1.1 (jsonfeed.org).

use serde_json::{Value, json};

use super::Format;
use super::item::{Feed, Item};
use crate::error::Result;

pub(super) fn write(feed: &Feed) -> Result<Vec<u8>> {
    let all = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address(Format::Json),
        "description": feed.description,
        "language": feed.language,
        "icon": feed.icon,
        "authors": [{ "name": feed.title, "url": format!("{}/", feed.base) }],
        "items": feed.items.iter().map(item).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_vec(&all)?)
}

fn item(item: &Item) -> Value {
    let mut made = json!({
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": themes::dates::iso(item.published_ms),
        "date_modified": themes::dates::iso(item.updated_ms),
        "authors": item.bylines.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "tags": item.tags,
        "language": item.language,
    });
    if let (Some((image, _, _)), Some(map)) = (&item.picture, made.as_object_mut()) {
        map.insert("image".to_owned(), json!(image));
    }
    if let (Some(map), false) = (made.as_object_mut(), item.sounds.is_empty()) {
        let each = item.sounds.iter().map(|sound| {
            json!({
                "url": sound.url,
                "mime_type": sound.kind,
                "title": sound.title,
                "size_in_bytes": sound.bytes,
                "duration_in_seconds": sound.length,
            })
        });
        map.insert("attachments".to_owned(), each.collect());
    }
    made
}
