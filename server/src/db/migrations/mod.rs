//! The schema, as a list of additive steps that run alike on SQLite and PostgreSQL.

mod m0001_newsroom;
mod m0002_articles;
mod m0003_times;
mod m0004_keeping;
mod m0005_accounts;
mod m0006_fronts_and_planning;
mod m0007_review;
mod m0008_search;
mod m0009_reading;
mod m0010_writers;
mod m0011_context;
mod m0012_reports;
mod m0013_blocks;
mod m0014_sound;
mod m0015_section_blocks;
mod m0016_schema_floor;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All steps in order; a step that has landed is never edited, only followed by another.
#[derive(Debug)]
pub(crate) struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_newsroom::Step),
            Box::new(m0002_articles::Step),
            Box::new(m0003_times::Step),
            Box::new(m0004_keeping::Step),
            Box::new(m0005_accounts::Step),
            Box::new(m0006_fronts_and_planning::Step),
            Box::new(m0007_review::Step),
            Box::new(m0008_search::Step),
            Box::new(m0009_reading::Step),
            Box::new(m0010_writers::Step),
            Box::new(m0011_context::Step),
            Box::new(m0012_reports::Step),
            Box::new(m0013_blocks::Step),
            Box::new(m0014_sound::Step),
            Box::new(m0015_section_blocks::Step),
            Box::new(m0016_schema_floor::Step),
        ]
    }
}
