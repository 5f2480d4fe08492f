//! The database behind one door: connections, schema, and what an error of it means.

pub(crate) mod connect;
mod migrations;
#[cfg(test)]
pub(crate) mod trial;

use std::sync::Arc;

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr,
    SqlErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::error::{Error, Result};
use crate::telemetry::Telemetry;
use migrations::Migrator;

/// Two pools on one database: many readers, and the writers' door.
///
/// SQLite has a single writer, so its write pool holds one connection and every transaction
/// begins IMMEDIATE; with several writing connections over half of the transactions were lost
/// to `SQLITE_BUSY` when measured. On PostgreSQL a slow question of readers is broken off.
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

    /// Tells how long each statement takes.
    pub(crate) fn watched(mut self, telemetry: &Arc<Telemetry>) -> Self {
        for pool in [&mut self.read, &mut self.write] {
            let telemetry = Arc::clone(telemetry);
            pool.set_metric_callback(move |info| {
                telemetry.queried(&info.statement.sql, info.elapsed);
            });
        }
        self
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

    /// The steps that its schema has gone, in order.
    pub(crate) async fn steps(&self) -> Result<Vec<String>> {
        let gone = Migrator::get_applied_migrations(&self.write).await?;
        Ok(gone.iter().map(|step| step.name().to_owned()).collect())
    }

    /// Brings an empty database to an earlier version's schema.
    ///
    /// # Errors
    /// `NewerDatabase` when the steps are not the first of ours.
    pub(crate) async fn migrate_to(&self, steps: &[String]) -> Result<()> {
        let ours = Migrator::migrations();
        let foreign = steps
            .iter()
            .enumerate()
            .find(|(at, step)| ours.get(*at).is_none_or(|ours| ours.name() != step.as_str()));
        if let Some((_, step)) = foreign {
            return Err(Error::NewerDatabase { version: step.clone() });
        }
        let count = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        let there = u32::try_from(self.steps().await?.len()).unwrap_or(u32::MAX);
        if count > there {
            Migrator::up(&self.write, Some(count - there)).await?;
        }
        Ok(())
    }

    /// Whether steps are waiting.
    pub(crate) async fn behind(&self) -> Result<usize> {
        self.refuse_newer().await?;
        Ok(Migrator::get_pending_migrations(&self.read).await?.len())
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

/// Whether all connections were in use for as long as a request may wait.
pub(crate) fn is_busy(err: &DbErr) -> bool {
    matches!(err, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
}

/// Whether the database's disk has no room: SQLite's code 13, PostgreSQL's 53100.
pub(crate) fn is_full(err: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = err
    else {
        return false;
    };
    let told = cause.as_database_error().and_then(sqlx::error::DatabaseError::code);
    told.is_some_and(|code| code == "13" || code == "53100")
}

/// Whether the database could not be reached, or sent us away because it stops or starts.
pub(crate) fn is_away(err: &DbErr) -> bool {
    let (DbErr::Conn(cause) | DbErr::Exec(cause) | DbErr::Query(cause)) = err else {
        return matches!(err, DbErr::ConnectionAcquire(_));
    };
    let RuntimeErr::SqlxError(cause) = cause else { return false };
    match cause.as_ref() {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        // PostgreSQL's class 57P: shut down by the administrator, crashed, not yet ready; class
        // 08: the connection.
        sqlx::Error::Database(told) => {
            told.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
        }
        _ => false,
    }
}
