//! Where articles stand among others: genre, running stories, translations, articles chosen by hand.

use sea_orm_migration::prelude::{
    DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, Table,
};
use sea_orm_migration::schema::{big_integer_null, text};

use super::m0001_newsroom::index;

#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Step;

#[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["draft", "revision"] {
            let context = text("context").default("{}").to_owned();
            manager.alter_table(Table::alter().table(table).add_column(context).to_owned()).await?;
        }
        // Of the live text, as its pages look it up: the first of a group of translations.
        let translates = big_integer_null("translates");
        let article = Table::alter().table("article").add_column(translates).to_owned();
        manager.alter_table(article).await?;
        index(manager, "ix_article_translates", "article", &["translates"]).await
    }
}
