//! Tells people, lists what they were told, and remembers what they have read.

use content::id::{ArticleId, PersonId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::Kind;
use super::rows::{ActiveModel, Column, Entity, Model};
use crate::app::App;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::jobs::store as jobs;
use crate::people::store::{self as people, accounts};

/// The jobs that send a notice by mail; the payload is the notice's id.
pub(super) const MAIL: &str = "notice-mail";
/// A notice that was read is kept so long: half a year.
const KEPT_MS: i64 = 183 * 24 * 3_600_000;
/// Longest title and note that are kept, in characters.
const TEXT_MAX: usize = 2_000;

/// What is to be told.
#[derive(Debug, Clone)]
pub(crate) struct Telling<'a> {
    /// To whom.
    pub(crate) person: PersonId,
    pub(crate) kind: Kind,
    /// Whose act it was; nobody's when the program did it by itself.
    pub(crate) by: Option<PersonId>,
    pub(crate) article: Option<ArticleId>,
    /// What it is about, as a person reads it: mostly the article's title.
    pub(crate) title: &'a str,
    /// Where the notice leads: a path that begins with `/toa-soan`.
    pub(crate) url: &'a str,
    /// What was said with the act; may be empty.
    pub(crate) note: &'a str,
}

/// A notice as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) id: i64,
    pub(crate) person: PersonId,
    /// A [`Kind`]'s word.
    pub(crate) kind: String,
    pub(crate) by: Option<PersonId>,
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) note: String,
    /// In milliseconds since 1970 UTC.
    pub(crate) at_ms: i64,
    pub(crate) read: bool,
}

/// Tells a person, in the transaction of what happened: the notice, the count in the bar, and the
/// mail where mails are sent and this person wants one. Nobody is told of an act of their own.
pub(crate) async fn tell(tx: &DatabaseTransaction, app: &App, telling: &Telling<'_>) -> Result<()> {
    if telling.by == Some(telling.person) {
        return Ok(());
    }
    let now_ms = app.clock.now_ms();
    // First the person's row: the count and the notices change together or not at all.
    accounts::add_unread(tx, telling.person, 1).await?;
    let kept = |text: &str| ActiveValue::Set(text.chars().take(TEXT_MAX).collect());
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        person_id: ActiveValue::Set(telling.person.get()),
        kind: ActiveValue::Set(telling.kind.as_str().to_owned()),
        by_id: ActiveValue::Set(telling.by.map(PersonId::get)),
        article_id: ActiveValue::Set(telling.article.map(ArticleId::get)),
        title: kept(telling.title),
        url: kept(telling.url),
        note: kept(telling.note),
        at_ms: ActiveValue::Set(now_ms),
        read_ms: ActiveValue::Set(None),
    };
    let id = Entity::insert(row).exec(tx).await?.last_insert_id;
    if app.mail.is_on() && telling.kind.by_mail() {
        let person = people::by_id(tx, telling.person).await?;
        let wanted = !person.mails_off.iter().any(|off| off == telling.kind.as_str());
        if wanted && !person.disabled {
            jobs::put(tx, MAIL, &id.to_string(), now_ms).await?;
        }
    }
    Ok(())
}

/// Which notices are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    All,
    Unread,
}

/// The next notices of a person, newest first, before an id.
pub(crate) async fn lines(
    db: &impl ConnectionTrait,
    person: PersonId,
    filter: Filter,
    (before, limit): (Option<i64>, u64),
) -> Result<Vec<Notice>> {
    let mut query = Entity::find().filter(Column::PersonId.eq(person.get()));
    if filter == Filter::Unread {
        query = query.filter(Column::ReadMs.is_null());
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query.order_by_desc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(notice).collect())
}

/// One notice.
///
/// # Errors
/// `NotFound` when there is none.
pub(crate) async fn one(db: &impl ConnectionTrait, id: i64) -> Result<Notice> {
    let row = Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    Ok(notice(row))
}

/// Marks a notice as read and tells where it leads.
///
/// # Errors
/// `NotFound` when the person has no such notice.
pub(crate) async fn read(db: &Db, person: PersonId, id: i64, now_ms: i64) -> Result<String> {
    let found = one(&db.read, id).await?;
    if found.person != person {
        return Err(Error::NotFound);
    }
    if !found.read {
        let tx = db.begin().await?;
        accounts::hold(&tx, person).await?;
        let done = Entity::update_many()
            .col_expr(Column::ReadMs, Expr::value(Some(now_ms)))
            .filter(Column::Id.eq(id))
            .filter(Column::ReadMs.is_null())
            .exec(&tx)
            .await?;
        if done.rows_affected == 1 {
            accounts::add_unread(&tx, person, -1).await?;
        }
        tx.commit().await?;
    }
    Ok(found.url)
}

/// Marks as read that an article waited for this person, in the transaction of what they did with it:
/// it waits no more.
pub(crate) async fn settle(
    tx: &DatabaseTransaction,
    person: PersonId,
    article: ArticleId,
    now_ms: i64,
) -> Result<()> {
    let waited = [Kind::Submitted, Kind::ToPublish, Kind::Returned].map(Kind::as_str);
    let told = Condition::all()
        .add(Column::PersonId.eq(person.get()))
        .add(Column::ArticleId.eq(article.get()))
        .add(Column::Kind.is_in(waited))
        .add(Column::ReadMs.is_null());
    if Entity::find().filter(told.clone()).limit(1).one(tx).await?.is_none() {
        return Ok(());
    }
    accounts::hold(tx, person).await?;
    let done = Entity::update_many()
        .col_expr(Column::ReadMs, Expr::value(Some(now_ms)))
        .filter(told)
        .exec(tx)
        .await?;
    let read = i32::try_from(done.rows_affected).unwrap_or(i32::MAX);
    if read > 0 {
        accounts::add_unread(tx, person, -read).await?;
    }
    Ok(())
}

/// Marks as read what the person has seen listed: everything up to an id; forgets what was read
/// long ago.
pub(crate) async fn read_up_to(db: &Db, person: PersonId, last: i64, now_ms: i64) -> Result<()> {
    let tx = db.begin().await?;
    accounts::hold(&tx, person).await?;
    Entity::update_many()
        .col_expr(Column::ReadMs, Expr::value(Some(now_ms)))
        .filter(Column::PersonId.eq(person.get()))
        .filter(Column::Id.lte(last))
        .filter(Column::ReadMs.is_null())
        .exec(&tx)
        .await?;
    Entity::delete_many()
        .filter(Column::PersonId.eq(person.get()))
        .filter(Column::ReadMs.lt(now_ms - KEPT_MS))
        .exec(&tx)
        .await?;
    let left = Entity::find()
        .filter(Column::PersonId.eq(person.get()))
        .filter(Column::ReadMs.is_null())
        .count(&tx)
        .await?;
    accounts::set_unread(&tx, person, i32::try_from(left).unwrap_or(i32::MAX)).await?;
    tx.commit().await?;
    Ok(())
}

fn notice(row: Model) -> Notice {
    Notice {
        id: row.id,
        person: PersonId::new(row.person_id),
        kind: row.kind,
        by: row.by_id.map(PersonId::new),
        title: row.title,
        url: row.url,
        note: row.note,
        at_ms: row.at_ms,
        read: row.read_ms.is_some(),
    }
}
