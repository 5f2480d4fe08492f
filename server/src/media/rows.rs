//! The `media` table.

#![expect(unreachable_pub, reason = "sea-orm's derive needs `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub hash: String,
    pub name: String,
    pub kind: String,
    pub width: i32,
    pub height: i32,
    pub bytes: i64,
    #[sea_orm(column_type = "Text")]
    pub widths: String,
    pub light_bytes: Option<i64>,
    pub duration_ms: Option<i64>,
    pub uploaded_by: Option<i64>,
    pub created_ms: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
