//! `GET /toa-soan/toi`: who is signed in in this browser, and the token of the session, for a page
//! that stood open while the session changed.

use poem::web::Json;
use poem::{IntoResponse, Response, handler};
use serde_json::json;

use super::who::Editor;

/// No other site can read the answer: nothing here is shared across origins.
#[handler]
pub(crate) async fn me(who: Editor) -> Response {
    Json(json!({ "person": who.id, "name": who.name, "csrf": who.csrf })).into_response()
}
