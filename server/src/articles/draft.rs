//! `GET` and `PUT /api/v1/articles/{id}/draft`: the text being written, for programs.

use std::sync::Arc;

use content::id::ArticleId;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::acts::{self, Fold, Writing};
use super::shape::{api, sent};
use super::store::drafts;
use super::store::repeats::Answer;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::forms::JsonBody;
use crate::people::who::ApiUser;

/// Shows the draft with its version as `ETag`.
#[handler]
pub(crate) async fn show(
    app: Data<&Arc<App>>,
    who: ApiUser,
    Path(id): Path<i64>,
) -> Result<Response> {
    who.may("read")?;
    let found = acts::readable(&app, &who.person, ArticleId::new(id)).await?;
    answer(&app, &found)
}

/// Writes the draft over the version in `If-Match`.
#[handler]
pub(crate) async fn write(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    Path(id): Path<i64>,
    JsonBody(body): JsonBody<api::Sent>,
) -> Result<Response> {
    who.may_write()?;
    let id = ArticleId::new(id);
    let based_on = sent::if_match(request)?;
    let found = acts::readable(&app, &who.person, id).await?;
    let text = body.text(&app, found.site)?;
    // A program decides by itself what becomes of two texts: nothing is merged for it.
    let writing = Writing {
        based_on,
        text: &text,
        save_id: None,
        base: None,
        tab: None,
        fold: Fold::Autosave,
    };
    match acts::write(&app, &who.person, id, &writing).await {
        Ok(_) => answer(&app, &acts::readable(&app, &who.person, id).await?),
        Err(Error::StaleWrite { .. }) => {
            Ok(api::stale(&app, request, &drafts::read(&app.db.read, id).await?, &text))
        }
        Err(err) => Err(err),
    }
}

fn answer(app: &App, found: &super::store::acts::Found) -> Result<Response> {
    let answer = Answer::json(200, &api::shown(app, found))?;
    Ok(api::send(answer.with("etag", api::etag(found.draft.version))))
}
