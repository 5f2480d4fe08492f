//! Makes a backup while the newsroom works.

use std::path::Path;
use std::sync::Arc;

use content::id::ChangeNumber;
use indicatif::ProgressBar;
use sea_orm::DatabaseTransaction;

use super::archive::Writer;
use super::manifest::{FORMAT, Table};
use super::samples;
use super::store::{self, Row};
use crate::app::App;
use crate::db::Engine;

/// An entry of rows is at most about so large.
const PART: usize = 8 << 20;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) rows: u64,
    pub(crate) files: u64,
    pub(crate) samples: usize,
    pub(crate) bytes: u64,
}

/// Writes everything to a new file: all rows as of one moment, all pictures, the themes' own files.
///
/// # Errors
/// When something cannot be read or written; then there is no file of that name.
pub(crate) async fn write(
    app: &Arc<App>,
    file: &Path,
    bar: &ProgressBar,
) -> anyhow::Result<Written> {
    let mut out = Writer::new(file)?;
    let mut rows = 0;
    // Before anything is written: of a newer version's schema half would be left out.
    let steps = app.db.steps().await?;
    let tx = store::as_of_now(&app.db).await?;
    let mut newest = ChangeNumber::new(0);
    for (table, order) in store::TABLES {
        let one = rows_of(&mut out, &tx, (table, order), |row| {
            if table == "change" {
                let number = row.get("number").and_then(serde_json::Value::as_i64);
                newest = ChangeNumber::new(newest.get().max(number.unwrap_or_default()));
            }
        })
        .await?;
        rows += one.rows;
        out.manifest.tables.push(one);
        bar.inc(1);
    }
    drop(tx);
    // After the rows: a row never comes before its files.
    let media = app.media.all().await?;
    bar.set_length(bar.position() + media.len() as u64);
    for file in &media {
        let bytes = app.media.whole(file).await?;
        out.add(&format!("media/{}", file.location), &bytes)?;
        bar.inc(1);
    }
    for (name, bytes) in of_the_themes(&app.config.data.join("themes"))? {
        out.add(&format!("themes/{name}"), &bytes)?;
    }
    let samples = samples::taken(app, newest).await?;
    let manifest = &mut out.manifest;
    manifest.format = FORMAT;
    env!("CARGO_PKG_VERSION").clone_into(&mut manifest.version);
    manifest.program = samples::program().unwrap_or_default();
    manifest.made_at = themes::dates::iso(app.clock.now_ms());
    match app.db.engine() {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
    .clone_into(&mut manifest.engine);
    manifest.steps = steps;
    manifest.change = newest.get();
    manifest.public_url.clone_from(&app.config.public_url);
    manifest.samples = samples;
    let (files, samples) = (media.len() as u64, manifest.samples.len());
    let bytes = out.finish()?;
    Ok(Written { rows, files, samples, bytes })
}

async fn rows_of(
    out: &mut Writer,
    tx: &DatabaseTransaction,
    (table, order): (&str, &str),
    mut look: impl FnMut(&Row),
) -> anyhow::Result<Table> {
    let (mut rows, mut part, mut hasher) = (0_u64, 0_u32, blake3::Hasher::new());
    let mut lines = Vec::new();
    store::read(tx, (table, order), |batch| {
        for row in &batch {
            look(row);
            let from = lines.len();
            serde_json::to_writer(&mut lines, row)?;
            lines.push(b'\n');
            hasher.update(lines.get(from..).unwrap_or_default());
            rows += 1;
        }
        if lines.len() >= PART {
            part += 1;
            out.add(&format!("tables/{table}/{part:06}.ndjson"), &lines)?;
            lines.clear();
        }
        Ok(())
    })
    .await?;
    if !lines.is_empty() {
        out.add(&format!("tables/{table}/{:06}.ndjson", part + 1), &lines)?;
    }
    Ok(Table { name: table.to_owned(), rows, hash: hasher.finalize().to_hex().to_string() })
}

/// What a designer has put over the built-in themes.
fn of_the_themes(folder: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(one) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&one) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                files.push((name.to_string_lossy().into_owned(), std::fs::read(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}
