//! All SQL about assignments.

use content::assignment::{Priority, State};
use content::id::{ArticleId, AssignmentId, PersonId, SectionId, SiteId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use crate::error::{Error, Result};

/// What is asked for; in its tidy form and within the bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) title: String,
    pub(crate) brief: String,
    /// Where; may be empty.
    pub(crate) place: String,
    pub(crate) site: SiteId,
    pub(crate) section: Option<SectionId>,
    pub(crate) due_ms: i64,
    pub(crate) priority: Priority,
    pub(crate) assignee: Option<PersonId>,
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) id: AssignmentId,
    pub(crate) version: i64,
    pub(crate) wish: Wish,
    pub(crate) state: State,
    /// What was said with the last answer, and by whom.
    pub(crate) answer: String,
    pub(crate) answered_by: Option<PersonId>,
    pub(crate) article: Option<ArticleId>,
    pub(crate) made_by: PersonId,
    pub(crate) made_ms: i64,
    pub(crate) changed_ms: i64,
}

/// What somebody may see of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sight {
    All,
    /// What was given to or by this person, and all of these sections.
    Within(PersonId, Vec<SectionId>),
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Still to be done.
    Open,
    /// Still to be done and due before this time.
    Overdue(i64),
    /// Still to be done and without a person.
    Nobody,
    Done,
    Cancelled,
}

/// One question to the list, in the order of when it is due.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) sight: Sight,
    pub(crate) filter: Filter,
    pub(crate) assignee: Option<PersonId>,
    /// Empty for all.
    pub(crate) sections: Vec<SectionId>,
    /// When the last one seen is due, and its id.
    pub(crate) after: Option<(i64, i64)>,
    pub(crate) limit: u64,
}

/// Gives out a piece of work.
pub(crate) async fn insert(
    tx: &DatabaseTransaction,
    wish: &Wish,
    by: PersonId,
    now_ms: i64,
) -> Result<AssignmentId> {
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        version: ActiveValue::Set(1),
        state: ActiveValue::Set(State::Open.as_str().to_owned()),
        answer: ActiveValue::Set(String::new()),
        answered_by: ActiveValue::Set(None),
        article_id: ActiveValue::Set(None),
        made_by: ActiveValue::Set(by.get()),
        made_ms: ActiveValue::Set(now_ms),
        changed_ms: ActiveValue::Set(now_ms),
        ..columns(wish)
    };
    let done = Entity::insert(row).exec(tx).await?;
    Ok(AssignmentId::new(done.last_insert_id))
}

fn columns(wish: &Wish) -> ActiveModel {
    ActiveModel {
        title: ActiveValue::Set(wish.title.clone()),
        brief: ActiveValue::Set(wish.brief.clone()),
        place: ActiveValue::Set(wish.place.clone()),
        site_id: ActiveValue::Set(wish.site.get()),
        section_id: ActiveValue::Set(wish.section.map(SectionId::get)),
        due_ms: ActiveValue::Set(wish.due_ms),
        priority: ActiveValue::Set(wish.priority.number()),
        assignee_id: ActiveValue::Set(wish.assignee.map(PersonId::get)),
        ..ActiveModel::default()
    }
}

/// # Errors
/// `NotFound` when there is none.
pub(crate) async fn find(db: &impl ConnectionTrait, id: AssignmentId) -> Result<Assignment> {
    let row = Entity::find_by_id(id.get()).one(db).await?.ok_or(Error::NotFound)?;
    Ok(assignment(row))
}

/// Keeps other writers away from it to the end of the transaction.
///
/// # Errors
/// `NotFound` when there is none.
pub(crate) async fn hold(tx: &DatabaseTransaction, id: AssignmentId) -> Result<Assignment> {
    let row = Entity::find_by_id(id.get()).lock_exclusive().one(tx).await?;
    row.map(assignment).ok_or(Error::NotFound)
}

/// Keeps what it is now, as the next version.
///
/// # Errors
/// `StaleWrite` when another version is stored.
pub(crate) async fn keep(tx: &DatabaseTransaction, after: &Assignment, now_ms: i64) -> Result<i64> {
    let version = after.version + 1;
    let row = ActiveModel {
        version: ActiveValue::Set(version),
        state: ActiveValue::Set(after.state.as_str().to_owned()),
        answer: ActiveValue::Set(after.answer.clone()),
        answered_by: ActiveValue::Set(after.answered_by.map(PersonId::get)),
        article_id: ActiveValue::Set(after.article.map(ArticleId::get)),
        changed_ms: ActiveValue::Set(now_ms),
        ..columns(&after.wish)
    };
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(after.id.get()))
        .filter(Column::Version.eq(after.version))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        Ok(version)
    } else {
        Err(Error::StaleWrite { stored: find(tx, after.id).await?.version })
    }
}

