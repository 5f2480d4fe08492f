//! Keys of the API: printed once, kept as a hash, each acting as a person.

use content::id::PersonId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};

use super::session::{hash, random_word};
use crate::db::{self, Db};
use crate::error::{Error, Result};
use crate::people::rows::token;

/// A key as it is listed; the secret itself is not kept.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) person: Option<PersonId>,
    pub(crate) scopes: Vec<String>,
    pub(crate) revoked: bool,
}

/// Makes a key and returns the secret, the only time that it can be seen.
///
/// # Errors
/// `Taken` when the name is in use.
pub(crate) async fn insert(
    tx: &DatabaseTransaction,
    name: &str,
    person: Option<PersonId>,
    scopes: &[String],
    now_ms: i64,
) -> Result<String> {
    let secret = format!("ts_{}", random_word());
    let row = token::ActiveModel {
        id: ActiveValue::NotSet,
        name: ActiveValue::Set(name.to_owned()),
        hash: ActiveValue::Set(hash(&secret)),
        person_id: ActiveValue::Set(person.map(PersonId::get)),
        scopes: ActiveValue::Set(serde_json::to_string(scopes)?),
        created_ms: ActiveValue::Set(now_ms),
        revoked_ms: ActiveValue::Set(None),
    };
    token::Entity::insert(row).exec(tx).await.map_err(db::taken("name"))?;
    Ok(secret)
}

/// The key behind a secret, unless it was revoked.
pub(crate) async fn by_secret(db: &Db, secret: &str) -> Result<Option<Token>> {
    let found = token::Entity::find()
        .filter(token::Column::Hash.eq(hash(secret)))
        .filter(token::Column::RevokedMs.is_null())
        .one(&db.read)
        .await?;
    Ok(found.map(token_of))
}

pub(crate) async fn all(db: &Db) -> Result<Vec<Token>> {
    let rows = token::Entity::find().order_by_asc(token::Column::Name).all(&db.read).await?;
    Ok(rows.into_iter().map(token_of).collect())
}

/// Ends a key for ever.
///
/// # Errors
/// `NotFound` when no living key has the name.
pub(crate) async fn revoke(tx: &DatabaseTransaction, name: &str, now_ms: i64) -> Result<()> {
    let done = token::Entity::update_many()
        .col_expr(token::Column::RevokedMs, Expr::value(Some(now_ms)))
        .filter(token::Column::Name.eq(name))
        .filter(token::Column::RevokedMs.is_null())
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
}

fn token_of(row: token::Model) -> Token {
    Token {
        id: row.id,
        name: row.name,
        person: row.person_id.map(PersonId::new),
        scopes: serde_json::from_str(&row.scopes).unwrap_or_default(),
        revoked: row.revoked_ms.is_some(),
    }
}
