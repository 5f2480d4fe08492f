//! `POST /toa-soan/nhan-su/{id}/lien-ket`: a new link to choose a password, shown this once.

use std::sync::Arc;

use content::id::PersonId;
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;

use super::letter::{self, Posted};
use super::one;
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::csrf;
use crate::http::forms::Form;
use crate::people::screen::{Notice, Screen};
use crate::people::store::{self, invites, staff};
use crate::people::who::Manager;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    csrf: String,
}

#[handler]
pub(crate) async fn make(
    app: Data<&Arc<App>>,
    who: Manager,
    request: &Request,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who.0, Some(&sent.csrf))?;
    let id = PersonId::new(id);
    let screen = Screen::new(&app, &who.0, request);
    match keep(&app, &who, id).await {
        Ok(secret) => show(&screen, id, (&secret, request)).await,
        Err(err) => one::answer(&screen, id, ("", Err(err))).await,
    }
}

async fn keep(app: &App, who: &Manager, id: PersonId) -> Result<String> {
    let (manager, now) = (who.0.id, app.clock.now_ms());
    let tx = app.db.begin().await?;
    if staff::hold(&tx, manager, id).await?.disabled {
        return Err(Error::BadRequest("people-link-disabled"));
    }
    let secret = invites::make(&tx, id, Some(manager), now).await?;
    audit::append(&tx, &Entry::on_person(Some(manager), "link_made", id), now).await?;
    tx.commit().await?;
    Ok(secret)
}

/// The person's page with the link on it. The secret is in no row and no log: it is mailed from
/// here, while it is known, and not through work that is written down.
pub(super) async fn show(
    screen: &Screen<'_>,
    id: PersonId,
    (secret, request): (&str, &Request),
) -> Result<Response> {
    let app = screen.app;
    let person = store::by_id(&app.db.read, id).await?;
    let atlas = app.atlas();
    let host = request.header(header::HOST).unwrap_or_default();
    let site = atlas.site_of_host(host).or(atlas.sites.first()).ok_or(Error::UnknownSite)?;
    let base = site.base_url(app.config.public_url.as_deref(), app.config.listen.port());
    let link = format!("{base}/toa-soan/loi-moi/{secret}");
    let (kind, key) = match letter::post(screen, &person, (&link, &site.name)).await {
        Posted::Off => ("done", "people-link-made"),
        Posted::Sent => ("done", "people-link-mailed"),
        Posted::Failed => ("warning", "people-link-not-mailed"),
    };
    let words = screen.say(key);
    let mut page = one::page(screen, id, Notice { kind, words }).await?;
    page.link = link;
    page.link_words = screen.say("people-link-once");
    page.link_until = dates::short(app.clock.now_ms() + invites::OPEN_MS);
    screen.show(StatusCode::OK, &page)
}
