//! Live articles of late that may have the same title.

use content::article::PublicState;
use content::check::Twin;
use content::id::ArticleId;
use content::slug::Slug;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::articles::rows::{article, revision};
use crate::error::Result;

/// Titles in scripts without Latin letters share one slug, so more than one is looked at.
const TWINS_MAX: u64 = 20;

/// Those published since a time whose slug is that of the title, newest first. The slug is what
/// a title comes down to, so that no text has to be read for the question.
pub(crate) async fn of(
    db: &impl ConnectionTrait,
    own: ArticleId,
    title: &str,
    since_ms: i64,
) -> Result<Vec<Twin>> {
    if title.is_empty() {
        return Ok(Vec::new());
    }
    let revisions: Vec<Option<i64>> = article::Entity::find()
        .select_only()
        .column(article::Column::LiveRevisionId)
        .filter(article::Column::PublicState.eq(PublicState::Live.as_str()))
        .filter(article::Column::PublishedMs.gte(since_ms))
        .filter(article::Column::Slug.eq(Slug::of(title).as_str()))
        .filter(article::Column::Id.ne(own.get()))
        .order_by_desc(article::Column::PublishedMs)
        .limit(TWINS_MAX)
        .into_tuple()
        .all(db)
        .await?;
    let revisions: Vec<i64> = revisions.into_iter().flatten().collect();
    if revisions.is_empty() {
        return Ok(Vec::new());
    }
    let titles: Vec<String> = revision::Entity::find()
        .select_only()
        .column(revision::Column::Title)
        .filter(revision::Column::Id.is_in(revisions))
        .into_tuple()
        .all(db)
        .await?;
    Ok(titles.into_iter().map(|title| Twin { title }).collect())
}

#[cfg(test)]
mod tests {
    use content::id::ArticleId;
    use content::workflow::decide::Act;

    use super::of;
    use crate::articles::store::trial::{act, begin, newsroom, text};
    use crate::db::trial::on_both;

    #[tokio::test]
    async fn only_live_articles_of_late_with_this_title_and_not_the_article_itself() {
        on_both(|db| async move {
            let room = newsroom(&db).await;
            let words = text("Chợ phiên Bắc Hà", room.paper.section);
            let live = begin(&db, room.paper, &words).await;
            begin(&db, room.paper, &words).await;
            for step in [Act::Submit, Act::Approve, Act::Publish] {
                act(&db, live, step, 5_000).await;
            }
            let nobody = ArticleId::new(999);
            let titles = async |own, title, since| {
                let found = of(&db.read, own, title, since).await.unwrap();
                found.into_iter().map(|twin| twin.title).collect::<Vec<_>>()
            };
            assert_eq!(titles(nobody, "CHỢ PHIÊN: BẮC HÀ", 5_000).await, ["Chợ phiên Bắc Hà"]);
            assert_eq!(titles(nobody, "Chợ phiên Bắc Hà", 5_001).await, [""; 0]);
            assert_eq!(titles(live, "Chợ phiên Bắc Hà", 0).await, [""; 0]);
            assert_eq!(titles(nobody, "Chợ phiên", 0).await, [""; 0]);
            assert_eq!(titles(nobody, "", 0).await, [""; 0]);
        })
        .await;
    }
}
