//! Who can be given work, and whose turn it is: people by what they may do.

use std::collections::BTreeMap;

use content::id::PersonId;
use content::workflow::rights::{Grant, Role};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::grants::grant_of;
use crate::error::Result;
use crate::people::rows::{held, person};

/// The roles that write.
const WRITING: [Role; 6] =
    [Role::Contributor, Role::Reporter, Role::Editor, Role::Secretary, Role::Chief, Role::Portal];

/// Everybody with an open account who holds one of the roles, with what they hold of these.
pub(crate) async fn holding(
    db: &impl ConnectionTrait,
    roles: &[Role],
) -> Result<BTreeMap<PersonId, Vec<Grant>>> {
    let open = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::DisabledMs.is_null())
        .into_query();
    let rows = held::Entity::find()
        .filter(held::Column::Role.is_in(roles.iter().map(|role| role.as_str())))
        .filter(held::Column::PersonId.in_subquery(open))
        .all(db)
        .await?;
    let mut people: BTreeMap<PersonId, Vec<Grant>> = BTreeMap::new();
    for row in &rows {
        if let Some(grant) = grant_of(row) {
            people.entry(PersonId::new(row.person_id)).or_default().push(grant);
        }
    }
    Ok(people)
}

/// Names of the people who write and whose account is open, by name.
pub(crate) async fn all(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<(PersonId, String)>> {
    writing(db, None, limit).await
}

/// Whether this person can be given work.
pub(crate) async fn is_one(db: &impl ConnectionTrait, id: PersonId) -> Result<bool> {
    Ok(!writing(db, Some(id), 1).await?.is_empty())
}

async fn writing(
    db: &impl ConnectionTrait,
    only: Option<PersonId>,
    limit: u64,
) -> Result<Vec<(PersonId, String)>> {
    let holders = held::Entity::find()
        .select_only()
        .column(held::Column::PersonId)
        .filter(held::Column::Role.is_in(WRITING.map(Role::as_str)))
        .into_query();
    let mut ask = person::Entity::find()
        .filter(person::Column::DisabledMs.is_null())
        .filter(person::Column::Id.in_subquery(holders))
        .order_by_asc(person::Column::Name)
        .order_by_asc(person::Column::Id);
    if let Some(id) = only {
        ask = ask.filter(person::Column::Id.eq(id.get()));
    }
    let rows = ask.limit(limit).all(db).await?;
    Ok(rows.into_iter().map(|row| (PersonId::new(row.id), row.name)).collect())
}
