//! `POST /toa-soan/phan-cong/{id}/viet-bai`: begins the article, with title and section filled.

use std::sync::Arc;

use content::article::Text;
use content::assignment::{Act, decide};
use content::id::{ArticleId, AssignmentId};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde_json::json;

use super::act::{Pressed, refused};
use super::sight::party;
use crate::app::App;
use crate::articles::create;
use crate::assignments::store;
use crate::audit::{Entry, store as audit};
use crate::error::Result;
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

#[handler]
pub(crate) async fn write(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(pressed): Form<Pressed>,
) -> Result<Response> {
    csrf::check(request, &who, Some(pressed.csrf()))?;
    let article = begin(&app, &who, AssignmentId::new(id)).await?;
    Ok(respond::see_other(&format!("/toa-soan/bai/{article}")))
}

/// Pressed twice, it leads to the same article.
async fn begin(app: &App, who: &Editor, id: AssignmentId) -> Result<ArticleId> {
    let tx = app.db.begin().await?;
    let before = store::hold(&tx, id).await?;
    let party = party(who, &before)?;
    if let Some(article) = before.article {
        return Ok(article);
    }
    let mut after = before.clone();
    after.state = decide(before.state, Act::Begin, party, "").map_err(refused)?;
    let text = Text {
        title: before.wish.title.clone(),
        section: before.wish.section,
        bylines: vec![who.name.clone()],
        ..Text::default()
    };
    let article = create::begin_with(app, who, &tx, (before.wish.site, text)).await?;
    after.article = Some(article);
    let now_ms = app.clock.now_ms();
    store::keep(&tx, &after, now_ms).await?;
    let noted = Entry {
        act: "assignment",
        by: Some(who.id),
        article: Some(article),
        subject: None,
        before: json!({ "assignment": id, "title": after.wish.title, "state": before.state.as_str() }),
        after: json!({ "assignment": id, "title": after.wish.title, "act": Act::Begin.as_str(),
                       "state": after.state.as_str() }),
    };
    audit::append(&tx, &noted, now_ms).await?;
    tx.commit().await?;
    Ok(article)
}
