//! What the desk sends, as forms and as JSON, turned into texts.

use content::article::{Cover, Text};
use content::context::{Context, Genre, named};
use content::id::SectionId;
use content::lang::Lang;
use serde::Deserialize;
use themes::view::desk::editor::TriedView;

use crate::error::{Error, Result};

/// Ids of saves are made by clients; a UUID has 36 characters.
const SAVE_ID_MAX: usize = 100;

/// An autosave.
#[derive(Debug, Deserialize)]
pub(crate) struct Autosave {
    #[serde(default)]
    pub(crate) save_id: String,
    /// Made by the page when it was opened.
    #[serde(default)]
    pub(crate) tab: String,
    /// The text that the page had from the server; sent when the page knows of a newer one.
    #[serde(default)]
    pub(crate) base: Option<Fields>,
    #[serde(flatten)]
    pub(crate) fields: Fields,
}

/// A text as the desk's script sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Fields {
    title: String,
    kicker: String,
    lead: String,
    body: String,
    section: Option<String>,
    language: String,
    bylines: Vec<String>,
    tags: Vec<String>,
    cover: Option<Cover>,
    context: Context,
}

/// A text as the desk's script is told it: the form in which it sends one.
pub(crate) fn told(text: &Text) -> serde_json::Value {
    let mut told = serde_json::json!(text);
    if let Some(fields) = told.as_object_mut() {
        fields.insert("section".to_owned(), text.section.map(|id| id.to_string()).into());
    }
    told
}

/// A save without script.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SaveForm {
    #[serde(rename = "_csrf")]
    pub(crate) csrf: String,
    pub(crate) version: i64,
    pub(crate) save_id: String,
    /// The text that the form was made from, as JSON: what it is merged over when somebody else
    /// has saved in between.
    goc: String,
    title: String,
    kicker: String,
    lead: String,
    body: String,
    section: String,
    language: String,
    /// Separated by `;`: a byline may hold a comma.
    bylines: String,
    /// Separated by `,`.
    tags: String,
    cover_media: String,
    cover_alt: String,
    cover_caption: String,
    cover_credit: String,
    genre: String,
    /// Separated by `,`.
    storylines: String,
    /// An article, by its number or address.
    translates: String,
    /// Articles, by their numbers or addresses.
    related: String,
    ai_use: String,
    /// A step to be taken with the text once it is kept: `submit` or `approve`. Without script the
    /// steps' own buttons would leave behind what was typed.
    pub(crate) roi: String,
}

/// A step on the way to readers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ActForm {
    #[serde(rename = "_csrf")]
    pub(crate) csrf: String,
    pub(crate) version: i64,
    pub(crate) note: String,
    /// Extra places as `<site key>/<section id>`; nothing chosen is an empty one.
    #[serde(rename = "hien-thi")]
    pub(crate) places: Vec<String>,
    /// `places`: only where it is shown is to change, and that is what is told.
    pub(crate) la: String,
    /// Why it goes out although the checks found something.
    #[serde(rename = "bo-qua")]
    pub(crate) override_reason: String,
    /// A minute in Vietnam, as `datetime-local` sends it; empty when none is chosen.
    #[serde(rename = "luc")]
    at: String,
}

impl ActForm {
    /// A step that asks for nothing, with the token of the form that it came in.
    pub(crate) fn plain(csrf: String) -> Self {
        Self { csrf, ..Self::default() }
    }

    /// What was filled in, to be shown again when the act is refused.
    pub(crate) fn tried(&self) -> TriedView {
        TriedView {
            note: self.note.clone(),
            time: self.at.clone(),
            reason: self.override_reason.clone(),
            ..TriedView::default()
        }
    }

    /// The minute in milliseconds since 1970 UTC, when one was chosen.
    ///
    /// # Errors
    /// `BadRequest` when it is no minute.
    pub(crate) fn at_ms(&self) -> Result<Option<i64>> {
        if self.at.trim().is_empty() {
            return Ok(None);
        }
        let at = themes::dates::minute(self.at.trim());
        at.map(Some).ok_or(Error::BadRequest("error-time"))
    }
}

impl Fields {
    /// The text in its tidy form.
    ///
    /// # Errors
    /// `BadRequest` when the section is no number or the language no language tag.
    pub(crate) fn text(self) -> Result<Text> {
        let Self { title, kicker, lead, body, bylines, tags, cover, context, .. } = self;
        let section = section(self.section.as_deref().unwrap_or_default())?;
        let language = language(&self.language)?;
        let text =
            Text { title, kicker, lead, body, section, language, bylines, tags, cover, context };
        Ok(text.tidy())
    }
}

