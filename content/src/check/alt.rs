//! Every picture says in words what is to be seen on it, for those who cannot see it.

use super::walk::walk;
use super::{Flaw, Place, Subject};
use crate::text::fold;

/// Words that only say that there is a picture.
const SAYS_NOTHING: [&str; 9] = [
    "anh",
    "hinh",
    "hinh anh",
    "anh minh hoa",
    "buc anh",
    "image",
    "picture",
    "photo",
    "screenshot",
];
const FILE_ENDINGS: [&str; 7] = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".bmp"];

pub(super) fn alt(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if let Some(cover) = &subject.text.cover {
        flaws.extend(flaw(&cover.alt, "check-cover-alt-missing", Place::Field("cover_alt")));
    }
    for (place, _, figure) in walk(subject.body).pictures {
        if !figure.decorative && !figure.waits() {
            flaws.extend(flaw(&figure.alt, "check-alt-missing", place));
        }
    }
    flaws
}

fn flaw(alt: &str, missing: &'static str, place: Place) -> Option<Flaw> {
    let words = fold(alt.trim());
    if words.is_empty() {
        return Some(Flaw::at(missing, place));
    }
    let bare = words.trim_end_matches(|c: char| !c.is_alphabetic());
    let nothing = SAYS_NOTHING.contains(&bare) || bare.is_empty();
    let file = FILE_ENDINGS.iter().any(|ending| words.ends_with(ending));
    (nothing || file).then(|| Flaw::at("check-alt-useless", place).about(alt))
}

#[cfg(test)]
mod tests {
    use super::alt;
    use crate::article::{Cover, Text};
    use crate::check::tests::{on, on_body};

    #[test]
    fn every_picture_of_the_body_wants_words_that_say_something() {
        let table: [(&str, &[&str]); 9] = [
            ("![Ruộng bậc thang](media:ab)", &[]),
            ("![](media:ab)", &["check-alt-missing"]),
            ("Chữ ![](media:ab) chữ", &["check-alt-missing"]),
            ("![IMG_2041.JPG](media:ab)", &["check-alt-useless"]),
            ("![Ảnh 1](media:ab)", &["check-alt-useless"]),
            ("![2024](media:ab)", &["check-alt-useless"]),
            ("```figure\nsrc: media:ab\ndecorative: yes\n```", &[]),
            ("```figure\nsrc: media:ab\n```", &["check-alt-missing"]),
            ("```gallery\n![Một con trâu](media:ab)\n![](media:cd)\n```", &["check-alt-missing"]),
        ];
        for (body, told) in table {
            assert_eq!(on_body(alt, body, 0), told, "{body}");
        }
    }

    #[test]
    fn a_picture_deep_inside_is_found_and_told_where_it_stands() {
        let body = "Đoạn một.\n\n```info Hộp\n> ![](media:ab)\n```\n";
        assert_eq!(on_body(alt, body, 0), ["check-alt-missing"]);
        let flaws = crate::check::tests::flaws(alt, &Text { body: body.into(), ..Text::default() });
        assert_eq!(flaws[0].place, crate::check::Place::Block(2));
    }

    #[test]
    fn the_cover_wants_words_too() {
        let with = |alt: &str| {
            let cover = Cover { media: "ab".into(), alt: alt.into(), ..Cover::default() };
            Text { cover: Some(cover), ..Text::default() }
        };
        assert_eq!(on(alt, &with(""), 0), ["check-cover-alt-missing"]);
        assert_eq!(on(alt, &with("bia.png"), 0), ["check-alt-useless"]);
        assert_eq!(on(alt, &with("Chợ phiên Bắc Hà lúc mờ sáng"), 0), [""; 0]);
        assert_eq!(on(alt, &Text::default(), 0), [""; 0]);
    }
}
