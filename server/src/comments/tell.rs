//! Whom a new remark concerns, and that they are told.

use content::article::ReviewState;
use content::id::PersonId;
use sea_orm::DatabaseTransaction;

use super::store::Remark;
use crate::app::App;
use crate::articles::store::acts::{Found, taken_by};
use crate::error::Result;
use crate::notices::Kind;
use crate::notices::store::{self as notices, Telling};

/// The writer of the article, its editor and everybody in the thread, but not who has just spoken;
/// each once, in one order for all: two remarks at once that tell the same people never wait for
/// each other.
fn concerned(at_work: [Option<PersonId>; 3], thread: &[Remark], by: PersonId) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = Vec::new();
    for person in at_work.into_iter().flatten().chain(thread.iter().map(|remark| remark.by)) {
        if person != by && !people.contains(&person) {
            people.push(person);
        }
    }
    people.sort();
    people
}

/// Tells them, in the transaction that keeps the remark.
pub(super) async fn added(
    tx: &DatabaseTransaction,
    app: &App,
    found: &Found,
    (thread, by, words): (&[Remark], PersonId, &str),
) -> Result<()> {
    let url = format!("/toa-soan/bai/{}#nhan-xet", found.id);
    // Who has taken it, by the button or by writing in it.
    let taken = taken_by(tx, found).await?;
    let wrote = match found.review {
        ReviewState::Draft | ReviewState::Submitted | ReviewState::Discarded => None,
        ReviewState::InReview | ReviewState::Returned | ReviewState::Approved => {
            found.draft.saved_by
        }
    };
    for person in concerned([found.owner, taken, wrote], thread, by) {
        let telling = Telling {
            person,
            kind: Kind::Remarked,
            by: Some(by),
            article: Some(found.id),
            title: &found.draft.text.title,
            url: &url,
            note: words,
        };
        notices::tell(tx, app, &telling).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use content::anchor::Anchor;
    use content::id::PersonId;

    use super::concerned;
    use crate::comments::store::Remark;

    #[test]
    fn the_writer_and_the_thread_are_told_and_never_the_speaker() {
        let said = |by: i64| Remark {
            id: by,
            parent: None,
            by: PersonId::new(by),
            made_ms: 0,
            words: String::new(),
            anchor: Anchor::default(),
            resolved: None,
        };
        let of = |owner, thread: &[i64], by| -> Vec<i64> {
            let thread: Vec<Remark> = thread.iter().map(|by| said(*by)).collect();
            let people =
                concerned([Some(PersonId::new(owner)), None, None], &thread, PersonId::new(by));
            people.into_iter().map(PersonId::get).collect()
        };
        assert_eq!(of(1, &[2, 3, 2, 1], 2), [1, 3]);
        assert_eq!(of(9, &[4, 3, 4], 7), [3, 4, 9]);
        assert_eq!(of(1, &[1], 1), [0; 0]);
        assert_eq!(of(1, &[2], 2), [1]);
        let [one, two] = [1, 2].map(PersonId::new);
        assert_eq!(concerned([Some(one), Some(two), Some(one)], &[], one), [two]);
    }
}
