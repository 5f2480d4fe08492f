//! The `assignment` table.

#![expect(unreachable_pub, reason = "sea-orm's derive needs `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub version: i64,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub brief: String,
    #[sea_orm(column_type = "Text")]
    pub place: String,
    pub site_id: i64,
    pub section_id: Option<i64>,
    pub due_ms: i64,
    pub priority: i32,
    pub state: String,
    pub assignee_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    pub answered_by: Option<i64>,
    pub article_id: Option<i64>,
    pub made_by: i64,
    pub made_ms: i64,
    pub changed_ms: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
