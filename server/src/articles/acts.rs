//! The one door for every act on an article: load, decide, keep in one transaction, tell.
//!
//! Desk, API, importer and scheduler come through here, or use the same two steps
//! (`decide`, [`store::acts::apply`]) themselves; there is no way around the rule.

use std::time::Duration;

use content::article::{PublicState, ReviewState, Text};
use content::id::{ArticleId, ChangeNumber, SectionId, SiteId};
use content::lang::Lang;
use content::workflow::decide::{Act, Refusal, decide};
use content::workflow::rights::{Ownership, Right, Rights};
use sea_orm::DatabaseTransaction;
use serde::Serialize;

use super::checked;
use super::keeping::merging;
use super::notify;
use super::presence::store as presence;
use super::store::acts::{self, Found, Kept, Place};
use super::store::asides::{self, Writer};
use super::store::drafts::{self, Saved};
use super::store::repeats::{self, Answer};
use super::store::revisions;
use crate::app::App;
use crate::error::{Error, Result};
use crate::people::who::Editor;

/// An answer waits this long for pages and index to follow, then goes out anyway.
const SETTLED: Duration = Duration::from_secs(1);

/// What somebody wants done.
#[derive(Debug)]
pub(crate) struct Doing {
    pub(crate) act: Act,
    /// The version that the person saw; without it the newest is meant.
    pub(crate) seen: Option<i64>,
    /// Other sites that are to show it; without it they stay as they are.
    pub(crate) places: Option<Vec<Place>>,
    /// Key under which the answer is kept for a repeated request.
    pub(crate) repeat: Option<String>,
    /// Why it goes out although the newsroom's checks found something; empty as a rule.
    pub(crate) override_reason: String,
}

impl Doing {
    /// An act from the desk, on the version that the page showed.
    pub(crate) fn seen(act: Act, version: i64) -> Self {
        let (places, repeat, override_reason) = (None, None, String::new());
        Self { act, seen: Some(version), places, repeat, override_reason }
    }
}

/// What became of it, as the API tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Done {
    pub(crate) id: ArticleId,
    /// Version of the draft.
    pub(crate) version: i64,
    pub(crate) public_state: PublicState,
    pub(crate) review_state: ReviewState,
    /// Number in the change feed, when readers can notice it.
    pub(crate) change: Option<ChangeNumber>,
    /// The public address, when it is live.
    pub(crate) url: Option<String>,
}

/// A text to be kept over a version.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    pub(crate) based_on: i64,
    /// In its tidy form.
    pub(crate) text: &'a Text,
    /// Made by the client: the same again is the same save.
    pub(crate) save_id: Option<&'a str>,
    /// The text that `text` was written over, as the client knows it. With it, a text over an
    /// older version is merged with what is stored; without, it is refused as stale.
    pub(crate) base: Option<&'a Text>,
    /// The browser's tab, whose text beside the draft is settled by this save.
    pub(crate) tab: Option<&'a str>,
    pub(crate) fold: Fold,
}

/// Whether a save folds into the draft or is a person's act that history shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    Autosave,
    Revision,
}

/// What this person may do with this article as it is now.
pub(crate) fn rights(who: &Editor, found: &Found) -> Rights {
    rights_over(who, found, found.draft.text.section, &found.draft.text.language)
}

fn rights_over(who: &Editor, found: &Found, section: Option<SectionId>, language: &Lang) -> Rights {
    let own = found.owner == Some(who.id);
    let ownership = if own { Ownership::Own } else { Ownership::Other };
    who.rights_for(section, language, ownership)
}

/// The article, for somebody who may read its draft.
///
/// # Errors
/// `NotFound`, or `Forbidden` when the person may not read it.
pub(crate) async fn readable(app: &App, who: &Editor, id: ArticleId) -> Result<Found> {
    let found = acts::find(&app.db.read, id).await?;
    if rights(who, &found).has(Right::Read) { Ok(found) } else { Err(Error::Forbidden) }
}