/// The next of the list.
pub(crate) async fn list(db: &impl ConnectionTrait, ask: &Ask) -> Result<Vec<Assignment>> {
    let mut query = Entity::find().filter(visible(&ask.sight)).filter(of_filter(ask.filter));
    if let Some(person) = ask.assignee {
        query = query.filter(Column::AssigneeId.eq(person.get()));
    }
    if !ask.sections.is_empty() {
        query = query.filter(Column::SectionId.is_in(ask.sections.iter().map(|id| id.get())));
    }
    // What is to be done comes in the order of when it is due, what is past the other way round.
    let forward = !matches!(ask.filter, Filter::Done | Filter::Cancelled);
    if let Some((due_ms, id)) = ask.after {
        let same = Column::DueMs.eq(due_ms);
        let beyond = if forward {
            Column::DueMs.gt(due_ms).or(same.and(Column::Id.gt(id)))
        } else {
            Column::DueMs.lt(due_ms).or(same.and(Column::Id.lt(id)))
        };
        query = query.filter(beyond);
    }
    let query = if forward {
        query.order_by_asc(Column::DueMs).order_by_asc(Column::Id)
    } else {
        query.order_by_desc(Column::DueMs).order_by_desc(Column::Id)
    };
    Ok(query.limit(ask.limit).all(db).await?.into_iter().map(assignment).collect())
}

/// What a person has still to do, by when it is due.
pub(crate) async fn open_of(
    db: &impl ConnectionTrait,
    person: PersonId,
    limit: u64,
) -> Result<Vec<Assignment>> {
    let ask = Ask {
        sight: Sight::All,
        filter: Filter::Open,
        assignee: Some(person),
        sections: Vec::new(),
        after: None,
        limit,
    };
    list(db, &ask).await
}

/// What is due within `[from_ms, until_ms)` and not cancelled.
pub(crate) async fn due_between(
    db: &impl ConnectionTrait,
    sight: &Sight,
    (from_ms, until_ms): (i64, i64),
    limit: u64,
) -> Result<Vec<Assignment>> {
    let rows = Entity::find()
        .filter(visible(sight))
        .filter(Column::DueMs.gte(from_ms))
        .filter(Column::DueMs.lt(until_ms))
        .filter(Column::State.ne(State::Cancelled.as_str()))
        .order_by_asc(Column::DueMs)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(assignment).collect())
}

fn visible(sight: &Sight) -> Condition {
    match sight {
        Sight::All => Condition::all().add(Expr::value(1).eq(1)),
        Sight::Within(person, sections) => {
            let own = Condition::any()
                .add(Column::AssigneeId.eq(person.get()))
                .add(Column::MadeBy.eq(person.get()));
            if sections.is_empty() {
                own
            } else {
                own.add(Column::SectionId.is_in(sections.iter().map(|id| id.get())))
            }
        }
    }
}

fn of_filter(filter: Filter) -> Condition {
    let open = || Column::State.is_in([State::Open.as_str(), State::Accepted.as_str()]);
    let all = Condition::all();
    match filter {
        Filter::Open => all.add(open()),
        Filter::Overdue(now_ms) => all.add(open()).add(Column::DueMs.lt(now_ms)),
        Filter::Nobody => all.add(open()).add(Column::AssigneeId.is_null()),
        Filter::Done => all.add(Column::State.eq(State::Done.as_str())),
        Filter::Cancelled => all.add(Column::State.eq(State::Cancelled.as_str())),
    }
}

