//! Where the schema of a database stands, and how it is brought on.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DbErr, Statement};
use sea_orm_migration::{MigratorTrait, SchemaManager};

use super::migrations::Migrator;
use super::{Db, Engine, database_code};
use crate::error::{Error, Result};

impl Db {
    /// Brings the schema to this version; safe to repeat, and by several nodes at once. Each step is
    /// one transaction: gone whole or not at all. A schema that is ahead of this version stays as it is.
    ///
    /// # Errors
    /// When a step fails, when what it changes is held by others for ten minutes, or when the database
    /// was made by a newer version that shuts this one out.
    pub async fn migrate(&self) -> Result<Standing> {
        match self.standing().await? {
            Standing::Level => {}
            Standing::Behind(_) => self.bring_on::<Migrator>(Migrator::migrations().len()).await?,
            Standing::Ahead { step } => {
                let own = newest_step();
                tracing::warn!(
                    step,
                    own,
                    "the schema is of a newer version; this one goes on with it"
                );
                return Ok(Standing::Ahead { step });
            }
        }
        Ok(Standing::Level)
    }

    /// The steps that its schema has gone, in order.
    ///
    /// # Errors
    /// `NewerDatabase` when one of them is unknown here: what it keeps would be left out.
    pub(crate) async fn steps(&self) -> Result<Vec<String>> {
        let gone = self.gone().await?;
        match first_unknown(&gone) {
            Some(version) => Err(Error::NewerDatabase { version: version.to_owned() }),
            None => Ok(gone),
        }
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
        self.steps().await?;
        self.bring_on::<Migrator>(steps.len()).await
    }

    /// Goes steps until so many are gone.
    async fn bring_on<M: MigratorTrait>(&self, wanted: usize) -> Result<()> {
        let begun = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            match self.step::<M>(wanted).await {
                Ok(Stepped::One) => pause = FIRST_PAUSE,
                Ok(Stepped::Enough) => return Ok(()),
                Err(err) if is_held(&err) && begun.elapsed() < LONGEST_WAIT => {
                    tracing::warn!(again_after = ?pause, "{IN_USE}; a backup may be running");
                    tokio::time::sleep(pause).await;
                    pause = LONGEST_PAUSE.min(pause * 2);
                }
                Err(err) if is_held(&err) => {
                    return Err(Error::Internal(anyhow::Error::new(err).context(IN_USE)));
                }
                Err(err) => return Err(err.into()),
            }
        }
    }

    /// Goes the next step, if fewer are gone.
    async fn step<M: MigratorTrait>(&self, wanted: usize) -> Result<Stepped, DbErr> {
        let tx = self.transaction().await?;
        if self.engine == Engine::Postgres {
            // Nodes that start together come one after the other, and find the step gone.
            tx.execute_unprepared(TURN).await?;
            tx.execute_unprepared(SHORT_WAITS).await?;
        }
        if M::get_applied_migrations(&tx).await?.len() >= wanted {
            return Ok(Stepped::Enough);
        }
        M::up(&tx, Some(1)).await?;
        tx.commit().await?;
        Ok(Stepped::One)
    }

    /// How its schema stands to this program. Beside an unknown step it may work when it has gone all
    /// of its own, and the table `schema_floor`, which names the oldest step that a program must know,
    /// names one that it knows: else writing could harm what the newer steps keep.
    ///
    /// # Errors
    /// `NewerDatabase` when a newer version's schema shuts this one out.
    pub(crate) async fn standing(&self) -> Result<Standing> {
        let gone = self.gone().await?;
        let ours = Migrator::migrations();
        let waiting =
            ours.iter().filter(|ours| !gone.iter().any(|step| step == ours.name())).count();
        let Some(step) = first_unknown(&gone).map(str::to_owned) else {
            return Ok(if waiting == 0 { Standing::Level } else { Standing::Behind(waiting) });
        };
        let floors = self.words("SELECT step FROM schema_floor").await?;
        match first_unknown(&floors) {
            Some(version) => Err(Error::NewerDatabase { version: version.to_owned() }),
            None if waiting > 0 => Err(Error::NewerDatabase { version: step }),
            None => Ok(Standing::Ahead { step }),
        }
    }

    /// The steps that were gone, in order; none where the table of them is missing.
    async fn gone(&self) -> Result<Vec<String>> {
        if !SchemaManager::new(&self.read).has_table("seaql_migrations").await? {
            return Ok(Vec::new());
        }
        self.words("SELECT version FROM seaql_migrations ORDER BY version").await
    }

    async fn words(&self, sql: &'static str) -> Result<Vec<String>> {
        let ask = Statement::from_string(self.read.get_database_backend(), sql);
        let rows = self.read.query_all_raw(ask).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }
}

/// Whether a step was gone.
enum Stepped {
    One,
    /// As many as were wanted are gone.
    Enough,
}

