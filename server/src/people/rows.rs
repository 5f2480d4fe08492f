//! The tables of people, their roles, sessions, tokens and invitations.

#![expect(unreachable_pub, reason = "sea-orm's derive needs `pub`")]

pub mod person {
    //! Members of the newsroom.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub email: String,
        pub name: String,
        pub password_hash: Option<String>,
        pub created_ms: i64,
        pub disabled_ms: Option<i64>,
        pub failures: i32,
        pub locked_until_ms: Option<i64>,
        pub language: String,
        #[sea_orm(column_type = "Text")]
        pub mails_off: String,
        pub seen_ms: Option<i64>,
        /// Notices not read yet: it stands here so that every page can show it unasked.
        pub unread: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod held {
    //! Roles that people hold, with where.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_role")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub person_id: i64,
        pub role: String,
        #[sea_orm(column_type = "Text")]
        pub sections: String,
        #[sea_orm(column_type = "Text")]
        pub languages: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod session {
    //! Signed-in browsers, by the hash of their secret.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id_hash: String,
        pub person_id: Option<i64>,
        pub csrf: String,
        pub created_ms: i64,
        pub seen_ms: i64,
        pub expires_ms: i64,
        /// What the browser says of itself.
        pub agent: Option<String>,
        pub address: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod token {
    //! Keys of the API, by their hash.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "token")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub hash: String,
        pub person_id: Option<i64>,
        #[sea_orm(column_type = "Text")]
        pub scopes: String,
        pub created_ms: i64,
        pub revoked_ms: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod invite {
    //! Links with which a person sets a password, by the hash of their secret.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "invite")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub hash: String,
        pub person_id: i64,
        pub made_by: Option<i64>,
        pub created_ms: i64,
        pub expires_ms: i64,
        pub used_ms: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
