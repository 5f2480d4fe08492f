//! Somebody answers for a text: a name stands under it.

use super::{Flaw, Place, Subject};

pub(super) fn byline(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let nobody = subject.text.bylines.is_empty();
    let flaw = || Flaw::at("check-byline-missing", Place::Field("bylines"));
    nobody.then(flaw).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::byline;
    use crate::article::Text;
    use crate::check::tests::on;

    #[test]
    fn a_text_without_a_name_is_told() {
        assert_eq!(on(byline, &Text::default(), 0), ["check-byline-missing"]);
        let signed = Text { bylines: vec!["Hà Linh".into()], ..Text::default() };
        assert_eq!(on(byline, &signed, 0), [""; 0]);
    }
}
