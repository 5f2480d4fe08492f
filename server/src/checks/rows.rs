//! The `check_setting` table.

#![expect(unreachable_pub, reason = "sea-orm's derive needs `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_setting")]
pub struct Model {
    /// A section, or 0 for the whole newsroom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule: String,
    pub severity: String,
    pub bound: i64,
    pub changed_by: i64,
    pub changed_ms: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
