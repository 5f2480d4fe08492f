//! `POST /toa-soan/bai/{id}/co-mat`: an open page says every ten seconds that it is there.

use std::sync::Arc;

use content::id::ArticleId;
use poem::web::{Data, Json, Path};
use poem::{IntoResponse, Request, Response, handler};
use sea_orm::DatabaseTransaction;
use serde::Deserialize;

use super::store::{self, Page};
use super::told::{may_take_over, may_write, told};
use crate::app::App;
use crate::articles::acts;
use crate::articles::shape::sent;
use crate::articles::store::acts::Found;
use crate::error::Result;
use crate::http::csrf;
use crate::http::forms::JsonBody;
use crate::people::who::Editor;

/// What a page says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Beat {
    /// Made by the page when it was opened.
    tab: String,
    /// The page that this one took the place of in its tab, when there was one: its own word that
    /// it was closed may be late or lost.
    was: String,
    says: Says,
}

/// Why it says it now.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Says {
    #[default]
    Open,
    /// Typed in since the last time.
    Typing,
    /// The person has just taken the article up for editing.
    Editing,
    Closed,
}

/// Answers with who else is there, who edits, and the draft's version.
#[handler]
pub(crate) async fn beat(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(beat): JsonBody<Beat>,
) -> Result<Response> {
    csrf::check(request, &who, None)?;
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let tab = sent::tab(&beat.tab)?;
    let now_ms = app.clock.now_ms();
    let page = Page { article: found.id, person: who.id, tab, now_ms };
    let tx = app.db.begin().await?;
    if !beat.was.is_empty() {
        store::replaced(&tx, who.id, sent::tab(&beat.was)?).await?;
    }
    if beat.says == Says::Closed {
        store::left(&tx, &page).await?;
    } else {
        store::seen(&tx, &page, (beat.says == Says::Typing).then_some(now_ms)).await?;
        lock(&tx, &page, (&who, &found), beat.says).await?;
    }
    tx.commit().await?;
    Ok(Json(told(&app, &who, &found).await?).into_response())
}

/// The first who writes holds the lock; whoever takes the article up for editing, too, when they
/// have the right to take it from its holder.
async fn lock(
    tx: &DatabaseTransaction,
    page: &Page<'_>,
    (who, found): (&Editor, &Found),
    says: Says,
) -> Result<()> {
    let writes = may_write(who, found, page.now_ms);
    match store::lock(tx, page.article, page.now_ms).await? {
        Some(lock) if lock.holder == who.id && writes => store::hold(tx, page, lock.taken_ms).await,
        // Sent away meanwhile, it is nobody's to edit for who only reads it now.
        Some(lock) if lock.holder == who.id => store::let_go(tx, page).await,
        Some(_) if says == Says::Editing && may_take_over(who, found, page.now_ms) => {
            store::hold(tx, page, page.now_ms).await
        }
        None if writes && says != Says::Open => store::hold(tx, page, page.now_ms).await,
        _ => Ok(()),
    }
}
