//! Every picture says whose it is, in its credit or, as newspapers do, at the end of its caption.

use super::walk::{Standing, walk};
use super::{Flaw, Place, Subject};
use crate::text::fold;

/// What begins a credit inside a caption.
const MARKS: [&str; 9] =
    ["anh:", "nguon:", "nguon anh:", "photo:", "tranh:", "do hoa:", "minh hoa:", "(anh", "source:"];

pub(super) fn credit(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if let Some(cover) = &subject.text.cover
        && !credited(&cover.credit, &cover.caption)
    {
        flaws.push(Flaw::at("check-cover-credit-missing", Place::Field("cover_credit")));
    }
    for (place, standing, figure) in walk(subject.body).pictures {
        let own = standing == Standing::Figure && !figure.decorative && !figure.waits();
        if own && !credited(&figure.credit, &figure.caption) {
            flaws.push(Flaw::at("check-credit-missing", place).about(&figure.caption));
        }
    }
    flaws
}

fn credited(credit: &str, caption: &str) -> bool {
    let caption = fold(caption);
    !credit.trim().is_empty() || MARKS.iter().any(|mark| caption.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::credit;
    use crate::article::{Cover, Text};
    use crate::check::tests::{on, on_body};

    #[test]
    fn a_figure_is_credited_by_its_field_or_its_caption() {
        let table: [(&str, &[&str]); 6] = [
            ("```figure\nsrc: media:ab\nalt: Chợ\ncredit: Ảnh: Sỹ Hào\n```", &[]),
            ("![Chợ](media:ab \"Chợ sớm. Ảnh: Sỹ Hào\")", &[]),
            ("![Chợ](media:ab \"Chợ sớm (ảnh Sỹ Hào)\")", &[]),
            ("![Chợ](media:ab \"Chợ sớm\")", &["check-credit-missing"]),
            ("```figure\nsrc: media:ab\ndecorative: yes\n```", &[]),
            ("```gallery\n![Chợ](media:ab)\n```", &[]),
        ];
        for (body, told) in table {
            assert_eq!(on_body(credit, body, 0), told, "{body}");
        }
    }

    #[test]
    fn the_cover_is_credited_too() {
        let cover = Cover { media: "ab".into(), ..Cover::default() };
        let bare = Text { cover: Some(cover.clone()), ..Text::default() };
        assert_eq!(on(credit, &bare, 0), ["check-cover-credit-missing"]);
        let cover = Cover { credit: "TTXVN".into(), ..cover };
        assert_eq!(on(credit, &Text { cover: Some(cover), ..Text::default() }, 0), [""; 0]);
    }
}
