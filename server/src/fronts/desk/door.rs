//! The way to one front: it must be there, and the person must be allowed to arrange it.

use std::sync::Arc;

use content::front::blocks::Block;
use content::id::SectionId;
use content::workflow::duties::{self, FrontOf};
use serde::Deserialize;

use crate::app::App;
use crate::articles::desk::screen::Screen;
use crate::articles::store::live::cards::Scope;
use crate::error::{Error, Result};
use crate::fronts::store::Front;
use crate::people::who::Editor;
use crate::sites::atlas::{Atlas, Section, Site};

/// A front as an address names it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Named {
    /// Key of the site.
    site: String,
    /// Path of the section; empty for the home page.
    section: String,
}

/// A front that this person may arrange.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    pub(crate) atlas: Arc<Atlas>,
    pub(crate) front: Front,
    site_key: String,
    section_path: String,
}

impl Door {
    /// # Errors
    /// `NotFound` when there is no such site or section, `Forbidden` without the right.
    pub(crate) fn open(app: &App, who: &Editor, named: &Named) -> Result<Self> {
        let atlas = app.atlas();
        let site = atlas.site_by_key(&named.site).ok_or(Error::NotFound)?;
        let section = match named.section.as_str() {
            "" => None,
            path => Some(atlas.section_by_path(site.id, path).ok_or(Error::NotFound)?),
        };
        if !may_arrange(who, &atlas, site, section.map(|section| section.id)) {
            return Err(Error::Forbidden);
        }
        let front = Front { site: site.id, section: section.map(|section| section.id) };
        let section_path = section.map(|section| section.path.clone()).unwrap_or_default();
        let site_key = site.key.clone();
        Ok(Self { atlas: Arc::clone(&atlas), front, site_key, section_path })
    }

    /// The readers' list that the front opens: only its stories may stand there.
    pub(crate) fn scope(&self) -> Scope {
        match self.front.section {
            None => Scope::Site(self.front.site),
            Some(section) => Scope::Sections(self.atlas.subtree(section)),
        }
    }

    /// Where the blocks below its stories are chosen.
    pub(crate) fn blocks_address(&self) -> String {
        self.address().replacen("/trang-nhat/", "/trang-nhat-khoi/", 1)
    }

    /// The blocks below its stories.
    pub(crate) fn blocks(&self) -> Result<&[Block]> {
        match self.section() {
            Some(section) => Ok(&section.blocks),
            None => Ok(&self.site()?.blocks),
        }
    }

    pub(crate) fn address(&self) -> String {
        address(&self.site_key, &self.section_path)
    }

    pub(crate) fn preview_address(&self) -> String {
        self.address().replacen("/trang-nhat/", "/trang-nhat-xem-truoc/", 1)
    }

    pub(crate) fn history_address(&self) -> String {
        self.address().replacen("/trang-nhat/", "/trang-nhat-lich-su/", 1)
    }

    pub(crate) fn site(&self) -> Result<&Site> {
        self.atlas.site(self.front.site).ok_or(Error::NotFound)
    }

    pub(crate) fn section(&self) -> Option<&Section> {
        self.front.section.and_then(|id| self.atlas.section(id))
    }

    /// The site's name with the section's, or with the word for its home page.
    pub(crate) fn heading(&self, screen: &Screen<'_>) -> String {
        let site = self.site().map(|site| site.name.clone()).unwrap_or_default();
        let page = self.section().map(|section| section.name.clone());
        format!("{site} – {}", page.unwrap_or_else(|| screen.say("front-home")))
    }
}

/// Address of a front at the desk.
pub(super) fn address(site_key: &str, section_path: &str) -> String {
    match section_path {
        "" => format!("/toa-soan/trang-nhat/{site_key}"),
        path => format!("/toa-soan/trang-nhat/{site_key}/{path}"),
    }
}

/// Whether somebody may arrange the home page or a section's page of a site.
pub(super) fn may_arrange(
    who: &Editor,
    atlas: &Atlas,
    site: &Site,
    section: Option<SectionId>,
) -> bool {
    let all: Vec<SectionId> = match section {
        Some(section) => vec![section],
        None => atlas.sections_of(site.id).map(|section| section.id).collect(),
    };
    let portal = site.theme != "newspaper";
    duties::may_arrange(&who.grants, FrontOf { sections: &all, portal })
}
