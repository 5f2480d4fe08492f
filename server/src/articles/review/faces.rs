//! The two thin faces that every step has: a form on the desk, JSON in the API.

use content::id::ArticleId;
use content::workflow::decide::{Act, Refusal};
use poem::{Request, Response};
use themes::view::desk::editor::TriedView;

use crate::app::App;
use crate::articles::acts::{self, Doing};
use crate::articles::desk::edit;
use crate::articles::desk::screen::Screen;
use crate::articles::shape::api::{self, SentAct};
use crate::articles::shape::sent::ActForm;
use crate::articles::store::repeats::Answer;
use crate::error::{Error, Result};
use crate::http::{csrf, respond};
use crate::people::who::{ApiUser, Editor};

/// From the desk: on to the article, or its page again with the reason why not.
pub(in crate::articles) async fn by_desk(
    app: &App,
    who: &Editor,
    request: &Request,
    id: i64,
    (form, doing): (&ActForm, Doing),
) -> Result<Response> {
    csrf::check(request, who, Some(&form.csrf))?;
    let (id, name, done) = (ArticleId::new(id), doing.act.name(), done(&doing.act));
    let done = if form.la == "places" { "places" } else { done };
    match acts::act(app, who, id, doing).await {
        Ok(_) => {
            // Who has handed an article on may no longer see it.
            let seen = acts::readable(app, who, id).await.is_ok();
            let page = format!("/toa-soan/bai/{id}?xong={done}");
            Ok(respond::see_other(if seen { &page } else { "/toa-soan" }))
        }
        Err(err @ (Error::Refused(_) | Error::StaleWrite { .. } | Error::BadRequest(_))) => {
            let blocked = matches!(&err, Error::Refused(Refusal::Blocked(_)));
            let tried = TriedView { name: name.to_owned(), blocked, ..form.tried() };
            edit::refused(&Screen::new(app, who, request), id, (&err, tried)).await
        }
        Err(err) => Err(err),
    }
}

/// The word for what was done, as the article's page tells it.
fn done(act: &Act) -> &'static str {
    match act {
        Act::Embargo { until_ms: None } => "embargo-lifted",
        Act::ExpireAt { at_ms: None } => "expire_at-lifted",
        other => other.name(),
    }
}

/// From a program: the states afterwards, the same again for a repeated request.
pub(super) async fn by_api(
    app: &App,
    who: &ApiUser,
    request: &Request,
    id: i64,
    (sent, act): (&SentAct, Act),
) -> Result<Response> {
    let key = api::repeat_key(request, who)?;
    if let Some(answer) = api::given_before(app, key.as_deref()).await? {
        return Ok(answer);
    }
    let places = match &sent.places {
        Some(places) => Some(places.iter().map(|p| p.place(app)).collect::<Result<Vec<_>>>()?),
        None => None,
    };
    let override_reason = sent.override_reason.clone();
    let doing = Doing { act, seen: sent.version, places, repeat: key.clone(), override_reason };
    match acts::act(app, &who.person, ArticleId::new(id), doing).await {
        Ok(done) => Ok(api::send(Answer::json(200, &done)?)),
        // The first of two equal requests was kept while this one was on its way.
        Err(err) => api::given_before(app, key.as_deref()).await?.ok_or(err),
    }
}
