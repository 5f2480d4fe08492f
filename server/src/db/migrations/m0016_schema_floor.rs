//! From which step on a program may work with this schema: so a program of an earlier version knows
//! whether it can go on beside a newer one.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, Query, SchemaManager, Table,
};
use sea_orm_migration::schema::string;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let floor = Table::create().table("schema_floor").col(string("step")).to_owned();
        manager.create_table(floor).await?;
        // Programs that do not know this table do not look into it: none older starts here.
        let mut own = Query::insert();
        own.into_table("schema_floor")
            .columns(["step"])
            .values_panic(["m0016_schema_floor".into()]);
        manager.execute(own).await
    }
}
