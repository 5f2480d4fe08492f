//! `POST /toa-soan/nhan-su/{id}/vai-tro`: gives a role, changes where it holds, or takes it away.

use std::sync::Arc;

use content::id::PersonId;
use poem::error::ResponseError;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use sea_orm::DatabaseTransaction;

use super::grant::{self, SentGrant};
use super::one;
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::screen::{Notice, Screen};
use crate::people::store::grants::{self, Held};
use crate::people::store::{self, staff};
use crate::people::who::Manager;

/// Most roles of one person.
const ROLES_MAX: usize = 20;

#[handler]
pub(crate) async fn set(
    app: Data<&Arc<App>>,
    who: Manager,
    request: &Request,
    Path(id): Path<i64>,
    Form(sent): Form<SentGrant>,
) -> Result<Response> {
    csrf::check(request, &who.0, Some(&sent.csrf))?;
    let id = PersonId::new(id);
    let kept = keep(&app, &who, id, &sent).await;
    let screen = Screen::new(&app, &who.0, request);
    if let Err(err @ Error::BadRequest(_)) = &kept {
        let words = respond::sentence(&app, screen.language, err);
        let mut page = one::page(&screen, id, Notice { kind: "error", words }).await?;
        grant::again(&screen, &mut page, &sent);
        return screen.show(err.status(), &page);
    }
    let done = if sent.act == "remove" { "removed" } else { "roles" };
    one::answer(&screen, id, (done, kept)).await
}

async fn keep(app: &App, who: &Manager, id: PersonId, sent: &SentGrant) -> Result<()> {
    let (manager, now) = (who.0.id, app.clock.now_ms());
    let tx = app.db.begin().await?;
    let before = grant::told(&staff::hold(&tx, manager, id).await?);
    change(&tx, app, id, sent).await?;
    staff::keeps_managing(&tx, manager).await?;
    let after = grant::told(&store::by_id(&tx, id).await?);
    if before != after {
        let line = Entry { before, after, ..Entry::on_person(Some(manager), "roles_changed", id) };
        audit::append(&tx, &line, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn change(tx: &DatabaseTransaction, app: &App, id: PersonId, sent: &SentGrant) -> Result<()> {
    let row = match sent.grant.as_str() {
        "" => None,
        text => Some(text.parse::<i64>().ok().ok_or(Error::NotFound)?),
    };
    match (row, sent.act.as_str()) {
        (Some(row), "remove") => grants::remove(tx, id, row).await,
        (None, "remove") => Err(Error::NotFound),
        (Some(row), _) => {
            let held = Held { id: row, grant: sent.read(&app.atlas())? };
            grants::replace(tx, id, &held).await
        }
        (None, _) => {
            let grant = sent.read(&app.atlas())?;
            let held = grants::held_by(tx, id).await?;
            if held.len() >= ROLES_MAX || held.iter().any(|held| held.grant == grant) {
                return Err(Error::BadRequest("people-role-held"));
            }
            grants::insert(tx, id, &grant).await
        }
    }
}
