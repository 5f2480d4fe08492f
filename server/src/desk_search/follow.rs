//! Keeps this node's index of the newsroom in step with what is written. Safe to repeat.
//!
//! The order of changes is that of their times: there is no feed of drafts, which are saved every
//! few seconds. Times of two nodes, and of a transaction's begin and end, differ a little, so each
//! look goes back two seconds, and one in ten a minute; what was taken in already is known by its time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use content::id::{ArticleId, ChangeNumber};
use search_index::{Rebuild, Step};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::documents;
use crate::app::App;
use crate::articles::store::drafts;
use crate::error::Result;
use crate::media::shelf::Shelf;

/// How often it is looked for what was written.
const LOOK: Duration = Duration::from_secs(1);
/// After an error (the database away) the follower rests this long.
const REST: Duration = Duration::from_secs(5);
/// Articles taken in at once.
const BATCH: u64 = 250;
/// So far back goes each look, in milliseconds.
const SHORT_BACK_MS: i64 = 2_000;
/// So far back goes one look in so many: what an import wrote in a minute is not read each second.
const BACK_MS: i64 = 60_000;
const LONG_LOOK: u32 = 10;
/// So long after the newest change, in milliseconds, no look goes back.
const SETTLED_MS: i64 = 300_000;
/// An index that is so far ahead of the database belongs to another; less is a clock set back, in
/// milliseconds.
const AHEAD_MS: i64 = 600_000;

/// What was taken in lately.
#[derive(Default)]
struct Seen {
    /// With the time of their change.
    articles: HashMap<ArticleId, i64>,
    /// The last of them in the order of times and numbers.
    end: Option<(i64, ArticleId)>,
}

/// Follows for as long as the process lives.
pub(crate) async fn keep_up(app: Arc<App>) {
    let mut seen = Seen::default();
    for turn in (0..LONG_LOOK).cycle() {
        let back_ms = if turn == 0 { BACK_MS } else { SHORT_BACK_MS };
        match look(&app, &mut seen, back_ms).await {
            Ok(()) => sleep(LOOK).await,
            // Work that was begun is given up at the end of the process.
            Err(_) if app.telemetry.stopping() => return,
            Err(err) => {
                tracing::error!(error = ?err, "the follower of what is written rests");
                sleep(REST).await;
            }
        }
    }
}

async fn look(app: &Arc<App>, seen: &mut Seen, back_ms: i64) -> Result<()> {
    let index = Arc::clone(&app.desk_index);
    if !index.may_write() {
        return Ok(spawn_blocking(move || index.refresh()).await??);
    }
    if index.has_failed() {
        let doubted = Arc::clone(&index);
        spawn_blocking(move || doubted.verify()).await?;
    }
    // A backup was restored.
    let newest = drafts::last_change(&app.db.read).await?;
    if index.last_change().get() > newest.saturating_add(AHEAD_MS) {
        index.doubt("it is ahead of the database");
    }
    if !index.complete() {
        *seen = Seen::default();
        fill(app).await?;
    }
    take_in(app, seen, back_ms).await
}

/// Everything, into one that is empty or beside one that is damaged.
async fn fill(app: &Arc<App>) -> Result<()> {
    let index = Arc::clone(&app.desk_index);
    let mut rebuild = spawn_blocking(move || index.rebuild()).await??;
    let mut place = (i64::MIN, ArticleId::new(0));
    loop {
        let batch = drafts::changed_after(&app.db.read, place, BATCH).await?;
        let Some(last) = batch.last() else { break };
        place = *last;
        let ids: Vec<ArticleId> = batch.iter().map(|(_, id)| *id).collect();
        rebuild = put(rebuild, steps(app, &ids).await?).await?;
    }
    let last = ChangeNumber::new(place.0.max(0));
    Ok(spawn_blocking(move || rebuild.finish(&[], last)).await??)
}

async fn put(mut rebuild: Rebuild, steps: Vec<Step>) -> Result<Rebuild> {
    let put = spawn_blocking(move || rebuild.put(&steps).map(|()| rebuild));
    Ok(put.await??)
}

async fn take_in(app: &Arc<App>, seen: &mut Seen, back_ms: i64) -> Result<()> {
    let index = &app.desk_index;
    // A clock that was set back must not hide what is written now.
    let (last, now_ms) = (index.last_change().get(), app.clock.now_ms());
    // Long after the last change nothing older comes any more: an import's last minute would be
    // read again each second otherwise.
    let settled = now_ms.saturating_sub(last) > SETTLED_MS;
    let from = last.min(now_ms).saturating_sub(if settled { 0 } else { back_ms });
    // Not even of that moment: very many articles may have it.
    let after = seen.end.filter(|(at_ms, _)| settled && *at_ms == from);
    let mut place = after.unwrap_or((from, ArticleId::new(0)));
    loop {
        let batch = drafts::changed_after(&app.db.read, place, BATCH).await?;
        let Some(last) = batch.last() else { break };
        place = *last;
        let new = batch.iter().filter(|(at_ms, id)| seen.articles.get(id) != Some(at_ms));
        let new: Vec<ArticleId> = new.map(|(_, id)| *id).collect();
        if !new.is_empty() {
            let steps = steps(app, &new).await?;
            let (index, last) = (Arc::clone(index), ChangeNumber::new(place.0));
            spawn_blocking(move || index.apply(&steps, last.max(index.last_change()))).await??;
        }
        seen.articles.extend(batch.into_iter().map(|(at_ms, id)| (id, at_ms)));
        seen.end = Some(place);
    }
    // The longest look goes no further back than this.
    let oldest = last.min(now_ms).saturating_sub(BACK_MS);
    seen.articles.retain(|_, at_ms| *at_ms >= oldest);
    Ok(())
}

