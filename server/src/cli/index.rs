//! `toasoan index`: fills the search index anew, or compares it with the database.

use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Subcommand;

use crate::app::App;
use crate::search::rebuild;

#[derive(Debug, Subcommand)]
pub(super) enum Asked {
    /// Fill the index anew beside the old one, then put it in its place.
    Rebuild,
    /// Compare index and database; exit status 1 when they differ.
    Check,
}

pub(super) async fn run(app: &Arc<App>, asked: &Asked) -> anyhow::Result<()> {
    match asked {
        Asked::Rebuild => {
            if !app.index.may_write() {
                bail!("the index is in use by a running server; stop it first");
            }
            let count = rebuild::rebuild(app).await.context("the index cannot be filled")?;
            println!("The index holds {count} articles.");
            Ok(())
        }
        Asked::Check => {
            let found = rebuild::check(app).await?;
            println!("database {}, index {}", found.database, found.index);
            if found.missing.is_empty() && found.extra.is_empty() {
                return Ok(());
            }
            bail!(
                "{} articles are missing in the index, {} are there too much; `toasoan index rebuild` mends it",
                found.missing.len(),
                found.extra.len()
            )
        }
    }
}
