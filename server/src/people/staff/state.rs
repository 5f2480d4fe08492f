//! Closes an account, opens it again, and unlocks one that wrong passwords have locked.

use std::sync::Arc;

use content::id::PersonId;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::one;
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::Result;
use crate::http::csrf;
use crate::http::forms::Form;
use crate::people::screen::Screen;
use crate::people::store::session::{Which, end_of};
use crate::people::store::{self, accounts, invites, staff};
use crate::people::who::Manager;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    /// `disable`, `enable` or `unlock`.
    act: String,
    #[serde(rename = "_csrf")]
    csrf: String,
}

/// `POST /toa-soan/nhan-su/{id}/tai-khoan`.
#[handler]
pub(crate) async fn set(
    app: Data<&Arc<App>>,
    who: Manager,
    request: &Request,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who.0, Some(&sent.csrf))?;
    let (id, screen) = (PersonId::new(id), Screen::new(&app, &who.0, request));
    let (done, kept) = match sent.act.as_str() {
        "disable" => ("disabled", disable(&app, &who, id).await),
        "enable" => ("enabled", enable(&app, &who, id).await),
        "unlock" => ("unlocked", unlock(&app, &who, id).await),
        _ => ("", Err(crate::error::Error::BadRequest("error-form"))),
    };
    one::answer(&screen, id, (done, kept)).await
}

/// Ends sessions and open links with the account, all at once.
async fn disable(app: &App, who: &Manager, id: PersonId) -> Result<()> {
    let (manager, now) = (who.0.id, app.clock.now_ms());
    let tx = app.db.begin().await?;
    if staff::hold(&tx, manager, id).await?.disabled {
        return Ok(());
    }
    store::disable(&tx, id, now).await?;
    staff::keeps_managing(&tx, manager).await?;
    end_of(&tx, id, Which::All).await?;
    invites::end_all(&tx, id).await?;
    audit::append(&tx, &Entry::on_person(Some(manager), "person_disabled", id), now).await?;
    tx.commit().await?;
    Ok(())
}

async fn enable(app: &App, who: &Manager, id: PersonId) -> Result<()> {
    let (manager, now) = (who.0.id, app.clock.now_ms());
    let tx = app.db.begin().await?;
    if !staff::hold(&tx, manager, id).await?.disabled {
        return Ok(());
    }
    accounts::enable(&tx, id).await?;
    audit::append(&tx, &Entry::on_person(Some(manager), "person_enabled", id), now).await?;
    tx.commit().await?;
    Ok(())
}

async fn unlock(app: &App, who: &Manager, id: PersonId) -> Result<()> {
    let (manager, now) = (who.0.id, app.clock.now_ms());
    let tx = app.db.begin().await?;
    staff::hold(&tx, manager, id).await?;
    store::count_failure(&tx, id, 0, None).await?;
    audit::append(&tx, &Entry::on_person(Some(manager), "person_unlocked", id), now).await?;
    tx.commit().await?;
    Ok(())
}
