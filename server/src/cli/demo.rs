//! `toasoan demo`: a ready newsroom with sample content, served at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use tokio::task::JoinHandle;

use super::serve;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::content::Newsroom;
use crate::demo::fill;
use crate::import::keep::Sections;
use crate::import::ndjson::{self, Rehearsal};
use crate::worker;

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Folder for the demo's data; a second start keeps what was changed.
    #[arg(long, default_value = "./data/demo")]
    pub(super) data: PathBuf,
    /// Fill up to so many articles from the sample file that `TOASOAN_SAMPLES` names.
    #[arg(long)]
    articles: Option<u64>,
}

pub(super) async fn run(config: Config, asked: &Asked) -> anyhow::Result<()> {
    println!("Preparing the demo newsroom in {} …", asked.data.display());
    let app = Arc::new(App::start(config, Clock::default()).await?);
    let newsroom = fill::fill(&app).await?;
    worker::catch_up(&app).await?;
    if let Some(wanted) = asked.articles {
        more_articles(&app, wanted).await?;
    }
    announce(&app, &newsroom);
    let served: JoinHandle<anyhow::Result<()>> =
        tokio::spawn(async move { serve::serve(&app).await });
    served.await?
}

/// Fills up from a file of real articles, where one is at hand.
async fn more_articles(app: &Arc<App>, wanted: u64) -> anyhow::Result<()> {
    let there = app.index.count();
    let Some(missing) = wanted.checked_sub(there).filter(|missing| *missing > 0) else {
        return Ok(());
    };
    let Some(folder) = app.config.samples.clone() else {
        eprintln!(
            "No sample file: TOASOAN_SAMPLES names no folder, so the demo stays at its own articles."
        );
        return Ok(());
    };
    let file = Path::new(&folder).join("news-50k.ndjson.zst");
    let how = ndjson::Asked {
        site: None,
        sections: Sections::Make,
        limit: Some(missing),
        rehearsal: Rehearsal::No,
    };
    let bar = super::import::progress_bar();
    let work = ndjson::import(app, &file, &how, &bar);
    let report = worker::indexing_beside(app, work).await?;
    bar.finish_and_clear();
    println!("Filled up with {} articles from {}.", report.made, file.display());
    app.reload_atlas().await?;
    Ok(())
}

fn announce(app: &App, newsroom: &Newsroom) {
    let port = app.config.listen.port();
    println!("\nReaders:");
    for site in &newsroom.sites {
        println!("  http://{}:{port}/  {}", site.host, site.name);
    }
    println!("\nThe desk: http://localhost:{port}/toa-soan");
    println!("  {:<32} {:<26} name", "e-mail", "password");
    for person in &newsroom.people {
        println!(
            "  {:<32} {:<26} {} ({})",
            person.email, person.password, person.name, person.role
        );
    }
    println!("\nStop with Ctrl+C.\n");
}
