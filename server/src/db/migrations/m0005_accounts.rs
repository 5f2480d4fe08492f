//! Invitations, notices and waiting work, and what accounts, sessions and the audit list gain.

use sea_orm_migration::prelude::{
    ColumnDef, DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, string, string_null, string_uniq, text,
    text_null,
};

use super::m0001_newsroom::{index, link, owned};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        accounts(manager).await?;
        audit(manager).await?;
        invitations(manager).await?;
        notices(manager).await?;
        jobs(manager).await
    }
}

/// SQLite adds one column a statement.
async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: ColumnDef,
) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add(manager, "person", string("language").default("vi").to_owned()).await?;
    // Kinds of notices that the person wants no mail for, as a JSON list.
    add(manager, "person", text("mails_off").default("[]").to_owned()).await?;
    add(manager, "person", big_integer_null("seen_ms")).await?;
    add(manager, "person", integer("unread").default(0).to_owned()).await?;
    add(manager, "session", string_null("agent")).await?;
    add(manager, "session", string_null("address")).await?;
    index(manager, "ix_person_name", "person", &["name", "id"]).await
}

async fn audit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add(manager, "audit", big_integer_null("subject_id")).await?;
    index(manager, "ix_audit_at", "audit", &["at_ms", "id"]).await?;
    index(manager, "ix_audit_person", "audit", &["person_id", "at_ms", "id"]).await?;
    index(manager, "ix_audit_subject", "audit", &["subject_id", "at_ms", "id"]).await?;
    index(manager, "ix_audit_act", "audit", &["act", "at_ms", "id"]).await
}

async fn invitations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let invite = Table::create()
        .table("invite")
        .col(big_pk_auto("id"))
        .col(string_uniq("hash"))
        .col(big_integer("person_id"))
        .col(big_integer_null("made_by"))
        .col(big_integer("created_ms"))
        .col(big_integer("expires_ms"))
        .col(big_integer_null("used_ms"))
        .foreign_key(&mut owned("fk_invite_person", ("invite", "person_id"), "person"))
        .to_owned();
    manager.create_table(invite).await?;
    index(manager, "ix_invite_person", "invite", &["person_id"]).await
}

async fn notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let notice = Table::create()
        .table("notice")
        .col(big_pk_auto("id"))
        .col(big_integer("person_id"))
        .col(string("kind"))
        .col(big_integer_null("by_id"))
        .col(big_integer_null("article_id"))
        .col(text("title"))
        .col(text("url"))
        .col(text("note"))
        .col(big_integer("at_ms"))
        .col(big_integer_null("read_ms"))
        .foreign_key(&mut owned("fk_notice_person", ("notice", "person_id"), "person"))
        .foreign_key(&mut owned("fk_notice_article", ("notice", "article_id"), "article"))
        .foreign_key(&mut link("fk_notice_by", ("notice", "by_id"), "person"))
        .to_owned();
    manager.create_table(notice).await?;
    index(manager, "ix_notice_person", "notice", &["person_id", "id"]).await?;
    index(manager, "ix_notice_unread", "notice", &["person_id", "read_ms", "id"]).await
}

async fn jobs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let job = Table::create()
        .table("job")
        .col(big_pk_auto("id"))
        .col(string("kind"))
        .col(text("payload"))
        .col(big_integer("created_ms"))
        .col(big_integer("due_ms"))
        .col(integer("tries"))
        .col(text_null("last_error"))
        .col(big_integer_null("given_up_ms"))
        .to_owned();
    manager.create_table(job).await?;
    index(manager, "ix_job_due", "job", &["kind", "given_up_ms", "due_ms", "id"]).await
}
