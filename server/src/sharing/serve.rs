//! `GET /the/{name}.jpg`: hands out the picture, drawn when it is first asked for.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use themes::drawing::{HEIGHT, WIDTH};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::app::App;
use crate::articles::read;
use crate::articles::store::live::whole::{self, Public};
use crate::error::{Error, Result};
use crate::http::site::Here;
use crate::media::picture;
use crate::media::shelf::Shelf;
use crate::sites::card::{SharedCard, What};

/// A picture never changes, but its article may be withdrawn: nobody shows its title long after that.
const CACHE_CONTROL: &str = "public, max-age=60";
/// Bytes of pictures kept on one node; 32 MiB hold some 400.
const CAPACITY: u64 = 32 * 1024 * 1024;
/// Pictures drawn at the same time: the other core has readers to serve.
const AT_ONCE: usize = 1;
/// Requests that wait for their picture to be drawn; what comes beyond hears at once to come again.
const WAITING_MAX: usize = 32;
/// Nobody waits longer, neither for a turn nor for the drawing.
const PATIENCE: Duration = Duration::from_secs(8);
/// Largest picture in bytes; some networks show no larger ones.
const BYTES_MAX: usize = 150_000;

/// The pictures of this node: what was drawn, and whose turn it is to draw.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// By site and hash.
    kept: moka::sync::Cache<(i64, String), Bytes>,
    turns: Arc<Semaphore>,
    line: Semaphore,
}

impl Default for Drawn {
    fn default() -> Self {
        let weight =
            |_: &(i64, String), file: &Bytes| u32::try_from(file.len() + 200).unwrap_or(u32::MAX);
        Self {
            kept: moka::sync::Cache::builder().max_capacity(CAPACITY).weigher(weight).build(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            line: Semaphore::new(WAITING_MAX),
        }
    }
}

impl Drawn {
    /// Waits for a turn to draw, within bounds of number and time.
    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let busy = Error::Busy { retry_after: 5 };
        let Ok(_place) = self.line.try_acquire() else { return Err(busy) };
        match tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(busy),
        }
    }
}

#[handler]
pub(crate) async fn serve(
    app: Data<&Arc<App>>,
    request: &Request,
    here: Here,
    Path(name): Path<String>,
) -> Result<Response> {
    let (what, asked) = What::parse(&name).ok_or(Error::NotFound)?;
    // Looked at each time: what was withdrawn is gone at once, and nothing is drawn for an address
    // that was made up.
    let card = card(&app, &here, what).await?;
    let site = here.site()?;
    if card.hash(&app, site) != asked {
        // Whoever kept the page from before a correction shows the picture of today.
        return Ok(Response::builder()
            .status(StatusCode::FOUND)
            .header(header::LOCATION, card.path(&app, site))
            .header(header::CACHE_CONTROL, CACHE_CONTROL)
            .finish());
    }
    let etag = format!("\"{asked}\"");
    let answer = Response::builder()
        .header(header::CACHE_CONTROL, CACHE_CONTROL)
        .header(header::ETAG, &etag);
    let seen = request.header(header::IF_NONE_MATCH).unwrap_or_default();
    if seen.split(',').any(|one| one.trim() == etag || one.trim() == "*") {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    let file = file(&app, &here, card, asked).await?;
    let answer = answer.content_type("image/jpeg").header(header::CONTENT_LENGTH, file.len());
    Ok(answer.body(file))
}

/// What the picture would show now.
async fn card(app: &App, here: &Here, what: What) -> Result<SharedCard> {
    let site = here.site()?;
    let id = match what {
        What::Site => return Ok(SharedCard::of_site(site)),
        What::Section(id) => {
            let section = here.atlas.section(id).filter(|section| section.site == here.id);
            return section
                .map(|section| SharedCard::of_section(site, section))
                .ok_or(Error::NotFound);
        }
        What::Article(id) => id,
    };
    let live = match whole::read(&app.db.read, id).await? {
        Public::Live(live) => *live,
        Public::Withdrawn { .. } => return Err(Error::Gone),
        Public::Never => return Err(Error::NotFound),
    };
    let section = live.section_on(here.id).ok_or(Error::NotFound)?;
    let cover: Vec<String> = live.text.cover.iter().map(|cover| cover.media.clone()).collect();
    let shelf = Shelf::fetch(&app.db, &cover).await?;
    Ok(read::shared_card((&here.atlas, site), (&live, section), &shelf))
}

/// The picture from memory, or drawn now.
async fn file(app: &Arc<App>, here: &Here, card: SharedCard, hash: &str) -> Result<Bytes> {
    let key = (here.id.get(), hash.to_owned());
    if let Some(kept) = app.drawn.kept.get(&key) {
        return Ok(kept);
    }
    let turn = app.drawn.turn().await?;
    // Whoever was before in the line may have wanted the same.
    if let Some(kept) = app.drawn.kept.get(&key) {
        return Ok(kept);
    }
    let cover = match &card.cover {
        Some((hash, file)) => {
            // The turn is not held for a store that does not answer.
            let fetched = async {
                let file = app.media.get(hash, file, None).await?;
                Ok::<_, Error>(file.bytes().await?)
            };
            let Ok(file) = tokio::time::timeout(PATIENCE, fetched).await else {
                return Err(Error::Busy { retry_after: 5 });
            };
            Some(Arc::new(file?.to_vec()))
        }
        None => None,
    };
    let (node, theme) = (Arc::clone(app), here.site()?.theme.clone());
    let drawing = tokio::task::spawn_blocking(move || {
        let painted = node.themes.draw(&theme, &card.page, cover.as_ref())?;
        let file = Bytes::from(picture::jpeg_within(&painted.rgb, (WIDTH, HEIGHT), BYTES_MAX)?);
        node.drawn.kept.insert(key, file.clone());
        // Kept until now, even when nobody waits for the picture any more.
        drop(turn);
        Ok::<_, Error>(file)
    });
    match tokio::time::timeout(PATIENCE, drawing).await {
        Ok(drawn) => drawn?,
        Err(_late) => Err(Error::Busy { retry_after: 5 }),
    }
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, Drawn, WAITING_MAX};
    use crate::error::Error;

    #[tokio::test]
    async fn few_are_drawn_at_once_and_who_comes_beyond_the_line_hears_so() {
        let drawn = Drawn::default();
        let mut turns = Vec::new();
        for _ in 0..AT_ONCE {
            turns.push(drawn.turn().await.unwrap());
        }
        let mut waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(drawn.turn())).collect();
        for one in &mut waiting {
            assert!(futures_util::poll!(one).is_pending());
        }
        assert!(matches!(drawn.turn().await, Err(Error::Busy { .. })));
        turns.pop();
        assert!(futures_util::poll!(waiting.first_mut().unwrap()).is_ready());
    }
}
