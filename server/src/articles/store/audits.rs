//! What was done with an article, as its history tells it.

use content::id::{ArticleId, PersonId};
use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::audit;
use crate::audit::store::{Ask, lines};
use crate::error::Result;

/// Lines shown at once, the newest of them.
const LINES_MAX: u64 = 2_000;

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) by: Option<PersonId>,
    pub(crate) at_ms: i64,
    pub(crate) act: String,
    /// What was said with it.
    pub(crate) note: String,
    /// Why it went out although the checks found something; empty as a rule.
    pub(crate) override_reason: String,
}

/// The acts on an article, oldest first.
pub(crate) async fn of_article(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<Line>> {
    let ask = Ask { articles: Some(vec![id]), limit: LINES_MAX, ..Ask::default() };
    Ok(lines(db, &ask).await?.into_iter().rev().map(line).collect())
}

fn line(kept: audit::Line) -> Line {
    let word = |key: &str| {
        let value = kept.after.get(key).and_then(|value| value.as_str());
        value.unwrap_or_default().to_owned()
    };
    let (note, override_reason) = (word("note"), word("override"));
    let lifted = |key: &str| kept.after.get(key).is_some_and(Value::is_null);
    let act = match kept.act.as_str() {
        "embargo" if lifted("embargo_ms") => "embargo-lifted".to_owned(),
        "expire_at" if lifted("expires_ms") => "expire_at-lifted".to_owned(),
        _ => kept.act,
    };
    Line { by: kept.by, at_ms: kept.at_ms, act, note, override_reason }
}
