//! The `site` and `section` tables.

#![expect(unreachable_pub, reason = "sea-orm's derive needs `pub`")]

pub mod site {
    //! One row a site.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "site")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub key: String,
        pub host: String,
        #[sea_orm(column_type = "Text")]
        pub aliases: String,
        pub theme: String,
        pub stamp: String,
        pub language: String,
        pub name: String,
        #[sea_orm(column_type = "Text")]
        pub imprint: String,
        pub position: i32,
        #[sea_orm(column_type = "Text")]
        pub blocks: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod section {
    //! One row a section.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "section")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub parent_id: Option<i64>,
        pub path: String,
        pub name: String,
        #[sea_orm(column_type = "Text")]
        pub description: String,
        pub position: i32,
        #[sea_orm(column_type = "Text")]
        pub blocks: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
