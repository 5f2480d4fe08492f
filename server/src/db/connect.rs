//! Opens the database and refuses one whose answers would not be durable.

use std::path::Path;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};

use super::{Db, Engine};
use crate::error::{Error, Result};

/// Readers at the same time; more only queue behind two cores.
const READERS: u32 = 8;
/// Of a node, for readers and for writers each.
const POSTGRES_CONNECTIONS: u32 = 8;
/// How long a request waits for a connection before it answers "busy".
const PATIENCE: Duration = Duration::from_secs(5);
/// The same where it would only read from PostgreSQL: a server that takes no new connections leaves one
/// that is to be opened waiting, although others come back meanwhile, and an old page can go out.
const READ_PATIENCE: Duration = Duration::from_secs(2);

/// Opens `sqlite://PATH` (made when absent) or `postgres://…`.
///
/// # Errors
/// When the address is of neither kind, the server does not answer, or its settings would lose
/// acknowledged writes at a power cut.
pub(crate) async fn open(address: &str) -> Result<Db> {
    if let Some(path) = address.strip_prefix("sqlite://") {
        return open_sqlite(Path::new(path)).await;
    }
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        return open_postgres(address).await;
    }
    Err(Error::Setting {
        name: "TOASOAN_DATABASE",
        wanted: "sqlite://FILE or postgres://USER@HOST/NAME",
    })
}

async fn open_sqlite(path: &Path) -> Result<Db> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let write = sqlite_pool(path, 1).await?;
    let read = sqlite_pool(path, READERS).await?;
    for pool in [&write, &read] {
        expect_setting(pool, "PRAGMA synchronous", &["2"]).await?;
        expect_setting(pool, "PRAGMA journal_mode", &["wal"]).await?;
    }
    // Counts what the tables hold, where they have grown, so that the right indexes are chosen.
    write.execute_unprepared("PRAGMA analysis_limit = 400; PRAGMA optimize = 0x10002").await?;
    Ok(Db { read, write, engine: Engine::Sqlite })
}

async fn sqlite_pool(path: &Path, connections: u32) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options.max_connections(connections).min_connections(1).acquire_timeout(PATIENCE);
    // A file does not go away as a server does: asking each time whether a connection still answers is
    // one more turn to its thread and back.
    options.test_before_acquire(false).sqlx_logging(false);
    options.map_sqlx_sqlite_pool_opts(|options| options.after_release(|one, _| only_clean(one)));
    options.map_sqlx_sqlite_opts(|options| {
        options
            .journal_mode(SqliteJournalMode::Wal)
            // FULL, not NORMAL: NORMAL lost acknowledged commits at a power cut when measured.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            // Each of the readers has its own, and what is read often lies in the mapped part.
            .pragma("cache_size", "-8192")
            .pragma("mmap_size", "268435456")
            .optimize_on_close(true, None)
    });
    Ok(Database::connect(options).await?)
}

/// Keeps a connection only outside of a transaction. A full disk makes SQLite roll back by itself;
/// the count of open transactions is wrong from then on, and what is begun later would be answered
/// for and never be committed.
fn only_clean(connection: &mut SqliteConnection) -> BoxFuture<'_, sqlx::Result<bool>> {
    Box::pin(async move {
        if connection.is_in_transaction() {
            // A rollback may be under way; this waits for it.
            connection.ping().await?;
        }
        Ok(!connection.is_in_transaction())
    })
}

async fn open_postgres(address: &str) -> Result<Db> {
    // A reader's question that takes longer helps nobody; a migration may.
    // The more patient one first: at the start of both the server may still be coming up.
    let settings = &[("idle_in_transaction_session_timeout", "60s")];
    let write = postgres_pool(address, settings, PATIENCE).await?;
    let settings = &[("statement_timeout", "10s")];
    let read = postgres_pool(address, settings, READ_PATIENCE).await?;
    expect_setting(&write, "SHOW synchronous_commit", &["on", "remote_apply"]).await?;
    for setting in ["SHOW fsync", "SHOW full_page_writes"] {
        expect_setting(&write, setting, &["on"]).await?;
    }
    Ok(Db { read, write, engine: Engine::Postgres })
}

async fn postgres_pool(
    address: &str,
    settings: &'static [(&'static str, &'static str)],
    patience: Duration,
) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(address);
    options.max_connections(POSTGRES_CONNECTIONS);
    options.acquire_timeout(patience).sqlx_logging(false);
    options.map_sqlx_postgres_opts(move |options| options.options(settings.iter().copied()));
    Ok(Database::connect(options).await?)
}

/// Reads one setting back, because a durable answer is promised to people (design rule 5).
async fn expect_setting(
    pool: &DatabaseConnection,
    ask: &'static str,
    wanted: &'static [&'static str],
) -> Result<()> {
    let usual = wanted.first().copied().unwrap_or_default();
    let row = pool
        .query_one_raw(Statement::from_string(pool.get_database_backend(), ask))
        .await?
        .ok_or(Error::NotDurable { setting: ask, wanted: usual })?;
    let found = match row.try_get_by_index::<String>(0) {
        Ok(text) => text,
        Err(_) => row.try_get_by_index::<i64>(0)?.to_string(),
    };
    if wanted.iter().any(|wanted| found.eq_ignore_ascii_case(wanted)) {
        Ok(())
    } else {
        Err(Error::NotDurable { setting: ask, wanted: usual })
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, DatabaseTransaction};

    use super::super::Db;

    async fn add(tx: &DatabaseTransaction, key: &str) {
        let sql = format!("INSERT INTO setting (key, value) VALUES ('{key}', 'x')");
        tx.execute_unprepared(&sql).await.unwrap();
    }

    async fn committed(db: &Db) -> usize {
        let sql = "SELECT key FROM setting";
        let ask = sea_orm::Statement::from_string(db.read.get_database_backend(), sql);
        db.read.query_all_raw(ask).await.unwrap().len()
    }

    #[tokio::test]
    async fn what_sqlite_rolls_back_by_itself_takes_no_later_commit_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite://{}/t.db", folder.path().display());
        let db = super::open(&address).await.unwrap();
        db.migrate().await.unwrap();
        // As a full disk does it: the transaction is over, and nobody has been told.
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("ROLLBACK").await.unwrap();
        drop(tx);
        // Another one that fails, and one that is answered for.
        let tx = db.begin().await.unwrap();
        add(&tx, "lost").await;
        drop(tx);
        let tx = db.begin().await.unwrap();
        add(&tx, "kept").await;
        tx.commit().await.unwrap();
        assert_eq!(committed(&db).await, 1);
    }
}
