//! Makes articles, and finds the empty one a person began before.

use content::article::{PublicState, ReviewState, Text};
use content::id::{ArticleId, PersonId, SiteId};
use content::slug::Slug;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::drafts;
use super::written::lists_of;
use crate::articles::rows::{article, draft};
use crate::db;
use crate::error::Result;

/// An article to be made.
#[derive(Debug, Clone)]
pub(crate) struct NewArticle {
    /// Its home; its canonical address is there.
    pub(crate) site: SiteId,
    pub(crate) owner: Option<PersonId>,
    /// The key of an import: the same again is the same article.
    pub(crate) source_id: Option<String>,
    /// Kept for an article that has a `source_id`, otherwise made anew of the title until the
    /// first publishing.
    pub(crate) slug: Slug,
    pub(crate) text: Text,
}

/// The newest articles of a person that are looked through for an empty one.
const LOOK_THROUGH: u64 = 5;

/// Makes an article with version 1 of its draft, unpublished, in draft.
///
/// # Errors
/// `Taken("source_id")` when an article of this source is there.
pub(crate) async fn insert(
    tx: &DatabaseTransaction,
    new: &NewArticle,
    now_ms: i64,
) -> Result<ArticleId> {
    let row = article::ActiveModel {
        id: ActiveValue::NotSet,
        site_id: ActiveValue::Set(new.site.get()),
        slug: ActiveValue::Set(new.slug.as_str().to_owned()),
        source_id: ActiveValue::Set(new.source_id.clone()),
        owner_id: ActiveValue::Set(new.owner.map(PersonId::get)),
        public_state: ActiveValue::Set(PublicState::Unpublished.as_str().to_owned()),
        review_state: ActiveValue::Set(ReviewState::Draft.as_str().to_owned()),
        live_revision_id: ActiveValue::Set(None),
        created_ms: ActiveValue::Set(now_ms),
        changed_ms: ActiveValue::Set(now_ms),
        published_ms: ActiveValue::Set(None),
        updated_ms: ActiveValue::Set(None),
        withdrawn_ms: ActiveValue::Set(None),
        withdrawn_reason: ActiveValue::Set(String::new()),
        ..Default::default()
    };
    let done = article::Entity::insert(row).exec(tx).await.map_err(db::taken("source_id"))?;
    insert_draft(tx, done.last_insert_id, new, now_ms).await?;
    Ok(ArticleId::new(done.last_insert_id))
}

async fn insert_draft(
    tx: &DatabaseTransaction,
    article: i64,
    new: &NewArticle,
    now_ms: i64,
) -> Result<()> {
    let text = &new.text;
    let lists = lists_of(text)?;
    let row = draft::ActiveModel {
        article_id: ActiveValue::Set(article),
        version: ActiveValue::Set(1),
        revision_id: ActiveValue::Set(None),
        saved_by: ActiveValue::Set(new.owner.map(PersonId::get)),
        saved_ms: ActiveValue::Set(now_ms),
        title: ActiveValue::Set(text.title.clone()),
        kicker: ActiveValue::Set(text.kicker.clone()),
        lead: ActiveValue::Set(text.lead.clone()),
        body: ActiveValue::Set(text.body.clone()),
        section_id: ActiveValue::Set(text.section.map(content::id::SectionId::get)),
        language: ActiveValue::Set(text.language.as_str().to_owned()),
        bylines: ActiveValue::Set(lists.bylines),
        tags: ActiveValue::Set(lists.tags),
        context: ActiveValue::Set(lists.context),
        cover: ActiveValue::Set(lists.cover),
    };
    draft::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The article of an import's key.
pub(crate) async fn by_source(
    db: &impl ConnectionTrait,
    source_id: &str,
) -> Result<Option<ArticleId>> {
    let row =
        article::Entity::find().filter(article::Column::SourceId.eq(source_id)).one(db).await?;
    Ok(row.map(|row| ArticleId::new(row.id)))
}

/// The articles of many keys in one query; keys of no article are missing in the answer.
pub(crate) async fn by_sources(
    db: &impl ConnectionTrait,
    source_ids: &[&str],
) -> Result<Vec<(String, ArticleId)>> {
    let rows: Vec<(Option<String>, i64)> = article::Entity::find()
        .select_only()
        .columns([article::Column::SourceId, article::Column::Id])
        .filter(article::Column::SourceId.is_in(source_ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(key, id)| Some((key?, ArticleId::new(id)))).collect())
}

/// An article that this person began on this site and never wrote a word in.
pub(crate) async fn untouched(
    db: &impl ConnectionTrait,
    site: SiteId,
    owner: PersonId,
) -> Result<Option<ArticleId>> {
    let newest = article::Entity::find()
        .filter(article::Column::OwnerId.eq(owner.get()))
        .filter(article::Column::SiteId.eq(site.get()))
        .filter(article::Column::PublicState.eq(PublicState::Unpublished.as_str()))
        .filter(article::Column::ReviewState.eq(ReviewState::Draft.as_str()))
        .order_by_desc(article::Column::ChangedMs)
        .limit(LOOK_THROUGH)
        .all(db)
        .await?;
    for row in newest {
        let draft = drafts::read(db, ArticleId::new(row.id)).await?;
        if draft.text.is_blank() && draft.revision.is_none() {
            return Ok(Some(draft.article));
        }
    }
    Ok(None)
}
