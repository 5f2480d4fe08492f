//! The roles that a person holds, each with where it holds.

use content::id::{PersonId, SectionId};
use content::lang::Lang;
use content::workflow::rights::{Grant, Role};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};

use crate::error::{Error, Result};
use crate::people::rows::held;

/// A role as it is held, with the id of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) id: i64,
    pub(crate) grant: Grant,
}

/// All that a person holds, in the order in which it was given.
pub(crate) async fn held_by(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Held>> {
    let rows = held::Entity::find()
        .filter(held::Column::PersonId.eq(person.get()))
        .order_by_asc(held::Column::Id)
        .all(db)
        .await?;
    let held = |row: &held::Model| Some(Held { id: row.id, grant: grant_of(row)? });
    Ok(rows.iter().filter_map(held).collect())
}

/// Gives a role.
pub(crate) async fn insert(
    tx: &DatabaseTransaction,
    person: PersonId,
    grant: &Grant,
) -> Result<()> {
    let row = held::ActiveModel {
        id: ActiveValue::NotSet,
        person_id: ActiveValue::Set(person.get()),
        role: ActiveValue::Set(grant.role.as_str().to_owned()),
        sections: ActiveValue::Set(serde_json::to_string(&grant.sections)?),
        languages: ActiveValue::Set(serde_json::to_string(&grant.languages)?),
    };
    held::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Changes what a row of this person holds.
///
/// # Errors
/// `NotFound` when the person has no such row.
pub(crate) async fn replace(tx: &DatabaseTransaction, person: PersonId, held: &Held) -> Result<()> {
    let done = held::Entity::update_many()
        .col_expr(held::Column::Role, Expr::value(held.grant.role.as_str()))
        .col_expr(held::Column::Sections, Expr::value(serde_json::to_string(&held.grant.sections)?))
        .col_expr(
            held::Column::Languages,
            Expr::value(serde_json::to_string(&held.grant.languages)?),
        )
        .filter(held::Column::Id.eq(held.id))
        .filter(held::Column::PersonId.eq(person.get()))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Takes a role away.
///
/// # Errors
/// `NotFound` when the person has no such row.
pub(crate) async fn remove(tx: &DatabaseTransaction, person: PersonId, id: i64) -> Result<()> {
    let done = held::Entity::delete_many()
        .filter(held::Column::Id.eq(id))
        .filter(held::Column::PersonId.eq(person.get()))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// A stored row; a role of another version of the program counts for nothing.
pub(super) fn grant_of(row: &held::Model) -> Option<Grant> {
    Some(Grant {
        role: Role::parse(&row.role)?,
        sections: serde_json::from_str::<Vec<SectionId>>(&row.sections).ok()?,
        languages: serde_json::from_str::<Vec<Lang>>(&row.languages).ok()?,
    })
}