fn assignment(row: Model) -> Assignment {
    Assignment {
        id: AssignmentId::new(row.id),
        version: row.version,
        wish: Wish {
            title: row.title,
            brief: row.brief,
            place: row.place,
            site: SiteId::new(row.site_id),
            section: row.section_id.map(SectionId::new),
            due_ms: row.due_ms,
            priority: Priority::from_number(row.priority),
            assignee: row.assignee_id.map(PersonId::new),
        },
        state: State::from_stored(&row.state),
        answer: row.answer,
        answered_by: row.answered_by.map(PersonId::new),
        article: row.article_id.map(ArticleId::new),
        made_by: PersonId::new(row.made_by),
        made_ms: row.made_ms,
        changed_ms: row.changed_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Ask, Assignment, Filter, Sight, Wish, due_between, find, hold, insert, keep, list,
    };
    use crate::articles::store::trial::newsroom;
    use crate::db::Db;
    use crate::db::trial::on_both;
    use crate::error::Error;
    use crate::people::store::{self as people, NewPerson};
    use content::assignment::{Priority, State};
    use content::id::{AssignmentId, PersonId};

    async fn person(db: &Db, email: &str) -> PersonId {
        let (email, name) = (email.to_owned(), email.to_owned());
        let tx = db.begin().await.unwrap();
        let new = NewPerson { email, name, password_hash: None };
        let id = people::insert(&tx, &new, &[], 1).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn give(db: &Db, wish: &Wish, by: PersonId) -> AssignmentId {
        let tx = db.begin().await.unwrap();
        let id = insert(&tx, wish, by, 5).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn change(db: &Db, work: &Assignment) -> Result<i64, Error> {
        let tx = db.begin().await?;
        let version = keep(&tx, work, 6).await?;
        tx.commit().await?;
        Ok(version)
    }

    fn ask(filter: Filter) -> Ask {
        let sight = Sight::All;
        Ask { sight, filter, assignee: None, sections: vec![], after: None, limit: 2 }
    }

    async fn titles(db: &Db, ask: &Ask) -> Vec<String> {
        let found = list(&db.read, ask).await.unwrap();
        found.into_iter().map(|work| work.wish.title).collect()
    }

    /// All that is open, page after page.
    async fn walked(db: &Db) -> Vec<String> {
        let mut seen = Vec::new();
        let mut next = ask(Filter::Open);
        loop {
            let page = list(&db.read, &next).await.unwrap();
            let Some(last) = page.last() else { return seen };
            next.after = Some((last.wish.due_ms, last.id.get()));
            seen.extend(page.into_iter().map(|work| work.wish.title));
        }
    }

    #[tokio::test]
    async fn work_is_listed_by_when_it_is_due_page_after_page_for_those_who_may_see_it() {
        on_both(|db| async move {
            let room = newsroom(&db).await;
            let (editor, reporter) = (person(&db, "e").await, person(&db, "r").await);
            let wish = |title: &str, due_ms, section| Wish {
                title: title.to_owned(),
                brief: String::new(),
                place: String::new(),
                site: room.paper.site,
                section,
                due_ms,
                priority: Priority::High,
                assignee: Some(reporter),
            };
            let paper = Some(room.paper.section);
            for (title, due) in [("ba", 30), ("một", 10), ("hai", 20), ("cũng hai", 20)] {
                give(&db, &wish(title, due, paper), editor).await;
            }
            let lone = Wish { assignee: None, ..wish("bốn", 40, None) };
            let lone = give(&db, &lone, editor).await;
            assert_eq!(walked(&db).await, ["một", "hai", "cũng hai", "ba", "bốn"]);
            assert_eq!(titles(&db, &ask(Filter::Overdue(20))).await, ["một"]);
            assert_eq!(titles(&db, &ask(Filter::Nobody)).await, ["bốn"]);
            let own = Ask { sight: Sight::Within(reporter, vec![]), ..ask(Filter::Nobody) };
            assert_eq!(titles(&db, &own).await, Vec::<String>::new());
            let stranger = PersonId::new(99);
            let within = Sight::Within(stranger, vec![room.paper.section]);
            assert_eq!(due_between(&db.read, &within, (10, 30), 9).await.unwrap().len(), 3);
            let nothing = Sight::Within(stranger, vec![room.portal.section]);
            assert_eq!(due_between(&db.read, &nothing, (0, 99), 9).await.unwrap(), []);
            let work = find(&db.read, lone).await.unwrap();
            assert_eq!((work.wish.priority, work.state), (Priority::High, State::Open));
        })
        .await;
    }

    #[tokio::test]
    async fn of_two_who_change_the_same_version_the_second_is_refused() {
        on_both(|db| async move {
            let room = newsroom(&db).await;
            let editor = person(&db, "e").await;
            let wish = Wish {
                title: "Đưa tin".to_owned(),
                brief: String::new(),
                place: String::new(),
                site: room.paper.site,
                section: None,
                due_ms: 9,
                priority: Priority::Normal,
                assignee: None,
            };
            let id = give(&db, &wish, editor).await;
            let tx = db.begin().await.unwrap();
            let mut done = hold(&tx, id).await.unwrap();
            drop(tx);
            done.state = State::Done;
            assert_eq!(change(&db, &done).await.unwrap(), 2);
            let late = Assignment { state: State::Cancelled, ..done };
            let refused = change(&db, &late).await;
            assert!(matches!(refused, Err(Error::StaleWrite { stored: 2 })), "{refused:?}");
            assert_eq!(titles(&db, &ask(Filter::Done)).await, ["Đưa tin"]);
            assert_eq!(titles(&db, &ask(Filter::Cancelled)).await, Vec::<String>::new());
            let tx = db.begin().await.unwrap();
            assert!(matches!(hold(&tx, AssignmentId::new(77)).await, Err(Error::NotFound)));
        })
        .await;
    }
}
