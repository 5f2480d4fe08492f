//! Decides every act on an article, without doing anything: no clock, no database.

use crate::article::{Fault, PublicState, ReviewState};
use crate::check::Finding;
use crate::id::ArticleId;

use super::rights::{Right, Rights};

/// Where an article stands when somebody wants to act on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub article: ArticleId,
    /// Version of the draft that the person saw; the act is kept only over this version.
    pub version: i64,
    pub public: PublicState,
    pub review: ReviewState,
    /// What readers find while nothing is scheduled: unpublished, live, expired or withdrawn.
    pub behind: PublicState,
    pub times: Times,
    /// What the newest text still lacks to be sent for editing.
    pub missing_to_submit: Vec<Fault>,
    /// What the newest text still lacks to go live.
    pub missing_to_publish: Vec<Fault>,
    /// What the newsroom's own checks want mended before it goes out.
    pub blockers: Vec<Finding>,
    /// Why it is to go out all the same; empty when it is not.
    pub override_reason: String,
}

/// The times that are set for an article, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// An approved text waits for this.
    pub scheduled_ms: Option<i64>,
    /// Readers see it until this.
    pub expires_ms: Option<i64>,
    /// Nothing may go out before this.
    pub embargo_ms: Option<i64>,
}

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Change the newest text.
    Write,
    /// Send it for editing.
    Submit,
    /// Take the own text back from the waiting ones, to go on writing.
    Recall,
    /// Throw away a text that no reader has seen.
    Discard,
    /// Bring back what was thrown away.
    Recover,
    /// Take it up for editing.
    Take,
    /// Give it back to its writer, saying why.
    Return {
        note: String,
    },
    Approve,
    Publish,
    /// Publish at a time, in milliseconds since 1970 UTC.
    Schedule {
        at_ms: i64,
    },
    /// Take the time back; the approved text waits for a person again.
    Unschedule,
    /// The time of the scheduled text has come: it goes live as it was approved.
    Release,
    /// Take it from the readers at a time, in milliseconds since 1970 UTC; without one, never.
    ExpireAt {
        at_ms: Option<i64>,
    },
    /// Let nothing of it out before a time, in milliseconds since 1970 UTC; without one, lift that.
    Embargo {
        until_ms: Option<i64>,
    },
    /// The time of a live article is over.
    Expire,
    /// Take it from the readers, saying why.
    Withdraw {
        reason: String,
    },
    /// Add a correction notice to a live article.
    Correct {
        note: String,
    },
}

impl Act {
    /// The word for revisions, the audit list and the API.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Submit => "submit",
            Self::Recall => "recall",
            Self::Discard => "discard",
            Self::Recover => "recover",
            Self::Take => "take",
            Self::Return { .. } => "return",
            Self::Approve => "approve",
            Self::Publish => "publish",
            Self::Schedule { .. } => "schedule",
            Self::Unschedule => "unschedule",
            Self::Release => "release",
            Self::ExpireAt { .. } => "expire_at",
            Self::Embargo { .. } => "embargo",
            Self::Expire => "expire",
            Self::Withdraw { .. } => "withdraw",
            Self::Correct { .. } => "correct",
        }
    }

    /// What was said with it.
    #[must_use]
    pub fn note(&self) -> &str {
        match self {
            Self::Return { note } | Self::Correct { note } => note,
            Self::Withdraw { reason } => reason,
            _ => "",
        }
    }
}

/// An act that has been allowed: proof that the rights and the state were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    article: ArticleId,
    based_on: i64,
    act: Act,
    public: PublicState,
    review: ReviewState,
    passed_over: Vec<Finding>,
    override_reason: String,
}

/// Why an act was not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The person lacks the right.
    NotAllowed { act: &'static str },
    /// The article is not where this act can be done.
    NotFrom { act: &'static str, public: PublicState, review: ReviewState },
    /// The text lacks what the act needs.
    Incomplete(Vec<Fault>),
    /// The newsroom's checks want something mended, or a reason why not.
    Blocked(Vec<Finding>),
    /// The act needs a word of explanation.
    NoteMissing,
    /// The time has passed already.
    InThePast,
    /// Nothing may go out before this, in milliseconds since 1970 UTC.
    Embargoed { until_ms: i64 },
    /// A text is scheduled to go out before the embargo would end.
    ScheduledBefore { at_ms: i64 },
    /// It would be taken from the readers before they see it.
    ExpiresBeforeShown,
}

impl Refusal {
    /// Key of the sentence that tells it.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "refusal-not-allowed",
            Self::NotFrom { .. } => "refusal-not-from",
            Self::Incomplete(_) => "refusal-incomplete",
            Self::Blocked(_) => "refusal-blocked",
            Self::NoteMissing => "refusal-note-missing",
            Self::InThePast => "refusal-in-the-past",
            Self::Embargoed { .. } => "refusal-embargoed",
            Self::ScheduledBefore { .. } => "refusal-scheduled-before",
            Self::ExpiresBeforeShown => "refusal-expires-before-shown",
        }
    }
}

