//! The form of a piece of work, read into what is asked for.

use content::article::Fault;
use content::assignment::{Priority, TITLE_MAX, WORDS_MAX};
use content::id::{PersonId, SectionId};
use content::text::{nfc, tidy_line};
use content::workflow::duties;
use serde::Deserialize;
use themes::dates;

use crate::app::App;
use crate::assignments::store::Wish;
use crate::error::{Error, Result};
use crate::people::store::writers;
use crate::people::who::Editor;

/// The form, new or changed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    pub(super) csrf: String,
    pub(super) version: i64,
    pub(super) title: String,
    pub(super) brief: String,
    pub(super) place: String,
    /// A minute in Vietnam, as `2024-01-08T09:24`.
    pub(super) due: String,
    pub(super) priority: String,
    /// `<site key>/<section id>`, without an id for a whole site.
    pub(super) section: String,
    pub(super) person: String,
}

impl Sent {
    /// What is asked for, checked against the person's right. `before` is when it was due until
    /// now: only a new time must lie ahead.
    ///
    /// # Errors
    /// `Invalid` with the faults of the words, `BadRequest` with what else is wrong, `Forbidden`
    /// where the person gives out no work.
    pub(super) async fn wish(&self, app: &App, who: &Editor, before: Option<i64>) -> Result<Wish> {
        let (title, brief) = (tidy_line(&self.title), nfc(self.brief.trim()));
        let place = tidy_line(&self.place);
        let faults = too_long(&[
            ("title", &title, TITLE_MAX),
            ("brief", &brief, WORDS_MAX),
            ("place", &place, WORDS_MAX),
        ]);
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        if title.is_empty() {
            return Err(Error::BadRequest("planning-title-missing"));
        }
        let (site, section) = self.section(app)?;
        if !duties::may_assign(&who.grants, section) {
            return Err(Error::Forbidden);
        }
        let due_ms = dates::minute(&self.due).ok_or(Error::BadRequest("planning-bad-time"))?;
        if before != Some(due_ms) && due_ms <= app.clock.now_ms() {
            return Err(Error::BadRequest("planning-past"));
        }
        let assignee = self.person(app).await?;
        let priority = Priority::parse(&self.priority);
        Ok(Wish { title, brief, place, site, section, due_ms, priority, assignee })
    }

    fn section(&self, app: &App) -> Result<(content::id::SiteId, Option<SectionId>)> {
        let unknown = || Error::BadRequest("error-unknown-section");
        let (key, id) = self.section.split_once('/').ok_or_else(unknown)?;
        let atlas = app.atlas();
        let site = atlas.site_by_key(key).ok_or_else(unknown)?;
        if id.is_empty() {
            return Ok((site.id, None));
        }
        let id: i64 = id.parse().ok().ok_or_else(unknown)?;
        match atlas.section(SectionId::new(id)) {
            Some(section) if section.site == site.id => Ok((site.id, Some(section.id))),
            _ => Err(unknown()),
        }
    }

    async fn person(&self, app: &App) -> Result<Option<PersonId>> {
        if self.person.trim().is_empty() {
            return Ok(None);
        }
        let unknown = Error::BadRequest("planning-no-such-person");
        let Ok(id) = self.person.parse().map(PersonId::new) else { return Err(unknown) };
        if writers::is_one(&app.db.read, id).await? { Ok(Some(id)) } else { Err(unknown) }
    }
}

/// The fields that are longer than they may be, in characters.
pub(super) fn too_long(fields: &[(&'static str, &str, usize)]) -> Vec<Fault> {
    let over = fields.iter().filter(|(_, text, max)| text.chars().count() > *max);
    over.map(|(field, _, max)| Fault::TooLong { field, max: *max }).collect()
}
