//! What a page weighs on a phone line in the mountains, against what it may weigh.

use super::{Flaw, Place, Subject};

const KILOBYTE: u64 = 1_024;

/// Bytes that a reader loads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// The page itself, compressed.
    pub page: u64,
    /// All its pictures, in the size in which they are shown.
    pub pictures: u64,
}

pub(super) fn page(subject: &Subject<'_>, limit: u64) -> Vec<Flaw> {
    heavier(subject.weight.page, limit, ("check-page-heavy", "body"))
}

pub(super) fn pictures(subject: &Subject<'_>, limit: u64) -> Vec<Flaw> {
    heavier(subject.weight.pictures, limit, ("check-pictures-heavy", "body"))
}

/// The limit is in kilobytes.
fn heavier(bytes: u64, limit: u64, (key, field): (&'static str, &'static str)) -> Vec<Flaw> {
    let too_heavy = bytes > limit.saturating_mul(KILOBYTE);
    let flaw = || Flaw {
        measure: Some((bytes.div_ceil(KILOBYTE), limit)),
        ..Flaw::at(key, Place::Field(field))
    };
    too_heavy.then(flaw).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{Weight, page, pictures};
    use crate::article::Text;
    use crate::body::Body;
    use crate::check::Subject;

    #[test]
    fn a_page_may_weigh_its_limit_and_not_a_byte_more() {
        let (text, body) = (Text::default(), Body::default());
        for (bytes, told) in [(0, 0), (10 * 1_024, 0), (10 * 1_024 + 1, 1), (u64::MAX, 1)] {
            let of =
                |weight| Subject { text: &text, body: &body, notices: &[], weight, twins: &[] };
            let heavy_page = of(Weight { page: bytes, pictures: 0 });
            let heavy_pictures = of(Weight { page: 0, pictures: bytes });
            assert_eq!(page(&heavy_page, 10).len(), told, "{bytes}");
            assert_eq!(pictures(&heavy_pictures, 10).len(), told, "{bytes}");
            assert_eq!(page(&heavy_pictures, 10).len() + pictures(&heavy_page, 10).len(), 0);
        }
        assert_eq!(
            page(
                &Subject {
                    text: &text,
                    body: &body,
                    notices: &[],
                    weight: Weight::default(),
                    twins: &[]
                },
                u64::MAX
            )
            .len(),
            0
        );
    }
}
