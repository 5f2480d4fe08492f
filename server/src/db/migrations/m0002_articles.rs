//! Articles with drafts and immutable revisions, where they are shown, pictures, redirects,
//! the change feed and the audit list.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, Index, MigrationTrait, SchemaManager, Table, TableCreateStatement,
};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, string, string_null, string_uniq, text,
    text_null,
};

use super::m0001_newsroom::{index, key_column, link, owned, unique};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        articles(manager).await?;
        texts(manager).await?;
        showing(manager).await?;
        labels(manager).await?;
        media_and_redirects(manager).await?;
        records(manager).await
    }
}

async fn articles(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let article = Table::create()
        .table("article")
        .col(big_pk_auto("id"))
        .col(big_integer("site_id"))
        .col(string("slug"))
        .col(string_null("source_id").unique_key().to_owned())
        .col(big_integer_null("owner_id"))
        .col(string("public_state"))
        .col(string("review_state"))
        .col(big_integer_null("live_revision_id"))
        .col(big_integer("created_ms"))
        .col(big_integer("changed_ms"))
        .col(big_integer_null("published_ms"))
        .col(big_integer_null("updated_ms"))
        .col(big_integer_null("withdrawn_ms"))
        .col(text("withdrawn_reason"))
        .foreign_key(&mut link("fk_article_site", ("article", "site_id"), "site"))
        .foreign_key(&mut link("fk_article_owner", ("article", "owner_id"), "person"))
        .to_owned();
    manager.create_table(article).await?;
    index(manager, "ix_article_changed", "article", &["changed_ms", "id"]).await?;
    index(manager, "ix_article_owner", "article", &["owner_id", "changed_ms", "id"]).await?;
    index(manager, "ix_article_review", "article", &["review_state", "changed_ms", "id"]).await?;
    index(manager, "ix_article_public", "article", &["public_state", "changed_ms", "id"]).await?;
    index(manager, "ix_article_published", "article", &["public_state", "published_ms", "id"]).await
}

/// The columns that hold what a person wrote, the same in a draft and in a revision.
fn written(mut table: TableCreateStatement) -> TableCreateStatement {
    table
        .col(text("title"))
        .col(text("kicker"))
        .col(text("lead"))
        .col(text("body"))
        .col(big_integer_null("section_id"))
        .col(string("language"))
        .col(text("bylines"))
        .col(text("tags"))
        .col(text_null("cover"))
        .to_owned()
}

async fn texts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let draft = Table::create()
        .table("draft")
        .col(big_integer("article_id").primary_key().to_owned())
        .col(big_integer("version"))
        .col(big_integer_null("revision_id"))
        .col(big_integer_null("saved_by"))
        .col(big_integer("saved_ms"))
        .foreign_key(&mut owned("fk_draft_article", ("draft", "article_id"), "article"))
        .foreign_key(&mut link("fk_draft_section", ("draft", "section_id"), "section"))
        .to_owned();
    manager.create_table(written(draft)).await?;
    let revision = Table::create()
        .table("revision")
        .col(big_pk_auto("id"))
        .col(big_integer("article_id"))
        .col(integer("number"))
        .col(big_integer_null("made_by"))
        .col(big_integer("made_ms"))
        .col(string("act"))
        .col(text("note"))
        .foreign_key(&mut owned("fk_revision_article", ("revision", "article_id"), "article"))
        .to_owned();
    manager.create_table(written(revision)).await?;
    unique(manager, "uq_revision_number", "revision", &["article_id", "number"]).await?;
    let save = Table::create()
        .table("draft_save")
        .col(key_column("id"))
        .col(big_integer("article_id"))
        .col(big_integer("version"))
        .col(big_integer("saved_ms"))
        .foreign_key(&mut owned("fk_draft_save_article", ("draft_save", "article_id"), "article"))
        .to_owned();
    manager.create_table(save).await?;
    index(manager, "ix_draft_save_article", "draft_save", &["article_id", "saved_ms"]).await
}

