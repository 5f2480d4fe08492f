//! `toasoan index`: fills the search index anew, or compares it with the database.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Subcommand;

use crate::app::App;
use crate::search::rebuild;

/// How often it is looked whether the server is done.
const LOOK: Duration = Duration::from_millis(500);

#[derive(Debug, Subcommand)]
pub(super) enum Asked {
    /// Fill the index anew beside the old one, then put it in its place. Beside a running server
    /// that server does it, and goes on answering.
    Rebuild,
    /// Compare index and database, and the index's files with their checksums; exit status 1 when
    /// they differ.
    Check,
}

pub(super) async fn run(app: &Arc<App>, asked: &Asked) -> anyhow::Result<()> {
    match asked {
        Asked::Rebuild => {
            if app.index.may_write() {
                rebuild::rebuild(app).await.context("the index cannot be filled")?;
            } else {
                ask_the_server(app).await?;
            }
            println!("The index holds {} articles.", app.index.count());
            Ok(())
        }
        Asked::Check => check(app).await,
    }
}

/// Only the process that feeds the index may write to it; it looks for this wish every second.
async fn ask_the_server(app: &App) -> anyhow::Result<()> {
    app.index.want_rebuild().context("the index's folder cannot be written to")?;
    println!(
        "A running server feeds this index and rebuilds it now; searches go on. \
         Stopping this command does no harm."
    );
    while app.index.rebuild_is_wanted() {
        tokio::time::sleep(LOOK).await;
    }
    Ok(app.index.refresh()?)
}

async fn check(app: &Arc<App>) -> anyhow::Result<()> {
    let found = rebuild::check(app).await?;
    println!("database {}, index {}", found.database, found.index);
    if !app.index.complete() {
        println!("The index is not whole yet; a running server fills it by itself.");
    }
    if found.is_none() {
        return Ok(());
    }
    bail!(
        "{} articles are missing in the index, {} are there too much, {} files are damaged; \
         `toasoan index rebuild` mends it",
        found.missing.len(),
        found.extra.len(),
        found.damaged.len()
    )
}
