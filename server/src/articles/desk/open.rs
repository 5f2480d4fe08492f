//! Who has articles open now, as sentences for the desk's pages.

use content::id::ArticleId;
use themes::view::desk::list::DeskRow;

use super::screen::Screen;
use crate::articles::presence::store::{self, Present};
use crate::articles::store::asides;
use crate::error::Result;
use crate::people::store::names;

/// Who else has it open, for a page without script; with one it is kept up to date.
pub(super) async fn of_article(screen: &Screen<'_>, id: ArticleId) -> Result<String> {
    let now_ms = screen.app.clock.now_ms();
    let mut present = store::present(&screen.app.db.read, id, now_ms).await?;
    present.retain(|present| present.person != screen.who.id);
    let ids: Vec<_> = present.iter().map(|present| present.person).collect();
    let names = names(&screen.app.db.read, &ids).await?;
    Ok(screen.open_by(ids.iter().filter_map(|id| names.get(id))))
}

/// Whose words wait to be compared with the draft's; empty when nobody's do.
pub(super) async fn others_compare(screen: &Screen<'_>, id: ArticleId) -> Result<String> {
    let waiting = asides::others(&screen.app.db.read, id, screen.who.id).await?;
    if waiting.is_empty() {
        return Ok(String::new());
    }
    let names = names(&screen.app.db.read, &waiting).await?;
    let names: Vec<_> = waiting.iter().filter_map(|id| names.get(id).cloned()).collect();
    let values = [("names", names.join(", ").into())];
    Ok(screen.app.themes.texts().say(screen.language, "keep-others-compare", &values))
}

/// Who else has one of these articles open.
pub(super) async fn in_list(screen: &Screen<'_>, rows: &mut [DeskRow]) -> Result<()> {
    let (db, now_ms) = (&screen.app.db.read, screen.app.clock.now_ms());
    let ids: Vec<ArticleId> = rows.iter().map(|row| ArticleId::new(row.id)).collect();
    let present = store::present_in(db, &ids, now_ms).await?;
    let people: Vec<_> = present.values().flatten().map(|present| present.person).collect();
    let names = names(db, &people).await?;
    for row in rows {
        let here = present.get(&ArticleId::new(row.id)).map(Vec::as_slice).unwrap_or_default();
        let others = here.iter().filter(|Present { person, .. }| *person != screen.who.id);
        let here = others.filter_map(|Present { person, .. }| names.get(person));
        row.open_by = screen.open_by(here);
    }
    Ok(())
}
