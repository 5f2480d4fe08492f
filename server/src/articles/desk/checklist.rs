//! The panel "before publishing" beside an article.

use content::article::Text;
use content::check::Place;
use content::id::ArticleId;
use themes::view::desk::editor::{CheckView, ChecklistView};

use super::check_settings::may_set;
use super::screen::Screen;
use crate::articles::checked;
use crate::checks::told::{self, Told};
use crate::error::Result;

/// What the checks find in the text that the page shows.
pub(super) async fn view(screen: &Screen<'_>, id: ArticleId, text: &Text) -> Result<ChecklistView> {
    let findings = checked::findings(screen.app, id, text).await?;
    let list = told::checklist(screen.app.themes.texts(), screen.language, &findings);
    let scope = text.section.map_or_else(|| "0".to_owned(), |section| section.to_string());
    let settings_url = match may_set(&screen.who.grants, text.section) {
        true => format!("/toa-soan/kiem-tra-bai?muc={scope}"),
        false => String::new(),
    };
    let all = |told: Vec<Told>| told.into_iter().map(line).collect();
    Ok(ChecklistView { blockers: all(list.blockers), warnings: all(list.warnings), settings_url })
}

fn line(told: Told) -> CheckView {
    let (anchor, block) = match told.place {
        Place::Block(number) => ("body", number),
        Place::Field("cover") => ("cover_file", 0),
        Place::Field(field) => (field, 0),
    };
    let key = told.key.to_owned();
    CheckView { key, label: told.label, text: told.text, anchor: anchor.to_owned(), block }
}
