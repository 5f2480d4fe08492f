//! Fields that a section wants filled in, beyond those without which nothing goes out.

use super::{Flaw, Place, Subject};

pub(super) fn kicker(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    if subject.text.kicker.is_empty() {
        missing("check-kicker-missing", "kicker")
    } else {
        Vec::new()
    }
}

pub(super) fn lead(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    if subject.text.lead.is_empty() { missing("check-lead-missing", "lead") } else { Vec::new() }
}

pub(super) fn cover(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    if subject.text.cover.is_none() { missing("check-cover-missing", "cover") } else { Vec::new() }
}

pub(super) fn tags(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    if subject.text.tags.is_empty() { missing("check-tags-missing", "tags") } else { Vec::new() }
}

fn missing(key: &'static str, field: &'static str) -> Vec<Flaw> {
    vec![Flaw::at(key, Place::Field(field))]
}

#[cfg(test)]
mod tests {
    use super::{cover, kicker, lead, tags};
    use crate::article::{Cover, Text};
    use crate::check::tests::on;

    #[test]
    fn a_field_is_missing_until_something_stands_in_it() {
        let empty = Text::default();
        let full = Text {
            kicker: "Phóng sự".into(),
            lead: "Từ ba giờ sáng.".into(),
            tags: vec!["chợ".into()],
            cover: Some(Cover { media: "ab".into(), ..Cover::default() }),
            ..Text::default()
        };
        let all = [
            (kicker as super::super::Look, "check-kicker-missing"),
            (lead, "check-lead-missing"),
            (cover, "check-cover-missing"),
            (tags, "check-tags-missing"),
        ];
        for (look, key) in all {
            assert_eq!(on(look, &empty, 0), [key]);
            assert_eq!(on(look, &full, 0), [""; 0]);
        }
    }
}
