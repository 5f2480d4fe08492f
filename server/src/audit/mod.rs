//! The audit list: every act of a person with who, when, what about, before and after.
//!
//! A slice appends its line in the act's own transaction; nothing changes or removes one. The
//! list knows no slice: it keeps ids and JSON. Tables: `audit`.

mod rows;
pub(crate) mod store;

use content::id::{ArticleId, PersonId};
use serde_json::Value;

/// What is to be written down.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    /// Nobody, when the program itself or an operator's command did it.
    pub(crate) by: Option<PersonId>,
    /// The word whose text is `act-<word>`.
    pub(crate) act: &'a str,
    pub(crate) article: Option<ArticleId>,
    /// The person that it was done to.
    pub(crate) subject: Option<PersonId>,
    /// Objects of JSON, with the same names in both where a value changed; never a secret.
    pub(crate) before: Value,
    pub(crate) after: Value,
}

impl<'a> Entry<'a> {
    /// An act on a person's account, with nothing to compare yet.
    pub(crate) fn on_person(by: Option<PersonId>, act: &'a str, subject: PersonId) -> Self {
        let nothing = || Value::Object(serde_json::Map::new());
        let (before, after) = (nothing(), nothing());
        Self { by, act, article: None, subject: Some(subject), before, after }
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) id: i64,
    /// In milliseconds since 1970 UTC.
    pub(crate) at_ms: i64,
    pub(crate) by: Option<PersonId>,
    pub(crate) act: String,
    pub(crate) article: Option<ArticleId>,
    pub(crate) subject: Option<PersonId>,
    pub(crate) before: Value,
    pub(crate) after: Value,
}
