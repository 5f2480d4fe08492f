//! Roles, and what each may do in which sections and languages.

use serde::{Deserialize, Serialize};

use crate::id::SectionId;
use crate::lang::Lang;

/// The roles of the newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Cộng tác viên.
    Contributor,
    /// Phóng viên.
    Reporter,
    /// Biên tập viên.
    Editor,
    /// Thư ký tòa soạn.
    Secretary,
    /// Tổng biên tập.
    Chief,
    /// Ban biên tập cổng.
    Portal,
    /// Kiểm tra: reads everything, changes nothing.
    Inspector,
    /// People and settings; no right to publish by that alone.
    Admin,
}

impl Role {
    /// All roles, from the one with the fewest rights over texts upwards.
    pub const ALL: [Self; 8] = [
        Self::Contributor,
        Self::Reporter,
        Self::Editor,
        Self::Secretary,
        Self::Chief,
        Self::Portal,
        Self::Inspector,
        Self::Admin,
    ];

    /// The word stored in the database and taken by commands.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Reporter => "reporter",
            Self::Editor => "editor",
            Self::Secretary => "secretary",
            Self::Chief => "chief",
            Self::Portal => "portal",
            Self::Inspector => "inspector",
            Self::Admin => "admin",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// What the role may do with an article, by who owns it.
    fn may(self, ownership: Ownership) -> &'static [Right] {
        use Right::{
            Approve, Correct, Discard, Publish, Read, Return, Schedule, Submit, Take, Withdraw,
            Write, WriteReviewed,
        };
        match (self, ownership) {
            (Self::Contributor | Self::Reporter, Ownership::Own) => &[Read, Write, Submit],
            (Self::Contributor | Self::Reporter | Self::Admin, _) => &[],
            (Self::Inspector, _) => &[Read],
            (Self::Editor, _) => &[Read, Write, WriteReviewed, Submit, Take, Return, Approve],
            (Self::Secretary | Self::Portal, _) => &[
                Read,
                Write,
                WriteReviewed,
                Submit,
                Discard,
                Take,
                Return,
                Approve,
                Publish,
                Schedule,
            ],
            (Self::Chief, _) => &[
                Read,
                Write,
                WriteReviewed,
                Submit,
                Discard,
                Take,
                Return,
                Approve,
                Publish,
                Schedule,
                Withdraw,
                Correct,
            ],
        }
    }
}

/// One thing that a person may do with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    Read,
    Write,
    /// Change a text that is already in the editors' hands.
    WriteReviewed,
    Submit,
    Take,
    Return,
    Approve,
    Publish,
    Schedule,
    Withdraw,
    Correct,
    /// Take an own text back that nobody has taken up for editing yet.
    Recall,
    /// Throw away a text that no reader has seen, and bring it back: an own one, or as secretary.
    Discard,
}

/// A role, and where it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    /// Sections with everything below them already listed; empty means all.
    pub sections: Vec<SectionId>,
    /// Empty means all.
    pub languages: Vec<Lang>,
}

/// Whether the article was begun by the person who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    Own,
    Other,
}

/// What one person may do with one article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights(Vec<Right>);

impl Rights {
    /// Whether the right is among them.
    #[must_use]
    pub fn has(&self, right: Right) -> bool {
        self.0.contains(&right)
    }

    /// Every right over texts: for the operator's own commands at the machine.
    #[must_use]
    pub fn of_the_operator() -> Self {
        Self(Role::Chief.may(Ownership::Own).to_vec())
    }
}

/// Adds up what a person's grants allow for an article of this section and language.
///
/// An article without a section yet is within every grant's reach only for its owner; others
/// need a grant that holds everywhere.
#[must_use]
pub fn rights_in(
    grants: &[Grant],
    section: Option<SectionId>,
    language: &Lang,
    ownership: Ownership,
) -> Rights {
    let mut rights = Vec::new();
    for grant in grants {
        let here = match section {
            _ if grant.sections.is_empty() => true,
            Some(section) => grant.sections.contains(&section),
            None => ownership == Ownership::Own,
        };
        let spoken = grant.languages.is_empty() || grant.languages.contains(language);
        if here && spoken {
            rights.extend_from_slice(grant.role.may(ownership));
        }
    }
    if ownership == Ownership::Own && rights.contains(&Right::Submit) {
        rights.extend([Right::Recall, Right::Discard]);
    }
    Rights(rights)
}

/// Whether any of the grants may manage people and settings.
#[must_use]
pub fn may_manage(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.role == Role::Admin)
}

/// Whether any of the grants shows what everybody did: the whole newsroom's chief and inspector,
/// and whoever manages people. A chief of some sections or languages only sees those articles.
#[must_use]
pub fn may_inspect(grants: &[Grant]) -> bool {
    let whole = |grant: &Grant| grant.sections.is_empty() && grant.languages.is_empty();
    let looks = |grant: &Grant| matches!(grant.role, Role::Chief | Role::Inspector);
    may_manage(grants) || grants.iter().any(|grant| looks(grant) && whole(grant))
}

/// Whether any of the grants leads the newsroom or manages it: such a person sets what is checked.
#[must_use]
pub fn may_lead(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| matches!(grant.role, Role::Chief | Role::Admin))
}

/// Whether any of the grants lets a person begin an article.
#[must_use]
pub fn may_begin(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.role.may(Ownership::Own).contains(&Right::Write))
}
