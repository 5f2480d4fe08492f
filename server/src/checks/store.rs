//! All SQL about how texts are checked.

use content::check::{Rule, Setting, Severity};
use content::id::{PersonId, SectionId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};

use super::rows::{ActiveModel, Column, Entity, Model};
use crate::error::Result;

/// The whole newsroom, where no section is meant.
const EVERYWHERE: i64 = 0;
/// The stored word for a rule that is turned off.
const OFF: &str = "off";

/// What was set somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// Nothing: for the whole newsroom.
    pub(crate) section: Option<SectionId>,
    pub(crate) rule: Rule,
    pub(crate) setting: Setting,
}

/// Everything that was set, for the newsroom and for these sections.
pub(crate) async fn lines(db: &impl ConnectionTrait, sections: &[SectionId]) -> Result<Vec<Line>> {
    let scopes = sections.iter().map(|section| section.get()).chain([EVERYWHERE]);
    let rows = Entity::find().filter(Column::Scope.is_in(scopes)).all(db).await?;
    Ok(rows.into_iter().filter_map(line).collect())
}

/// A rule of an older version says nothing any more.
fn line(row: Model) -> Option<Line> {
    let rule = Rule::parse(&row.rule)?;
    let section = (row.scope != EVERYWHERE).then(|| SectionId::new(row.scope));
    let limit = u64::try_from(row.bound).unwrap_or_default();
    let severity = Severity::parse(&row.severity);
    Some(Line { section, rule, setting: Setting { severity, limit } })
}

/// Replaces all that is set for one section, or for the newsroom: what is not named is inherited.
pub(crate) async fn replace(
    tx: &DatabaseTransaction,
    section: Option<SectionId>,
    set: &[(Rule, Setting)],
    (by, now_ms): (PersonId, i64),
) -> Result<()> {
    let scope = section.map_or(EVERYWHERE, SectionId::get);
    let kept = set.iter().map(|(rule, _)| rule.as_str());
    Entity::delete_many()
        .filter(Column::Scope.eq(scope))
        .filter(Column::Rule.is_not_in(kept))
        .exec(tx)
        .await?;
    for (rule, setting) in set {
        let row = ActiveModel {
            scope: ActiveValue::Set(scope),
            rule: ActiveValue::Set(rule.as_str().to_owned()),
            severity: ActiveValue::Set(setting.severity.map_or(OFF, Severity::as_str).to_owned()),
            bound: ActiveValue::Set(i64::try_from(setting.limit).unwrap_or(i64::MAX)),
            changed_by: ActiveValue::Set(by.get()),
            changed_ms: ActiveValue::Set(now_ms),
        };
        let columns = [Column::Severity, Column::Bound, Column::ChangedBy, Column::ChangedMs];
        let same =
            OnConflict::columns([Column::Scope, Column::Rule]).update_columns(columns).to_owned();
        Entity::insert(row).on_conflict(same).exec_without_returning(tx).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use content::check::{Rule, Setting, Severity};
    use content::id::{PersonId, SectionId};

    use super::{Line, lines, replace};
    use crate::db::trial::on_both;

    #[tokio::test]
    async fn what_is_set_again_replaces_what_was_set_and_only_there() {
        on_both(|db| async move {
            let (here, there) = (SectionId::new(7), SectionId::new(8));
            let blocker = Setting { severity: Some(Severity::Blocker), limit: 90 };
            let off = Setting { severity: None, limit: 0 };
            let by = (PersonId::new(3), 5);
            let tx = db.begin().await.unwrap();
            replace(&tx, None, &[(Rule::Alt, off)], by).await.unwrap();
            let first = [(Rule::TitleLength, blocker), (Rule::Byline, off)];
            replace(&tx, Some(here), &first, by).await.unwrap();
            replace(&tx, Some(there), &[(Rule::Byline, off)], by).await.unwrap();
            replace(&tx, Some(here), &[(Rule::TitleLength, off)], by).await.unwrap();
            tx.commit().await.unwrap();
            let mut found = lines(&db.read, &[here]).await.unwrap();
            found.sort_by_key(|line| line.section);
            assert_eq!(
                found,
                [
                    Line { section: None, rule: Rule::Alt, setting: off },
                    Line { section: Some(here), rule: Rule::TitleLength, setting: off },
                ]
            );
            let tx = db.begin().await.unwrap();
            replace(&tx, Some(there), &[], by).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(lines(&db.read, &[there]).await.unwrap().len(), 1);
        })
        .await;
    }
}
