//! The kinds of notices.

/// Why somebody is told. Each has the texts `notice-<word>` (a sentence with `$by` and `$title`)
/// and `notice-kind-<word>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text waits for this editor.
    Submitted,
    /// An approved text waits for whoever publishes.
    ToPublish,
    Returned,
    Taken,
    Approved,
    Published,
    /// A correction notice was added.
    Corrected,
    /// Its time with readers is over.
    Expired,
    Withdrawn,
    /// Something was given to the person to do.
    Assigned,
    /// What the person had given out was declined.
    Declined,
    /// A remark on an article that they write or edit, or in a thread that they spoke in.
    Remarked,
    /// A reader has found something wrong in an article that they write or edit.
    Reported,
    /// An article could not go live at its time.
    ScheduleFailed,
    /// A mail was given up; told to those who manage the newsroom, at the desk only.
    MailFailed,
}

impl Kind {
    pub(crate) const ALL: [Self; 15] = [
        Self::Submitted,
        Self::ToPublish,
        Self::Returned,
        Self::Taken,
        Self::Approved,
        Self::Published,
        Self::Corrected,
        Self::Expired,
        Self::Withdrawn,
        Self::Assigned,
        Self::Declined,
        Self::Remarked,
        Self::Reported,
        Self::ScheduleFailed,
        Self::MailFailed,
    ];

    /// The word stored in the database and in keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::ToPublish => "to-publish",
            Self::Returned => "returned",
            Self::Taken => "taken",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Corrected => "corrected",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Assigned => "assigned",
            Self::Declined => "declined",
            Self::Remarked => "remarked",
            Self::Reported => "reported",
            Self::ScheduleFailed => "schedule-failed",
            Self::MailFailed => "mail-failed",
        }
    }

    /// Whether it can go out by mail at all: that a mail failed cannot.
    pub(crate) fn by_mail(self) -> bool {
        self != Self::MailFailed
    }
}
