//! What readers find wrong in articles.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{big_integer, big_integer_null, text};

use super::m0001_newsroom::index;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reports = Table::create()
            .table("reader_report")
            .col(big_integer("id").primary_key().auto_increment())
            .col(big_integer("article_id"))
            .col(big_integer("at_ms"))
            .col(text("passage"))
            .col(text("words"))
            .col(text("contact"))
            .col(big_integer_null("settled_ms"))
            .col(big_integer_null("settled_by"))
            .to_owned();
        manager.create_table(reports).await?;
        index(manager, "ix_reader_report_article", "reader_report", &["article_id", "settled_ms"])
            .await?;
        index(manager, "ix_reader_report_settled", "reader_report", &["settled_ms", "id"]).await
    }
}
