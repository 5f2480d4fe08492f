//! Decides every act on an article, without doing anything: no clock, no database.

use crate::article::{Fault, PublicState, ReviewState};
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
    /// What the newest text still lacks to be sent for editing.
    pub missing_to_submit: Vec<Fault>,
    /// What the newest text still lacks to go live.
    pub missing_to_publish: Vec<Fault>,
}

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Change the newest text.
    Write,
    /// Send it for editing.
    Submit,
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
            Self::Take => "take",
            Self::Return { .. } => "return",
            Self::Approve => "approve",
            Self::Publish => "publish",
            Self::Schedule { .. } => "schedule",
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
    /// The act needs a word of explanation.
    NoteMissing,
    /// The time has passed already.
    InThePast,
}

impl Refusal {
    /// Key of the sentence that tells it.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "refusal-not-allowed",
            Self::NotFrom { .. } => "refusal-not-from",
            Self::Incomplete(_) => "refusal-incomplete",
            Self::NoteMissing => "refusal-note-missing",
            Self::InThePast => "refusal-in-the-past",
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
    Ok(Change { article: standing.article, based_on: standing.version, act, public, review })
}

/// The right that an act needs. Bringing back what was withdrawn needs the right to withdraw.
fn right_for(act: &Act, standing: &Standing) -> Right {
    match act {
        Act::Write => Right::Write,
        Act::Submit => Right::Submit,
        Act::Take => Right::Take,
        Act::Return { .. } => Right::Return,
        Act::Approve => Right::Approve,
        Act::Publish | Act::Schedule { .. } if standing.public == PublicState::Withdrawn => {
            Right::Withdraw
        }
        Act::Publish => Right::Publish,
        Act::Schedule { .. } | Act::Expire => Right::Schedule,
        Act::Withdraw { .. } => Right::Withdraw,
        Act::Correct { .. } => Right::Correct,
    }
}

/// The two states after the act, or nothing when it cannot be done from here.
fn target(standing: &Standing, act: &Act, rights: &Rights) -> Option<(PublicState, ReviewState)> {
    use PublicState::{Expired, Live, Scheduled, Withdrawn};
    use ReviewState::{Approved, Draft, InReview, Returned, Submitted};
    let Standing { public, review, .. } = *standing;
    let seen_by_readers = matches!(public, Live | Expired | Withdrawn);
    match (act, public, review) {
        (Act::Write, _, Draft | Returned) => Some((public, review)),
        (Act::Write, _, Submitted | InReview | Approved) if rights.has(Right::WriteReviewed) => {
            Some((public, InReview))
        }
        // The writer begins the next text of an article that readers have seen.
        (Act::Write, _, Approved) if seen_by_readers => Some((public, Draft)),
        (Act::Submit, _, Draft | Returned) => Some((public, Submitted)),
        (Act::Take, _, Submitted) => Some((public, InReview)),
        (Act::Return { .. }, _, Submitted | InReview | Approved) => Some((public, Returned)),
        (Act::Approve, _, Submitted | InReview) => Some((public, Approved)),
        (Act::Publish, _, Approved) => Some((Live, Approved)),
        // A live article stays live while its next text waits for its time.
        (Act::Schedule { .. }, Live, Approved) => Some((Live, Approved)),
        (Act::Schedule { .. }, _, Approved) => Some((Scheduled, Approved)),
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
        Act::Schedule { at_ms } if *at_ms <= now_ms => Err(Refusal::InThePast),
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

    /// Whether the newest text becomes the one that readers see.
    #[must_use]
    pub fn makes_live(&self) -> bool {
        matches!(self.act, Act::Publish)
    }
}
