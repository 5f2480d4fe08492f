//! Headings go down by one level at a time, so that those who jump from one to the next are not
//! lost; level 1 is the title's.

use super::{Flaw, Place, Subject};
use crate::body::block::Block;
use crate::body::plain::of_line;
use crate::body::read::Notice;

pub(super) fn headings(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if subject.notices.contains(&Notice::HeadingLowered) {
        flaws.push(Flaw::at("check-heading-one", Place::Field("body")));
    }
    let mut above = 1;
    for (at, block) in subject.body.blocks.iter().enumerate() {
        let Block::Heading { level, text } = block else { continue };
        if *level > above + 1 {
            flaws.push(
                Flaw::at("check-heading-skipped", Place::Block(at + 1))
                    .measured(usize::from(*level), u64::from(above + 1))
                    .about(&of_line(text)),
            );
        }
        above = *level;
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::headings;
    use crate::check::tests::on_body;

    #[test]
    fn a_level_may_be_left_upwards_and_not_skipped_downwards() {
        let table: [(&str, &[&str]); 6] = [
            ("## A\n\n### B\n\n#### C\n\n## D\n\n### E", &[]),
            ("### A", &["check-heading-skipped"]),
            ("## A\n\n#### B", &["check-heading-skipped"]),
            ("## A\n\n#### B\n\n#### C", &["check-heading-skipped"]),
            ("# A\n\n## B", &["check-heading-one"]),
            ("Không có mục nào.", &[]),
        ];
        for (body, told) in table {
            assert_eq!(on_body(headings, body, 0), told, "{body}");
        }
    }
}