/// Does one act.
///
/// # Errors
/// `StaleWrite` when the draft is newer than the one seen, `Refused` when the rules say no.
pub(crate) async fn act(app: &App, who: &Editor, id: ArticleId, doing: Doing) -> Result<Done> {
    own_sections(app, doing.places.as_deref().unwrap_or_default())?;
    let tx = app.db.begin().await?;
    let found = acts::hold(&tx, id).await?;
    as_seen(&found, doing.seen)?;
    let now_ms = app.clock.now_ms();
    let found = match doing.act {
        Act::Correct { .. } if corrected_text_waits(&found) => {
            corrected_first(&tx, app, who, (&found, &doing)).await?
        }
        _ => found,
    };
    let standing = checked::standing(app, &found, &doing).await?;
    let change = decide(&standing, doing.act, &rights(who, &found), now_ms)?;
    let places = places(who, &found, doing.places)?;
    let kept =
        Kept { change: &change, by: Some(who.id), places: &places, published_ms: None, now_ms };
    let number = acts::apply(&tx, &app.db, &kept).await?;
    handed_on(&tx, id, change.act()).await?;
    notify::done(&tx, app, &found, (change.act(), Some(who.id))).await?;
    let done = done(app, &acts::find(&tx, id).await?, number);
    if let Some(key) = &doing.repeat {
        repeats::keep(&tx, key, &Answer::json(200, &done)?, now_ms).await?;
    }
    tx.commit().await?;
    tell(app, number).await;
    Ok(done)
}

/// Handed on, it is nobody's to edit until somebody writes in it again.
async fn handed_on(tx: &DatabaseTransaction, id: ArticleId, act: &Act) -> Result<()> {
    let hands_on = matches!(
        act,
        Act::Submit
            | Act::Recall
            | Act::Return { .. }
            | Act::Approve
            | Act::Publish
            | Act::Withdraw { .. }
            | Act::Discard
    );
    if hands_on { presence::unlock(tx, id).await } else { Ok(()) }
}

/// The person must have seen the newest text, when they say which they saw.
fn as_seen(found: &Found, seen: Option<i64>) -> Result<()> {
    match seen {
        Some(seen) if seen != found.draft.version => {
            Err(Error::StaleWrite { stored: found.draft.version })
        }
        _ => Ok(()),
    }
}

/// Whether a live article's next text is approved and waits for nothing but to be shown.
pub(crate) fn corrected_text_waits(found: &Found) -> bool {
    found.public == PublicState::Live
        && found.review == ReviewState::Approved
        && found.schedule.is_none()
        && found.draft.revision != found.live
}

/// A correction notice says that the text was mended: the approved one goes out with it.
async fn corrected_first(
    tx: &DatabaseTransaction,
    app: &App,
    who: &Editor,
    (found, doing): (&Found, &Doing),
) -> Result<Found> {
    let now_ms = app.clock.now_ms();
    let override_reason = doing.override_reason.clone();
    let (act, places, repeat) = (Act::Publish, None, None);
    let publish = Doing { act, seen: doing.seen, places, repeat, override_reason };
    let standing = checked::standing(app, found, &publish).await?;
    let change = decide(&standing, publish.act, &rights(who, found), now_ms)?;
    let by = Some(who.id);
    let kept = Kept { change: &change, by, places: &found.places, published_ms: None, now_ms };
    acts::apply(tx, &app.db, &kept).await?;
    acts::hold(tx, found.id).await
}

/// Keeps a text.
///
/// # Errors
/// `Invalid` beyond the bounds, `StaleWrite` over a newer version that it cannot be merged with,
/// `Refused` without the right.
pub(crate) async fn write(
    app: &App,
    who: &Editor,
    id: ArticleId,
    writing: &Writing<'_>,
) -> Result<Saved> {
    let faults = writing.text.beyond_bounds();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let save_id = writing.save_id.map(|save| save_key(id, save, writing.text)).transpose()?;
    let kept = write_once(app, who, id, (writing, save_id.as_deref())).await;
    match (&kept, save_id) {
        // The first of two equal saves was kept while this one was on its way.
        (Err(Error::StaleWrite { .. } | Error::Taken(_)), Some(save_id)) => {
            drafts::saved(&app.db.read, &save_id).await?.map_or(kept, Ok)
        }
        _ => kept,
    }
}

/// The same id with another text is another save: a form restored by a browser must not be taken
/// for the one that was answered before.
fn save_key(id: ArticleId, save: &str, text: &Text) -> Result<String> {
    let written = blake3::hash(&serde_json::to_vec(text)?).to_hex();
    Ok(format!("{id}:{save}:{written}"))
}

