//! Sites, sections, people with their roles, sessions, tokens and settings.

use sea_orm_migration::prelude::{
    ColumnDef, DbErr, DeriveMigrationName, ForeignKey, ForeignKeyAction, Index, MigrationTrait,
    SchemaManager, Table,
};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, string, string_null, string_uniq, text,
};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sites_and_sections(manager).await?;
        people(manager).await?;
        keys(manager).await
    }
}

async fn sites_and_sections(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let site = Table::create()
        .table("site")
        .col(big_pk_auto("id"))
        .col(string_uniq("key"))
        .col(string_uniq("host"))
        .col(text("aliases"))
        .col(string("theme"))
        .col(string("stamp"))
        .col(string("language"))
        .col(string("name"))
        .col(text("imprint"))
        .col(integer("position"))
        .to_owned();
    manager.create_table(site).await?;
    let section = Table::create()
        .table("section")
        .col(big_pk_auto("id"))
        .col(big_integer("site_id"))
        .col(big_integer_null("parent_id"))
        .col(string("path"))
        .col(string("name"))
        .col(text("description"))
        .col(integer("position"))
        .foreign_key(&mut link("fk_section_site", ("section", "site_id"), "site"))
        .foreign_key(&mut link("fk_section_parent", ("section", "parent_id"), "section"))
        .to_owned();
    manager.create_table(section).await?;
    unique(manager, "uq_section_path", "section", &["site_id", "path"]).await
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let person = Table::create()
        .table("person")
        .col(big_pk_auto("id"))
        .col(string_uniq("email"))
        .col(string("name"))
        .col(string_null("password_hash"))
        .col(big_integer("created_ms"))
        .col(big_integer_null("disabled_ms"))
        .col(integer("failures"))
        .col(big_integer_null("locked_until_ms"))
        .to_owned();
    manager.create_table(person).await?;
    let held = Table::create()
        .table("person_role")
        .col(big_pk_auto("id"))
        .col(big_integer("person_id"))
        .col(string("role"))
        .col(text("sections"))
        .col(text("languages"))
        .foreign_key(&mut owned("fk_person_role_person", ("person_role", "person_id"), "person"))
        .to_owned();
    manager.create_table(held).await?;
    index(manager, "ix_person_role_person", "person_role", &["person_id"]).await?;
    let session = Table::create()
        .table("session")
        .col(key_column("id_hash"))
        .col(big_integer_null("person_id"))
        .col(string("csrf"))
        .col(big_integer("created_ms"))
        .col(big_integer("seen_ms"))
        .col(big_integer("expires_ms"))
        .foreign_key(&mut owned("fk_session_person", ("session", "person_id"), "person"))
        .to_owned();
    manager.create_table(session).await?;
    index(manager, "ix_session_person", "session", &["person_id"]).await?;
    index(manager, "ix_session_expires", "session", &["expires_ms"]).await
}

async fn keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let token = Table::create()
        .table("token")
        .col(big_pk_auto("id"))
        .col(string_uniq("name"))
        .col(string_uniq("hash"))
        .col(big_integer_null("person_id"))
        .col(text("scopes"))
        .col(big_integer("created_ms"))
        .col(big_integer_null("revoked_ms"))
        .foreign_key(&mut owned("fk_token_person", ("token", "person_id"), "person"))
        .to_owned();
    manager.create_table(token).await?;
    let setting =
        Table::create().table("setting").col(key_column("key")).col(text("value")).to_owned();
    manager.create_table(setting).await?;
    let repeat = Table::create()
        .table("repeat_answer")
        .col(key_column("key"))
        .col(integer("status"))
        .col(text("headers"))
        .col(text("body"))
        .col(big_integer("created_ms"))
        .to_owned();
    manager.create_table(repeat).await
}

/// A text primary key.
pub(super) fn key_column(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).string().not_null().primary_key().to_owned()
}

type From = (&'static str, &'static str);

/// A foreign key that forbids deleting what is pointed at.
pub(super) fn link(
    name: &str,
    from: From,
    to: &'static str,
) -> sea_orm_migration::prelude::ForeignKeyCreateStatement {
    ForeignKey::create().name(name).from(from.0, from.1).to(to, "id").to_owned()
}

/// A foreign key whose row goes with what it points at.
pub(super) fn owned(
    name: &str,
    from: From,
    to: &'static str,
) -> sea_orm_migration::prelude::ForeignKeyCreateStatement {
    link(name, from, to).on_delete(ForeignKeyAction::Cascade).to_owned()
}

pub(super) async fn index(
    manager: &SchemaManager<'_>,
    name: &str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut make = Index::create().name(name).table(table).to_owned();
    for column in columns {
        make.col(*column);
    }
    manager.create_index(make).await
}

pub(super) async fn unique(
    manager: &SchemaManager<'_>,
    name: &str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut make = Index::create().name(name).table(table).unique().to_owned();
    for column in columns {
        make.col(*column);
    }
    manager.create_index(make).await
}
