//! Links with which a person sets a password: used once, over after a week, kept as a hash.

use content::id::PersonId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};

use super::session::{hash, random_word};
use crate::error::{Error, Result};
use crate::people::rows::invite;

/// How long a link can be used.
pub(crate) const OPEN_MS: i64 = 7 * 24 * 3_600_000;

/// A link that can still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Invite {
    id: i64,
    pub(crate) person: PersonId,
}

/// Makes a link for a person, the only one from now on, and returns its secret: the only time
/// that it can be seen.
pub(crate) async fn make(
    tx: &DatabaseTransaction,
    person: PersonId,
    by: Option<PersonId>,
    now_ms: i64,
) -> Result<String> {
    end_all(tx, person).await?;
    let secret = random_word();
    let row = invite::ActiveModel {
        id: ActiveValue::NotSet,
        hash: ActiveValue::Set(hash(&secret)),
        person_id: ActiveValue::Set(person.get()),
        made_by: ActiveValue::Set(by.map(PersonId::get)),
        created_ms: ActiveValue::Set(now_ms),
        expires_ms: ActiveValue::Set(now_ms + OPEN_MS),
        used_ms: ActiveValue::Set(None),
    };
    invite::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(secret)
}

/// The link behind a secret.
///
/// # Errors
/// `NotFound` alike when it never was, was used, or is over: a stranger learns nothing.
pub(crate) async fn open(db: &impl ConnectionTrait, secret: &str, now_ms: i64) -> Result<Invite> {
    let row = invite::Entity::find()
        .filter(invite::Column::Hash.eq(hash(secret)))
        .filter(invite::Column::UsedMs.is_null())
        .filter(invite::Column::ExpiresMs.gt(now_ms))
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Invite { id: row.id, person: PersonId::new(row.person_id) })
}

/// Uses a link up.
///
/// # Errors
/// `NotFound` when somebody was faster.
pub(crate) async fn use_up(tx: &DatabaseTransaction, invite: Invite, now_ms: i64) -> Result<()> {
    let done = invite::Entity::update_many()
        .col_expr(invite::Column::UsedMs, Expr::value(Some(now_ms)))
        .filter(invite::Column::Id.eq(invite.id))
        .filter(invite::Column::UsedMs.is_null())
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Ends every link of a person that was not used.
pub(crate) async fn end_all(tx: &DatabaseTransaction, person: PersonId) -> Result<()> {
    invite::Entity::delete_many()
        .filter(invite::Column::PersonId.eq(person.get()))
        .filter(invite::Column::UsedMs.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{OPEN_MS, make, open, use_up};
    use crate::db::trial::on_both;
    use crate::error::Error;
    use crate::people::rows::invite;
    use crate::people::store::{NewPerson, insert};
    use sea_orm::EntityTrait;

    #[tokio::test]
    async fn a_link_is_kept_as_a_hash_works_once_and_a_newer_one_replaces_it() {
        on_both(|db| async move {
            let new = NewPerson {
                email: "an@bao.vn".to_owned(),
                name: "An".to_owned(),
                password_hash: None,
            };
            let tx = db.begin().await.unwrap();
            let an = insert(&tx, &new, &[], 1).await.unwrap();
            let old = make(&tx, an, None, 1).await.unwrap();
            let secret = make(&tx, an, Some(an), 1).await.unwrap();
            tx.commit().await.unwrap();
            let rows = invite::Entity::find().all(&db.read).await.unwrap();
            assert!(rows.len() == 1 && !rows[0].hash.contains(&secret));
            for (secret, now) in [(&old, 2), (&secret, OPEN_MS + 1), (&rows[0].hash, 2)] {
                let gone = open(&db.read, secret, now).await;
                assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
            }
            let link = open(&db.read, &secret, OPEN_MS).await.unwrap();
            assert_eq!(link.person, an);
            let tx = db.begin().await.unwrap();
            use_up(&tx, link, 3).await.unwrap();
            let twice = use_up(&tx, link, 3).await;
            assert!(matches!(twice, Err(Error::NotFound)), "{twice:?}");
        })
        .await;
    }
}
