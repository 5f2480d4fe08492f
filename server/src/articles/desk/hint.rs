//! What a person should know on an article's page before doing anything: who has it now, and what
//! writing in it does.

use content::article::{PublicState, ReviewState};
use content::workflow::rights::{Right, Rights};

use crate::articles::store::acts::Found;

/// Where the person stands towards the article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looking<'a> {
    pub(super) rights: &'a Rights,
    pub(super) own: bool,
    pub(super) may_write: bool,
}

/// Text keys, the most important first.
pub(super) fn hints(found: &Found, looking: Looking<'_>) -> Vec<String> {
    let review = of_review(found, looking);
    let public = of_public(found, looking);
    let rights = looking.rights;
    let asks = found.public == PublicState::Live
        && rights.has(Right::Publish)
        && !rights.has(Right::Withdraw);
    let chief = asks.then_some("hint-live-chief");
    review.into_iter().chain(public).chain(chief).map(str::to_owned).collect()
}

fn of_review(
    found: &Found,
    Looking { rights, own, may_write }: Looking<'_>,
) -> Option<&'static str> {
    let seen = found.public == PublicState::Live && found.live == found.draft.revision;
    match found.review {
        ReviewState::Discarded if rights.has(Right::Discard) => Some("hint-discarded"),
        ReviewState::Discarded => Some("hint-discarded-read"),
        ReviewState::Submitted if may_write => Some("hint-submitted-take"),
        ReviewState::Submitted if own => Some("hint-submitted-own"),
        ReviewState::InReview if !may_write && own => Some("hint-in-review-own"),
        ReviewState::Returned if may_write && found.owner.is_none() => Some("hint-returned-nobody"),
        ReviewState::Returned if !own && may_write => Some("hint-returned-other"),
        ReviewState::Approved if seen || found.schedule.is_some() => None,
        // Of these the public state says all there is.
        ReviewState::Approved
            if matches!(found.public, PublicState::Withdrawn | PublicState::Expired) =>
        {
            None
        }
        ReviewState::Approved if found.times.embargo_ms.is_some() => Some("hint-approved-embargo"),
        ReviewState::Approved if !may_write => Some("hint-approved-read"),
        ReviewState::Approved if rights.has(Right::Publish) => Some("hint-approved-publish"),
        ReviewState::Approved => Some("hint-approved-wait"),
        _ => None,
    }
}

fn of_public(found: &Found, looking: Looking<'_>) -> Option<&'static str> {
    let newest = found.live == found.draft.revision;
    match found.public {
        _ if found.schedule.is_some() => Some("hint-scheduled"),
        PublicState::Live if newest && looking.may_write => Some("hint-live"),
        PublicState::Live if !newest => Some("hint-live-older"),
        PublicState::Expired => Some("hint-expired"),
        PublicState::Withdrawn if looking.rights.has(Right::Withdraw) => {
            let ready = found.review == ReviewState::Approved;
            Some(if ready { "hint-withdrawn-back" } else { "hint-withdrawn-back-approved" })
        }
        PublicState::Withdrawn => Some("hint-withdrawn"),
        _ => None,
    }
}
