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

    /// Brings the schema to this version; safe to repeat. A schema that is ahead of this version
    /// stays as it is.
    ///
    /// # Errors
    /// When a step fails, or the database was made by a newer version that shuts this one out.
    pub async fn migrate(&self) -> Result<Standing> {
        let standing = self.standing().await?;
        if let Standing::Ahead { step } = &standing {
            let own = newest_step();
            tracing::warn!(step, own, "the schema is of a newer version; this one goes on with it");
            return Ok(standing);
        }
        Migrator::up(&self.write, None).await?;
        Ok(Standing::Level)
    }

    /// The steps that its schema has gone, in order.
    ///
    /// # Errors
    /// `NewerDatabase` when one of them is unknown here: what it keeps would be left out.
    pub(crate) async fn steps(&self) -> Result<Vec<String>> {
        if let Some(version) = self.unknown().await? {
            return Err(Error::NewerDatabase { version });
        }
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

    /// How its schema stands to this program. Beside an unknown step it may work when it has gone all
    /// of its own, and the table `schema_floor`, which names the oldest step that a program must know,
    /// names one that it knows: else writing could harm what the newer steps keep.
    ///
    /// # Errors
    /// `NewerDatabase` when a newer version's schema shuts this one out.
    pub(crate) async fn standing(&self) -> Result<Standing> {
        let Some(step) = self.unknown().await? else {
            let waiting = Migrator::get_pending_migrations(&self.read).await?.len();
            return Ok(if waiting == 0 { Standing::Level } else { Standing::Behind(waiting) });
        };
        let gone = self.words(STEPS).await?;
        let ours = Migrator::migrations();
        let mut floors = self.words("SELECT step FROM schema_floor").await?.into_iter();
        match floors.find(|floor| !is_known(floor)) {
            Some(version) => Err(Error::NewerDatabase { version }),
            None if ours.iter().any(|ours| !gone.iter().any(|step| step == ours.name())) => {
                Err(Error::NewerDatabase { version: step })
            }
            None => Ok(Standing::Ahead { step }),
        }
    }

    /// The first step that is no step of this version.
    async fn unknown(&self) -> Result<Option<String>> {
        // A database without the table has gone no step at all.
        let gone = self.words(STEPS).await;
        Ok(gone.unwrap_or_default().into_iter().find(|step| !is_known(step)))
    }

    async fn words(&self, sql: &'static str) -> Result<Vec<String>> {
        let ask = Statement::from_string(self.read.get_database_backend(), sql);
        let rows = self.read.query_all_raw(ask).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }
}

const STEPS: &str = "SELECT version FROM seaql_migrations ORDER BY version";

/// How the schema of a database stands to this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It has gone all steps of this program and no others.
    Level,
    /// So many steps are waiting.
    Behind(usize),
    /// A newer version has brought it on, first by this step, and this program may work beside it.
    Ahead { step: String },
}

/// The last step that this program knows.
pub(crate) fn newest_step() -> String {
    Migrator::migrations().last().map(|step| step.name().to_owned()).unwrap_or_default()
}

/// The first of these steps that this program does not know.
pub(crate) fn first_unknown(steps: &[String]) -> Option<&str> {
    steps.iter().map(String::as_str).find(|step| !is_known(step))
}

fn is_known(step: &str) -> bool {
    Migrator::migrations().iter().any(|ours| ours.name() == step)
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

#[cfg(test)]
mod tests {
    use super::trial::{self, on_both};
    use super::{Error, Standing};

    #[tokio::test]
    async fn a_schema_of_a_newer_version_is_worked_with_unless_it_shuts_this_one_out() {
        on_both(|db| async move {
            assert_eq!(db.standing().await.unwrap(), Standing::Level);
            trial::newer(&db).await;
            let ahead = Standing::Ahead { step: "m9001_hooks".to_owned() };
            assert_eq!(db.migrate().await.unwrap(), ahead);
            assert_eq!(db.standing().await.unwrap(), ahead);
            // A backup made here would leave out what is in the tables that are not known.
            assert!(matches!(db.steps().await, Err(Error::NewerDatabase { .. })));
            trial::change(&db, &["UPDATE schema_floor SET step = 'm9001_hooks'"]).await;
            for refused in [db.migrate().await, db.standing().await] {
                assert!(refused.unwrap_err().to_string().contains("(step m9001_hooks)"));
            }
        })
        .await;
    }

    #[tokio::test]
    async fn a_schema_that_went_another_way_is_refused() {
        on_both(|db| async move {
            trial::newer(&db).await;
            trial::change(
                &db,
                &["DELETE FROM seaql_migrations WHERE version = 'm0015_section_blocks'"],
            )
            .await;
            assert!(matches!(db.migrate().await, Err(Error::NewerDatabase { .. })));
        })
        .await;
    }

    #[tokio::test]
    async fn a_newer_schema_without_a_floor_is_refused() {
        on_both(|db| async move {
            trial::newer(&db).await;
            trial::change(&db, &["DROP TABLE schema_floor"]).await;
            assert!(db.migrate().await.is_err() && db.standing().await.is_err());
        })
        .await;
    }
}