/// What the index must do so that it says of these articles what the database says.
async fn steps(app: &App, ids: &[ArticleId]) -> Result<Vec<Step>> {
    let newest = drafts::newest(&app.db.read, ids).await?;
    let (newest, media) = spawn_blocking(move || {
        let media: Vec<String> = newest.iter().flat_map(documents::pictures_of).collect();
        (newest, media)
    })
    .await?;
    let shelf = Shelf::fetch(&app.db, &media).await?;
    let atlas = app.atlas();
    let steps = spawn_blocking(move || {
        newest.iter().flat_map(|one| documents::steps(one, &atlas, &shelf)).collect()
    });
    Ok(steps.await?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use content::id::ChangeNumber;
    use content::slug::Slug;
    use search_index::Question;

    use super::{AHEAD_MS, BACK_MS, SHORT_BACK_MS, Seen, look};
    use crate::app::App;
    use crate::articles::store::create::{self, NewArticle};
    use crate::articles::store::trial::{Newsroom, newsroom, text};
    use crate::clock::Clock;
    use crate::config::Config;

    async fn start(folder: &Path) -> Arc<App> {
        let config = Config::below(folder).unwrap();
        Arc::new(App::start(config, Clock::default()).await.unwrap())
    }

    async fn write(app: &App, room: &Newsroom, title: &str) {
        write_at(app, room, (title, app.clock.now_ms())).await;
    }

    async fn write_at(app: &App, room: &Newsroom, (title, at_ms): (&str, i64)) {
        let new = NewArticle {
            site: room.paper.site,
            owner: None,
            source_id: None,
            slug: Slug::of(title),
            text: text(title, room.paper.section),
        };
        let tx = app.db.begin().await.unwrap();
        create::insert(&tx, &new, at_ms).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn found(app: &App, words: &str) -> usize {
        let question = Question { text: words.into(), limit: 10, ..Question::default() };
        app.desk_index.find(&question).total
    }

    #[tokio::test]
    async fn what_another_node_wrote_with_a_late_clock_is_found_by_the_long_look() {
        let folder = tempfile::tempdir().unwrap();
        let app = start(folder.path()).await;
        let room = newsroom(&app.db).await;
        let (mut seen, now_ms) = (Seen::default(), app.clock.now_ms());
        write_at(&app, &room, ("Mương nước cạn", now_ms)).await;
        look(&app, &mut seen, BACK_MS).await.unwrap();
        write_at(&app, &room, ("Mương nước đầy", now_ms - 1_000)).await;
        write_at(&app, &room, ("Mương nước trong", now_ms - 30_000)).await;
        look(&app, &mut seen, SHORT_BACK_MS).await.unwrap();
        assert_eq!(found(&app, "muong nuoc"), 2);
        look(&app, &mut seen, BACK_MS).await.unwrap();
        assert_eq!(found(&app, "muong nuoc"), 3);
    }

    #[tokio::test]
    async fn what_is_written_is_found_and_again_after_the_index_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let app = start(folder.path()).await;
        let room = newsroom(&app.db).await;
        let mut seen = Seen::default();
        look(&app, &mut seen, BACK_MS).await.unwrap();
        for title in ["Mương nước cạn", "Mương nước đầy"] {
            write(&app, &room, title).await;
        }
        look(&app, &mut seen, BACK_MS).await.unwrap();
        assert_eq!((found(&app, "muong nuoc"), found(&app, "can")), (2, 1));
        let took = app.desk_index.last_change();
        look(&app, &mut seen, BACK_MS).await.unwrap();
        assert_eq!(app.desk_index.last_change(), took, "nothing is taken in twice");
        drop(app);
        std::fs::remove_dir_all(folder.path().join("index-desk")).unwrap();
        let app = start(folder.path()).await;
        assert!(!app.desk_index.complete());
        look(&app, &mut Seen::default(), BACK_MS).await.unwrap();
        assert_eq!((found(&app, "muong nuoc"), app.desk_index.complete()), (2, true));
    }

    #[tokio::test]
    async fn an_index_of_another_database_is_filled_anew_and_a_clock_set_back_hides_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let app = start(folder.path()).await;
        let room = newsroom(&app.db).await;
        write(&app, &room, "Mương nước cạn").await;
        look(&app, &mut Seen::default(), BACK_MS).await.unwrap();
        let far = app.clock.now_ms() + AHEAD_MS + 3_600_000;
        app.desk_index.apply(&[], ChangeNumber::new(far)).unwrap();
        look(&app, &mut Seen::default(), BACK_MS).await.unwrap();
        assert!(app.desk_index.last_change().get() < far && app.desk_index.complete());
        assert_eq!(found(&app, "muong nuoc"), 1);
        // A little ahead is a clock: what is written now is seen all the same.
        let ahead = app.clock.now_ms() + AHEAD_MS / 2;
        app.desk_index.apply(&[], ChangeNumber::new(ahead)).unwrap();
        write(&app, &room, "Mương nước đầy").await;
        look(&app, &mut Seen::default(), BACK_MS).await.unwrap();
        assert_eq!(found(&app, "muong nuoc"), 2);
    }
}