/// Decides, without doing anything. `now_ms` is the time in milliseconds since 1970 UTC.
///
/// # Errors
/// Says why the act is not allowed: the right first, then the state, then what is missing.
pub fn decide(
    standing: &Standing,
    act: Act,
    rights: &Rights,
    now_ms: i64,
) -> Result<Change, Refusal> {
    if !rights.has(right_for(&act, standing)) {
        return Err(Refusal::NotAllowed { act: act.name() });
    }
    let (public, review) = target(standing, &act, rights).ok_or(Refusal::NotFrom {
        act: act.name(),
        public: standing.public,
        review: standing.review,
    })?;
    complete(standing, &act, now_ms)?;
    let passed_over = passed_over(standing, &act)?;
    let override_reason = match passed_over.as_slice() {
        [] => String::new(),
        _ => standing.override_reason.trim().to_owned(),
    };
    let (article, based_on) = (standing.article, standing.version);
    Ok(Change { article, based_on, act, public, review, passed_over, override_reason })
}

/// What goes out unmended, when a reason is given for it. Who may send a text to readers may also
/// say why it goes out as it is.
fn passed_over(standing: &Standing, act: &Act) -> Result<Vec<Finding>, Refusal> {
    match act {
        Act::Publish | Act::Schedule { .. } => {}
        _ => return Ok(Vec::new()),
    }
    if !standing.blockers.is_empty() && standing.override_reason.trim().is_empty() {
        return Err(Refusal::Blocked(standing.blockers.clone()));
    }
    Ok(standing.blockers.clone())
}

/// The right that an act needs. Bringing back what was withdrawn needs the right to withdraw.
fn right_for(act: &Act, standing: &Standing) -> Right {
    match act {
        Act::Write => Right::Write,
        Act::Submit => Right::Submit,
        Act::Recall => Right::Recall,
        Act::Discard | Act::Recover => Right::Discard,
        Act::Take => Right::Take,
        Act::Return { .. } => Right::Return,
        Act::Approve => Right::Approve,
        Act::Publish | Act::Schedule { .. } if standing.public == PublicState::Withdrawn => {
            Right::Withdraw
        }
        Act::Publish => Right::Publish,
        Act::Schedule { .. }
        | Act::Unschedule
        | Act::Release
        | Act::ExpireAt { .. }
        | Act::Expire => Right::Schedule,
        Act::Embargo { .. } => Right::Approve,
        Act::Withdraw { .. } => Right::Withdraw,
        Act::Correct { .. } => Right::Correct,
    }
}

/// The two states after the act, or nothing when it cannot be done from here.
fn target(standing: &Standing, act: &Act, rights: &Rights) -> Option<(PublicState, ReviewState)> {
    use PublicState::{Expired, Live, Scheduled, Unpublished, Withdrawn};
    use ReviewState::{Approved, Discarded, Draft, InReview, Returned, Submitted};
    let Standing { public, review, behind, .. } = *standing;
    let waiting = standing.times.scheduled_ms.is_some();
    let seen_by_readers = matches!(public, Live | Expired | Withdrawn);
    match (act, public, review) {
        (Act::Recover, _, Discarded) => Some((public, Draft)),
        (_, _, Discarded) => None,
        // What readers have seen is withdrawn, never thrown away.
        (Act::Discard, Unpublished, Draft | Returned) => Some((public, Discarded)),
        (Act::Write, _, Draft | Returned) => Some((public, review)),
        (Act::Write, _, Submitted | InReview | Approved) if rights.has(Right::WriteReviewed) => {
            Some((public, InReview))
        }
        // The writer begins the next text of an article that readers have seen.
        (Act::Write, _, Approved) if seen_by_readers => Some((public, Draft)),
        (Act::Submit, _, Draft | Returned) => Some((public, Submitted)),
        (Act::Recall, _, Submitted) => Some((public, Draft)),
        (Act::Take, _, Submitted) => Some((public, InReview)),
        // What goes back to its writer does not go out at its time.
        (Act::Return { .. }, _, Submitted | InReview | Approved) => Some((behind, Returned)),
        (Act::Approve, _, Submitted | InReview) => Some((public, Approved)),
        (Act::Publish, _, Approved) => Some((Live, Approved)),
        // A live article stays live while its next text waits for its time.
        (Act::Schedule { .. }, Live, Approved) => Some((Live, Approved)),
        (Act::Schedule { .. }, _, Approved) => Some((Scheduled, Approved)),
        (Act::Unschedule, Scheduled | Live, _) if waiting => Some((behind, review)),
        // A correction of the text that is still being edited does not hold up what was approved.
        (Act::Release, Scheduled | Live, _) if waiting => Some((Live, review)),
        // What readers see already cannot be kept from them by an embargo; lifting one can be done.
        (Act::Embargo { until_ms: Some(_) }, Live, _) => None,
        (Act::ExpireAt { .. }, Live | Scheduled, _) | (Act::Embargo { .. }, ..) => {
            Some((public, review))
        }
        (Act::Expire, Live, _) => Some((Expired, review)),
        (Act::Withdraw { .. }, Live | Scheduled, _) => Some((Withdrawn, review)),
        (Act::Correct { .. }, Live, _) => Some((Live, review)),
        _ => None,
    }
}

