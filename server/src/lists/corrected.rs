//! The corrections that stand on a home page, for as many days as the law wants.

use content::law::Law;
use themes::dates;
use themes::view::reader::lists::CorrectedView;

use crate::app::App;
use crate::articles::card::Look;
use crate::articles::store::corrections::{self, Correction};
use crate::articles::store::live::cards::{Card, Scope};
use crate::articles::store::live::picked;
use crate::error::Result;
use crate::http::site::Here;
use crate::laws;

/// More at once would be another sort of paper.
const SHOWN: u64 = 10;

/// A notice with the article that it corrects.
pub(super) type Corrected = (Card, Correction);

/// The newest first. The day on which one came out counts whole, so that a page that is made anew at
/// midnight shows them long enough.
pub(super) async fn read(app: &App, here: &Here, now_ms: i64) -> Result<Vec<Corrected>> {
    let days = laws::value(app, Law::CorrectionDays).await?;
    let since = dates::days_later(&dates::date(now_ms), -days);
    let Some(since_ms) = since.as_deref().and_then(dates::start_of_day) else {
        return Ok(Vec::new());
    };
    let db = &app.db.read;
    let notices = corrections::latest(db, here.id, (since_ms, SHOWN)).await?;
    let ids: Vec<_> = notices.iter().map(|(id, _)| *id).collect();
    let cards = picked::cards(db, &Scope::Site(here.id), &ids).await?;
    let of = |id| cards.iter().find(|card| card.id == id).cloned();
    Ok(notices.into_iter().filter_map(|(id, notice)| Some((of(id)?, notice))).collect())
}

/// As the page tells it.
pub(super) fn view(look: &Look<'_>, (card, notice): &Corrected) -> CorrectedView {
    CorrectedView {
        article: look.card(card),
        stamp: look.stamp(notice.at_ms),
        iso: dates::iso(notice.at_ms),
        note: notice.note.clone(),
    }
}
