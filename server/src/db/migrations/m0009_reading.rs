//! What readers on slow lines choose by: how many bytes a small file of a picture has. And what is
//! read most: openings by hour, without anything of a person. And the numbers that the law sets, each
//! from a day on.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, Index, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text};

use super::m0001_newsroom::index;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let light = big_integer_null("light_bytes");
        manager.alter_table(Table::alter().table("media").add_column(light).to_owned()).await?;
        let hours = Table::create()
            .table("view_hour")
            .col(big_integer("article_id"))
            .col(big_integer("hour"))
            .col(big_integer("views"))
            .primary_key(Index::create().col("article_id").col("hour"))
            .to_owned();
        manager.create_table(hours).await?;
        index(manager, "ix_view_hour_hour", "view_hour", &["hour"]).await?;
        index(manager, "ix_correction_at", "correction", &["at_ms"]).await?;
        let laws = Table::create()
            .table("law_value")
            .col(big_integer("id").primary_key().auto_increment())
            .col(string("law"))
            .col(string("from_day"))
            .col(big_integer("value"))
            .col(text("source"))
            .col(big_integer("set_by"))
            .col(big_integer("set_ms"))
            .to_owned();
        manager.create_table(laws).await
    }
}
