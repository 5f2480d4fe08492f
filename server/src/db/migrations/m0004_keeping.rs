//! Who has an article open, who edits it, texts kept beside the draft, and what a save was merged to.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, Index, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{big_integer, string, text, text_null};

use super::m0001_newsroom::{index, link, owned};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        presence(manager).await?;
        texts(manager).await
    }
}

async fn presence(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let presence = Table::create()
        .table("presence")
        .col(big_integer("article_id"))
        .col(big_integer("person_id"))
        .col(string("tab"))
        .col(big_integer("seen_ms"))
        .col(big_integer("typed_ms"))
        .primary_key(Index::create().col("article_id").col("person_id").col("tab"))
        .foreign_key(&mut owned("fk_presence_article", ("presence", "article_id"), "article"))
        .foreign_key(&mut owned("fk_presence_person", ("presence", "person_id"), "person"))
        .to_owned();
    manager.create_table(presence).await?;
    index(manager, "ix_presence_seen", "presence", &["seen_ms"]).await?;
    let lock = Table::create()
        .table("editing_lock")
        .col(big_integer("article_id").primary_key().to_owned())
        .col(big_integer("person_id"))
        .col(big_integer("taken_ms"))
        .col(big_integer("until_ms"))
        .foreign_key(&mut owned("fk_editing_article", ("editing_lock", "article_id"), "article"))
        .foreign_key(&mut owned("fk_editing_person", ("editing_lock", "person_id"), "person"))
        .to_owned();
    manager.create_table(lock).await
}

async fn texts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let aside = Table::create()
        .table("draft_aside")
        .col(big_integer("article_id"))
        .col(big_integer("person_id"))
        .col(string("tab"))
        .col(big_integer("version"))
        .col(text("base"))
        .col(text("mine"))
        .col(big_integer("saved_ms"))
        .primary_key(Index::create().col("article_id").col("person_id").col("tab"))
        .foreign_key(&mut owned("fk_aside_article", ("draft_aside", "article_id"), "article"))
        .foreign_key(&mut link("fk_aside_person", ("draft_aside", "person_id"), "person"))
        .to_owned();
    manager.create_table(aside).await?;
    let merged = Table::alter().table("draft_save").add_column(text_null("merged")).to_owned();
    manager.alter_table(merged).await
}
