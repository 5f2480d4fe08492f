//! Everybody whose words are in a text: one act makes a revision of what several have written.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, Index, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::big_integer;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, of) in [("draft_writer", "article_id"), ("revision_writer", "revision_id")] {
            let writers = Table::create()
                .table(table)
                .col(big_integer(of))
                .col(big_integer("person_id"))
                .primary_key(Index::create().col(of).col("person_id"))
                .to_owned();
            manager.create_table(writers).await?;
        }
        Ok(())
    }
}
