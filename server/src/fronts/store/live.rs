//! What readers see: the live choices of fronts, and when a pin begins or ends.

use std::collections::HashMap;

use content::front::{Layout, Pick};
use content::id::{ArticleId, ChangeNumber, SectionId, SiteId};
use sea_orm::{
    ActiveValue, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::Front;
use crate::error::Result;
use crate::fronts::rows::{front, layout as layout_rows, pick};

/// The live layouts of one site by section, the home page under nothing; what is missing was
/// never arranged.
pub(crate) async fn of_site(
    db: &impl ConnectionTrait,
    site: SiteId,
) -> Result<HashMap<Option<SectionId>, Layout>> {
    let ask = front::Entity::find().filter(front::Column::SiteId.eq(site.get()));
    let fronts = ask.all(db).await?;
    let ids = fronts.iter().map(|row| row.id);
    let picks = pick::Entity::find()
        .filter(pick::Column::FrontId.is_in(ids))
        .order_by_asc(pick::Column::Slot)
        .order_by_asc(pick::Column::Position)
        .all(db)
        .await?;
    let mut found = HashMap::new();
    for row in &fronts {
        let front = front_of(row);
        let mut layout = front.empty();
        for pick in picks.iter().filter(|pick| pick.front_id == row.id) {
            // A slot that the theme no longer has is left out.
            if let Ok(slot) = usize::try_from(pick.slot) {
                layout.add(slot, chosen(pick)).ok();
            }
        }
        found.insert(front.section, layout);
    }
    Ok(found)
}

/// The live layout of one front.
pub(crate) async fn layout(db: &impl ConnectionTrait, front: Front) -> Result<Layout> {
    let mut all = of_site(db, front.site).await?;
    Ok(all.remove(&front.section).unwrap_or_else(|| front.empty()))
}

/// Makes a layout the live one.
pub(super) async fn replace(
    tx: &DatabaseTransaction,
    front_id: i64,
    layout: &Layout,
) -> Result<()> {
    pick::Entity::delete_many().filter(pick::Column::FrontId.eq(front_id)).exec(tx).await?;
    let rows = layout.picks().enumerate().map(|(position, (slot, pick))| pick::ActiveModel {
        front_id: ActiveValue::Set(front_id),
        article_id: ActiveValue::Set(pick.article.get()),
        slot: ActiveValue::Set(i32::try_from(slot).unwrap_or(i32::MAX)),
        position: ActiveValue::Set(i32::try_from(position).unwrap_or(i32::MAX)),
        from_ms: ActiveValue::Set(pick.from_ms),
        until_ms: ActiveValue::Set(pick.until_ms),
        since: ActiveValue::Set(pick.since.get()),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        pick::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The fronts on which a pin begins or ends in the span `(after_ms, until_ms]`.
pub(crate) async fn turning(
    db: &impl ConnectionTrait,
    after_ms: i64,
    until_ms: i64,
) -> Result<Vec<Front>> {
    let within =
        |column: pick::Column| Condition::all().add(column.gt(after_ms)).add(column.lte(until_ms));
    let ids: Vec<i64> = pick::Entity::find()
        .select_only()
        .column(pick::Column::FrontId)
        .filter(
            Condition::any().add(within(pick::Column::FromMs)).add(within(pick::Column::UntilMs)),
        )
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    fronts(db, &ids).await
}

/// The fronts that changes with these numbers arranged anew.
pub(crate) async fn changed_by(
    db: &impl ConnectionTrait,
    numbers: &[ChangeNumber],
) -> Result<Vec<Front>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = layout_rows::Entity::find()
        .select_only()
        .column(layout_rows::Column::FrontId)
        .filter(layout_rows::Column::ChangeNumber.is_in(numbers.iter().map(|number| number.get())))
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    fronts(db, &ids).await
}

async fn fronts(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<Front>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ask = front::Entity::find().filter(front::Column::Id.is_in(ids.iter().copied()));
    Ok(ask.all(db).await?.iter().map(front_of).collect())
}

fn front_of(row: &front::Model) -> Front {
    Front { site: SiteId::new(row.site_id), section: row.section_id.map(SectionId::new) }
}

fn chosen(row: &pick::Model) -> Pick {
    Pick {
        article: ArticleId::new(row.article_id),
        from_ms: row.from_ms,
        until_ms: row.until_ms,
        since: ChangeNumber::new(row.since),
    }
}
