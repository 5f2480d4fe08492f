//! Words that only ask: an answer does not have them.

use super::Words;
use crate::analysis::normal::Form;

/// Words that make a sentence a question, as they are written.
const ASKING: [&str; 4] = ["nào", "gì", "đâu", "mấy"];
/// What follows `ai` at the beginning where that asks, beside `là`.
const BEHIND_WHO: [&str; 6] = ["đã", "được", "đang", "bị", "có", "từng"];
/// What stands before it.
const BEFORE_WHO: [&str; 4] = ["là", "bởi", "do", "của"];

/// What is asked for, without the words that only ask.
#[derive(Debug)]
pub(crate) struct Asking {
    /// The others; nothing where that would leave too little.
    pub(crate) words: Option<Words>,
}

/// Looks for words that ask, in the reading with marks; nothing when the words are no question.
pub(crate) fn asking(words: &Words, reading: &Words) -> Option<Asking> {
    let asks: Vec<bool> = if words.forms.len() == reading.forms.len() {
        units(&reading.forms)
    } else {
        vec![false; words.forms.len()]
    };
    let some = asks.iter().any(|asks| *asks);
    if !some && !words.text.trim_end().ends_with('?') {
        return None;
    }
    let left = asks.iter().filter(|asks| !**asks).count();
    let words = (some && left > 1 && words.codes.is_empty()).then(|| words.without(&asks));
    Some(Asking { words })
}

/// Which syllables only ask.
fn units(forms: &[Form]) -> Vec<bool> {
    let is = |at: usize, any: &[&str]| {
        forms.get(at).is_some_and(|form| any.iter().any(|word| Form::of(word) == *form))
    };
    let mut asks = vec![false; forms.len()];
    let mut note = |at: usize| {
        if let Some(asks) = asks.get_mut(at) {
            *asks = true;
        }
    };
    for at in 0..forms.len() {
        let before = at.checked_sub(1);
        let before_is = |any: &[&str]| before.is_some_and(|before| is(before, any));
        let who = is(at, &["ai"])
            && (before_is(&BEFORE_WHO)
                || is(at + 1, &["là"])
                || (at == 0 && is(at + 1, &BEHIND_WHO)));
        let many = is(at, &["bao"]) && is(at + 1, &["nhiêu", "giờ"]);
        if who || many || is(at, &ASKING) {
            note(at);
        }
        if many || (who && is(at + 1, &["là"])) {
            note(at + 1);
        }
        if let (true, Some(before)) = (who || is(at, &ASKING), before.filter(|at| is(*at, &["là"])))
        {
            note(before);
        }
    }
    asks
}

#[cfg(test)]
mod tests {
    use super::asking;
    use crate::query::Words;

    fn left(text: &str) -> Option<String> {
        let words = Words::read(text);
        let words = asking(&words, &words)?.words?;
        let folded: Vec<&str> = words.forms.iter().map(|form| form.folded.as_str()).collect();
        Some(folded.join(" "))
    }

    #[test]
    fn words_that_only_ask_are_left_out() {
        for (text, rest) in [
            ("Ai là người sáng lập làng gốm?", "nguoi sang lap lang gom"),
            ("Chủ tịch tỉnh hiện tại là ai", "chu tich tinh hien tai"),
            ("Sông nào dài nhất", "song dai nhat"),
            ("Lễ hội diễn ra ở đâu", "le hoi dien ra o"),
            ("Cầu dài bao nhiêu mét", "cau dai met"),
            ("Ai đã vẽ bức tranh này", "da ve buc tranh nay"),
        ] {
            assert_eq!(left(text).as_deref(), Some(rest), "{text}");
        }
        for text in
            ["tương lai của trẻ em", "Đài Loan", "ai", "là ai", "lỗi tại ai đó", "não và gan"]
        {
            assert_eq!(left(text), None, "{text}");
        }
    }

    #[test]
    fn a_sign_of_question_is_one() {
        let words = Words::read("người phát minh ra lốp xe?");
        assert!(asking(&words, &words).is_some_and(|asking| asking.words.is_none()));
        let words = Words::read("nguoi nao dau tien");
        assert!(asking(&words, &Words::read("người nào đầu tiên")).is_some());
        assert!(asking(&words, &words).is_none());
    }
}
