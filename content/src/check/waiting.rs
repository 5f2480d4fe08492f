//! No place of the text still waits for its picture: readers would see nothing there.

use super::walk::walk;
use super::{Flaw, Subject};

pub(super) fn waiting(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let pictures = walk(subject.body).pictures;
    let places = pictures.into_iter().filter(|(.., figure)| figure.waits());
    places
        .map(|(place, _, figure)| {
            let words = if figure.caption.is_empty() { &figure.alt } else { &figure.caption };
            Flaw::at("check-picture-waiting", place).about(words)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::waiting;
    use crate::check::tests::on_body;

    #[test]
    fn a_place_without_its_picture_is_told() {
        let table: [(&str, &[&str]); 6] = [
            ("```figure\nsrc: media:ab\n```", &[]),
            ("```figure\n```", &["check-picture-waiting"]),
            ("```figure\nsrc:\ncaption: Chợ\n```", &["check-picture-waiting"]),
            ("```info Hộp\n~~~figure\nalt: Chợ\n~~~\n```", &["check-picture-waiting"]),
            (
                "```figure\ncaption: Chợ\nfrom: https://bao.example/a.jpg\n```",
                &["check-picture-waiting"],
            ),
            // An address from elsewhere is no place of ours: it stays as it was written.
            ("```figure\nsrc: https://bao.example/a.jpg\n```", &[]),
        ];
        for (body, told) in table {
            assert_eq!(on_body(waiting, body, 0), told, "{body}");
        }
    }
}
