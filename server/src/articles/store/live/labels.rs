//! Tags, bylines and storylines by their slug.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::articles::rows::{byline, tag};
use crate::articles::store::labels::{GENRE, STORYLINE, slug_of};
use crate::error::Result;

/// The number of a tag or byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LabelId(i64);

impl LabelId {
    pub(crate) fn get(self) -> i64 {
        self.0
    }
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tag,
    Byline,
    /// Dòng sự kiện.
    Storyline,
    /// A genre's word; it has no page of its own.
    Genre,
}

/// A tag or byline as it stands on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) id: LabelId,
    pub(crate) slug: String,
    pub(crate) name: String,
}

impl Kind {
    /// Path of a label's list: `/chu-de/so-hoa`, `/tac-gia/lan-anh`.
    pub(crate) fn path(self, name: &str) -> String {
        let folder = match self {
            Self::Tag => "chu-de",
            Self::Byline => "tac-gia",
            Self::Storyline => "dong-su-kien",
            Self::Genre => "the-loai",
        };
        format!("/{folder}/{}", self.slug(name))
    }

    /// The last part of that path.
    pub(crate) fn slug(self, name: &str) -> String {
        slug_of(name)
    }
}

/// Finds one; `None` when no article ever bore it.
pub(crate) async fn by_slug(
    db: &impl ConnectionTrait,
    kind: Kind,
    slug: &str,
) -> Result<Option<Label>> {
    let kept = match kind {
        Kind::Tag | Kind::Byline => slug.to_owned(),
        Kind::Storyline => format!("{STORYLINE}{slug}"),
        Kind::Genre => format!("{GENRE}{slug}"),
    };
    let label = |id, name| Label { id: LabelId(id), slug: slug.to_owned(), name };
    let found = match kind {
        Kind::Tag | Kind::Storyline | Kind::Genre => tag::Entity::find()
            .filter(tag::Column::Slug.eq(kept))
            .one(db)
            .await?
            .map(|row| label(row.id, row.name)),
        Kind::Byline => byline::Entity::find()
            .filter(byline::Column::Slug.eq(kept))
            .one(db)
            .await?
            .map(|row| label(row.id, row.name)),
    };
    Ok(found)
}