async fn showing(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let placement = Table::create()
        .table("placement")
        .col(big_integer("article_id"))
        .col(big_integer("site_id"))
        .col(big_integer("section_id"))
        .col(integer("home"))
        .col(integer("live"))
        .col(big_integer("published_ms"))
        .primary_key(Index::create().col("article_id").col("site_id"))
        .foreign_key(&mut owned("fk_placement_article", ("placement", "article_id"), "article"))
        .foreign_key(&mut link("fk_placement_site", ("placement", "site_id"), "site"))
        .foreign_key(&mut link("fk_placement_section", ("placement", "section_id"), "section"))
        .to_owned();
    manager.create_table(placement).await?;
    let by_site = ["site_id", "live", "published_ms", "article_id"];
    index(manager, "ix_placement_site", "placement", &by_site).await?;
    let by_section = ["section_id", "live", "published_ms", "article_id"];
    index(manager, "ix_placement_section", "placement", &by_section).await
}

async fn labels(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for name in ["tag", "byline"] {
        let label = Table::create()
            .table(name)
            .col(big_pk_auto("id"))
            .col(string_uniq("slug"))
            .col(string("name"))
            .to_owned();
        manager.create_table(label).await?;
    }
    let tags = Table::create()
        .table("article_tag")
        .col(big_integer("article_id"))
        .col(big_integer("tag_id"))
        .col(integer("position"))
        .primary_key(Index::create().col("article_id").col("tag_id"))
        .foreign_key(&mut owned("fk_article_tag_article", ("article_tag", "article_id"), "article"))
        .foreign_key(&mut link("fk_article_tag_tag", ("article_tag", "tag_id"), "tag"))
        .to_owned();
    manager.create_table(tags).await?;
    index(manager, "ix_article_tag_tag", "article_tag", &["tag_id", "article_id"]).await?;
    let bylines = Table::create()
        .table("article_byline")
        .col(big_integer("article_id"))
        .col(big_integer("byline_id"))
        .col(integer("position"))
        .primary_key(Index::create().col("article_id").col("byline_id"))
        .foreign_key(&mut owned(
            "fk_article_byline_article",
            ("article_byline", "article_id"),
            "article",
        ))
        .foreign_key(&mut link("fk_article_byline", ("article_byline", "byline_id"), "byline"))
        .to_owned();
    manager.create_table(bylines).await?;
    let by_byline = ["byline_id", "article_id"];
    index(manager, "ix_article_byline_byline", "article_byline", &by_byline).await
}

async fn media_and_redirects(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let media = Table::create()
        .table("media")
        .col(big_pk_auto("id"))
        .col(string_uniq("hash"))
        .col(string("name"))
        .col(string("kind"))
        .col(integer("width"))
        .col(integer("height"))
        .col(big_integer("bytes"))
        .col(text("widths"))
        .col(big_integer_null("uploaded_by"))
        .col(big_integer("created_ms"))
        .foreign_key(&mut link("fk_media_person", ("media", "uploaded_by"), "person"))
        .to_owned();
    manager.create_table(media).await?;
    let redirect = Table::create()
        .table("redirect")
        .col(big_pk_auto("id"))
        .col(big_integer("site_id"))
        .col(string("path"))
        .col(big_integer("article_id"))
        .foreign_key(&mut owned("fk_redirect_article", ("redirect", "article_id"), "article"))
        .foreign_key(&mut link("fk_redirect_site", ("redirect", "site_id"), "site"))
        .to_owned();
    manager.create_table(redirect).await?;
    unique(manager, "uq_redirect_path", "redirect", &["site_id", "path"]).await?;
    let views = Table::create()
        .table("article_views")
        .col(big_integer("article_id").primary_key().to_owned())
        .col(big_integer("views"))
        .foreign_key(&mut owned("fk_views_article", ("article_views", "article_id"), "article"))
        .to_owned();
    manager.create_table(views).await
}

async fn records(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let change = Table::create()
        .table("change")
        .col(big_integer("number").primary_key().to_owned())
        .col(string("kind"))
        .col(big_integer_null("article_id"))
        .col(big_integer("at_ms"))
        .to_owned();
    manager.create_table(change).await?;
    let audit = Table::create()
        .table("audit")
        .col(big_pk_auto("id"))
        .col(big_integer("at_ms"))
        .col(big_integer_null("person_id"))
        .col(big_integer_null("article_id"))
        .col(string("act"))
        .col(text("before"))
        .col(text("after"))
        .to_owned();
    manager.create_table(audit).await?;
    index(manager, "ix_audit_article", "audit", &["article_id", "id"]).await
}
