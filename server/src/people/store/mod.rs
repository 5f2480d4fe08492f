//! All SQL about people, the roles they hold, their sessions and their tokens.

pub(crate) mod accounts;
pub(crate) mod grants;
pub(crate) mod invites;
pub(crate) mod session;
pub(crate) mod staff;
pub(crate) mod tokens;
pub(crate) mod writers;

use content::id::PersonId;
use content::workflow::rights::Grant;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder,
};

use super::rows::{held, person};
use crate::db;
use crate::error::{Error, Result};

/// A member of the newsroom with the roles held.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) disabled: bool,
    /// Wrong passwords in a row.
    pub(crate) failures: i32,
    pub(crate) locked_until_ms: Option<i64>,
    /// Language of the mails to this person, `vi` or `en`.
    pub(crate) language: String,
    /// Kinds of notices that the person wants no mail for.
    pub(crate) mails_off: Vec<String>,
    /// Last request of a signed-in browser, to within some minutes.
    pub(crate) seen_ms: Option<i64>,
    /// Notices not read yet.
    pub(crate) unread: i32,
    /// As stored: sections are the roots of subtrees.
    pub(crate) grants: Vec<Grant>,
}

/// A person to be added.
#[derive(Debug, Clone)]
pub(crate) struct NewPerson {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) password_hash: Option<String>,
}

/// Adds a person.
///
/// # Errors
/// `Taken` when the e-mail address is in use.
pub(crate) async fn insert(
    tx: &DatabaseTransaction,
    new: &NewPerson,
    grants: &[Grant],
    now_ms: i64,
) -> Result<PersonId> {
    let row = person::ActiveModel {
        id: ActiveValue::NotSet,
        email: ActiveValue::Set(new.email.trim().to_lowercase()),
        name: ActiveValue::Set(new.name.clone()),
        password_hash: ActiveValue::Set(new.password_hash.clone()),
        created_ms: ActiveValue::Set(now_ms),
        disabled_ms: ActiveValue::Set(None),
        failures: ActiveValue::Set(0),
        locked_until_ms: ActiveValue::Set(None),
        language: ActiveValue::Set("vi".to_owned()),
        mails_off: ActiveValue::Set("[]".to_owned()),
        seen_ms: ActiveValue::Set(None),
        unread: ActiveValue::Set(0),
    };
    let done = person::Entity::insert(row).exec(tx).await.map_err(db::taken("email"))?;
    let id = PersonId::new(done.last_insert_id);
    for grant in grants {
        grants::insert(tx, id, grant).await?;
    }
    Ok(id)
}

pub(crate) async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<Person>> {
    let address = email.trim().to_lowercase();
    let row = person::Entity::find().filter(person::Column::Email.eq(address)).one(db).await?;
    match row {
        Some(row) => with_grants(db, row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn by_id(db: &impl ConnectionTrait, id: PersonId) -> Result<Person> {
    let row = person::Entity::find_by_id(id.get()).one(db).await?.ok_or(Error::NotFound)?;
    with_grants(db, row).await
}

pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Person>> {
    let rows = person::Entity::find().order_by_asc(person::Column::Email).all(db).await?;
    staff::with_all_grants(db, rows).await
}

/// Whether nobody has an account yet.
pub(crate) async fn nobody(db: &impl ConnectionTrait) -> Result<bool> {
    Ok(person::Entity::find().count(db).await? == 0)
}

/// Names of people by id, for lists.
pub(crate) async fn names(
    db: &impl ConnectionTrait,
    ids: &[PersonId],
) -> Result<std::collections::HashMap<PersonId, String>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    if ids.is_empty() {
        return Ok(std::collections::HashMap::new());
    }
    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (PersonId::new(row.id), row.name)).collect())
}

/// Keeps a new password, and forgets earlier wrong ones.
pub(crate) async fn set_password(tx: &DatabaseTransaction, id: PersonId, hash: &str) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(hash))
        .col_expr(person::Column::Failures, Expr::value(0))
        .col_expr(person::Column::LockedUntilMs, Expr::value(Option::<i64>::None))
        .filter(person::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

pub(crate) async fn disable(tx: &DatabaseTransaction, id: PersonId, now_ms: i64) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::DisabledMs, Expr::value(Some(now_ms)))
        .filter(person::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Counts a wrong password; `locked_until_ms` closes the account for a while.
pub(crate) async fn count_failure(
    tx: &DatabaseTransaction,
    id: PersonId,
    failures: i32,
    locked_until_ms: Option<i64>,
) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::Failures, Expr::value(failures))
        .col_expr(person::Column::LockedUntilMs, Expr::value(locked_until_ms))
        .filter(person::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

async fn with_grants(db: &impl ConnectionTrait, row: person::Model) -> Result<Person> {
    let held = held::Entity::find()
        .filter(held::Column::PersonId.eq(row.id))
        .order_by_asc(held::Column::Id)
        .all(db)
        .await?;
    Ok(person_of(row, held.iter().filter_map(grants::grant_of).collect()))
}

fn person_of(row: person::Model, grants: Vec<Grant>) -> Person {
    Person {
        id: PersonId::new(row.id),
        email: row.email,
        name: row.name,
        password_hash: row.password_hash,
        disabled: row.disabled_ms.is_some(),
        failures: row.failures,
        locked_until_ms: row.locked_until_ms,
        language: row.language,
        mails_off: serde_json::from_str(&row.mails_off).unwrap_or_default(),
        seen_ms: row.seen_ms,
        unread: row.unread,
        grants,
    }
}

#[cfg(test)]
mod tests {
    use super::{NewPerson, by_email, insert, nobody};
    use crate::db::trial::on_both;
    use crate::error::Error;
    use content::workflow::rights::{Grant, Role};

    #[tokio::test]
    async fn an_address_belongs_to_one_person_whatever_its_case() {
        on_both(|db| async move {
            assert!(nobody(&db.read).await.unwrap());
            let new = NewPerson {
                email: "An@Bao.vn".to_owned(),
                name: "An".to_owned(),
                password_hash: None,
            };
            let grants = [Grant { role: Role::Editor, sections: vec![], languages: vec![] }];
            let tx = db.begin().await.unwrap();
            insert(&tx, &new, &grants, 1).await.unwrap();
            tx.commit().await.unwrap();
            let tx = db.begin().await.unwrap();
            let again = insert(&tx, &new, &grants, 1).await;
            assert!(matches!(again, Err(Error::Taken("email"))), "{again:?}");
            drop(tx);
            let found = by_email(&db.read, " an@bao.VN ").await.unwrap().unwrap();
            assert_eq!(found.grants, grants);
        })
        .await;
    }
}