const IN_USE: &str = "a step of the schema waits: what it changes is in use";
/// A lock that lasts as long as the transaction; the number is ours ("toasoan").
const TURN: &str = "SELECT pg_advisory_xact_lock(32773561637626222)";
/// Everybody who asks for a table queues behind a step that waits for it (PostgreSQL's manual, 13.3):
/// it steps back after this time, and they go on.
const SHORT_WAITS: &str = "SET LOCAL lock_timeout = '2s'";
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// How long a step tries, from the first on.
const LONGEST_WAIT: Duration = Duration::from_mins(10);

/// Whether others hold what a statement wanted: PostgreSQL's codes for a lock that was not to be had
/// and for a deadlock, SQLite's for a database and a table that are in use.
fn is_held(err: &DbErr) -> bool {
    let told = database_code(err);
    told.is_some_and(|code| matches!(code.as_ref(), "55P03" | "40P01" | "5" | "6" | "517"))
}

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
    let ours = Migrator::migrations();
    steps.iter().map(String::as_str).find(|step| !ours.iter().any(|ours| ours.name() == *step))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sea_orm::{ConnectionTrait, DbErr};
    use sea_orm_migration::async_trait::async_trait;
    use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

    use super::super::trial::{self, on_both};
    use super::super::{Db, connect};
    use super::{Error, Migrator, Standing};

    /// A step behind ours, by its statements.
    struct Behind(&'static [&'static str]);

    impl MigrationName for Behind {
        fn name(&self) -> &'static str {
            "m9000_behind"
        }
    }

    #[expect(elided_lifetimes_in_paths, reason = "the macro wants the very form of the trait")]
    #[async_trait]
    impl MigrationTrait for Behind {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            for sql in self.0 {
                manager.get_connection().execute_unprepared(sql).await?;
            }
            Ok(())
        }
    }

    fn ours_and(step: Behind) -> Vec<Box<dyn MigrationTrait>> {
        let mut steps = Migrator::migrations();
        steps.push(Box::new(step));
        steps
    }

    struct Breaking;

    impl MigratorTrait for Breaking {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            ours_and(Behind(&[
                "CREATE TABLE half (id BIGINT)",
                "ALTER TABLE nowhere ADD COLUMN x TEXT",
            ]))
        }
    }

    struct Mended;

    impl MigratorTrait for Mended {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            ours_and(Behind(&[
                "CREATE TABLE half (id BIGINT)",
                "ALTER TABLE article ADD COLUMN x TEXT",
            ]))
        }
    }

    async fn bring_on<M: MigratorTrait>(db: &Db) -> Result<(), Error> {
        db.bring_on::<M>(M::migrations().len()).await
    }

    #[tokio::test]
    async fn a_step_that_fails_leaves_nothing_and_is_gone_when_mended() {
        on_both(|db| async move {
            let before = db.gone().await.unwrap();
            assert!(bring_on::<Breaking>(&db).await.is_err());
            assert_eq!(db.gone().await.unwrap(), before);
            bring_on::<Mended>(&db).await.unwrap();
            assert_eq!(db.gone().await.unwrap().last().unwrap(), "m9000_behind");
            trial::change(&db, &["INSERT INTO half (id) VALUES (1)"]).await;
        })
        .await;
    }

    #[tokio::test]
    async fn nodes_that_start_together_go_each_step_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("sqlite://{}/t.db", folder.path().display());
        for address in [Some(file), trial::fresh_postgres().await].into_iter().flatten() {
            let mut nodes = Vec::new();
            for _ in 0..4 {
                nodes.push(connect::open(&address).await.unwrap());
            }
            let starts = nodes.iter().map(Db::migrate);
            for started in futures_util::future::join_all(starts).await {
                assert_eq!(started.unwrap(), Standing::Level);
            }
            assert_eq!(nodes[0].steps().await.unwrap().len(), Migrator::migrations().len());
        }
    }

    #[tokio::test]
    async fn a_step_that_waits_for_a_backup_lets_readers_through() {
        let Some(address) = trial::fresh_postgres().await else {
            return;
        };
        let db = connect::open(&address).await.unwrap();
        db.migrate().await.unwrap();
        let backup = db.begin().await.unwrap();
        backup.execute_unprepared("SELECT id FROM article").await.unwrap();
        let node = db.clone();
        let step = tokio::spawn(async move { bring_on::<Mended>(&node).await });
        for _ in 0..2 {
            while !trial::is_waited_for(&db, "article").await {
                assert!(!step.is_finished());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            // Whoever comes now is behind the step, and gets through while the backup goes on.
            db.read.execute_unprepared("SELECT id FROM article").await.unwrap();
        }
        assert!(!step.is_finished());
        backup.commit().await.unwrap();
        step.await.unwrap().unwrap();
        assert_eq!(db.gone().await.unwrap().last().unwrap(), "m9000_behind");
    }

    #[tokio::test]
    async fn an_empty_database_is_behind_by_all_steps() {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("sqlite://{}/t.db", folder.path().display());
        let db = connect::open(&file).await.unwrap();
        assert_eq!(db.standing().await.unwrap(), Standing::Behind(Migrator::migrations().len()));
        assert!(db.steps().await.unwrap().is_empty());
    }

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
