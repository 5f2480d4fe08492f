//! The `law_value` table.

#![expect(unreachable_pub, reason = "sea-orm's derive needs `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "law_value")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub law: String,
    pub from_day: String,
    pub value: i64,
    #[sea_orm(column_type = "Text")]
    pub source: String,
    pub set_by: i64,
    pub set_ms: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
