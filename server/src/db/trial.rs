//! Databases for tests: a fresh SQLite file always, and a fresh PostgreSQL database where a server is.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DatabaseTransaction, Statement, TransactionTrait};

use super::{Db, connect};

/// Runs a repository test on every engine. `TOASOAN_TEST_POSTGRES` names the PostgreSQL server
/// (an address without a database); `tests/run` always sets it, and without it the test says so.
pub(crate) async fn on_both<F, Fut>(test: F)
where
    F: Fn(Db) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("sqlite://{}/t.db", folder.path().display());
    test(migrated(&file).await).await;
    let server = postgres();
    let Some(server) = server else {
        eprintln!("PostgreSQL left out: TOASOAN_TEST_POSTGRES is not set");
        return;
    };
    let name = format!("t_{}", uuid::Uuid::now_v7().simple());
    let root = Database::connect(format!("{server}/postgres")).await.expect("PostgreSQL answers");
    run(&root, format!("CREATE DATABASE {name}")).await;
    let db = migrated(&format!("{server}/{name}")).await;
    test(db.clone()).await;
    db.read.clone().close().await.expect("closes");
    run(&root, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// The address of an empty PostgreSQL database, where a server is; it lasts as long as that.
pub(crate) async fn fresh_postgres() -> Option<String> {
    let server = postgres()?;
    let name = format!("t_{}", uuid::Uuid::now_v7().simple());
    let root = Database::connect(format!("{server}/postgres")).await.expect("PostgreSQL answers");
    run(&root, format!("CREATE DATABASE {name}")).await;
    Some(format!("{server}/{name}"))
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings file")]
fn postgres() -> Option<String> {
    std::env::var("TOASOAN_TEST_POSTGRES").ok()
}

/// What a newer version leaves behind: a table, a column, and the step `m9001_hooks` that made them.
pub(crate) async fn newer(db: &Db) {
    let statements = [
        "CREATE TABLE hook (id BIGINT PRIMARY KEY)",
        "ALTER TABLE article ADD COLUMN mood TEXT",
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9001_hooks', 1)",
    ];
    change(db, &statements).await;
}

/// Whether somebody waits for a lock on the table (PostgreSQL).
pub(crate) async fn is_waited_for(db: &Db, table: &str) -> bool {
    let sql = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = $1::regclass";
    let ask = Statement::from_sql_and_values(db.read.get_database_backend(), sql, [table.into()]);
    db.read.query_one_raw(ask).await.expect("answers").is_some()
}

/// Takes every connection for reading, until what is returned is dropped.
pub(crate) async fn every_reader(db: &Db) -> Vec<DatabaseTransaction> {
    let mut all = Vec::new();
    while let Ok(one) = tokio::time::timeout(Duration::from_millis(500), db.read.begin()).await {
        all.push(one.expect("begins"));
    }
    all
}

/// Runs statements in one transaction.
pub(crate) async fn change(db: &Db, statements: &[&str]) {
    let tx = db.begin().await.expect("begins");
    for sql in statements {
        tx.execute_unprepared(sql).await.expect("runs");
    }
    tx.commit().await.expect("commits");
}

async fn migrated(address: &str) -> Db {
    let db = connect::open(address).await.expect("opens");
    db.migrate().await.expect("migrates");
    db
}

async fn run(root: &sea_orm::DatabaseConnection, sql: String) {
    let statement = Statement::from_string(root.get_database_backend(), sql);
    root.execute_raw(statement).await.expect("runs");
}
