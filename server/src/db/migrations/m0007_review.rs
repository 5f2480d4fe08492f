//! What is done with a text before it goes out: how each section wants it checked, links that show
//! it to outsiders, remarks on its passages.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, Index, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, string, string_uniq, text,
};

use super::m0001_newsroom::{index, link, owned};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        checks(manager).await?;
        previews(manager).await?;
        remarks(manager).await
    }
}

/// `scope` is a section, or 0 for the whole newsroom.
async fn checks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let setting = Table::create()
        .table("check_setting")
        .col(big_integer("scope"))
        .col(string("rule"))
        .col(string("severity"))
        .col(big_integer("bound"))
        .col(big_integer("changed_by"))
        .col(big_integer("changed_ms"))
        .primary_key(Index::create().col("scope").col("rule"))
        .to_owned();
    manager.create_table(setting).await
}

async fn previews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let preview = Table::create()
        .table("preview_link")
        .col(big_pk_auto("id"))
        .col(big_integer("article_id"))
        .col(string_uniq("hash"))
        .col(string("purpose"))
        .col(big_integer("made_by"))
        .col(big_integer("made_ms"))
        .col(big_integer("ends_ms"))
        .col(big_integer_null("revoked_ms"))
        .col(big_integer_null("revoked_by"))
        .foreign_key(&mut owned("fk_preview_article", ("preview_link", "article_id"), "article"))
        .foreign_key(&mut link("fk_preview_person", ("preview_link", "made_by"), "person"))
        .to_owned();
    manager.create_table(preview).await?;
    index(manager, "ix_preview_article", "preview_link", &["article_id", "id"]).await
}

async fn remarks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let remark = Table::create()
        .table("remark")
        .col(big_pk_auto("id"))
        .col(big_integer("article_id"))
        .col(big_integer_null("parent_id"))
        .col(big_integer("made_by"))
        .col(big_integer("made_ms"))
        .col(text("words"))
        .col(text("quote"))
        .col(text("prefix"))
        .col(text("suffix"))
        .col(big_integer("start"))
        .col(big_integer_null("resolved_by"))
        .col(big_integer_null("resolved_ms"))
        .foreign_key(&mut owned("fk_remark_article", ("remark", "article_id"), "article"))
        .foreign_key(&mut owned("fk_remark_parent", ("remark", "parent_id"), "remark"))
        .foreign_key(&mut link("fk_remark_person", ("remark", "made_by"), "person"))
        .to_owned();
    manager.create_table(remark).await?;
    index(manager, "ix_remark_article", "remark", &["article_id", "id"]).await
}
