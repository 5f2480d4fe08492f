//! No other article of late has the same title: readers and search engines would take one for the
//! other.

use super::{Flaw, Place, Subject};
use crate::text::fold;

/// A live article whose title may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    pub title: String,
}

/// The limit is the days within which twins were looked for, by whoever handed them in.
pub(super) fn twin(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let own = bare(&subject.text.title);
    let same = |twin: &&Twin| !own.is_empty() && bare(&twin.title) == own;
    let found = subject.twins.iter().find(same);
    found
        .map(|twin| Flaw::at("check-title-twin", Place::Field("title")).about(&twin.title))
        .into_iter()
        .collect()
}

/// Letters and digits only, without marks and case.
fn bare(title: &str) -> String {
    fold(title).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Twin, twin};
    use crate::article::Text;
    use crate::body::Body;
    use crate::check::{Subject, Weight};

    #[test]
    fn titles_are_the_same_whatever_their_case_and_signs() {
        let table = [
            ("Chợ phiên Bắc Hà", "Chợ phiên Bắc Hà", true),
            ("Chợ phiên: Bắc Hà!", "CHỢ PHIÊN BẮC HÀ", true),
            ("Chợ phiên Bắc Hà", "Chợ phiên Đồng Văn", false),
            ("", "", false),
            ("!!!", "…", false),
        ];
        for (own, other, same) in table {
            let text = Text { title: own.into(), ..Text::default() };
            let twins = [Twin { title: "Khác".into() }, Twin { title: other.into() }];
            let (body, weight) = (Body::default(), Weight::default());
            let subject = Subject { text: &text, body: &body, notices: &[], weight, twins: &twins };
            assert_eq!(twin(&subject, 30).len(), usize::from(same), "{own} / {other}");
        }
    }
}
