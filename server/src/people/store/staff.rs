//! The list of people, and who of them manages the others.

use std::collections::HashMap;

use content::id::PersonId;
use content::text::fold;
use content::workflow::rights::{Grant, Role, may_manage};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Person, by_id, grants, person_of};
use crate::error::{Error, Result};
use crate::people::rows::{held, person};

/// More people than any newsroom has; beyond them the list ends.
const PEOPLE_MAX: u64 = 5_000;

/// A place in the list of people: the name as it is sorted, and the id.
pub(crate) type Place = (String, i64);

/// Where a person stands in the list.
pub(crate) fn place(person: &Person) -> Place {
    (fold(&person.name), person.id.get())
}

/// The next people by name: those whose name or address has the words, after a place in the list.
///
/// Names are compared and sorted without marks and case, which no engine does as Vietnamese
/// wants it; a newsroom's people are few enough to be looked through.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    words: &str,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<Person>> {
    let wanted = fold(words.trim());
    let has_words = |(place, row): &(Place, person::Model)| {
        wanted.is_empty() || place.0.contains(&wanted) || row.email.contains(&wanted)
    };
    let rows = by_name(db).await?.into_iter();
    let next = rows.filter(|(place, _)| after.is_none_or(|after| place > after)).filter(has_words);
    with_all_grants(db, next.take(limit).map(|(_, row)| row).collect()).await
}

/// Everybody, by name.
async fn by_name(db: &impl ConnectionTrait) -> Result<Vec<(Place, person::Model)>> {
    let rows = person::Entity::find().limit(PEOPLE_MAX).all(db).await?;
    let placed = |row: person::Model| ((fold(&row.name), row.id), row);
    let mut people: Vec<_> = rows.into_iter().map(placed).collect();
    people.sort_by(|one, two| one.0.cmp(&two.0));
    Ok(people)
}

/// People with their roles, in one more query for all.
pub(super) async fn with_all_grants(
    db: &impl ConnectionTrait,
    rows: Vec<person::Model>,
) -> Result<Vec<Person>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let held = held::Entity::find()
        .filter(held::Column::PersonId.is_in(ids))
        .order_by_asc(held::Column::Id)
        .all(db)
        .await?;
    let mut of_person: HashMap<i64, Vec<Grant>> = HashMap::new();
    for row in held {
        if let Some(grant) = grants::grant_of(&row) {
            of_person.entry(row.person_id).or_default().push(grant);
        }
    }
    let whole = |row: person::Model| {
        let grants = of_person.remove(&row.id).unwrap_or_default();
        person_of(row, grants)
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// Ids and names of all, by name, for a list of choices.
pub(crate) async fn all_names(db: &impl ConnectionTrait) -> Result<Vec<(PersonId, String)>> {
    let people = by_name(db).await?.into_iter();
    Ok(people.map(|(_, row)| (PersonId::new(row.id), row.name)).collect())
}

/// Those who manage people and settings and may sign in.
pub(crate) async fn admins(db: &impl ConnectionTrait) -> Result<Vec<PersonId>> {
    let held = held::Entity::find().filter(held::Column::Role.eq(Role::Admin.as_str())).all(db);
    let ids: Vec<i64> = held.await?.into_iter().map(|row| row.person_id).collect();
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .filter(person::Column::DisabledMs.is_null())
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| PersonId::new(row.id)).collect())
}

