//! `POST /toa-soan/lich` writes a note on a day, `POST /toa-soan/lich/{id}/xoa` takes it away.

use std::sync::Arc;

use content::text::tidy_line;
use content::workflow::duties;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use sea_orm::DatabaseTransaction;
use serde::Deserialize;
use serde_json::json;
use themes::dates;

use super::store::{self, Note};
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

/// Longest note in characters.
const WORDS_MAX: usize = 500;
/// Notes of one day.
pub(super) const ON_A_DAY: usize = 20;

/// A note as it is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    csrf: String,
    /// `2024-01-08`
    ngay: String,
    words: String,
    /// `ngay` or `tuan`: where to go on.
    xem: String,
}

#[handler]
pub(crate) async fn add(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    may_plan(&who)?;
    let day = dates::start_of_day(&sent.ngay).map(dates::date);
    let day = day.ok_or(Error::BadRequest("planning-bad-day"))?;
    let words = tidy_line(&sent.words);
    if words.is_empty() || words.chars().count() > WORDS_MAX {
        return Err(Error::BadRequest("planning-note-length"));
    }
    let note = Note { id: 0, day, words, by: who.id };
    let tx = app.db.begin().await?;
    let now_ms = app.clock.now_ms();
    store::add(&tx, &note, ON_A_DAY, now_ms).await?;
    let told = json!({ "day": note.day, "words": note.words });
    record(&tx, &who, ("day_note", json!(null), told), now_ms).await?;
    tx.commit().await?;
    Ok(back(&note.day, &sent.xem))
}

#[handler]
pub(crate) async fn remove(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    may_plan(&who)?;
    let tx = app.db.begin().await?;
    let note = store::find(&tx, id).await?;
    store::remove(&tx, id).await?;
    let told = json!({ "day": note.day, "words": note.words });
    record(&tx, &who, ("day_note_removed", told, json!(null)), app.clock.now_ms()).await?;
    tx.commit().await?;
    Ok(back(&note.day, &sent.xem))
}

async fn record(
    tx: &DatabaseTransaction,
    who: &Editor,
    (act, before, after): (&'static str, serde_json::Value, serde_json::Value),
    now_ms: i64,
) -> Result<()> {
    let entry = Entry { act, by: Some(who.id), article: None, subject: None, before, after };
    audit::append(tx, &entry, now_ms).await
}

fn may_plan(who: &Editor) -> Result<()> {
    if duties::may_plan_days(&who.grants) { Ok(()) } else { Err(Error::Forbidden) }
}

fn back(day: &str, view: &str) -> Response {
    let view = if view == "ngay" { "ngay" } else { "tuan" };
    respond::see_other(&format!("/toa-soan/lich?xem={view}&ngay={day}#ngay-{day}"))
}
