//! The same article in other languages: an original and its translations, each under its own number.

use content::article::PublicState;
use content::id::{ArticleId, SiteId};
use content::lang::Lang;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect,
};

use super::whole;
use crate::articles::rows::{article, revision};
use crate::error::Result;

/// One of them, where readers find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Translation {
    pub(crate) id: ArticleId,
    pub(crate) home: SiteId,
    pub(crate) path: String,
    pub(crate) language: Lang,
}

/// The original of a group: what a text names, or, where that is a translation itself, its
/// original.
pub(crate) async fn original(
    db: &impl ConnectionTrait,
    named: Option<ArticleId>,
) -> Result<Option<ArticleId>> {
    let Some(named) = named else { return Ok(None) };
    let above: Option<Option<i64>> = article::Entity::find_by_id(named.get())
        .select_only()
        .column(article::Column::Translates)
        .into_tuple()
        .one(db)
        .await?;
    Ok(above.map(|above| above.map_or(named, ArticleId::new)))
}

/// All live ones of a group but `but`, of each language the first.
pub(crate) async fn of(
    db: &impl ConnectionTrait,
    original: ArticleId,
    (but, language): (ArticleId, &Lang),
) -> Result<Vec<Translation>> {
    let live = article::Entity::belongs_to(revision::Entity)
        .from(article::Column::LiveRevisionId)
        .to(revision::Column::Id);
    let group = Condition::any()
        .add(article::Column::Id.eq(original.get()))
        .add(article::Column::Translates.eq(original.get()));
    // What is not live is left out below: a condition more leads SQLite through all that is.
    let mut rows: Vec<(i64, i64, String, String, String)> = article::Entity::find()
        .join(JoinType::InnerJoin, live.into())
        .filter(group)
        .select_only()
        .column(article::Column::Id)
        .column(article::Column::SiteId)
        .column(article::Column::Slug)
        .column(revision::Column::Language)
        .column(article::Column::PublicState)
        .into_tuple()
        .all(db)
        .await?;
    rows.retain(|row| row.4 == PublicState::Live.as_str());
    rows.sort_by_key(|row| row.0);
    let mut found: Vec<Translation> = Vec::with_capacity(rows.len());
    for (id, site, slug, tag, _) in rows {
        let (id, tongue) = (ArticleId::new(id), Lang::parse(&tag).unwrap_or_default());
        let there = found.iter().any(|one| one.language == tongue) || tongue == *language;
        if id != but && !there {
            let (home, path) = (SiteId::new(site), whole::path(&slug, id));
            found.push(Translation { id, home, path, language: tongue });
        }
    }
    Ok(found)
}
