//! What people ask the search, counted by day without anything of a person, and what the
//! newsroom sets for it.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, Index, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{big_integer, string, text};

use super::m0001_newsroom::index;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let question = Table::create()
            .table("search_question")
            .col(string("day"))
            .col(string("words"))
            .col(big_integer("asked"))
            .col(big_integer("without_result"))
            .primary_key(Index::create().col("day").col("words"))
            .to_owned();
        manager.create_table(question).await?;
        index(manager, "ix_search_question_words", "search_question", &["words"]).await?;
        let setting = Table::create()
            .table("search_setting")
            .col(string("name").primary_key())
            .col(text("value"))
            .col(big_integer("changed_by"))
            .col(big_integer("changed_ms"))
            .to_owned();
        manager.create_table(setting).await
    }
}
