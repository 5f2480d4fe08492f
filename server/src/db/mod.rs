//! The database behind one door: connections, schema, and what an error of it means.

pub(crate) mod connect;
mod migrations;
#[cfg(test)]
pub(crate) mod trial;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqlErr, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::error::{Error, Result};
use migrations::Migrator;

/// Two pools on one database: many readers, and the writers' door.
///
/// SQLite has a single writer, so its write pool holds one connection and every transaction
/// begins IMMEDIATE; with several writing connections over half of the transactions were lost
/// to `SQLITE_BUSY` when measured. On PostgreSQL both are the same pool.
#[derive(Debug, Clone)]
pub struct Db {
    pub(crate) read: DatabaseConnection,
    write: DatabaseConnection,
    engine: Engine,
}

/// The two engines we run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Db {
    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When the database is away or busy beyond the time limit.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction> {
        let mode = match self.engine {
            Engine::Sqlite => Some(SqliteTransactionMode::Immediate),
            Engine::Postgres => None,
        };
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
        Ok(self.write.begin_with_options(options).await?)
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// Brings the schema to this version; safe to repeat.
    ///
    /// # Errors
    /// When a step fails, or the database was made by a newer version.
    pub async fn migrate(&self) -> Result<()> {
        self.refuse_newer().await?;
        Migrator::up(&self.write, None).await?;
        Ok(())
    }

    /// Whether steps are waiting.
    pub(crate) async fn behind(&self) -> Result<usize> {
        self.refuse_newer().await?;
        Ok(Migrator::get_pending_migrations(&self.write).await?.len())
    }

    /// A newer version's steps are unknown here; writing below them could harm what they keep.
    async fn refuse_newer(&self) -> Result<()> {
        let sql = "SELECT version FROM seaql_migrations";
        let ask = Statement::from_string(self.write.get_database_backend(), sql);
        let Ok(rows) = self.write.query_all_raw(ask).await else { return Ok(()) };
        let known: Vec<String> =
            Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        for row in rows {
            let version: String = row.try_get("", "version")?;
            if !known.contains(&version) {
                return Err(Error::NewerDatabase { version });
            }
        }
        Ok(())
    }
}

/// Turns a breach of a unique constraint into a field error named by the caller.
pub(crate) fn taken(field: &'static str) -> impl Fn(DbErr) -> Error {
    move |err| match err.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Taken(field),
        _ => Error::from(err),
    }
}
