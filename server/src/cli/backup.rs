//! `toasoan backup FILE`: everything in one file, while the newsroom works.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use clap::Args;

use super::import::progress_bar;
use crate::app::App;
use crate::backup::write;

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// A new file; it appears when it is whole.
    file: PathBuf,
}

pub(super) async fn run(app: &Arc<App>, asked: &Asked) -> anyhow::Result<()> {
    let begun = Instant::now();
    let bar = progress_bar();
    let written = write::write(app, &asked.file, &bar).await;
    bar.finish_and_clear();
    let written = written.context("no backup was made")?;
    println!(
        "{}: {} rows, {} files, {} sample answers, {} bytes in {:.1} s",
        asked.file.display(),
        written.rows,
        written.files,
        written.samples,
        written.bytes,
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}
