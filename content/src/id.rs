//! One type for each kind of number, so that an article's id cannot be taken for a section's.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Wraps the stored number.
            #[must_use]
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The stored number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// An article; stands in its public address.
    ArticleId,
    /// One immutable revision of an article's text.
    RevisionId,
    /// A member of the newsroom.
    PersonId,
    /// A section of one site.
    SectionId,
    /// A site.
    SiteId,
    /// A place in the change feed; grows in the order of commits, 0 is before the first.
    ChangeNumber,
    /// A piece of work that was given out.
    AssignmentId,
}