fn complete(standing: &Standing, act: &Act, now_ms: i64) -> Result<(), Refusal> {
    let missing = match act {
        Act::Submit => &standing.missing_to_submit,
        Act::Approve | Act::Publish | Act::Schedule { .. } => &standing.missing_to_publish,
        _ => &Vec::new(),
    };
    let needs_note = matches!(act, Act::Return { .. } | Act::Withdraw { .. } | Act::Correct { .. });
    match act {
        _ if !missing.is_empty() => Err(Refusal::Incomplete(missing.clone())),
        _ if needs_note && act.note().trim().is_empty() => Err(Refusal::NoteMissing),
        _ => in_time(&standing.times, act, now_ms),
    }
}

/// Times lie ahead, nothing goes out under an embargo, and nothing expires before it is shown.
fn in_time(times: &Times, act: &Act, now_ms: i64) -> Result<(), Refusal> {
    let (out_ms, ahead_ms) = match *act {
        Act::Publish | Act::Release => (Some(now_ms), None),
        Act::Schedule { at_ms } => (Some(at_ms), Some(at_ms)),
        Act::ExpireAt { at_ms } => (None, at_ms),
        Act::Embargo { until_ms } => (None, until_ms),
        _ => (None, None),
    };
    if ahead_ms.is_some_and(|at| at <= now_ms) {
        return Err(Refusal::InThePast);
    }
    let embargo = times.embargo_ms.filter(|until| out_ms.is_some_and(|out| out < *until));
    if let Some(until_ms) = embargo {
        return Err(Refusal::Embargoed { until_ms });
    }
    match (act, times.scheduled_ms, times.expires_ms) {
        (Act::Embargo { until_ms: Some(until) }, Some(at_ms), _) if at_ms < *until => {
            Err(Refusal::ScheduledBefore { at_ms })
        }
        (Act::ExpireAt { at_ms: Some(end) }, Some(out), _) if *end <= out => {
            Err(Refusal::ExpiresBeforeShown)
        }
        (Act::Schedule { at_ms: out }, _, Some(end)) if end <= *out => {
            Err(Refusal::ExpiresBeforeShown)
        }
        _ => Ok(()),
    }
}

impl Change {
    /// The article it is about.
    #[must_use]
    pub fn article(&self) -> ArticleId {
        self.article
    }

    /// The draft's version that it was decided on; kept only over that.
    #[must_use]
    pub fn based_on(&self) -> i64 {
        self.based_on
    }

    /// What is done.
    #[must_use]
    pub fn act(&self) -> &Act {
        &self.act
    }

    /// The public state after it.
    #[must_use]
    pub fn public(&self) -> PublicState {
        self.public
    }

    /// The review state after it.
    #[must_use]
    pub fn review(&self) -> ReviewState {
        self.review
    }

    /// What the checks wanted mended and was passed over; empty as a rule.
    #[must_use]
    pub fn passed_over(&self) -> &[Finding] {
        &self.passed_over
    }

    /// Why it was passed over; empty when nothing was.
    #[must_use]
    pub fn override_reason(&self) -> &str {
        &self.override_reason
    }

    /// Whether a text becomes the one that readers see: the newest, or the one that was scheduled.
    #[must_use]
    pub fn makes_live(&self) -> bool {
        matches!(self.act, Act::Publish | Act::Release)
    }
}
