//! Titles and leads that are too long for where they are read: a phone, a list, a search result.

use super::{Flaw, Place, Subject};

pub(super) fn title(subject: &Subject<'_>, limit: u64) -> Vec<Flaw> {
    longer(&subject.text.title, limit, ("check-title-long", "title"))
}

pub(super) fn title_in_search(subject: &Subject<'_>, limit: u64) -> Vec<Flaw> {
    longer(&subject.text.title, limit, ("check-title-cut", "title"))
}

pub(super) fn lead(subject: &Subject<'_>, limit: u64) -> Vec<Flaw> {
    longer(&subject.text.lead, limit, ("check-lead-long", "lead"))
}

fn longer(words: &str, limit: u64, (key, field): (&'static str, &'static str)) -> Vec<Flaw> {
    let length = words.chars().count();
    let too_long = u64::try_from(length).unwrap_or(u64::MAX) > limit;
    let flaw = || Flaw::at(key, Place::Field(field)).measured(length, limit);
    too_long.then(flaw).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{lead, title, title_in_search};
    use crate::article::Text;
    use crate::check::tests::on;

    #[test]
    fn length_is_counted_in_letters_and_only_what_is_beyond_is_told() {
        let of = |length: usize| Text {
            title: "ệ".repeat(length),
            lead: "ệ".repeat(length),
            ..Text::default()
        };
        for (length, told) in [(0, 0), (9, 0), (10, 0), (11, 1), (300, 1)] {
            assert_eq!(on(title, &of(length), 10).len(), told, "{length}");
            assert_eq!(on(title_in_search, &of(length), 10).len(), told, "{length}");
            assert_eq!(on(lead, &of(length), 10).len(), told, "{length}");
        }
    }
}
