//! The next steps that a person may take with an article, as the page for writing offers them.

use content::article::{PublicState, ReviewState};
use content::workflow::decide::{Act, Refusal, decide};
use content::workflow::rights::Rights;
use themes::dates;
use themes::view::desk::editor::{ActView, Asks, TimesView};

use super::hint::Looking;
use crate::articles::store::acts::Found;

/// A minute from now at least: what is set for this one would be late at once.
const SOON_MS: i64 = 60_000;

/// An act that only waits for missing parts is offered too: they may be typed before the click.
pub(super) fn allowed(found: &Found, rights: &Rights, act: Act, now_ms: i64) -> bool {
    matches!(decide(&found.standing(), act, rights, now_ms), Ok(_) | Err(Refusal::Incomplete(_)))
}

/// What is offered, in the order in which it is wanted; the first is the primary one.
pub(super) fn steps(found: &Found, looking: Looking<'_>, now_ms: i64) -> Vec<ActView> {
    let rights = looking.rights;
    let words = || "…".to_owned();
    let all = [
        (Act::Publish, "xuat-ban"),
        (Act::Approve, "duyet"),
        (Act::Take, "nhan"),
        (Act::Submit, "gui"),
        (Act::Recall, "rut"),
        (Act::Schedule { at_ms: far(found) }, "hen-gio"),
        (Act::Unschedule, "bo-hen-gio"),
        (Act::Return { note: words() }, "tra-lai"),
        (Act::Correct { note: words() }, "dinh-chinh"),
        (Act::Embargo { until_ms: None }, "cam-dang"),
        (Act::ExpireAt { at_ms: None }, "het-han"),
        (Act::Withdraw { reason: words() }, "go"),
        (Act::Recover, "lay-lai"),
        (Act::Discard, "bo"),
    ];
    // What readers see already is not what anybody waits to publish.
    let shown = found.public == PublicState::Live && found.live == found.draft.revision;
    let mut steps: Vec<ActView> = Vec::new();
    for (act, word) in all {
        let idle = shown && matches!(act, Act::Publish | Act::Schedule { .. });
        if !allowed(found, rights, act.clone(), now_ms) {
            continue;
        }
        if idle && found.schedule.is_none() {
            if act == Act::Publish {
                steps.push(elsewhere(found));
            }
            continue;
        }
        // There is nothing to lift, and what readers see already cannot be kept back.
        let lifts = found.times.embargo_ms.is_some() || found.public != PublicState::Live;
        if matches!(act, Act::Embargo { .. }) && !lifts {
            continue;
        }
        let asks = asks(found, &act, now_ms);
        let first = steps.iter().all(|step| !step.primary);
        let simple = asks.asks == Asks::Nothing;
        steps.push(ActView {
            name: act.name().to_owned(),
            address: format!("/toa-soan/bai/{}/{word}", found.id),
            primary: first && simple && wanted(found, looking, &act),
            ..asks
        });
    }
    // What should be done next stands first.
    steps.sort_by_key(|step| !step.primary);
    steps
}

/// What readers see already may be shown on other sites too, or no longer.
fn elsewhere(found: &Found) -> ActView {
    ActView {
        name: "places".to_owned(),
        address: format!("/toa-soan/bai/{}/xuat-ban", found.id),
        ..ActView::default()
    }
}

/// Whether an act is what should be done next: nobody approves before somebody has read it, and
/// a returned text is its writer's to send again.
fn wanted(found: &Found, looking: Looking<'_>, act: &Act) -> bool {
    match act {
        Act::Unschedule | Act::Recall | Act::Discard => false,
        Act::Approve => found.review != ReviewState::Submitted,
        Act::Submit => found.review != ReviewState::Returned || looking.own,
        _ => true,
    }
}

/// A time that neither embargo nor end stands against, to ask whether any may be set.
fn far(found: &Found) -> i64 {
    found.times.expires_ms.map_or(i64::MAX, |end| end - 1)
}

/// Only what is set can be lifted by an empty field.
fn time_or_none(set_ms: Option<i64>) -> Asks {
    if set_ms.is_some() { Asks::TimeOrNone } else { Asks::Time }
}

/// What the form of an act asks for.
fn asks(found: &Found, act: &Act, now_ms: i64) -> ActView {
    let field = |at_ms: Option<i64>| at_ms.map(dates::field).unwrap_or_default();
    let (asks, set_ms) = match act {
        Act::Schedule { .. } => (Asks::Time, found.times.scheduled_ms),
        Act::Embargo { .. } => (time_or_none(found.times.embargo_ms), found.times.embargo_ms),
        Act::ExpireAt { .. } => (time_or_none(found.times.expires_ms), found.times.expires_ms),
        Act::Return { .. } | Act::Withdraw { .. } | Act::Correct { .. } => (Asks::Note, None),
        _ => (Asks::Nothing, None),
    };
    let earliest = if matches!(asks, Asks::Time | Asks::TimeOrNone) {
        field(Some(now_ms + SOON_MS))
    } else {
        String::new()
    };
    ActView { asks, time: field(set_ms.filter(|at| *at > now_ms)), earliest, ..ActView::default() }
}

/// The times that are set.
pub(super) fn times(found: &Found) -> TimesView {
    let short = |at_ms: Option<i64>| at_ms.map(dates::short).unwrap_or_default();
    TimesView {
        scheduled: short(found.times.scheduled_ms),
        fault: found.schedule.as_ref().and_then(|waits| waits.fault.clone()).unwrap_or_default(),
        expires: short(found.times.expires_ms),
        embargo: short(found.times.embargo_ms),
    }
}
