//! The tables of fronts.

#![expect(unreachable_pub, reason = "sea-orm's derive needs `pub`")]

pub mod front {
    //! One row a home page or section's page that was ever arranged.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "front")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub place: String,
        pub site_id: i64,
        pub section_id: Option<i64>,
        /// Of the working copy.
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod work {
    //! The working copy, one row a version; the newest counts, the others help to join changes.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "front_work")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub front_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        #[sea_orm(column_type = "Text")]
        pub layout: String,
        pub made_by: Option<i64>,
        pub made_ms: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod layout {
    //! What went live; the newest of a front is live now.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "front_layout")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub front_id: i64,
        pub number: i32,
        #[sea_orm(column_type = "Text")]
        pub layout: String,
        pub made_by: Option<i64>,
        pub made_ms: i64,
        pub change_number: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod pick {
    //! The choices of the live layout.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "front_pick")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub front_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: i64,
        pub slot: i32,
        pub position: i32,
        pub from_ms: Option<i64>,
        pub until_ms: Option<i64>,
        pub since: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
