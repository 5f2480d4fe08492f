//! Counts what is asked, keeps it by day, and gives back to the index what is asked often and what
//! the newsroom abbreviates.
//!
//! Counted in memory and written every few seconds; a power cut loses that much counting.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use search_index::asked::{Count, Tally, countable};
use themes::dates;

use super::ask::Typed;
use super::store::{self, Which};
use crate::app::App;
use crate::error::Result;
use crate::http::page_cache::Tag;

const FLUSH_EVERY: Duration = Duration::from_secs(5);
/// Frequent questions and abbreviations are read anew every so many flushes: once a minute.
const LEARN_EVERY: u32 = 12;
/// Questions of these days are suggested and listed.
pub(super) const DAYS: i64 = 30;
/// Questions are kept for these days.
const KEPT_DAYS: i64 = 120;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Frequent questions that are suggested.
const SUGGESTED: u64 = 500;
/// A question is suggested once it was asked this often: never what a single person asks.
const OFTEN: i64 = 3;
/// After so many days an article has lost half of its preference for being new, where the newsroom
/// has not chosen.
pub(super) const HALF_LIFE_DAYS: u16 = 730;
/// Totals remembered for pages that are ready already.
const TOTALS_MAX: usize = 20_000;

/// What was asked since the last flush.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    tally: Mutex<Tally>,
    /// How often pages of results that lay ready were sent since then, by the query of their address.
    again: Mutex<HashMap<String, u32>>,
    /// How many results a question had when its page was made.
    totals: Mutex<HashMap<String, usize>>,
    /// The abbreviations that the index was told last.
    abbreviations: Mutex<Option<String>>,
    /// How newer articles are preferred, see [`store::recency`].
    recency: Mutex<BTreeMap<String, u16>>,
}

impl Usage {
    /// Remembers what a question found, for when its page is sent again without asking the index.
    pub(super) fn found(&self, question: &str, total: usize) {
        let Some(text) = countable(question) else { return };
        let mut totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        if totals.len() >= TOTALS_MAX {
            totals.clear();
        }
        totals.insert(text, total);
    }

    /// Whether these abbreviations are new to the index; they are not from now on.
    fn learns(&self, lines: &str) -> bool {
        let mut known = self.abbreviations.lock().unwrap_or_else(PoisonError::into_inner);
        let new = known.as_deref() != Some(lines);
        if new {
            *known = Some(lines.to_owned());
        }
        new
    }

    /// After how many days the preference for being new is half gone on a site; 0 is none.
    pub(super) fn half_life(&self, site: &str) -> u16 {
        let recency = self.recency.lock().unwrap_or_else(PoisonError::into_inner);
        recency.get(site).copied().unwrap_or(HALF_LIFE_DAYS)
    }

    /// Whether this preference is another one than before; it holds from now on.
    fn prefers(&self, days: BTreeMap<String, u16>) -> bool {
        let mut known = self.recency.lock().unwrap_or_else(PoisonError::into_inner);
        let new = *known != days;
        *known = days;
        new
    }

    /// Counts one asking by the query of its address. What it asks is read when the counts are
    /// written: a page that lies ready does not wait for that.
    pub(crate) fn asked_again(&self, query: &str) {
        let mut again = self.again.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = again.get_mut(query) {
            *times = times.saturating_add(1);
        } else if again.len() < TOTALS_MAX {
            again.insert(query.to_owned(), 1);
        }
    }

    /// All that was counted since the last time.
    fn take(&self) -> Vec<(String, Count)> {
        let again = std::mem::take(&mut *self.again.lock().unwrap_or_else(PoisonError::into_inner));
        let mut again: Vec<(String, u32)> = again.into_iter().collect();
        again.sort_unstable();
        for (query, times) in again {
            let typed: Typed = serde_html_form::from_str(&query).unwrap_or_default();
            if typed.is_first() {
                self.asked(&typed.q, times);
            }
        }
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Counts a question that was asked so many times.
    pub(super) fn asked(&self, question: &str, times: u32) {
        let Some(text) = countable(question) else { return };
        let totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(total) = totals.get(&text).copied() else { return };
        drop(totals);
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).note(&text, total, times);
    }
}

/// Keeps counting for as long as the node lives.
pub(crate) async fn keep_counting(app: Arc<App>) {
    for turn in 0_u32.. {
        let learnt = if turn % LEARN_EVERY == 0 { learn(&app).await } else { Ok(()) };
        if let Err(err) = learnt.and(flush(&app).await) {
            tracing::warn!(error = %err, "what is asked cannot be counted");
        }
        tokio::time::sleep(FLUSH_EVERY).await;
    }
}

/// Writes what was counted since the last time.
pub(super) async fn flush(app: &App) -> Result<()> {
    let counts = app.usage.take();
    if counts.is_empty() {
        return Ok(());
    }
    let now_ms = app.clock.now_ms();
    let tx = app.db.begin().await?;
    store::add(&tx, &dates::date(now_ms), &counts).await?;
    store::forget(&tx, &dates::date(now_ms - KEPT_DAYS * DAY_MS)).await?;
    Ok(tx.commit().await?)
}

/// The first of the days that are listed.
pub(super) fn since(app: &App) -> String {
    dates::date(app.clock.now_ms() - DAYS * DAY_MS)
}

/// Tells the index what is asked often and which abbreviations hold, and how newer articles are
/// preferred.
pub(super) async fn learn(app: &App) -> Result<()> {
    let often = store::often(&app.db.read, Which::Answered, &since(app), SUGGESTED).await?;
    let often = often.into_iter().filter(|one| one.asked - one.without_result >= OFTEN);
    let often = often.map(|one| (one.words, u32::try_from(one.asked).unwrap_or(u32::MAX)));
    app.index.set_popular(often.collect());
    let mut new = app.usage.prefers(store::recency(&app.db.read).await?);
    if let Some(lines) = store::abbreviations(&app.db.read).await?
        && app.usage.learns(&lines)
    {
        app.desk_index.set_abbreviation_lines(&lines);
        app.index.set_abbreviation_lines(&lines);
        new = true;
    }
    if new {
        app.pages.drop_showing(&[Tag::Search]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use search_index::asked::Count;

    use super::Usage;

    #[test]
    fn pages_that_lay_ready_are_counted_by_what_their_addresses_ask() {
        let usage = Usage::default();
        usage.found("Bản làng", 3);
        usage.found("0912345678", 1);
        usage.asked("bản làng?", 1);
        for query in [
            "q=b%E1%BA%A3n+l%C3%A0ng",
            "q=b%E1%BA%A3n+l%C3%A0ng",
            "q=b%E1%BA%A3n%20l%C3%A0ng&xep=moi-nhat",
            // A later page is no new question, and these are none that may be counted.
            "q=b%E1%BA%A3n+l%C3%A0ng&trang=2",
            "q=0912345678",
            "q=ch%C6%B0a+ai+h%E1%BB%8Fi",
            "%FF=&&q",
        ] {
            usage.asked_again(query);
        }
        let counted = vec![("bản làng".to_owned(), Count { asked: 4, without_result: 0 })];
        assert_eq!(usage.take(), counted);
        assert!(usage.take().is_empty());
    }
}
