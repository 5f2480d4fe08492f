//! The `day_note` table.

#![expect(unreachable_pub, reason = "sea-orm's derive needs `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "day_note")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `2024-01-08`, a day in Vietnam.
    pub day: String,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    pub made_by: i64,
    pub made_ms: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
