//! The working copy of a front: one for all, each save a version over the one before.

use content::front::Layout;
use content::id::PersonId;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};

use super::{Front, live};
use crate::error::{Error, Result};
use crate::fronts::rows::{front, work};

/// Versions kept, so that what two people changed can be joined.
const KEPT: i64 = 100;

/// The working copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Work {
    /// 0 while nobody has arranged this front.
    pub(crate) version: i64,
    pub(crate) layout: Layout,
    pub(crate) by: Option<PersonId>,
    pub(crate) at_ms: i64,
}

/// A front that no other writer touches to the end of the transaction.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) id: i64,
    pub(crate) work: Work,
}

/// Looks at the working copy.
pub(crate) async fn read(db: &impl ConnectionTrait, front: Front) -> Result<Work> {
    match find(db, front).await? {
        Some(row) => newest(db, front, &row).await,
        None => Ok(Work { version: 0, layout: front.empty(), by: None, at_ms: 0 }),
    }
}

/// An older version, while it is still kept.
pub(crate) async fn at_version(
    db: &impl ConnectionTrait,
    front: Front,
    version: i64,
) -> Result<Option<Layout>> {
    if version == 0 {
        return Ok(Some(front.empty()));
    }
    let Some(row) = find(db, front).await? else { return Ok(None) };
    let found = work::Entity::find_by_id((row.id, version)).one(db).await?;
    Ok(found.map(|row| front.read(&row.layout)))
}

/// Holds the front, making it when it was never arranged.
pub(crate) async fn hold(tx: &DatabaseTransaction, front: Front) -> Result<Held> {
    let row = front::ActiveModel {
        id: ActiveValue::NotSet,
        place: ActiveValue::Set(front.place()),
        site_id: ActiveValue::Set(front.site.get()),
        section_id: ActiveValue::Set(front.section.map(content::id::SectionId::get)),
        version: ActiveValue::Set(0),
    };
    let mut same = OnConflict::column(front::Column::Place);
    let insert = front::Entity::insert(row).on_conflict(same.do_nothing().to_owned());
    insert.exec_without_returning(tx).await?;
    let ask = front::Entity::find().filter(front::Column::Place.eq(front.place()));
    let row = ask.lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    Ok(Held { id: row.id, work: newest(tx, front, &row).await? })
}

/// Keeps a layout as the next version of a held front and returns its number; what is there
/// already keeps its version.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    held: &Held,
    layout: &Layout,
    by: PersonId,
    now_ms: i64,
) -> Result<i64> {
    if *layout == held.work.layout {
        return Ok(held.work.version);
    }
    let version = held.work.version + 1;
    let row = work::ActiveModel {
        front_id: ActiveValue::Set(held.id),
        version: ActiveValue::Set(version),
        layout: ActiveValue::Set(serde_json::to_string(layout)?),
        made_by: ActiveValue::Set(Some(by.get())),
        made_ms: ActiveValue::Set(now_ms),
    };
    work::Entity::insert(row).exec_without_returning(tx).await?;
    front::Entity::update_many()
        .col_expr(front::Column::Version, Expr::value(version))
        .filter(front::Column::Id.eq(held.id))
        .exec(tx)
        .await?;
    work::Entity::delete_many()
        .filter(work::Column::FrontId.eq(held.id))
        .filter(work::Column::Version.lte(version - KEPT))
        .exec(tx)
        .await?;
    Ok(version)
}

async fn find(db: &impl ConnectionTrait, front: Front) -> Result<Option<front::Model>> {
    let ask = front::Entity::find().filter(front::Column::Place.eq(front.place()));
    Ok(ask.one(db).await?)
}

async fn newest(db: &impl ConnectionTrait, front: Front, row: &front::Model) -> Result<Work> {
    let found = work::Entity::find_by_id((row.id, row.version)).one(db).await?;
    Ok(match found {
        Some(found) => Work {
            version: found.version,
            layout: front.read(&found.layout),
            by: found.made_by.map(PersonId::new),
            at_ms: found.made_ms,
        },
        None => {
            let layout = live::layout(db, front).await?;
            Work { version: row.version, layout, by: None, at_ms: 0 }
        }
    })
}
