//! `PUT /toa-soan/bai/{id}/ban-nhap`: keeps what is being written, every few seconds.

use std::sync::Arc;

use content::article::Text;
use content::id::ArticleId;
use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde_json::{Value, json};
use themes::dates;

use super::merging;
use crate::app::App;
use crate::articles::acts::{self, Fold, Writing};
use crate::articles::checked;
use crate::articles::shape::{api, sent};
use crate::articles::store::acts::state;
use crate::articles::store::asides::{self, Aside, Writer};
use crate::articles::store::drafts::{self, Draft, Saved};
use crate::checks::told;
use crate::error::{Error, Result};
use crate::http::forms::JsonBody;
use crate::http::{csrf, respond};
use crate::people::store::names;
use crate::people::who::Editor;

/// Answers with the new version, with what is still missing, which never stops a save, and with
/// the text that was kept, when another's changes came into it.
#[handler]
pub(crate) async fn autosave(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(body): JsonBody<sent::Autosave>,
) -> Result<Response> {
    csrf::check(request, &who, None)?;
    let id = ArticleId::new(id);
    let based_on = sent::if_match(request)?;
    let sent::Autosave { save_id, tab, base, fields } = body;
    let (text, base) = (fields.text()?, base.map(sent::Fields::text).transpose()?);
    let save_id = sent::save_id(&save_id)?;
    let tab = sent::tab(&tab).ok();
    let fold = Fold::Autosave;
    let writing = Writing { based_on, text: &text, save_id, base: base.as_ref(), tab, fold };
    match acts::write(&app, &who, id, &writing).await {
        Ok(saved) => kept(&app, (&who, request), &saved, &text).await,
        Err(err @ Error::StaleWrite { .. }) => {
            conflict(&app, &who, request, (id, &writing, &err)).await
        }
        Err(err) => Err(err),
    }
}

async fn kept(
    app: &App,
    (who, request): (&Editor, &Request),
    saved: &Saved,
    sent: &Text,
) -> Result<Response> {
    let text = saved.merged.as_ref().unwrap_or(sent);
    let language = respond::language_of(request);
    let findings = checked::findings(app, saved.article, text).await?;
    let (state, others) = (state(&app.db.read, saved.article).await?, saved.merged_with);
    let by: Vec<_> = others.into_iter().collect();
    let body = json!({
        "version": saved.version,
        "state": state,
        "saved_at": dates::iso(saved.saved_ms),
        "faults": api::faults(app, language, &text.missing_to_publish()),
        "checks": told::checklist(app.themes.texts(), language, &findings),
        "merged": saved.merged.as_ref().map(sent::told),
        "merged_with": names(&app.db.read, &by).await?.values().next(),
        "mine": others == Some(who.id),
    });
    Ok(Json(body).with_header("etag", api::etag(saved.version)).into_response())
}

/// Both texts, so that the page can show them side by side. When the page has said what it wrote
/// over, its text is kept beside the draft until its person has decided: a conflict is no reason
/// to have it in one browser only.
async fn conflict(
    app: &App,
    who: &Editor,
    request: &Request,
    (id, writing, err): (ArticleId, &Writing<'_>, &Error),
) -> Result<Response> {
    let stored = drafts::read(&app.db.read, id).await?;
    let places = match writing.base {
        Some(base) => {
            aside(app, who, (id, writing, base)).await?;
            let merge = merging::both(base, writing.text, &stored.text).await?;
            if merge.is_clean() { Value::Null } else { merging::told(&merge) }
        }
        None => Value::Null,
    };
    let mut body = newest(app, who, &stored).await?;
    if let Some(fields) = body.as_object_mut() {
        let sentence = respond::sentence(app, respond::language_of(request), err);
        fields.insert("message".to_owned(), sentence.into());
        fields.insert("yours".to_owned(), sent::told(writing.text));
        fields.insert("conflict".to_owned(), places);
    }
    let etag = api::etag(stored.version);
    Ok(Json(body).with_status(StatusCode::CONFLICT).with_header("etag", etag).into_response())
}

async fn aside(
    app: &App,
    who: &Editor,
    (article, writing, base): (ArticleId, &Writing<'_>, &Text),
) -> Result<()> {
    let Some(tab) = writing.tab else { return Ok(()) };
    let kept = Aside {
        tab: tab.to_owned(),
        version: writing.based_on,
        base: base.clone(),
        mine: writing.text.clone(),
        saved_ms: app.clock.now_ms(),
    };
    let tx = app.db.begin().await?;
    asides::keep(&tx, &Writer { article, person: who.id, tab }, &kept).await?;
    tx.commit().await?;
    Ok(())
}

/// The stored draft as the desk's script is told it; `mine` when this very person saved it.
pub(super) async fn newest(app: &App, who: &Editor, stored: &Draft) -> Result<Value> {
    let by: Vec<_> = stored.saved_by.into_iter().collect();
    let names = names(&app.db.read, &by).await?;
    Ok(json!({
        "version": stored.version,
        "saved_at": dates::iso(stored.saved_ms),
        "saved_by": names.values().next(),
        "mine": stored.saved_by == Some(who.id),
        "theirs": sent::told(&stored.text),
    }))
}
