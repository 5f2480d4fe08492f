//! What a person's account keeps beside roles: name, choices about mails, unread notices.

use content::id::PersonId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use crate::error::Result;
use crate::people::rows::person;

/// Keeps a name, and the language and kinds of mails.
pub(crate) async fn set_choices(
    tx: &DatabaseTransaction,
    id: PersonId,
    name: &str,
    (language, mails_off): (&str, &[String]),
) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::Name, Expr::value(name))
        .col_expr(person::Column::Language, Expr::value(language))
        .col_expr(person::Column::MailsOff, Expr::value(serde_json::to_string(mails_off)?))
        .filter(person::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps a name.
pub(crate) async fn set_name(tx: &DatabaseTransaction, id: PersonId, name: &str) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::Name, Expr::value(name))
        .filter(person::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Opens a closed account again.
pub(crate) async fn enable(tx: &DatabaseTransaction, id: PersonId) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::DisabledMs, Expr::value(Option::<i64>::None))
        .filter(person::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Adds to (or takes from) the number of unread notices; keeps the row to the end of the
/// transaction, so that counts of several acts at once come out right.
pub(crate) async fn add_unread(tx: &DatabaseTransaction, id: PersonId, more: i32) -> Result<()> {
    let count = Expr::col(person::Column::Unread).add(more);
    person::Entity::update_many()
        .col_expr(person::Column::Unread, count)
        .filter(person::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sets the number of unread notices anew.
pub(crate) async fn set_unread(tx: &DatabaseTransaction, id: PersonId, count: i32) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::Unread, Expr::value(count))
        .filter(person::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps other writers away from a person's row to the end of the transaction.
pub(crate) async fn hold(tx: &DatabaseTransaction, id: PersonId) -> Result<()> {
    person::Entity::find_by_id(id.get()).lock_exclusive().one(tx).await?;
    Ok(())
}
