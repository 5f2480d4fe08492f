//! Keeps one imported article inside a transaction: made, updated or left as it is.

use std::collections::HashMap;
use std::sync::Arc;

use content::article::{Cover, ReviewState, Text};
use content::id::{ArticleId, ChangeNumber, SectionId, SiteId};
use content::slug::Slug;
use content::workflow::decide::{Act, Standing, decide};
use content::workflow::rights::Rights;
use sea_orm::DatabaseTransaction;

use super::line::{Line, State};
use super::report::Outcome;
use crate::articles::store::acts::{self, Kept, Place};
use crate::articles::store::{create, drafts, redirects};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::sites::atlas::Atlas;
use crate::sites::store::section_at;

/// Whether unknown sections are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sections {
    MustExist,
    Make,
}

/// What is the same for all articles of one import.
pub(crate) struct Import {
    pub(crate) db: Db,
    pub(crate) atlas: Arc<Atlas>,
    /// For lines that name none.
    pub(crate) site: Option<String>,
    pub(crate) sections: Sections,
    pub(crate) now_ms: i64,
    pub(crate) made_sections: HashMap<(SiteId, String), SectionId>,
    pub(crate) last: Option<ChangeNumber>,
}

impl Import {
    /// Keeps one article. Faults of the line are an outcome; only the database fails.
    pub(crate) async fn keep(
        &mut self,
        tx: &DatabaseTransaction,
        line: &Line,
        cover: Option<Cover>,
        places: &[Place],
    ) -> Result<Outcome> {
        let key = line.site.as_deref().or(self.site.as_deref()).unwrap_or("bao");
        let Some(site) = self.atlas.site_by_key(key).map(|site| site.id) else {
            return Ok(Outcome::Skipped(format!("there is no site `{key}`")));
        };
        let section = match self.section(tx, site, line).await? {
            Ok(section) => section,
            Err(reason) => return Ok(Outcome::Skipped(reason)),
        };
        let published_ms = match line.published_ms() {
            Ok(at) => at,
            Err(reason) => return Ok(Outcome::Skipped(reason)),
        };
        let text = Text { section, cover, ..line.text() }.tidy();
        if let Some(fault) = text.beyond_bounds().first() {
            return Ok(Outcome::Skipped(format!("{fault:?}")));
        }
        match create::by_source(tx, &line.source_id).await? {
            None => self.make(tx, (site, line), text, (published_ms, places)).await,
            Some(id) => self.update(tx, id, line.state, &text, (published_ms, places)).await,
        }
    }

    async fn section(
        &mut self,
        tx: &DatabaseTransaction,
        site: SiteId,
        line: &Line,
    ) -> Result<std::result::Result<Option<SectionId>, String>> {
        let Some(path) = line.section.as_deref().filter(|path| !path.is_empty()) else {
            return Ok(Ok(None));
        };
        if let Some(section) = self.atlas.section_by_path(site, path) {
            return Ok(Ok(Some(section.id)));
        }
        if let Some(id) = self.made_sections.get(&(site, path.to_owned())) {
            return Ok(Ok(Some(*id)));
        }
        let plain = path.split('/').all(|part| Slug::parse(part).is_some());
        if self.sections == Sections::MustExist {
            return Ok(Err(format!("there is no section `{path}` (--make-sections makes it)")));
        }
        if !plain {
            return Ok(Err(format!("`{path}` is no section path")));
        }
        let name = path.rsplit('/').next().unwrap_or(path).replace('-', " ");
        let id = section_at(tx, site, path, &name, "").await?;
        self.made_sections.insert((site, path.to_owned()), id);
        Ok(Ok(Some(id)))
    }

    async fn make(
        &mut self,
        tx: &DatabaseTransaction,
        (site, line): (SiteId, &Line),
        text: Text,
        (published_ms, places): (Option<i64>, &[Place]),
    ) -> Result<Outcome> {
        if line.state == State::Published
            && let Some(fault) = text.missing_to_publish().first()
        {
            return Ok(Outcome::Skipped(format!("cannot be published: {fault:?}")));
        }
        let slug = Slug::of(&text.title);
        let source_id = Some(line.source_id.clone());
        let new = create::NewArticle { site, owner: None, source_id, slug, text: text.clone() };
        let id = create::insert(tx, &new, published_ms.unwrap_or(self.now_ms)).await?;
        for old in &line.old_urls {
            redirects::insert(tx, site, old, id).await?;
        }
        if line.state == State::Published {
            self.publish(tx, (id, 1), &text, (published_ms, places)).await?;
        }
        Ok(Outcome::Made)
    }

    #[expect(clippy::too_many_arguments, reason = "what is there and what comes, side by side")]
    async fn update(
        &mut self,
        tx: &DatabaseTransaction,
        id: ArticleId,
        state: State,
        text: &Text,
        (published_ms, places): (Option<i64>, &[Place]),
    ) -> Result<Outcome> {
        let draft = drafts::read(tx, id).await?;
        if draft.text == *text {
            return Ok(Outcome::Same);
        }
        if let Some(person) = draft.saved_by {
            return Ok(Outcome::Skipped(format!(
                "was edited here since (by person {person}); the newsroom's text stays"
            )));
        }
        let version = drafts::write(tx, id, draft.version, text, None, self.now_ms).await?;
        if state == State::Published {
            self.publish(tx, (id, version), text, (published_ms, places)).await?;
        }
        Ok(Outcome::Updated)
    }

    async fn publish(
        &mut self,
        tx: &DatabaseTransaction,
        (id, version): (ArticleId, i64),
        text: &Text,
        (published_ms, places): (Option<i64>, &[Place]),
    ) -> Result<()> {
        let found = acts::find(tx, id).await?;
        let standing = Standing {
            article: id,
            version,
            public: found.public,
            // It was edited and approved where it comes from.
            review: ReviewState::Approved,
            missing_to_submit: text.missing_to_submit(),
            missing_to_publish: text.missing_to_publish(),
        };
        let change = decide(&standing, Act::Publish, &Rights::of_the_operator(), self.now_ms)
            .map_err(Error::from)?;
        let now_ms = self.now_ms;
        let kept = Kept { change: &change, by: None, places, published_ms, now_ms };
        self.last = acts::apply(tx, &self.db, &kept).await?.or(self.last);
        Ok(())
    }
}
