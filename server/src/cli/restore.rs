//! `toasoan restore FILE [--verify]`: fills an empty newsroom from a backup.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::bail;
use clap::Args;

use super::import::progress_bar;
use crate::app::App;
use crate::backup::{restore, samples};
use crate::clock::Clock;
use crate::config::Config;
use crate::worker;

/// Differences that are told one by one.
const TOLD: usize = 10;

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// A file that `toasoan backup` wrote.
    file: PathBuf,
    /// Read everything back and hold it against the backup: rows, pictures, sample answers.
    #[arg(long)]
    verify: bool,
}

pub(super) async fn run(config: Config, asked: &Asked) -> anyhow::Result<()> {
    let begun = Instant::now();
    let bar = progress_bar();
    let restored = restore::restore(&config, &asked.file, &bar).await;
    bar.finish_and_clear();
    let manifest = restored?;
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    println!(
        "{rows} rows and {} files as of {} in {:.1} s",
        manifest.entries.keys().filter(|path| path.starts_with("media/")).count(),
        manifest.made_at,
        begun.elapsed().as_secs_f64()
    );
    if !asked.verify {
        println!("The search index is filled when the server starts.");
        return Ok(());
    }
    restore::compare(&config, &manifest).await?;
    println!("Every row and every picture is as in the backup.");
    // Pages name the address that readers use.
    let config = Config { public_url: manifest.public_url.clone(), ..config };
    let app = Arc::new(App::start(config, Clock::default()).await?);
    worker::catch_up(&app).await?;
    let differing = samples::differing(&app, &manifest).await;
    for address in differing.iter().take(TOLD) {
        eprintln!("differs: {address}");
    }
    if !differing.is_empty() {
        bail!("{} of {} sample answers differ", differing.len(), manifest.samples.len());
    }
    println!(
        "{} sample answers are the same; ready to serve after {:.1} s.",
        manifest.samples.len(),
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}
