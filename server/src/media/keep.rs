//! Takes in one picture or recording: prepared off the reactor, files durable, then its row.

use std::sync::{Arc, LazyLock};

use content::id::PersonId;
use content::slug::Slug;
use tokio::sync::Semaphore;

use super::picture::{self, Ready};
use super::sound;
use super::store::{self, LIGHT_WIDTH, Media};
use crate::app::App;
use crate::error::{Error, Result};

/// Pictures prepared at the same time: each may take some 300 MB while it is decoded.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// Keeps an uploaded file, a picture or a recording as its bytes say.
///
/// # Errors
/// `Unsupported` when it is neither.
pub(crate) async fn any(
    app: &Arc<App>,
    file_name: &str,
    bytes: Vec<u8>,
    by: Option<PersonId>,
) -> Result<Media> {
    if sound::begins_as_sound(&bytes) {
        return recording(app, file_name, bytes, by).await;
    }
    match upload(app, file_name, bytes, by).await {
        Err(Error::Unsupported("error-not-a-picture")) => {
            Err(Error::Unsupported("error-not-a-medium"))
        }
        kept => kept,
    }
}

/// Keeps a recording; the same file again is the same recording.
///
/// # Errors
/// `Unsupported` when it is no recording we take.
pub(crate) async fn recording(
    app: &Arc<App>,
    file_name: &str,
    bytes: Vec<u8>,
    by: Option<PersonId>,
) -> Result<Media> {
    let hashed = move || (hash_of(&bytes), bytes);
    let (hash, bytes) = tokio::task::spawn_blocking(hashed).await?;
    if let Some(there) = there(app, &hash).await? {
        return Ok(there);
    }
    let Ok(_turn) = AT_ONCE.acquire().await else { return Err(Error::Busy { retry_after: 5 }) };
    let ready = tokio::task::spawn_blocking(move || sound::prepare(&bytes)).await??;
    let media = Media {
        hash,
        name: plain_name(file_name),
        kind: ready.kind.to_owned(),
        width: 0,
        height: 0,
        bytes: ready.bytes.len() as u64,
        widths: Vec::new(),
        light_bytes: None,
        duration_ms: Some(ready.duration_ms),
    };
    app.media.put(&media.hash, &format!("goc.{}", ready.kind), ready.bytes).await?;
    row(app, media, by).await
}

/// Keeps an uploaded picture and returns what became of it; the same file again is the same
/// picture.
///
/// # Errors
/// `Unsupported` when it is no picture we take.
pub(crate) async fn upload(
    app: &Arc<App>,
    file_name: &str,
    bytes: Vec<u8>,
    by: Option<PersonId>,
) -> Result<Media> {
    let hash = hash_of(&bytes);
    if let Some(there) = there(app, &hash).await? {
        return match there.duration_ms {
            None => Ok(there),
            Some(_) => Err(Error::Unsupported("error-not-a-picture")),
        };
    }
    prepare_and_keep(app, hash, file_name, by, move || picture::prepare(&bytes)).await
}

/// Keeps a picture that was drawn here under the hash of its name.
///
/// # Errors
/// When it cannot be encoded or written.
pub(crate) async fn drawn(
    app: &Arc<App>,
    name: &str,
    draw: impl FnOnce() -> Option<image::RgbImage> + Send + 'static,
) -> Result<Media> {
    let hash = hash_of(name.as_bytes());
    if let Some(there) = there(app, &hash).await? {
        return Ok(there);
    }
    let prepare = || picture::prepare_drawn(draw().ok_or(Error::NotFound)?);
    prepare_and_keep(app, hash, name, None, prepare).await
}

async fn prepare_and_keep(
    app: &Arc<App>,
    hash: String,
    file_name: &str,
    by: Option<PersonId>,
    prepare: impl FnOnce() -> Result<Ready> + Send + 'static,
) -> Result<Media> {
    let Ok(_turn) = AT_ONCE.acquire().await else { return Err(Error::Busy { retry_after: 5 }) };
    let ready = tokio::task::spawn_blocking(prepare).await??;
    let mut media = Media {
        hash,
        name: plain_name(file_name),
        kind: ready.kind.to_owned(),
        width: ready.width,
        height: ready.height,
        bytes: ready.files.first().map_or(0, |(_, bytes)| bytes.len() as u64),
        widths: ready.widths,
        light_bytes: None,
        duration_ms: None,
    };
    let light = format!("{}.jpg", media.at_width(LIGHT_WIDTH));
    let light = ready.files.iter().find(|(file, _)| *file == light);
    media.light_bytes = light.map(|(_, bytes)| bytes.len() as u64);
    let puts = ready.files.into_iter().map(|(file, bytes)| {
        let hash = &media.hash;
        async move { app.media.put(hash, &file, bytes).await }
    });
    futures_util::future::try_join_all(puts).await?;
    row(app, media, by).await
}

/// What is kept under a hash.
async fn there(app: &App, hash: &String) -> Result<Option<Media>> {
    Ok(store::by_hashes(&app.db.read, std::slice::from_ref(hash)).await?.pop())
}

/// The row of files that are durable.
async fn row(app: &App, media: Media, by: Option<PersonId>) -> Result<Media> {
    let tx = app.db.begin().await?;
    store::insert(&tx, &media, by, app.clock.now_ms()).await?;
    tx.commit().await?;
    app.telemetry.uploaded();
    Ok(media)
}

fn hash_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(32).collect()
}

/// `Ảnh chụp chợ.JPG` → `anh-chup-cho`.
fn plain_name(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    Slug::of(stem).as_str().to_owned()
}
