//! Keeps one imported article inside a transaction: made, updated or left as it is.

use std::collections::HashMap;
use std::sync::Arc;

use content::article::{Cover, PublicState, ReviewState, Text};
use content::id::{ArticleId, ChangeNumber, SectionId, SiteId};
use content::slug::Slug;
use content::workflow::decide::{Act, Standing, Times, decide};
use content::workflow::rights::Rights;
use sea_orm::DatabaseTransaction;

use super::line::{Line, State};
use super::report::Outcome;
use crate::articles::store::acts::{self, Kept, Place};
use crate::articles::store::{create, drafts, redirects};
use crate::changes::{Kind, store as changes};
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
    /// The articles of the keys that were looked up ahead.
    pub(crate) looked_up: HashMap<String, Option<ArticleId>>,
}

impl Import {
    /// Looks up the articles of a batch of keys at once, for the calls of `keep` that follow.
    pub(crate) async fn look_up(&mut self, tx: &DatabaseTransaction, keys: &[&str]) -> Result<()> {
        self.looked_up = keys.iter().map(|key| ((*key).to_owned(), None)).collect();
        for (key, id) in create::by_sources(tx, keys).await? {
            self.looked_up.insert(key, Some(id));
        }
        Ok(())
    }

    async fn there(&self, tx: &DatabaseTransaction, source_id: &str) -> Result<Option<ArticleId>> {
        match self.looked_up.get(source_id) {
            Some(found) => Ok(*found),
            None => create::by_source(tx, source_id).await,
        }
    }

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
        let mut text = Text { section, cover, ..line.text() }.tidy();
        if !line.translation_of.is_empty() {
            text.context.translates = self.there(tx, &line.translation_of).await?;
        }
        if let Some(fault) = text.beyond_bounds().first() {
            return Ok(Outcome::Skipped(format!("{fault:?}")));
        }
        match self.there(tx, &line.source_id).await? {
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
        // Before the articles in it: whoever follows the feed must know the section first.
        let number = changes::append(tx, &self.db, Kind::Frame, None, self.now_ms).await?;
        self.last = Some(number);
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
        self.looked_up.insert(line.source_id.clone(), Some(id));
        for old in &line.old_urls {
            redirects::insert(tx, site, old, id).await?;
        }
        if line.state == State::Published {
            let new = (id, 1, (PublicState::Unpublished, Times::default()));
            self.publish(tx, new, &text, (published_ms, places)).await?;
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
            let found = acts::find(tx, id).await?;
            let there = (id, version, (found.behind, found.times));
            self.publish(tx, there, text, (published_ms, places)).await?;
        }
        Ok(Outcome::Updated)
    }

    async fn publish(
        &mut self,
        tx: &DatabaseTransaction,
        (id, version, (public, times)): (ArticleId, i64, (PublicState, Times)),
        text: &Text,
        (published_ms, places): (Option<i64>, &[Place]),
    ) -> Result<()> {
        let standing = Standing {
            article: id,
            version,
            public,
            behind: public,
            times,
            // It was edited and approved where it comes from.
            review: ReviewState::Approved,
            missing_to_submit: text.missing_to_submit(),
            missing_to_publish: text.missing_to_publish(),
            // It was checked there too; here the newsroom's checks look at what it writes itself.
            blockers: Vec::new(),
            override_reason: String::new(),
        };
        let change = decide(&standing, Act::Publish, &Rights::of_the_operator(), self.now_ms)
            .map_err(Error::from)?;
        let now_ms = self.now_ms;
        let kept = Kept { change: &change, by: None, places, published_ms, now_ms };
        self.last = acts::apply(tx, &self.db, &kept).await?.or(self.last);
        Ok(())
    }
}
