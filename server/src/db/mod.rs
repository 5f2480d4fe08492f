//! The database behind one door: connections, schema, and what an error of it means.

pub(crate) mod connect;
mod migrations;
pub(crate) mod schema;
#[cfg(test)]
pub(crate) mod trial;

use std::borrow::Cow;
use std::sync::Arc;

use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqlErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::error::{Error, Result};
use crate::telemetry::Telemetry;
use crate::traces::{self, Went};

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
        Ok(self.transaction().await?)
    }

    async fn transaction(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = match self.engine {
            Engine::Sqlite => Some(SqliteTransactionMode::Immediate),
            Engine::Postgres => None,
        };
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
        self.write.begin_with_options(options).await
    }

    /// Tells how long each statement takes.
    pub(crate) fn watched(mut self, telemetry: &Arc<Telemetry>) -> Self {
        let system = match self.engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgresql",
        };
        for pool in [&mut self.read, &mut self.write] {
            let telemetry = Arc::clone(telemetry);
            pool.set_metric_callback(move |info| {
                telemetry.queried(&info.statement.sql, info.elapsed);
                let went = if info.failed { Went::Wrong } else { Went::Well };
                traces::queried(system, &info.statement.sql, info.elapsed, went);
            });
        }
        self
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
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
    database_code(err).is_some_and(|code| code == "13" || code == "53100")
}

/// The code by which the database itself names an error.
fn database_code(err: &DbErr) -> Option<Cow<'_, str>> {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = err
    else {
        return None;
    };
    cause.as_database_error().and_then(sqlx::error::DatabaseError::code)
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
