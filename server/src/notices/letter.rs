//! A notice as a mail, in the language of the person.

use std::collections::HashMap;

use content::id::PersonId;
use content::text::tidy_line;
use themes::texts::Texts;
use themes::view::mail::NoticeLetter;

use super::store::Notice;
use crate::app::App;
use crate::error::Result;
use crate::mail::Letter;
use crate::people::store::Person;

/// The sentence of a notice: who did what with which article.
pub(super) fn sentence(
    texts: &Texts,
    language: &str,
    notice: &Notice,
    names: &HashMap<PersonId, String>,
) -> String {
    let nobody = || texts.say(language, "notice-by-program", &[]);
    let by = notice.by.and_then(|by| names.get(&by)).cloned().unwrap_or_else(nobody);
    let title = match notice.title.trim() {
        "" => texts.say(language, "desk-untitled", &[]),
        title => title.to_owned(),
    };
    let values = [("by", by.into()), ("title", title.into())];
    texts.say(language, &format!("notice-{}", notice.kind), &values)
}

/// The finished letter.
pub(super) fn letter(
    app: &App,
    notice: &Notice,
    (person, names): (&Person, &HashMap<PersonId, String>),
) -> Result<Letter> {
    let atlas = app.atlas();
    let site = atlas.sites.first();
    let base = site
        .map(|site| site.base_url(app.config.public_url.as_deref(), app.config.listen.port()))
        .unwrap_or_default();
    let sentence = sentence(app.themes.texts(), &person.language, notice, names);
    let view = NoticeLetter {
        language: person.language.clone(),
        site: site.map(|site| site.name.clone()).unwrap_or_default(),
        name: person.name.clone(),
        sentence: sentence.clone(),
        note: notice.note.clone(),
        url: format!("{base}/toa-soan/thong-bao/{}", notice.id),
        choices_url: format!("{base}/toa-soan/tai-khoan"),
    };
    let (text, html) = app.themes.letter(&view)?;
    Ok(Letter {
        to: person.email.clone(),
        to_name: person.name.clone(),
        subject: tidy_line(&sentence),
        text,
        html,
        id: format!("notice-{}", notice.id),
    })
}