impl SaveForm {
    /// The text in its tidy form.
    ///
    /// # Errors
    /// `BadRequest` when the section is no number or the language no language tag.
    pub(crate) fn text(&self) -> Result<Text> {
        let cover = Cover {
            media: self.cover_media.clone(),
            alt: self.cover_alt.clone(),
            caption: self.cover_caption.clone(),
            credit: self.cover_credit.clone(),
        };
        let text = Text {
            title: self.title.clone(),
            kicker: self.kicker.clone(),
            lead: self.lead.clone(),
            body: self.body.clone(),
            section: section(&self.section)?,
            language: language(&self.language)?,
            bylines: self.bylines.split(';').map(str::to_owned).collect(),
            tags: self.tags.split(',').map(str::to_owned).collect(),
            cover: Some(cover),
            context: Context {
                genre: Genre::of(&self.genre),
                storylines: self.storylines.split(',').map(str::to_owned).collect(),
                translates: named(&self.translates).first().copied(),
                related: named(&self.related),
                ai_use: self.ai_use.clone(),
            },
        };
        Ok(text.tidy())
    }
}

impl SaveForm {
    /// Takes a kept picture, by its hash, as the cover.
    pub(crate) fn set_cover(&mut self, media: &str) {
        media.clone_into(&mut self.cover_media);
    }

    /// The text that the form was made from, where it says so.
    pub(crate) fn base(&self) -> Option<Text> {
        let fields: Fields = serde_json::from_str(&self.goc).ok()?;
        fields.text().ok()
    }
}

/// The client's id of a page.
///
/// # Errors
/// `BadRequest` when there is none, or it is longer than any id.
pub(crate) fn tab(text: &str) -> Result<&str> {
    let fits = !text.is_empty() && text.len() <= SAVE_ID_MAX;
    if fits { Ok(text) } else { Err(Error::BadRequest("error-tab")) }
}

/// The client's id of a save, when it is one.
///
/// # Errors
/// `BadRequest` when it is longer than any id.
pub(crate) fn save_id(text: &str) -> Result<Option<&str>> {
    match text.trim() {
        "" => Ok(None),
        id if id.len() <= SAVE_ID_MAX => Ok(Some(id)),
        _ => Err(Error::BadRequest("error-save-id")),
    }
}

/// The version named by `If-Match: "<version>"`.
///
/// # Errors
/// `VersionMissing` without the header; a tag that is none of ours is stale by itself.
pub(crate) fn if_match(request: &poem::Request) -> Result<i64> {
    let tag = request.header("if-match").ok_or(Error::VersionMissing)?;
    let bare = tag.trim().trim_start_matches("W/").trim_matches('"');
    Ok(bare.parse().unwrap_or(-1))
}

fn section(text: &str) -> Result<Option<SectionId>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let id = text.trim().parse();
    id.map(Some).or(Err(Error::BadRequest("error-unknown-section")))
}

fn language(text: &str) -> Result<Lang> {
    if text.trim().is_empty() {
        return Ok(Lang::vi());
    }
    Lang::parse(text.trim()).or(Err(Error::BadRequest("error-unknown-language")))
}

#[cfg(test)]
mod tests {
    use super::{ActForm, Autosave, SaveForm};

    #[test]
    fn a_form_and_a_script_send_the_same_text() {
        let form = "title=+Ch%E1%BB%A3&body=a%0D%0Ab&section=12&bylines=H%C3%A0+Linh%3B+B&tags=a,b,a\
                    &version=3&save_id=x&cover_media=ab&cover_alt=c";
        let form: SaveForm = serde_html_form::from_str(form).unwrap();
        let script = r#"{"save_id":"x","title":"Chợ","body":"a\nb","section":"12","language":"vi",
            "bylines":["Hà Linh","B"],"tags":["a","b"],"cover":{"media":"ab","alt":"c"}}"#;
        let script: Autosave = serde_json::from_str(script).unwrap();
        assert_eq!(form.text().unwrap(), script.fields.text().unwrap());
    }

    #[test]
    fn a_minute_is_one_in_vietnam_or_none() {
        let form = |luc: &str| ActForm { at: luc.to_owned(), ..ActForm::default() };
        assert_eq!(form("2024-01-08T09:24").at_ms().unwrap(), Some(1_704_680_640_000));
        assert_eq!(form(" ").at_ms().unwrap(), None);
        for broken in
            ["2024-02-30T09:00", "hôm nay", "2024-01-08", "2024-01-08T25:00", "99999-01-01T00:00"]
        {
            assert!(form(broken).at_ms().is_err(), "{broken}");
        }
    }

    #[test]
    fn several_places_can_be_chosen() {
        let form: ActForm =
            serde_html_form::from_str("version=2&hien-thi=cong%2F4&hien-thi=cds%2F9").unwrap();
        assert_eq!((form.version, form.places), (2, vec!["cong/4".to_owned(), "cds/9".to_owned()]));
    }
}