async fn write_once(
    app: &App,
    who: &Editor,
    id: ArticleId,
    (writing, save_id): (&Writing<'_>, Option<&str>),
) -> Result<Saved> {
    let tx = app.db.begin().await?;
    let found = acts::hold(&tx, id).await?;
    let now_ms = app.clock.now_ms();
    let rights = rights(who, &found);
    // Who may not even read it must not learn of it through an old save either.
    if !rights.has(Right::Write) {
        return Err(Refusal::NotAllowed { act: Act::Write.name() }.into());
    }
    if let Some(save_id) = save_id
        && let Some(saved) = drafts::saved(&tx, save_id).await?
    {
        return Ok(saved);
    }
    let merged = merging::over(&found.draft, writing).await?;
    let text = merged.as_ref().unwrap_or(writing.text);
    let change = decide(&found.standing(), Act::Write, &rights, now_ms)?;
    stays_in_reach(app, who, &found, text)?;
    let (by, before) = (Some(who.id), found.draft.version);
    let version = drafts::write(&tx, id, before, text, by, now_ms).await?;
    let kept = Kept { change: &change, by, places: &[], published_ms: None, now_ms };
    if version != before {
        acts::apply(&tx, &app.db, &kept).await?;
    }
    if writing.fold == Fold::Revision {
        let draft = drafts::read(&tx, id).await?;
        revisions::freeze(&tx, &draft, by, "save", "", now_ms).await?;
    }
    if let Some(tab) = writing.tab {
        asides::forget(&tx, &Writer { article: id, person: who.id, tab }).await?;
    }
    let merged_with = found.draft.saved_by.filter(|_| merged.is_some());
    let saved = Saved { article: id, version, saved_ms: now_ms, merged, merged_with };
    remember(&tx, save_id, &saved).await?;
    tx.commit().await?;
    Ok(saved)
}

async fn remember(tx: &DatabaseTransaction, save_id: Option<&str>, saved: &Saved) -> Result<()> {
    match save_id {
        Some(save_id) => drafts::remember(tx, save_id, saved).await,
        None => Ok(()),
    }
}

/// A text may only be moved to a section of its own site, and to a section and language in which
/// the same person may write; else nobody at this desk could bring it back.
pub(super) fn stays_in_reach(app: &App, who: &Editor, found: &Found, text: &Text) -> Result<()> {
    own_section(app, found.site, text.section)?;
    if rights_over(who, found, text.section, &text.language).has(Right::Write) {
        Ok(())
    } else {
        Err(Refusal::NotAllowed { act: Act::Write.name() }.into())
    }
}

/// # Errors
/// `BadRequest` when the section is not one of the site.
pub(crate) fn own_section(app: &App, site: SiteId, section: Option<SectionId>) -> Result<()> {
    let Some(section) = section else { return Ok(()) };
    match app.atlas().section(section) {
        Some(known) if known.site == site => Ok(()),
        _ => Err(Error::BadRequest("error-unknown-section")),
    }
}

/// Whether the person may show this article in a section of another site.
pub(crate) fn may_show_in(who: &Editor, found: &Found, section: SectionId) -> bool {
    rights_over(who, found, Some(section), &found.draft.text.language).has(Right::Publish)
}

/// Where it is to be shown: what was chosen, and what stands where this person has no say.
fn places(who: &Editor, found: &Found, chosen: Option<Vec<Place>>) -> Result<Vec<Place>> {
    // Where it is to be shown at its time, or is shown now.
    let now = found.schedule.as_ref().map_or(&found.places, |waits| &waits.places);
    let Some(mut places) = chosen else { return Ok(now.clone()) };
    for place in &places {
        if !now.contains(place) && !may_show_in(who, found, place.section) {
            return Err(Refusal::NotAllowed { act: Act::Publish.name() }.into());
        }
    }
    let theirs = now.iter().filter(|place| !may_show_in(who, found, place.section));
    for place in theirs {
        if places.iter().all(|chosen| chosen.site != place.site) {
            places.push(*place);
        }
    }
    Ok(places)
}

fn own_sections(app: &App, places: &[Place]) -> Result<()> {
    places.iter().try_for_each(|place| own_section(app, place.site, Some(place.section)))
}

/// Wakes the followers and waits until what is answered is true on this node's pages.
pub(crate) async fn tell(app: &App, number: Option<ChangeNumber>) {
    if let Some(number) = number {
        app.bell.ring(number);
        app.bell.settled(number, SETTLED).await;
    }
}

/// What is told of an article after an act.
pub(crate) fn done(app: &App, found: &Found, change: Option<ChangeNumber>) -> Done {
    let live = found.public == PublicState::Live;
    Done {
        id: found.id,
        version: found.draft.version,
        public_state: found.public,
        review_state: found.review,
        change,
        url: live.then(|| public_url(app, found)).flatten(),
    }
}

/// The address on its home site, with scheme and host.
pub(crate) fn public_url(app: &App, found: &Found) -> Option<String> {
    let atlas = app.atlas();
    let site = atlas.site(found.site)?;
    let base = site.base_url(app.config.public_url.as_deref(), app.config.listen.port());
    Some(format!("{base}/{}-{}.html", found.slug.as_str(), found.id))
}
