//! The kinds of notices.

/// Why somebody is told. Each has the texts `notice-<word>` (a sentence with `$by` and `$title`)
/// and `notice-kind-<word>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Returned,
    Taken,
    Approved,
    Published,
    Withdrawn,
    /// Something was given to the person to do.
    Assigned,
    /// A remark on an article of theirs, or in a thread that they spoke in.
    Remarked,
    /// An article could not go live at its time.
    ScheduleFailed,
    /// A mail was given up; told to those who manage the newsroom, at the desk only.
    MailFailed,
}

impl Kind {
    pub(crate) const ALL: [Self; 9] = [
        Self::Returned,
        Self::Taken,
        Self::Approved,
        Self::Published,
        Self::Withdrawn,
        Self::Assigned,
        Self::Remarked,
        Self::ScheduleFailed,
        Self::MailFailed,
    ];

    /// The word stored in the database and in keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Taken => "taken",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Assigned => "assigned",
            Self::Remarked => "remarked",
            Self::ScheduleFailed => "schedule-failed",
            Self::MailFailed => "mail-failed",
        }
    }

    /// Whether it can go out by mail at all: that a mail failed cannot.
    pub(crate) fn by_mail(self) -> bool {
        self != Self::MailFailed
    }
}
