//! The language said of a text is the one it is in: screen readers and fonts go by it.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

use super::{Flaw, Place, Subject};
use crate::body::block::{Block, Inline};

/// With fewer words than this nobody can tell: a name, a table of numbers.
const WORDS_MIN: usize = 20;

/// Scripts of languages that are written in one script only.
const SCRIPTS: [(&str, RangeInclusive<char>); 4] = [
    ("km", '\u{1780}'..='\u{17ff}'),
    ("zh", '\u{3400}'..='\u{9fff}'),
    ("lo", '\u{0e80}'..='\u{0eff}'),
    ("th", '\u{0e00}'..='\u{0e7f}'),
];

pub(super) fn language(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let text = subject.text;
    let mut words = format!("{} {} ", text.title, text.lead);
    of_blocks(&subject.body.blocks, &mut words);
    let tag = text.language.as_str();
    let told = match tag.split('-').next().unwrap_or_default() {
        "vi" => too_few_marks(&words).then_some("check-language-not-vietnamese"),
        "en" => many_marks(&words).then_some("check-language-vietnamese"),
        other => SCRIPTS
            .iter()
            .find(|(known, _)| *known == other)
            .filter(|(_, script)| other_script(&words, script))
            .map(|_| "check-language-script"),
    };
    told.map(|key| Flaw::at(key, Place::Field("language")).about(tag)).into_iter().collect()
}

/// Vietnamese has a mark on four words of five; texts typed without marks or in English have next
/// to none.
fn too_few_marks(words: &str) -> bool {
    let (all, marked) = count(words);
    all >= WORDS_MIN && marked * 10 < all
}

/// English keeps Vietnamese names, but is not made of them.
fn many_marks(words: &str) -> bool {
    let (all, marked) = count(words);
    all >= WORDS_MIN && marked * 2 > all
}

fn count(words: &str) -> (usize, usize) {
    let alphabetic = words.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    alphabetic.fold((0, 0), |(all, marked), word| (all + 1, marked + usize::from(is_marked(word))))
}

/// Holds a letter of the Vietnamese alphabet that English has not.
fn is_marked(word: &str) -> bool {
    let mark = |c: char| {
        matches!(
            c,
            'đ' | 'Đ' | '\u{300}'..='\u{303}' | '\u{306}' | '\u{309}' | '\u{31b}' | '\u{323}'
        )
    };
    word.nfd().any(mark)
}

fn other_script(words: &str, script: &RangeInclusive<char>) -> bool {
    let letters = words.chars().filter(|c| c.is_alphabetic());
    let (all, own) =
        letters.fold((0, 0), |(all, own), c| (all + 1, own + usize::from(script.contains(&c))));
    // A script without blanks has no words to count; letters do as well.
    all >= WORDS_MIN * 3 && own * 3 < all
}

/// The words that are in the article's own language.
fn of_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { text: line, .. } | Block::Paragraph(line) => of_line(line, out),
            Block::Quote(inner) | Block::Info { blocks: inner, .. } => of_blocks(inner, out),
            Block::List { items, .. } => items.iter().for_each(|item| of_blocks(item, out)),
            Block::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| of_line(cell, out));
            }
            _ => {}
        }
        out.push(' ');
    }
}

fn of_line(line: &[Inline], out: &mut String) {
    for part in line {
        match part {
            Inline::Text(text) => out.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => {
                of_line(inner, out);
            }
            Inline::Link { text, .. } => of_line(text, out),
            Inline::Break => out.push(' '),
            Inline::Code(_) | Inline::Lang { .. } | Inline::Note(_) | Inline::Picture(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::language;
    use crate::article::Text;
    use crate::check::tests::on;
    use crate::lang::Lang;

    const VIETNAMESE: &str = "Chợ mở lúc trời còn tối. Những tấm bạt xanh trải vội trên nền đất \
        ẩm, mớ rau cải mèo còn đọng sương, con lợn đen buộc dây rừng thỉnh thoảng lại ủn ỉn.";
    const ENGLISH: &str = "The market opens before dawn in Bắc Hà, when the first sellers come \
        down from the villages with ginger, linen and honey, and with a month of stories to tell.";

    fn told(tag: &str, body: &str) -> Vec<&'static str> {
        let language_ = Lang::parse(tag).unwrap();
        on(language, &Text { language: language_, body: body.into(), ..Text::default() }, 0)
    }

    #[test]
    fn a_text_is_in_the_language_that_it_says() {
        let unmarked = crate::text::fold(VIETNAMESE);
        let khmer = "ភាសាខ្មែរ".repeat(20);
        let table: [(&str, &str, &[&str]); 9] = [
            ("vi", VIETNAMESE, &[]),
            ("vi", &unmarked, &["check-language-not-vietnamese"]),
            ("vi", ENGLISH, &["check-language-not-vietnamese"]),
            ("vi", "UNESCO, WHO, ASEAN", &[]),
            ("en", ENGLISH, &[]),
            ("en-GB", VIETNAMESE, &["check-language-vietnamese"]),
            ("km", VIETNAMESE, &["check-language-script"]),
            ("km", &khmer, &[]),
            ("rad", ENGLISH, &[]),
        ];
        for (tag, body, expected) in table {
            assert_eq!(told(tag, body), expected, "{tag}: {body}");
        }
    }

    #[test]
    fn what_is_marked_as_another_language_does_not_count() {
        let body = format!("Nguyên văn bức thư bằng tiếng Anh:\n\n```lang en\n{ENGLISH}\n```\n");
        assert_eq!(told("vi", &body), [""; 0]);
    }
}
