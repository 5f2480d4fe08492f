//! `toasoan export DIR`: everything in plain files.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;

use crate::app::App;
use crate::backup::export;

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// A new or empty folder.
    folder: PathBuf,
}

pub(super) async fn run(app: &Arc<App>, asked: &Asked) -> anyhow::Result<()> {
    let done = export::export(app, &asked.folder).await;
    let done = done.with_context(|| format!("cannot export to {}", asked.folder.display()))?;
    println!(
        "{}: {} articles, {} revisions, {} pictures",
        asked.folder.display(),
        done.articles,
        done.revisions,
        done.files
    );
    Ok(())
}