/// Begins an act of one person on another: keeps other writers away from both to the end of the
/// transaction, and looks again whether the first may manage. Two who take each other's right
/// away at the same moment come one after the other here, and the second is refused.
///
/// # Errors
/// `Forbidden` when the first no longer manages, `NotFound` when there is no such second.
pub(crate) async fn hold(
    tx: &DatabaseTransaction,
    manager: PersonId,
    other: PersonId,
) -> Result<Person> {
    person::Entity::find()
        .filter(person::Column::Id.is_in([manager.get(), other.get()]))
        .order_by_asc(person::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    if !manages(tx, manager).await? {
        return Err(Error::Forbidden);
    }
    by_id(tx, other).await
}

/// Whoever acts on people must still manage them afterwards: so nobody shuts themselves out, and
/// there is always at least one left who can sign in and manage.
///
/// # Errors
/// `BadRequest` when the person would not, after what this transaction did.
pub(crate) async fn keeps_managing(tx: &DatabaseTransaction, manager: PersonId) -> Result<()> {
    if manages(tx, manager).await? {
        Ok(())
    } else {
        Err(Error::BadRequest("people-keep-own-right"))
    }
}

async fn manages(tx: &DatabaseTransaction, id: PersonId) -> Result<bool> {
    let person = by_id(tx, id).await?;
    Ok(!person.disabled && may_manage(&person.grants))
}

#[cfg(test)]
mod tests {
    use content::id::PersonId;
    use content::workflow::rights::{Grant, Role};

    use super::{hold, keeps_managing, page, place};
    use crate::db::Db;
    use crate::db::trial::on_both;
    use crate::error::Error;
    use crate::people::store::{NewPerson, disable, grants, insert};

    async fn person(db: &Db, name: &str, email: &str, role: Role) -> PersonId {
        let new = NewPerson { email: email.to_owned(), name: name.to_owned(), password_hash: None };
        let grant = Grant { role, sections: vec![], languages: vec![] };
        let tx = db.begin().await.unwrap();
        let id = insert(&tx, &new, &[grant], 1).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    #[tokio::test]
    async fn people_are_found_without_marks_and_listed_without_gaps() {
        on_both(|db| async move {
            for (name, email) in [
                ("Lò Thị Mai", "lo.mai@bao.vn"),
                ("Mai Văn An", "an@bao.vn"),
                ("Y Blim Niê", "ybl@bao.vn"),
                ("Mai Văn An", "an2@bao.vn"),
                ("Đinh Văn Toàn", "toan@bao.vn"),
            ] {
                person(&db, name, email, Role::Reporter).await;
            }
            let found = async |words: &str| {
                let all = page(&db.read, words, None, 9).await.unwrap();
                all.into_iter().map(|person| person.email).collect::<Vec<_>>()
            };
            assert_eq!(found("nie").await, ["ybl@bao.vn"]);
            assert_eq!(found("MAI").await.len(), 3);
            assert_eq!(found("an2@").await, ["an2@bao.vn"]);
            assert_eq!(found("%").await.len(), 0);
            let mut seen = Vec::new();
            let mut after = None;
            while let Some(one) = page(&db.read, "", after.as_ref(), 1).await.unwrap().pop() {
                after = Some(place(&one));
                seen.push(one.email);
            }
            assert_eq!(
                seen,
                ["toan@bao.vn", "lo.mai@bao.vn", "an@bao.vn", "an2@bao.vn", "ybl@bao.vn"]
            );
        })
        .await;
    }

    /// Takes the right to manage from another; both try at the same moment.
    async fn demote(db: Db, manager: PersonId, other: PersonId) -> Result<(), Error> {
        let tx = db.begin().await?;
        hold(&tx, manager, other).await?;
        for held in grants::held_by(&tx, other).await? {
            grants::remove(&tx, other, held.id).await?;
        }
        keeps_managing(&tx, manager).await?;
        tx.commit().await?;
        Ok(())
    }

    #[tokio::test]
    async fn of_two_managers_who_demote_each_other_at_once_one_remains() {
        on_both(|db| async move {
            let an = person(&db, "An", "an@bao.vn", Role::Admin).await;
            let binh = person(&db, "Bình", "binh@bao.vn", Role::Admin).await;
            let one = tokio::spawn(demote(db.clone(), an, binh));
            let two = tokio::spawn(demote(db.clone(), binh, an));
            let done = [one.await.unwrap(), two.await.unwrap()];
            let won = done.iter().filter(|done| done.is_ok()).count();
            let refused = done.iter().any(|done| matches!(done, Err(Error::Forbidden)));
            assert!(won == 1 && refused, "{done:?}");
        })
        .await;
    }

    #[tokio::test]
    async fn a_manager_who_was_disabled_acts_no_more() {
        on_both(|db| async move {
            let an = person(&db, "An", "an@bao.vn", Role::Admin).await;
            let tx = db.begin().await.unwrap();
            hold(&tx, an, an).await.unwrap();
            disable(&tx, an, 5).await.unwrap();
            let own = keeps_managing(&tx, an).await;
            assert!(matches!(own, Err(Error::BadRequest("people-keep-own-right"))), "{own:?}");
            let next = hold(&tx, an, an).await;
            assert!(matches!(next, Err(Error::Forbidden)), "{next:?}");
        })
        .await;
    }
}
