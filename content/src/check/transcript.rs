//! Every recording has a name, and says in words what is heard in it (WCAG 2.2, 1.2.1).

use super::walk::walk;
use super::{Flaw, Subject};
use crate::body::Body;
use crate::body::plain::to_plain;
use crate::text::fold;

/// Words of the article that stand for a transcript: who reads an article aloud says what it says.
const READ_ALOUD_WORDS: usize = 40;

pub(super) fn transcript(subject: &Subject<'_>, _limit: u64) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (place, audio) in walk(subject.body).sounds {
        if fold(audio.title.trim()).is_empty() {
            flaws.push(Flaw::at("check-audio-nameless", place));
        }
        let read_aloud = audio.reading && long_enough(subject.body);
        if audio.transcript.is_empty() && !read_aloud {
            flaws.push(Flaw::at("check-transcript-missing", place).about(&audio.title));
        }
    }
    flaws
}

fn long_enough(body: &Body) -> bool {
    to_plain(body).split_whitespace().count() >= READ_ALOUD_WORDS
}

#[cfg(test)]
mod tests {
    use super::transcript;
    use crate::check::tests::on_body;

    #[test]
    fn a_recording_wants_a_name_and_the_words_that_are_heard() {
        let long = format!(
            "{}\n\n```audio\nsrc: media:ab\ntitle: Bài đọc\nreading: yes\n```",
            "chữ ".repeat(50)
        );
        let table: [(&str, &[&str]); 6] = [
            ("```audio\nsrc: media:ab\ntitle: Cồng\n\nTiếng cồng.\n```", &[]),
            ("```audio\nsrc: media:ab\ntitle: Cồng\n```", &["check-transcript-missing"]),
            ("```audio\nsrc: media:ab\n\nTiếng cồng.\n```", &["check-audio-nameless"]),
            (
                "> ```audio\n> src: media:ab\n> reading: yes\n> ```",
                &["check-audio-nameless", "check-transcript-missing"],
            ),
            (&long, &[]),
            ("Không có tiếng.", &[]),
        ];
        for (body, told) in table {
            assert_eq!(on_body(transcript, body, 0), told, "{body}");
        }
    }
}
