//! Writes jobs down, hands each to one claimer, and takes in what became of it.

use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use super::{After, Claimed, LEASE_MS, TRIES_MAX, pause_ms};
use crate::db::Db;
use crate::error::Result;

/// Longest cause of a failure that is kept, in characters.
const CAUSE_MAX: usize = 500;

/// Writes a job down; it is due at once when the transaction commits.
pub(crate) async fn put(
    tx: &DatabaseTransaction,
    kind: &str,
    payload: &str,
    now_ms: i64,
) -> Result<()> {
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        kind: ActiveValue::Set(kind.to_owned()),
        payload: ActiveValue::Set(payload.to_owned()),
        created_ms: ActiveValue::Set(now_ms),
        due_ms: ActiveValue::Set(now_ms),
        tries: ActiveValue::Set(0),
        last_error: ActiveValue::Set(None),
        given_up_ms: ActiveValue::Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

fn due(kind: &str, now_ms: i64) -> Select<Entity> {
    Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::GivenUpMs.is_null())
        .filter(Column::DueMs.lte(now_ms))
        .order_by_asc(Column::DueMs)
        .order_by_asc(Column::Id)
        .limit(1)
}

/// How many jobs wait, and how many were given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) waiting: u64,
    pub(crate) failed: u64,
}

/// Counts them.
pub(crate) async fn counts(db: &impl ConnectionTrait) -> Result<Counts> {
    let of = |given_up| Entity::find().filter(given_up);
    Ok(Counts {
        waiting: of(Column::GivenUpMs.is_null()).count(db).await?,
        failed: of(Column::GivenUpMs.is_not_null()).count(db).await?,
    })
}

/// Takes the job that has waited longest, for [`LEASE_MS`]; no other node gets the same one.
pub(crate) async fn claim(db: &Db, kind: &str, now_ms: i64) -> Result<Option<Claimed>> {
    // Mostly nothing is due: found out without asking for the writer.
    if due(kind, now_ms).one(&db.read).await?.is_none() {
        return Ok(None);
    }
    let tx = db.begin().await?;
    // SQLite's single writer is the lock; there this clause is left out.
    let free = due(kind, now_ms).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let Some(Model { id, tries, payload, .. }) = free.one(&tx).await? else { return Ok(None) };
    let tries = tries + 1;
    Entity::update_many()
        .col_expr(Column::Tries, Expr::value(tries))
        .col_expr(Column::DueMs, Expr::value(now_ms + LEASE_MS))
        .filter(Column::Id.eq(id))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(Some(Claimed { id, tries, payload }))
}

/// The work is done: forgets the job, unless the lease ran out and another node has it now.
pub(crate) async fn done(tx: &DatabaseTransaction, job: &Claimed) -> Result<()> {
    Entity::delete_many()
        .filter(Column::Id.eq(job.id))
        .filter(Column::Tries.eq(job.tries))
        .exec(tx)
        .await?;
    Ok(())
}

/// The work failed: it waits for the next try, or is given up for good.
pub(crate) async fn failed(
    tx: &DatabaseTransaction,
    job: &Claimed,
    cause: &str,
    now_ms: i64,
) -> Result<After> {
    let after = if job.tries >= TRIES_MAX { After::GivenUp } else { After::Again };
    let given_up = (after == After::GivenUp).then_some(now_ms);
    let cause: String = cause.chars().take(CAUSE_MAX).collect();
    Entity::update_many()
        .col_expr(Column::DueMs, Expr::value(now_ms + pause_ms(job.tries)))
        .col_expr(Column::LastError, Expr::value(Some(cause)))
        .col_expr(Column::GivenUpMs, Expr::value(given_up))
        .filter(Column::Id.eq(job.id))
        .filter(Column::Tries.eq(job.tries))
        .exec(tx)
        .await?;
    Ok(after)
}

/// Gives-up and waiting jobs, for health and tests.
#[cfg(test)]
pub(crate) async fn waiting(db: &Db) -> Result<usize> {
    Ok(Entity::find().filter(Column::GivenUpMs.is_null()).all(&db.read).await?.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{claim, done, failed, put, waiting};
    use crate::db::Db;
    use crate::db::trial::on_both;
    use crate::jobs::{After, Claimed, LEASE_MS, TRIES_MAX};

    async fn written(db: &Db, count: i64) {
        let tx = db.begin().await.unwrap();
        for n in 0..count {
            put(&tx, "letter", &n.to_string(), 100).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn ended(db: &Db, job: &Claimed) {
        let tx = db.begin().await.unwrap();
        done(&tx, job).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn claim_all(db: Db) -> Vec<String> {
        let mut mine = Vec::new();
        loop {
            match claim(&db, "letter", 200).await.unwrap() {
                Some(job) => {
                    ended(&db, &job).await;
                    mine.push(job.payload);
                }
                // Another claimer may have been ahead with the one that was seen.
                None if waiting(&db).await.unwrap() == 0 => return mine,
                None => {}
            }
        }
    }

    #[tokio::test]
    async fn many_claimers_get_every_job_exactly_once() {
        on_both(|db| async move {
            written(&db, 40).await;
            let claimers: Vec<_> = (0..4).map(|_| tokio::spawn(claim_all(db.clone()))).collect();
            let mut all = Vec::new();
            for claimer in claimers {
                all.extend(claimer.await.unwrap());
            }
            let unique: BTreeSet<&String> = all.iter().collect();
            assert_eq!((all.len(), unique.len()), (40, 40));
        })
        .await;
    }

    #[tokio::test]
    async fn a_job_of_a_dead_node_comes_back_after_its_lease_and_the_dead_one_ends_nothing() {
        on_both(|db| async move {
            written(&db, 1).await;
            let lost = claim(&db, "letter", 200).await.unwrap().unwrap();
            assert_eq!(claim(&db, "letter", 200 + LEASE_MS - 1).await.unwrap(), None);
            let again = claim(&db, "letter", 200 + LEASE_MS).await.unwrap().unwrap();
            assert_eq!((again.payload.as_str(), again.tries), ("0", 2));
            ended(&db, &lost).await;
            assert_eq!(waiting(&db).await.unwrap(), 1);
            ended(&db, &again).await;
            assert_eq!(waiting(&db).await.unwrap(), 0);
        })
        .await;
    }

    #[tokio::test]
    async fn a_failing_job_is_tried_with_pauses_and_then_given_up() {
        on_both(|db| async move {
            written(&db, 1).await;
            let mut now = 200;
            for n in 1..=TRIES_MAX {
                let job = claim(&db, "letter", now).await.unwrap().unwrap();
                let tx = db.begin().await.unwrap();
                let after = failed(&tx, &job, "no answer", now).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(after == After::GivenUp, n == TRIES_MAX, "try {n}");
                assert_eq!(claim(&db, "letter", now + 29_999).await.unwrap(), None);
                now += 3_600_000;
            }
            assert_eq!(claim(&db, "letter", now).await.unwrap(), None);
            assert_eq!(claim(&db, "other", now).await.unwrap(), None);
        })
        .await;
    }
}
