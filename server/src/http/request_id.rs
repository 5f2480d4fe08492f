//! A name for each request, in the log and in the answer: what somebody reports is found by it.

use poem::http::{HeaderMap, HeaderName};
use uuid::Uuid;

/// Where a proxy tells its own, and where ours is told.
pub(super) const NAME: HeaderName = HeaderName::from_static("x-request-id");
/// Characters of one.
const LENGTH_MAX: usize = 64;

/// The one that a proxy of ours told in its headers, or a new one.
pub(super) fn of(told: Option<&HeaderMap>) -> String {
    let told = told.and_then(|headers| headers.get(NAME)).and_then(|told| told.to_str().ok());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match told.filter(|told| (1..=LENGTH_MAX).contains(&told.len()) && told.chars().all(plain)) {
        Some(told) => told.to_owned(),
        None => Uuid::now_v7().simple().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{NAME, of};
    use poem::http::{HeaderMap, HeaderValue};

    #[test]
    fn a_name_is_taken_over_only_when_it_cannot_mislead_who_reads_the_log() {
        let told =
            |text: &str| HeaderMap::from_iter([(NAME, HeaderValue::from_str(text).unwrap())]);
        assert_eq!(of(Some(&told("4bf92f3577b34da6-1.a_B"))), "4bf92f3577b34da6-1.a_B");
        for hostile in ["", "a b", "status=500", "a\tb", "<script>", "é", &"a".repeat(65)] {
            let given = of(Some(&told(hostile)));
            assert!(given.len() == 32 && given != hostile, "{hostile}");
        }
        assert_ne!(of(None), of(Some(&HeaderMap::new())));
    }
}
