//! The words of a link say where it goes, also when they are heard alone.

use super::walk::walk;
use super::{Flaw, Place, Subject};
use crate::body::block::Inline;
use crate::body::plain::of_line;
use crate::text::fold;

/// Words that could stand on any link.
const ANYWHERE: [&str; 18] = [
    "tai day",
    "day",
    "o day",
    "xem day",
    "xem tai day",
    "xem o day",
    "xem them",
    "xem them tai day",
    "chi tiet",
    "xem chi tiet",
    "bam vao day",
    "nhan vao day",
    "click vao day",
    "link",
    "here",
    "click here",
    "read more",
    "more",
];

pub(super) fn text(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    each_link(subject, |place, words| {
        let bare = fold(words);
        let bare = bare.trim_matches(|c: char| !c.is_alphanumeric());
        if ANYWHERE.contains(&bare) {
            flaws.push(Flaw::at("check-link-anywhere", place).about(words));
        } else if words.contains("://") || bare.starts_with("www.") {
            flaws.push(Flaw::at("check-link-bare", place).about(words));
        }
    });
    flaws
}

pub(super) fn empty(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    each_link(subject, |place, words| {
        if words.trim().is_empty() {
            flaws.push(Flaw::at("check-link-empty", place));
        }
    });
    flaws
}

fn each_link(subject: &Subject<'_>, mut tell: impl FnMut(Place, &str)) {
    for (place, line) in walk(subject.body).lines {
        in_line(line, place, &mut tell);
    }
}

fn in_line(line: &[Inline], place: Place, tell: &mut impl FnMut(Place, &str)) {
    for part in line {
        match part {
            Inline::Link { text, .. } => tell(place, &of_line(text)),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strike(inner)
            | Inline::Lang { text: inner, .. } => in_line(inner, place, tell),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{empty, text};
    use crate::check::tests::on_body;

    #[test]
    fn words_that_could_stand_on_any_link_and_bare_addresses_are_told() {
        let table: [(&str, &[&str]); 9] = [
            ("Xem [tại đây](https://a.vn).", &["check-link-anywhere"]),
            ("Xem **[Tại đây!](https://a.vn)**", &["check-link-anywhere"]),
            ("[Click here](https://a.vn)", &["check-link-anywhere"]),
            ("<https://a.vn/b>", &["check-link-bare"]),
            ("[www.a.vn](https://www.a.vn)", &["check-link-bare"]),
            ("[Báo cáo năm 2023](https://a.vn)", &[]),
            ("[Đây là làng cổ nhất](/a)", &[]),
            ("[toasoan@bao.vn](mailto:toasoan@bao.vn)", &[]),
            ("| [ở đây](/a) |\n| --- |\n| b |", &["check-link-anywhere"]),
        ];
        for (body, told) in table {
            assert_eq!(on_body(text, body, 0), told, "{body}");
        }
    }

    #[test]
    fn a_link_without_words_is_told_and_a_picture_with_words_is_none() {
        assert_eq!(on_body(empty, "Chữ [](https://a.vn) chữ", 0), ["check-link-empty"]);
        assert_eq!(on_body(empty, "[![Chợ](media:ab)](/a) chữ", 0), [""; 0]);
        assert_eq!(on_body(empty, "[![](media:ab)](/a) chữ", 0), ["check-link-empty"]);
    }
}
