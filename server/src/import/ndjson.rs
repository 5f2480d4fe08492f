//! `toasoan import ndjson FILE`: one article a line, plain or packed with zstd.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use content::article::Cover;
use indicatif::ProgressBar;
use tokio::sync::mpsc;

use super::keep::{Import, Sections};
use super::line::Line;
use super::report::{Outcome, Report};
use crate::app::App;
use crate::error::{Error, Result};
use crate::media::keep as media;

/// Articles kept in one transaction: each commit waits for the disk.
const BATCH: usize = 200;
/// Longest line in bytes; the largest body and its JSON escapes fit twice.
const LINE_MAX: u64 = 8 * 1024 * 1024;

/// How an import is to be done.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) site: Option<String>,
    pub(crate) sections: Sections,
    /// Stop after so many lines.
    pub(crate) limit: Option<u64>,
    /// Look at everything and keep nothing.
    pub(crate) rehearsal: Rehearsal,
}

/// Whether anything is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rehearsal {
    No,
    /// Every transaction is rolled back.
    Yes,
}

struct Numbered {
    number: u64,
    line: std::result::Result<Line, String>,
}

/// Reads the file and keeps its articles; broken lines are reported and the rest goes on.
///
/// # Errors
/// When the file cannot be opened or the database fails.
pub(crate) async fn import(
    app: &Arc<App>,
    file: &Path,
    asked: &Asked,
    bar: &ProgressBar,
) -> Result<Report> {
    let open = std::fs::File::open(file)?;
    bar.set_length(open.metadata()?.len());
    let (send, mut lines) = mpsc::channel::<Vec<Numbered>>(2);
    let packed = file.extension().is_some_and(|ending| ending == "zst");
    let (limit, counted) = (asked.limit.unwrap_or(u64::MAX), bar.wrap_read(open));
    let reader = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
        let unpacked: Box<dyn Read> =
            if packed { Box::new(zstd::Decoder::new(counted)?) } else { Box::new(counted) };
        read_lines(BufReader::new(unpacked), limit, &send)
    });
    let mut report = Report::default();
    let mut import = Import {
        db: app.db.clone(),
        atlas: app.atlas(),
        site: asked.site.clone(),
        sections: asked.sections,
        now_ms: app.clock.now_ms(),
        made_sections: std::collections::HashMap::new(),
        last: None,
        looked_up: std::collections::HashMap::new(),
    };
    let folder = file.parent().unwrap_or(Path::new("."));
    while let Some(batch) = lines.recv().await {
        keep_batch(app, &mut import, batch, (folder, asked.rehearsal), &mut report).await?;
    }
    reader.await??;
    Ok(report)
}

async fn keep_batch(
    app: &Arc<App>,
    import: &mut Import,
    batch: Vec<Numbered>,
    (folder, rehearsal): (&Path, Rehearsal),
    report: &mut Report,
) -> Result<()> {
    let mut covers = Vec::with_capacity(batch.len());
    for numbered in &batch {
        covers.push(match &numbered.line {
            Ok(line) if rehearsal == Rehearsal::No => cover(app, folder, line).await,
            _ => Ok(None),
        });
    }
    let tx = app.db.begin().await?;
    // Followers go by the times of changes: an import that takes hours is no single moment.
    import.now_ms = app.clock.now_ms();
    let lines = batch.iter().filter_map(|numbered| numbered.line.as_ref().ok());
    let keys: Vec<&str> = lines.map(|line| line.source_id.as_str()).collect();
    import.look_up(&tx, &keys).await?;
    for (numbered, cover) in batch.into_iter().zip(covers) {
        let outcome = match (numbered.line, cover) {
            (Err(reason), _) | (Ok(_), Err(reason)) => Outcome::Skipped(reason),
            (Ok(line), Ok(cover)) => import.keep(&tx, &line, cover, &[]).await?,
        };
        report.add(numbered.number, outcome);
    }
    if rehearsal == Rehearsal::Yes {
        import.made_sections.clear();
        return Ok(tx.rollback().await?);
    }
    tx.commit().await?;
    if let Some(number) = import.last {
        app.bell.ring(number);
    }
    Ok(())
}

/// A cover that lies beside the file. Addresses elsewhere are not fetched: an import reaches out
/// to nobody.
async fn cover(
    app: &Arc<App>,
    folder: &Path,
    line: &Line,
) -> std::result::Result<Option<Cover>, String> {
    let Some(cover) = line.cover.as_ref().filter(|cover| !cover.file.is_empty()) else {
        return Ok(None);
    };
    let name = Path::new(&cover.file);
    let inside = name.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !inside {
        return Err(format!("cover file `{}` is not below the import file", cover.file));
    }
    let bytes = tokio::fs::read(folder.join(name))
        .await
        .map_err(|err| format!("cover file `{}`: {err}", cover.file))?;
    match media::upload(app, &cover.file, bytes, None).await {
        Ok(kept) => Ok(Some(cover.with(kept.hash))),
        Err(Error::Unsupported(why)) => Err(format!("cover file `{}`: {why}", cover.file)),
        Err(err) => Err(format!("cover file `{}`: {err:?}", cover.file)),
    }
}

fn read_lines(
    mut from: impl BufRead,
    limit: u64,
    to: &mpsc::Sender<Vec<Numbered>>,
) -> std::io::Result<()> {
    let mut batch = Vec::with_capacity(BATCH);
    for number in 1..=limit {
        let mut bytes = Vec::new();
        if from.by_ref().take(LINE_MAX).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let line = if bytes.len() as u64 == LINE_MAX {
            skip_line(&mut from)?;
            Err(format!("the line is longer than {LINE_MAX} bytes"))
        } else {
            match std::str::from_utf8(&bytes) {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => Line::read(text),
                Err(_) => Err("the line is not UTF-8".to_owned()),
            }
        };
        batch.push(Numbered { number, line });
        if batch.len() == BATCH && to.blocking_send(std::mem::take(&mut batch)).is_err() {
            return Ok(());
        }
    }
    if !batch.is_empty() && to.blocking_send(batch).is_err() {
        tracing::debug!("the import has stopped");
    }
    Ok(())
}

fn skip_line(from: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let chunk = from.fill_buf()?;
        if chunk.is_empty() {
            return Ok(());
        }
        match chunk.iter().position(|byte| *byte == b'\n') {
            Some(at) => {
                from.consume(at + 1);
                return Ok(());
            }
            None => {
                let whole = chunk.len();
                from.consume(whole);
            }
        }
    }
}
