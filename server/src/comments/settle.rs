//! `POST …/nhan-xet/{remark}/xong` and `…/mo-lai`: resolves a thread, or opens it again.

use std::sync::Arc;

use content::id::ArticleId;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::{add, store};
use crate::app::App;
use crate::articles::acts;
use crate::articles::desk::screen::Screen;
use crate::error::Result;
use crate::http::forms::Form;
use crate::people::who::Editor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    csrf: String,
}

/// What it is about is done.
#[handler]
pub(crate) async fn resolve(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path((id, remark)): Path<(i64, i64)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let resolved = Some((who.id, app.clock.now_ms()));
    add::check(request, &who, &sent.csrf)?;
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    add::may_add(&screen, &found)?;
    let tx = app.db.begin().await?;
    store::settle(&tx, found.id, remark, resolved).await?;
    tx.commit().await?;
    add::answer(&screen, request, &found, "resolve").await
}

/// It was not done after all.
#[handler]
pub(crate) async fn reopen(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path((id, remark)): Path<(i64, i64)>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    add::check(request, &who, &sent.csrf)?;
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    add::may_add(&screen, &found)?;
    let tx = app.db.begin().await?;
    store::settle(&tx, found.id, remark, None).await?;
    tx.commit().await?;
    add::answer(&screen, request, &found, "reopen").await
}
