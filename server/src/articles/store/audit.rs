//! Lines of the audit list about things other than an article's own acts.

use content::id::{ArticleId, PersonId};
use sea_orm::{ActiveValue, DatabaseTransaction, EntityTrait};

use crate::articles::rows::audit;
use crate::error::Result;

/// What somebody did, with before and after.
#[derive(Debug)]
pub(crate) struct Noted {
    pub(crate) act: &'static str,
    pub(crate) by: PersonId,
    pub(crate) article: Option<ArticleId>,
    pub(crate) before: serde_json::Value,
    pub(crate) after: serde_json::Value,
    pub(crate) now_ms: i64,
}

/// Adds a line, in the transaction of what was done.
pub(crate) async fn note(tx: &DatabaseTransaction, noted: Noted) -> Result<()> {
    let line = audit::ActiveModel {
        id: ActiveValue::NotSet,
        at_ms: ActiveValue::Set(noted.now_ms),
        person_id: ActiveValue::Set(Some(noted.by.get())),
        article_id: ActiveValue::Set(noted.article.map(ArticleId::get)),
        act: ActiveValue::Set(noted.act.to_owned()),
        before: ActiveValue::Set(noted.before.to_string()),
        after: ActiveValue::Set(noted.after.to_string()),
    };
    audit::Entity::insert(line).exec_without_returning(tx).await?;
    Ok(())
}
