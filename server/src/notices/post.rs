//! Sends the mails that wait: each claimed by one node, tried again, given up with a notice.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sea_orm::DatabaseTransaction;

use super::Kind;
use super::letter::letter;
use super::store::{self, MAIL, Telling};
use crate::app::App;
use crate::error::Result;
use crate::jobs::{After, Claimed, store as jobs};
use crate::people::store::{self as people, names, staff};

/// Mails are no hurry; another node may have written the job.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// After an error of the database.
const REST: Duration = Duration::from_secs(5);

/// Sends what waits, for as long as the program runs; ends at once where no mail is set.
pub(crate) async fn send_waiting(app: Arc<App>) {
    while app.mail.is_on() {
        match send_one(&app).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(LOOK_AGAIN).await,
            Err(err) => {
                tracing::error!(error = ?err, "the post rests");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Sends the mail that has waited longest; tells whether there was one.
pub(super) async fn send_one(app: &App) -> Result<bool> {
    let Some(job) = jobs::claim(&app.db, MAIL, app.clock.now_ms()).await? else {
        return Ok(false);
    };
    let sent = deliver(app, &job).await;
    let tx = app.db.begin().await?;
    match sent {
        Ok(()) => jobs::done(&tx, &job).await?,
        Err(cause) => failed(&tx, app, &job, &format!("{cause:#}")).await?,
    }
    tx.commit().await?;
    Ok(true)
}

async fn failed(tx: &DatabaseTransaction, app: &App, job: &Claimed, cause: &str) -> Result<()> {
    tracing::warn!(notice = job.payload, tries = job.tries, cause, "a mail was not sent");
    match jobs::failed(tx, job, cause, app.clock.now_ms()).await? {
        After::Again => Ok(()),
        After::GivenUp => tell_managers(tx, app, job, cause).await,
    }
}

async fn deliver(app: &App, job: &Claimed) -> anyhow::Result<()> {
    let id: i64 = job.payload.parse().context("the job names a notice")?;
    let notice = match store::one(&app.db.read, id).await {
        // The notice went with its article: nothing is left to be told.
        Err(crate::error::Error::NotFound) => return Ok(()),
        found => found?,
    };
    let person = people::by_id(&app.db.read, notice.person).await?;
    let unwanted = person.mails_off.contains(&notice.kind);
    if notice.read || person.disabled || unwanted {
        return Ok(());
    }
    let by: Vec<_> = notice.by.into_iter().collect();
    let names = names(&app.db.read, &by).await?;
    app.mail.send(&letter(app, &notice, (&person, &names))?).await
}

async fn tell_managers(
    tx: &DatabaseTransaction,
    app: &App,
    job: &Claimed,
    cause: &str,
) -> Result<()> {
    let id: i64 = job.payload.parse().unwrap_or_default();
    let Ok(lost) = store::one(tx, id).await else { return Ok(()) };
    let to = people::by_id(tx, lost.person).await?;
    for manager in staff::admins(tx).await? {
        let telling = Telling {
            person: manager,
            kind: Kind::MailFailed,
            by: None,
            article: None,
            title: &to.email,
            url: &format!("/toa-soan/nhan-su/{}", to.id),
            note: cause,
        };
        store::tell(tx, app, &telling).await?;
    }
    Ok(())
}
