//! `POST /toa-soan/tai-khoan/phien`: signs one of the own browsers out, or all others.

use std::sync::Arc;

use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::store::session::{Which, end_of};
use crate::people::who::Editor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    /// The handle of one; empty ends all others.
    session: String,
    #[serde(rename = "_csrf")]
    csrf: String,
}

#[handler]
pub(crate) async fn end(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let own = who.session.as_ref().ok_or(Error::SignIn)?;
    let which = match sent.session.as_str() {
        "" => Which::Others(own),
        handle => Which::One(handle),
    };
    let tx = app.db.begin().await?;
    let ended = end_of(&tx, who.id, which).await?;
    if ended > 0 {
        let after = json!({ "ended": ended });
        let line = Entry { after, ..Entry::on_person(Some(who.id), "sessions_ended", who.id) };
        audit::append(&tx, &line, app.clock.now_ms()).await?;
    }
    tx.commit().await?;
    Ok(respond::see_other("/toa-soan/tai-khoan?xong=sessions"))
}
