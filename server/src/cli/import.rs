//! `toasoan import`: articles from a file, with a progress bar and a report.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::App;
use crate::import::keep::Sections;
use crate::import::ndjson::{self, Rehearsal};
use crate::import::report::Report;
use crate::worker;

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The form of the file: ndjson.
    format: String,
    file: PathBuf,
    /// Site for articles that name none.
    #[arg(long)]
    site: Option<String>,
    /// Make sections that do not exist.
    #[arg(long)]
    make_sections: bool,
    /// Look at everything and keep nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(app: &Arc<App>, asked: &Asked) -> anyhow::Result<()> {
    if asked.format != "ndjson" {
        bail!("`{}` cannot be imported; expected ndjson", asked.format);
    }
    let begun = Instant::now();
    let bar = progress_bar();
    let how = ndjson::Asked {
        site: asked.site.clone(),
        sections: if asked.make_sections { Sections::Make } else { Sections::MustExist },
        limit: None,
        rehearsal: if asked.dry_run { Rehearsal::Yes } else { Rehearsal::No },
    };
    let work = ndjson::import(app, &asked.file, &how, &bar);
    let report = if app.index.may_write() {
        worker::indexing_beside(app, work).await
    } else {
        // A server is running on this folder; it follows the change feed by itself.
        work.await
    };
    let report = report.with_context(|| format!("cannot import {}", asked.file.display()))?;
    bar.finish_and_clear();
    tell(&report, begun.elapsed().as_secs_f64());
    Ok(())
}

pub(super) fn progress_bar() -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:40} {percent:>3} %  {elapsed_precise}  còn {eta}");
    let bar = ProgressBar::new(0);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn tell(report: &Report, seconds: f64) {
    for (line, reason) in &report.reasons {
        eprintln!("line {line}: {reason}");
    }
    println!(
        "made {}, updated {}, unchanged {}, skipped {} in {seconds:.1} s",
        report.made, report.updated, report.same, report.skipped
    );
}
