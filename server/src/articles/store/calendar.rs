//! Articles by the time at which they went live or are to go.

use content::article::PublicState;
use content::id::{ArticleId, PersonId, SectionId, SiteId};
use sea_orm::sea_query::{Expr, Func, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::desk_list::{Scope, readable};
use crate::articles::rows::{article, draft, revision};
use crate::error::Result;

/// An article at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timed {
    pub(crate) id: ArticleId,
    pub(crate) site: SiteId,
    pub(crate) section: Option<SectionId>,
    pub(crate) title: String,
    /// In milliseconds since 1970 UTC.
    pub(crate) at_ms: i64,
    pub(crate) public: PublicState,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: i64,
    site_id: i64,
    section_id: Option<i64>,
    title: String,
    at_ms: Option<i64>,
    public_state: String,
}

/// What went live within `[from_ms, until_ms)`, whatever became of it, in the order of time.
pub(crate) async fn published(
    db: &impl ConnectionTrait,
    (from_ms, until_ms): (i64, i64),
    limit: u64,
) -> Result<Vec<Timed>> {
    let texts = article::Entity::belongs_to(revision::Entity)
        .from(article::Column::LiveRevisionId)
        .to(revision::Column::Id);
    let seen = [PublicState::Live, PublicState::Expired, PublicState::Withdrawn];
    let seen = seen.map(PublicState::as_str);
    let rows: Vec<Row> = article::Entity::find()
        .select_only()
        .columns([article::Column::Id, article::Column::SiteId, article::Column::PublicState])
        .column_as(article::Column::PublishedMs, "at_ms")
        .columns([revision::Column::Title, revision::Column::SectionId])
        .join(JoinType::InnerJoin, texts.into())
        .filter(article::Column::PublicState.is_in(seen))
        .filter(article::Column::PublishedMs.gte(from_ms))
        .filter(article::Column::PublishedMs.lt(until_ms))
        .order_by_asc(article::Column::PublishedMs)
        .order_by_asc(article::Column::Id)
        .limit(limit)
        .into_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(timed).collect())
}

/// What an article waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// A text goes live.
    Scheduled,
    /// Readers do not find it any longer.
    Expires,
    /// It must not be live before.
    Embargo,
}

impl Time {
    pub(crate) const ALL: [Self; 3] = [Self::Scheduled, Self::Expires, Self::Embargo];

    fn column(self) -> article::Column {
        match self {
            Self::Scheduled => article::Column::ScheduledMs,
            Self::Expires => article::Column::ExpiresMs,
            Self::Embargo => article::Column::EmbargoMs,
        }
    }
}

/// What has a time within `[from_ms, until_ms)`, as far as the person may read it. What is to go
/// live has the title with which it was approved, whatever is being written since.
pub(crate) async fn waiting(
    db: &impl ConnectionTrait,
    time: Time,
    (person, scopes): (PersonId, &[Scope]),
    (from_ms, until_ms): (i64, i64),
    limit: u64,
) -> Result<Vec<Timed>> {
    let texts = article::Entity::belongs_to(draft::Entity)
        .from(article::Column::Id)
        .to(draft::Column::ArticleId);
    let approved = article::Entity::belongs_to(revision::Entity)
        .from(article::Column::ScheduledRevisionId)
        .to(revision::Column::Id);
    let draft_title = Expr::col((draft::Entity, draft::Column::Title));
    let title = match time {
        Time::Scheduled => {
            let approved = Expr::col((revision::Entity, revision::Column::Title));
            Func::coalesce([approved, draft_title]).into()
        }
        Time::Expires | Time::Embargo => SimpleExpr::from(draft_title),
    };
    let rows: Vec<Row> = article::Entity::find()
        .select_only()
        .columns([article::Column::Id, article::Column::SiteId, article::Column::PublicState])
        .column_as(time.column(), "at_ms")
        .column(draft::Column::SectionId)
        .expr_as(title, "title")
        .join(JoinType::InnerJoin, texts.into())
        .join(JoinType::LeftJoin, approved.into())
        .filter(readable(person, scopes))
        .filter(time.column().gte(from_ms))
        .filter(time.column().lt(until_ms))
        .order_by_asc(time.column())
        .order_by_asc(article::Column::Id)
        .limit(limit)
        .into_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(timed).collect())
}

fn timed(row: Row) -> Timed {
    Timed {
        id: ArticleId::new(row.id),
        site: SiteId::new(row.site_id),
        section: row.section_id.map(SectionId::new),
        title: row.title,
        at_ms: row.at_ms.unwrap_or_default(),
        public: PublicState::from_stored(&row.public_state),
    }
}

#[cfg(test)]
mod tests {
    use super::{Time, published, waiting};
    use crate::articles::rows::article;
    use crate::articles::store::desk_list::Scope;
    use crate::articles::store::live::plant::{self, Plant};
    use crate::articles::store::trial::{begin, newsroom, text};
    use crate::db::Db;
    use crate::db::trial::on_both;
    use content::id::PersonId;
    use sea_orm::sea_query::Expr;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

    #[tokio::test]
    async fn the_hours_of_a_day_show_what_went_live_in_them() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            for (title, at, state) in [
                ("Sớm", 10, "live"),
                ("Trưa", 20, "live"),
                ("Mai", 30, "live"),
                ("Gỡ", 20, "withdrawn"),
            ] {
                let plant = Plant { published_ms: at, state, ..Plant::titled(title) };
                plant::article(&db, &ground, plant).await;
            }
            let found = published(&db.read, (10, 30), 9).await.unwrap();
            let titles: Vec<&str> = found.iter().map(|one| one.title.as_str()).collect();
            assert_eq!(titles, ["Sớm", "Trưa", "Gỡ"]);
            assert_eq!(published(&db.read, (10, 30), 1).await.unwrap().len(), 1);
        })
        .await;
    }

    async fn count(db: &Db, time: Time, scopes: &[Scope], hours: (i64, i64)) -> usize {
        let seen = (PersonId::new(7), scopes);
        waiting(&db.read, time, seen, hours, 9).await.unwrap().len()
    }

    #[tokio::test]
    async fn what_waits_is_shown_to_those_who_may_read_it() {
        on_both(|db| async move {
            let room = newsroom(&db).await;
            let id = begin(&db, room.paper, &text("Hẹn giờ", room.paper.section)).await;
            for time in Time::ALL {
                let set = article::Entity::update_many()
                    .col_expr(time.column(), Expr::value(50_i64))
                    .filter(article::Column::Id.eq(id.get()));
                let tx = db.begin().await.unwrap();
                set.exec(&tx).await.unwrap();
                tx.commit().await.unwrap();
                let reads = [Scope { sections: vec![room.paper.section], languages: vec![] }];
                let other = [Scope { sections: vec![room.portal.section], languages: vec![] }];
                assert_eq!(count(&db, time, &reads, (50, 51)).await, 1, "{time:?}");
                assert_eq!(count(&db, time, &reads, (51, 99)).await, 0, "{time:?}");
                assert_eq!(count(&db, time, &other, (0, 99)).await, 0, "{time:?}");
                assert_eq!(count(&db, time, &[], (0, 99)).await, 0, "{time:?}");
            }
        })
        .await;
    }
}
