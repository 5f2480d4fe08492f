//! What becomes of a text that was written over an older version: merged where that is safe.

use content::article::Text;
use content::merge::{self, Merge, Part};
use serde_json::{Value, json};

use crate::articles::acts::Writing;
use crate::articles::shape::sent;
use crate::articles::store::drafts::Draft;
use crate::error::{Error, Result};

/// The text to be kept instead of the one that was sent, when others' changes must come in.
///
/// # Errors
/// `StaleWrite` when nobody knows what it was written over, or both changed the same words.
/// `Invalid` when the two together are beyond the bounds.
pub(crate) async fn over(stored: &Draft, writing: &Writing<'_>) -> Result<Option<Text>> {
    if stored.version == writing.based_on {
        return Ok(None);
    }
    let stale = Error::StaleWrite { stored: stored.version };
    let Some(base) = writing.base else { return Err(stale) };
    let merge = both(base, writing.text, &stored.text).await?;
    if !merge.is_clean() {
        return Err(stale);
    }
    let text = merge.text.tidy();
    let faults = text.beyond_bounds();
    if faults.is_empty() { Ok(Some(text)) } else { Err(Error::Invalid(faults)) }
}

/// Merges away from the reactor: long texts take a while.
pub(crate) async fn both(base: &Text, mine: &Text, theirs: &Text) -> Result<Merge> {
    let (base, mine, theirs) = (base.clone(), mine.clone(), theirs.clone());
    Ok(tokio::task::spawn_blocking(move || merge::merge(&base, &mine, &theirs)).await?)
}

/// What the page needs to let its person decide: the merged text with the others' words where
/// the two conflict, and these places.
pub(crate) fn told(merge: &Merge) -> Value {
    let whole = matches!(merge.body.as_slice(), [Part::Agreed { .. }]);
    let body: &[Part] = if whole { &[] } else { &merge.body };
    json!({ "merged": sent::told(&merge.text), "fields": merge.conflicts, "body": body })
}
