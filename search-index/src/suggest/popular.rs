//! Suggests what others ask often: a list in memory, which the server gives.

use super::shelf::Shelf;

/// Questions that are kept.
const KEPT: usize = 10_000;
/// Characters of a question that are kept.
const LENGTH_MAX: usize = 100;

/// The shelf of questions, the most often asked first.
pub(crate) fn shelf(mut asked: Vec<(String, u32)>) -> Shelf {
    asked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let tidy =
        asked.into_iter().map(|(text, times)| (content::text::tidy_line(&text), times.into()));
    let says_something = |text: &str| text.contains(char::is_alphanumeric);
    let fit = tidy.filter(|(text, _): &(String, u64)| {
        says_something(text) && text.chars().count() <= LENGTH_MAX
    });
    Shelf::new(fit.take(KEPT).collect())
}
