//! Begins an article: `POST /toa-soan/bai` and `POST /api/v1/articles`.

use std::sync::Arc;

use content::article::{Fault, Text};
use content::id::{ArticleId, SiteId};
use content::slug::Slug;
use content::workflow::rights::{Ownership, Right};
use poem::web::Data;
use poem::{Request, Response, handler};
use sea_orm::DatabaseTransaction;

use super::acts;
use super::shape::{api, sent};
use super::store::acts::find;
use super::store::create::{NewArticle, insert, untouched};
use super::store::repeats::{self, Answer};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::forms::{Form, JsonBody};
use crate::http::site::Here;
use crate::http::{csrf, respond};
use crate::people::who::{ApiUser, Editor};

/// The desk's face: goes to the new article, or to the empty one that was begun before.
#[handler]
pub(crate) async fn create(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    here: Here,
    Form(form): Form<sent::ActForm>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&form.csrf))?;
    if !who.may_begin() {
        return Err(Error::Forbidden);
    }
    let id = match untouched(&app.db.read, here.id, who.id).await? {
        Some(id) => id,
        None => begin_empty(&app, &who, here.id).await?,
    };
    Ok(respond::see_other(&format!("/toa-soan/bai/{id}")))
}

async fn begin_empty(app: &App, who: &Editor, site: SiteId) -> Result<ArticleId> {
    let text = Text { bylines: vec![who.name.clone()], ..Text::default() };
    let tx = app.db.begin().await?;
    let id = begin(app, who, &tx, new(who, site, None, text)).await?;
    tx.commit().await?;
    Ok(id)
}

/// The API's face.
#[handler]
pub(crate) async fn create_by_api(
    app: Data<&Arc<App>>,
    who: ApiUser,
    request: &Request,
    JsonBody(body): JsonBody<api::Sent>,
) -> Result<Response> {
    who.may_write()?;
    let key = api::repeat_key(request, &who)?;
    if let Some(answer) = api::given_before(&app, key.as_deref()).await? {
        return Ok(answer);
    }
    let site = match &body.site {
        Some(key) => api::site_at(&app, key)?,
        None => Here::of(&app, request)?.id,
    };
    let source_id = body.source_id.clone();
    let new = new(&who.person, site, source_id, body.text(&app, site)?);
    match keep(&app, &who.person, new, key.as_deref()).await {
        Ok(answer) => Ok(api::send(answer)),
        Err(err) => api::given_before(&app, key.as_deref()).await?.ok_or(err),
    }
}

async fn keep(app: &App, who: &Editor, new: NewArticle, key: Option<&str>) -> Result<Answer> {
    let mut faults = new.text.beyond_bounds();
    if new.text.title.is_empty() {
        faults.push(Fault::TitleMissing);
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let tx = app.db.begin().await?;
    let id = begin(app, who, &tx, new).await?;
    let found = find(&tx, id).await?;
    let answer = Answer::json(201, &api::shown(app, &found))?
        .with("etag", api::etag(found.draft.version))
        .with("location", format!("/api/v1/articles/{id}"));
    if let Some(key) = key {
        repeats::keep(&tx, key, &answer, app.clock.now_ms()).await?;
    }
    tx.commit().await?;
    Ok(answer)
}

fn new(who: &Editor, site: SiteId, source_id: Option<String>, text: Text) -> NewArticle {
    let slug = Slug::of(&text.title);
    NewArticle { site, owner: Some(who.id), source_id, slug, text }
}

/// Begins an article of this person's own with a text, inside somebody's transaction.
///
/// # Errors
/// `Forbidden` without the right to write it, `BadRequest` for another site's section.
pub(crate) async fn begin_with(
    app: &App,
    who: &Editor,
    tx: &DatabaseTransaction,
    (site, text): (SiteId, Text),
) -> Result<ArticleId> {
    begin(app, who, tx, new(who, site, None, text)).await
}

/// Whoever may write an own article of this section and language may begin it.
async fn begin(
    app: &App,
    who: &Editor,
    tx: &DatabaseTransaction,
    new: NewArticle,
) -> Result<ArticleId> {
    let (section, language) = (new.text.section, &new.text.language);
    if !who.rights_for(section, language, Ownership::Own).has(Right::Write) {
        return Err(Error::Forbidden);
    }
    acts::own_section(app, new.site, section)?;
    insert(tx, &new, app.clock.now_ms()).await
}
