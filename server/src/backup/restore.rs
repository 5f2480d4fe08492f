//! Brings a backup to an empty newsroom, of whichever engine and store the settings name.

use std::path::Path;

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use sea_orm::DatabaseTransaction;

use super::archive;
use super::manifest::{Entry, Manifest};
use super::store::{self, Row};
use crate::config::Config;
use crate::db::connect;
use crate::db::schema::first_unknown;
use crate::media::storage::{Storage, place_of};

/// Checks the whole file, then fills database, store and themes. The rows are one transaction that
/// is committed last: what breaks off leaves an empty newsroom, and can be done again.
///
/// # Errors
/// When the file is damaged, the target not empty, or the schema newer than this program's.
pub(crate) async fn restore(
    config: &Config,
    file: &Path,
    bar: &ProgressBar,
) -> anyhow::Result<Manifest> {
    let manifest = archive::checked(file)?;
    if let Some(step) = first_unknown(&manifest.steps) {
        bail!("the backup is of a newer version (step {step}); restore it with that version");
    }
    let db = connect::open(&config.database).await.context("the database")?;
    if !store::is_empty(&db).await? {
        bail!("the database holds a newsroom already; restore needs an empty one");
    }
    let media = Storage::open(&config.media).context("the store of pictures")?;
    db.migrate_to(&manifest.steps).await?;
    bar.set_length(manifest.entries.len() as u64);
    let tx = store::begin_filling(&db).await?;
    // One entry in memory at a time; reading waits while it is put away.
    let (give, mut take) = tokio::sync::mpsc::channel::<(String, Vec<u8>)>(1);
    let path = file.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        archive::each(&path, |path, bytes| Ok(give.blocking_send((path.to_owned(), bytes))?))
    });
    while let Some((path, bytes)) = take.recv().await {
        bar.inc(1);
        match path.split_once('/') {
            Some(("tables", rest)) => {
                let table = rest.split('/').next().unwrap_or_default();
                if !store::TABLES.iter().any(|(name, _)| *name == table) {
                    bail!("{path} is of no table of ours");
                }
                rows(&tx, table, &bytes).await.with_context(|| path.clone())?;
            }
            Some(("media", rest)) => {
                if let Some((hash, name)) = place_of(rest) {
                    media.put(hash, name, bytes).await.with_context(|| path.clone())?;
                }
            }
            Some(("themes", rest)) => {
                let place = config.data.join("themes").join(rest);
                if let Some(folder) = place.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                std::fs::write(&place, bytes).with_context(|| path.clone())?;
            }
            _ => {}
        }
    }
    reading.await??;
    store::count_on(&tx).await?;
    tx.commit().await?;
    Ok(manifest)
}

async fn rows(tx: &DatabaseTransaction, table: &str, lines: &[u8]) -> anyhow::Result<()> {
    let mut batch: Vec<Row> = Vec::new();
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        batch.push(serde_json::from_slice(line)?);
        if batch.len() >= store::BATCH {
            store::fill(tx, table, &batch).await?;
            batch.clear();
        }
    }
    Ok(store::fill(tx, table, &batch).await?)
}

/// Reads everything back and holds it against the backup: the rows of every table and the bytes
/// of every picture. Call it before the schema moves on.
///
/// # Errors
/// Names the first thing that differs.
pub(crate) async fn compare(config: &Config, manifest: &Manifest) -> anyhow::Result<()> {
    let db = connect::open(&config.database).await?;
    let tx = store::as_of_now(&db).await?;
    for table in &manifest.tables {
        let Some(known) = store::TABLES.iter().find(|(name, _)| *name == table.name) else {
            bail!("{} is no table of ours", table.name);
        };
        let (rows, hash) = hash_of(&tx, *known).await?;
        if (rows, &hash) != (table.rows, &table.hash) {
            bail!(
                "table {} has {rows} rows that differ from the backup's {}",
                table.name,
                table.rows
            );
        }
    }
    let media = Storage::open(&config.media)?;
    for (path, entry) in &manifest.entries {
        let Some((hash, file)) = path.strip_prefix("media/").and_then(place_of) else { continue };
        let bytes = media.get(hash, file, None).await?.bytes().await?;
        if Entry::of(&bytes) != *entry {
            bail!("{path} differs from the backup's");
        }
    }
    Ok(())
}

async fn hash_of(tx: &DatabaseTransaction, table: (&str, &str)) -> anyhow::Result<(u64, String)> {
    let (mut count, mut hasher) = (0, blake3::Hasher::new());
    store::read(tx, table, |batch| {
        for row in &batch {
            hasher.update(&serde_json::to_vec(row)?);
            hasher.update(b"\n");
            count += 1;
        }
        Ok(())
    })
    .await?;
    Ok((count, hasher.finalize().to_hex().to_string()))
}
