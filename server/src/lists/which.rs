//! Which list an address names: the same for its page and for its feeds.

use content::id::{SectionId, SiteId};

use crate::app::App;
use crate::articles::store::live::cards::Scope;
use crate::articles::store::live::labels::{self, Kind, Label};
use crate::error::Result;
use crate::fronts::store::Front;
use crate::http::page_cache::Tag;
use crate::http::site::Here;
use crate::sites::atlas::Section;

/// A list as an address names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Home,
    /// By its path.
    Section(String),
    /// By its slug.
    Topic(String),
    /// By its slug.
    Byline(String),
    /// By its slug.
    Storyline(String),
}

impl Named {
    /// Reads the parts of a path.
    pub(crate) fn parse(parts: &[&str]) -> Option<Self> {
        match parts {
            [] => Some(Self::Home),
            ["chu-de", slug] => Some(Self::Topic((*slug).to_owned())),
            ["tac-gia", slug] => Some(Self::Byline((*slug).to_owned())),
            ["dong-su-kien", slug] => Some(Self::Storyline((*slug).to_owned())),
            ["chu-de" | "tac-gia" | "dong-su-kien", ..] => None,
            parts => Some(Self::Section(parts.join("/"))),
        }
    }

    /// Its path as asked, empty for the home page.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home => String::new(),
            Self::Section(path) => format!("/{path}"),
            Self::Topic(slug) => format!("/chu-de/{slug}"),
            Self::Byline(slug) => format!("/tac-gia/{slug}"),
            Self::Storyline(slug) => format!("/dong-su-kien/{slug}"),
        }
    }
}

/// A list that is there.
#[derive(Debug, Clone)]
pub(crate) enum List {
    Home,
    Section { id: SectionId, path: String, name: String, description: String },
    Topic(Label),
    Byline(Label),
    Storyline(Label),
}

impl List {
    /// Finds it on a site; nothing when there is none of that name.
    pub(crate) async fn find(app: &App, here: &Here, named: &Named) -> Result<Option<Self>> {
        let db = &app.db.read;
        Ok(match named {
            Named::Home => Some(Self::Home),
            Named::Section(path) => here.atlas.section_by_path(here.id, path).map(Self::of_section),
            Named::Topic(slug) => labels::by_slug(db, Kind::Tag, slug).await?.map(Self::Topic),
            Named::Byline(slug) => labels::by_slug(db, Kind::Byline, slug).await?.map(Self::Byline),
            Named::Storyline(slug) => {
                labels::by_slug(db, Kind::Storyline, slug).await?.map(Self::Storyline)
            }
        })
    }

    /// The list of a section.
    pub(crate) fn of_section(section: &Section) -> Self {
        Self::Section {
            id: section.id,
            path: section.path.clone(),
            name: section.name.clone(),
            description: section.description.clone(),
        }
    }

    /// Where its first page has slots that are arranged.
    pub(crate) fn front(&self, site: SiteId) -> Option<Front> {
        match self {
            Self::Section { id, .. } => Some(Front { site, section: Some(*id) }),
            Self::Home | Self::Topic(_) | Self::Byline(_) | Self::Storyline(_) => None,
        }
    }

    /// Its path, empty for the home page.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home => String::new(),
            Self::Section { path, .. } => format!("/{path}"),
            Self::Topic(label) => format!("/chu-de/{}", label.slug),
            Self::Byline(label) => format!("/tac-gia/{}", label.slug),
            Self::Storyline(label) => format!("/dong-su-kien/{}", label.slug),
        }
    }

    /// Its name; nothing for the home page, which has the site's.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Home => None,
            Self::Section { name, .. } => Some(name),
            Self::Topic(label) | Self::Byline(label) | Self::Storyline(label) => Some(&label.name),
        }
    }

    /// What is on it: a section lists those below it too.
    pub(crate) fn scope(&self, here: &Here) -> Scope {
        match self {
            Self::Home => Scope::Site(here.id),
            Self::Section { id, .. } => Scope::Sections(here.atlas.subtree(*id)),
            Self::Topic(label) | Self::Storyline(label) => Scope::Tag(here.id, label.id),
            Self::Byline(label) => Scope::Byline(here.id, label.id),
        }
    }

    /// What makes its pages untrue when an article comes or goes.
    pub(crate) fn tag(&self, site: SiteId) -> Tag {
        match self {
            Self::Home => Tag::Site(site),
            Self::Section { id, .. } => Tag::Section(*id),
            Self::Topic(label) => Tag::Topic(label.slug.clone()),
            Self::Byline(label) => Tag::Byline(label.slug.clone()),
            Self::Storyline(label) => Tag::Storyline(label.slug.clone()),
        }
    }
}
