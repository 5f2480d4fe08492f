//! Fronts with their working copies, layouts and pins; assignments and notes of the calendar.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, Index, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, string, string_uniq, text,
};

use super::m0001_newsroom::{index, link, owned, unique};

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        fronts(manager).await?;
        picks(manager).await?;
        planning(manager).await?;
        index(manager, "ix_change_article", "change", &["article_id", "number"]).await
    }
}

/// `place` is `<site>` or `<site>/<section>`: unique also where there is no section.
async fn fronts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let front = Table::create()
        .table("front")
        .col(big_pk_auto("id"))
        .col(string_uniq("place"))
        .col(big_integer("site_id"))
        .col(big_integer_null("section_id"))
        .col(big_integer("version"))
        .foreign_key(&mut owned("fk_front_site", ("front", "site_id"), "site"))
        .foreign_key(&mut owned("fk_front_section", ("front", "section_id"), "section"))
        .to_owned();
    manager.create_table(front).await?;
    index(manager, "ix_front_site", "front", &["site_id"]).await?;
    let work = Table::create()
        .table("front_work")
        .col(big_integer("front_id"))
        .col(big_integer("version"))
        .col(text("layout"))
        .col(big_integer_null("made_by"))
        .col(big_integer("made_ms"))
        .primary_key(Index::create().col("front_id").col("version"))
        .foreign_key(&mut owned("fk_front_work_front", ("front_work", "front_id"), "front"))
        .foreign_key(&mut link("fk_front_work_person", ("front_work", "made_by"), "person"))
        .to_owned();
    manager.create_table(work).await?;
    let layout = Table::create()
        .table("front_layout")
        .col(big_pk_auto("id"))
        .col(big_integer("front_id"))
        .col(integer("number"))
        .col(text("layout"))
        .col(big_integer_null("made_by"))
        .col(big_integer("made_ms"))
        .col(big_integer("change_number"))
        .foreign_key(&mut owned("fk_front_layout_front", ("front_layout", "front_id"), "front"))
        .foreign_key(&mut link("fk_front_layout_person", ("front_layout", "made_by"), "person"))
        .to_owned();
    manager.create_table(layout).await?;
    unique(manager, "uq_front_layout_number", "front_layout", &["front_id", "number"]).await?;
    index(manager, "ix_front_layout_change", "front_layout", &["change_number"]).await
}

async fn picks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let pick = Table::create()
        .table("front_pick")
        .col(big_integer("front_id"))
        .col(big_integer("article_id"))
        .col(integer("slot"))
        .col(integer("position"))
        .col(big_integer_null("from_ms"))
        .col(big_integer_null("until_ms"))
        .col(big_integer("since"))
        .primary_key(Index::create().col("front_id").col("article_id"))
        .foreign_key(&mut owned("fk_front_pick_front", ("front_pick", "front_id"), "front"))
        .foreign_key(&mut owned("fk_front_pick_article", ("front_pick", "article_id"), "article"))
        .to_owned();
    manager.create_table(pick).await?;
    index(manager, "ix_front_pick_from", "front_pick", &["from_ms"]).await?;
    index(manager, "ix_front_pick_until", "front_pick", &["until_ms"]).await
}

async fn planning(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let assignment = Table::create()
        .table("assignment")
        .col(big_pk_auto("id"))
        .col(big_integer("version"))
        .col(text("title"))
        .col(text("brief"))
        .col(text("place"))
        .col(big_integer("site_id"))
        .col(big_integer_null("section_id"))
        .col(big_integer("due_ms"))
        .col(integer("priority"))
        .col(string("state"))
        .col(big_integer_null("assignee_id"))
        .col(text("answer"))
        .col(big_integer_null("answered_by"))
        .col(big_integer_null("article_id"))
        .col(big_integer("made_by"))
        .col(big_integer("made_ms"))
        .col(big_integer("changed_ms"))
        .foreign_key(&mut link("fk_assignment_site", ("assignment", "site_id"), "site"))
        .foreign_key(&mut link("fk_assignment_section", ("assignment", "section_id"), "section"))
        .foreign_key(&mut link("fk_assignment_person", ("assignment", "assignee_id"), "person"))
        .foreign_key(&mut link("fk_assignment_answer", ("assignment", "answered_by"), "person"))
        .foreign_key(&mut link("fk_assignment_maker", ("assignment", "made_by"), "person"))
        .foreign_key(&mut link("fk_assignment_article", ("assignment", "article_id"), "article"))
        .to_owned();
    manager.create_table(assignment).await?;
    let by_person = ["assignee_id", "state", "due_ms", "id"];
    index(manager, "ix_assignment_person", "assignment", &by_person).await?;
    index(manager, "ix_assignment_state", "assignment", &["state", "due_ms", "id"]).await?;
    index(manager, "ix_assignment_due", "assignment", &["due_ms", "id"]).await?;
    let note = Table::create()
        .table("day_note")
        .col(big_pk_auto("id"))
        .col(string("day"))
        .col(text("words"))
        .col(big_integer("made_by"))
        .col(big_integer("made_ms"))
        .foreign_key(&mut link("fk_day_note_person", ("day_note", "made_by"), "person"))
        .to_owned();
    manager.create_table(note).await?;
    index(manager, "ix_day_note_day", "day_note", &["day", "id"]).await
}
