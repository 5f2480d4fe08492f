//! `GET /goi-y` and `GET /api/v1/suggest`: what somebody may be about to ask, while they type.

use std::sync::Arc;

use poem::http::{HeaderValue, header};
use poem::web::{Data, Json};
use poem::{IntoResponse, Request, Response, handler};
use search_index::{Suggestion, SuggestionKind};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::error::Result;
use crate::http::site::Here;

/// Lines of a list.
const LINES: usize = 8;
/// Of what is typed so much is read, in characters.
const TYPED_MAX: usize = 200;
/// How long a browser may keep an answer.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=60");

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    /// A site's key; without one, the site of the address.
    site: String,
    limit: Option<usize>,
}

/// Answers from memory and the index; anything at all may be typed.
#[handler]
pub(crate) async fn suggest(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let query = req.uri().query().unwrap_or_default();
    let asked: Asked = serde_html_form::from_str(query).unwrap_or_default();
    let site = here.atlas.site_by_key(&asked.site).map_or(here.site()?, |site| site).key.clone();
    let typed: String = asked.q.chars().take(TYPED_MAX).collect();
    let limit = asked.limit.unwrap_or(LINES);
    let node = Arc::clone(app.0);
    let lines = tokio::task::spawn_blocking(move || node.index.suggest(&typed, &site, limit));
    let items: Vec<_> = lines.await?.iter().map(line).collect();
    Ok(Json(json!({ "items": items })).with_header(header::CACHE_CONTROL, KEPT).into_response())
}

fn line(found: &Suggestion) -> serde_json::Value {
    let kind = match found.kind {
        SuggestionKind::Question => "question",
        SuggestionKind::Tag => "tag",
        SuggestionKind::Byline => "byline",
        SuggestionKind::Title => "title",
    };
    json!({ "text": found.text, "kind": kind, "url": found.url })
}
