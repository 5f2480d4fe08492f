//! `POST /toa-soan/nhan-su/{id}/phien`: signs one of a person's browsers out, or all.

use std::sync::Arc;

use content::id::PersonId;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;

use super::one;
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::Result;
use crate::http::csrf;
use crate::http::forms::Form;
use crate::people::screen::Screen;
use crate::people::store::session::{Which, end_of};
use crate::people::store::staff;
use crate::people::who::Manager;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    /// The handle of one; empty ends all.
    session: String,
    #[serde(rename = "_csrf")]
    csrf: String,
}

#[handler]
pub(crate) async fn end(
    app: Data<&Arc<App>>,
    who: Manager,
    request: &Request,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who.0, Some(&sent.csrf))?;
    let id = PersonId::new(id);
    let which = if sent.session.is_empty() { Which::All } else { Which::One(&sent.session) };
    let kept = keep(&app, &who, id, which).await;
    one::answer(&Screen::new(&app, &who.0, request), id, ("sessions", kept)).await
}

async fn keep(app: &App, who: &Manager, id: PersonId, which: Which<'_>) -> Result<()> {
    let (manager, now) = (who.0.id, app.clock.now_ms());
    let tx = app.db.begin().await?;
    staff::hold(&tx, manager, id).await?;
    let ended = end_of(&tx, id, which).await?;
    if ended > 0 {
        let after = json!({ "ended": ended });
        let line = Entry { after, ..Entry::on_person(Some(manager), "sessions_ended", id) };
        audit::append(&tx, &line, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
