//! Times of articles (scheduled, expiring, under embargo), what went out at its time, corrections.

use sea_orm_migration::prelude::{
    ColumnDef, DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, string_null, text, text_null,
};

use super::m0001_newsroom::{index, link, owned};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns: [&mut ColumnDef; 8] = [
            &mut big_integer_null("scheduled_ms"),
            &mut big_integer_null("scheduled_revision_id"),
            &mut big_integer_null("scheduled_by"),
            &mut text_null("scheduled_places"),
            &mut string_null("release_fault"),
            &mut big_integer_null("expires_ms"),
            &mut big_integer_null("embargo_ms"),
            // An approved text that no reader sees yet and that nothing is scheduled for.
            &mut integer("pending").default(0).take(),
        ];
        // One column a statement: SQLite adds no more at once.
        for column in columns {
            let add = Table::alter().table("article").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        index(manager, "ix_article_scheduled", "article", &["scheduled_ms", "id"]).await?;
        index(manager, "ix_article_pending", "article", &["pending", "changed_ms", "id"]).await?;
        index(manager, "ix_article_expires", "article", &["expires_ms", "id"]).await?;
        releases(manager).await?;
        corrections(manager).await
    }
}

async fn releases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let release = Table::create()
        .table("release")
        .col(big_pk_auto("id"))
        .col(big_integer("article_id"))
        .col(big_integer("revision_id"))
        .col(big_integer("due_ms"))
        .col(big_integer("done_ms"))
        .foreign_key(&mut owned("fk_release_article", ("release", "article_id"), "article"))
        .foreign_key(&mut link("fk_release_revision", ("release", "revision_id"), "revision"))
        .to_owned();
    manager.create_table(release).await?;
    index(manager, "ix_release_done", "release", &["done_ms", "id"]).await
}

async fn corrections(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let correction = Table::create()
        .table("correction")
        .col(big_pk_auto("id"))
        .col(big_integer("article_id"))
        .col(big_integer("at_ms"))
        .col(big_integer_null("person_id"))
        .col(text("note"))
        .foreign_key(&mut owned("fk_correction_article", ("correction", "article_id"), "article"))
        .foreign_key(&mut link("fk_correction_person", ("correction", "person_id"), "person"))
        .to_owned();
    manager.create_table(correction).await?;
    index(manager, "ix_correction_article", "correction", &["article_id", "id"]).await
}
