//! `toasoan token`: keys of the API.

use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Subcommand;
use content::id::PersonId;
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::people::store::{self, tokens};

/// What a key may be for.
const SCOPES: [&str; 4] = ["read", "write", "publish", "all"];

#[derive(Debug, Subcommand)]
pub(super) enum Asked {
    /// Make a key; it is printed once.
    Add {
        name: String,
        /// read, write, publish or all; may be repeated.
        #[arg(long, required = true)]
        scope: Vec<String>,
        /// The person whose rights it has.
        #[arg(long = "as")]
        acts_as: Option<String>,
    },
    /// List keys.
    List,
    /// End a key for ever.
    Revoke { name: String },
}

pub(super) async fn run(app: &Arc<App>, asked: Asked) -> anyhow::Result<()> {
    match asked {
        Asked::Add { name, scope, acts_as } => add(app, &name, &scope, acts_as.as_deref()).await,
        Asked::List => {
            for token in tokens::all(&app.db).await? {
                let state = if token.revoked { "\trevoked" } else { "" };
                println!("{}\t{}{state}", token.name, token.scopes.join(", "));
            }
            Ok(())
        }
        Asked::Revoke { name } => {
            let tx = app.db.begin().await?;
            tokens::revoke(&tx, &name, app.clock.now_ms())
                .await
                .with_context(|| format!("no living token is named `{name}`"))?;
            record(app, &tx, ("token_revoked", None), json!({ "token": name })).await?;
            tx.commit().await?;
            println!("The token `{name}` is revoked.");
            Ok(())
        }
    }
}

async fn add(
    app: &Arc<App>,
    name: &str,
    scopes: &[String],
    acts_as: Option<&str>,
) -> anyhow::Result<()> {
    if let Some(unknown) = scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
        bail!("there is no scope `{unknown}`; expected one of {}", SCOPES.join(", "));
    }
    let person = match acts_as {
        Some(email) => {
            let found = store::by_email(&app.db.read, email).await?;
            Some(found.with_context(|| format!("nobody has the address {email}"))?.id)
        }
        None => None,
    };
    let tx = app.db.begin().await?;
    let secret = tokens::insert(&tx, name, person, scopes, app.clock.now_ms())
        .await
        .with_context(|| format!("cannot make the token `{name}`: is the name in use?"))?;
    let told = json!({ "token": name, "scopes": scopes.join(", ") });
    record(app, &tx, ("token_made", person), told).await?;
    tx.commit().await?;
    eprintln!("The token `{name}`, shown only now:");
    println!("{secret}");
    Ok(())
}

/// Writes down what was done to a key; `person` is whom it acts as.
async fn record(
    app: &App,
    tx: &DatabaseTransaction,
    (act, person): (&str, Option<PersonId>),
    after: Value,
) -> crate::error::Result<()> {
    let (by, article, before) = (None, None, json!({}));
    let entry = Entry { by, act, article, subject: person, before, after };
    audit::append(tx, &entry, app.clock.now_ms()).await
}
