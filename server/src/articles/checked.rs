//! The newsroom's checks on an article: what they find, and what that means where it goes out.

use content::article::{Fault, Text};
use content::check::{Finding, Rule, Severity};
use content::id::ArticleId;
use content::workflow::decide::{Act, Standing};

use super::acts::Doing;
use super::store::acts::Found;
use super::store::live::twins;
use crate::app::App;
use crate::checks::{run, settings};
use crate::error::Result;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Longest reason for an override that is kept, in characters.
const REASON_MAX: usize = 1_000;

/// Everything that the checks of its section find in a text of this article.
pub(crate) async fn findings(app: &App, id: ArticleId, text: &Text) -> Result<Vec<Finding>> {
    let settings = settings::settings(app, text.section).await?;
    let twin = settings.get(Rule::Twin);
    let twins = match twin.severity {
        Some(_) => {
            let days = i64::try_from(twin.limit).unwrap_or(i64::MAX);
            let since_ms = app.clock.now_ms().saturating_sub(days.saturating_mul(DAY_MS));
            twins::of(&app.db.read, id, &text.title, since_ms).await?
        }
        None => Vec::new(),
    };
    let mut found = run::findings(app, text, settings, twins).await?;
    // Without these words it cannot go live at all: told once, among what is missing.
    if text.missing_to_publish().contains(&Fault::AltMissing) {
        found.retain(|finding| finding.key != "check-cover-alt-missing");
    }
    Ok(found)
}

/// Where an article stands for an act; for those that bring it to readers with what blocks it.
pub(crate) async fn standing(app: &App, found: &Found, doing: &Doing) -> Result<Standing> {
    let standing = found.standing();
    if !matches!(doing.act, Act::Publish | Act::Schedule { .. }) {
        return Ok(standing);
    }
    let mut blockers = findings(app, found.id, &found.draft.text).await?;
    blockers.retain(|finding| finding.severity == Severity::Blocker);
    let override_reason = doing.override_reason.trim().chars().take(REASON_MAX).collect();
    Ok(Standing { blockers, override_reason, ..standing })
}
