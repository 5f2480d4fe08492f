//! `POST /toa-soan/bai/{id}/xem-thu/{link}/thu-hoi`: a link opens nothing from now on.

use std::sync::Arc;

use content::id::ArticleId;
use content::workflow::decide::{Act, Refusal};
use content::workflow::rights::Right;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde_json::json;

use super::store;
use crate::app::App;
use crate::articles::acts;
use crate::audit::{Entry, store as audit};
use crate::error::Result;
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    #[serde(rename = "_csrf")]
    csrf: String,
}

/// Whoever may write the text may end its links, whoever made them.
#[handler]
pub(crate) async fn revoke(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path((id, link)): Path<(i64, i64)>,
    Form(form): Form<Asked>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&form.csrf))?;
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    if !acts::rights(&who, &found).has(Right::Write) {
        return Err(Refusal::NotAllowed { act: Act::Write.name() }.into());
    }
    let tx = app.db.begin().await?;
    let now_ms = app.clock.now_ms();
    let link = store::revoke(&tx, found.id, link, (who.id, now_ms)).await?;
    let noted = Entry {
        act: "preview_revoked",
        by: Some(who.id),
        article: Some(found.id),
        subject: None,
        before: json!({ "purpose": link.purpose, "ends_ms": link.ends_ms }),
        after: json!({}),
    };
    audit::append(&tx, &noted, now_ms).await?;
    tx.commit().await?;
    Ok(respond::see_other(&format!("/toa-soan/bai/{id}/xem-thu?xong=revoke")))
}
