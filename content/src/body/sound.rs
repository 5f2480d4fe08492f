//! Recorded sound in a body: what is written of it, and what is known of its file.

use super::block::{Block, Body};

/// A recording with its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audio {
    /// Hash of the kept recording.
    pub media: String,
    pub title: String,
    /// Whose voice or music it is.
    pub credit: String,
    /// It is the article read aloud, so that listening to the article means this.
    pub reading: bool,
    /// What is said in it, for those who cannot hear it (WCAG 2.2, 1.2.1); may be empty.
    pub transcript: Vec<Block>,
}

/// The file of a kept recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sound {
    /// Address on this site.
    pub src: String,
    /// Address with its host, for paper and for those who listen elsewhere.
    pub address: String,
    /// Media type, as `audio/mpeg`.
    pub kind: &'static str,
    pub bytes: u64,
    /// Milliseconds.
    pub duration_ms: u64,
}

impl Sound {
    /// `4:31` or `1:02:05`, the same in every language.
    #[must_use]
    pub fn length(&self) -> String {
        let whole = self.duration_ms.div_ceil(1_000);
        let (hours, minutes, seconds) = (whole / 3_600, whole / 60 % 60, whole % 60);
        if hours > 0 {
            format!("{hours}:{minutes:02}:{seconds:02}")
        } else {
            format!("{minutes}:{seconds:02}")
        }
    }

    /// `PT4M31S`, a duration of ISO 8601.
    #[must_use]
    pub fn iso_length(&self) -> String {
        let whole = self.duration_ms.div_ceil(1_000);
        format!("PT{}H{}M{}S", whole / 3_600, whole / 60 % 60, whole % 60)
    }
}

impl Body {
    /// All recordings with their words, in order; footnotes at the end.
    #[must_use]
    pub fn sounds(&self) -> Vec<&Audio> {
        let mut found = Vec::new();
        in_blocks(&self.blocks, &mut found);
        self.notes.iter().for_each(|(_, blocks)| in_blocks(blocks, &mut found));
        found
    }

    /// Takes out the first recording that stands on the first level, to stand above the text.
    pub fn take_first_sound(&mut self) -> Option<Audio> {
        let at = self.blocks.iter().position(|block| matches!(block, Block::Audio(_)))?;
        match self.blocks.remove(at) {
            Block::Audio(audio) => Some(audio),
            _ => None,
        }
    }
}

fn in_blocks<'a>(blocks: &'a [Block], found: &mut Vec<&'a Audio>) {
    for block in blocks {
        match block {
            Block::Audio(audio) => {
                found.push(audio);
                in_blocks(&audio.transcript, found);
            }
            Block::Quote(inner)
            | Block::Info { blocks: inner, .. }
            | Block::Lang { blocks: inner, .. } => in_blocks(inner, found),
            Block::List { items, .. } => items.iter().for_each(|item| in_blocks(item, found)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sound;
    use crate::body::read::read;

    #[test]
    fn a_length_is_written_for_people_and_for_machines() {
        let of = |duration_ms| Sound { duration_ms, ..Sound::default() };
        let table = [
            (0, "0:00", "PT0H0M0S"),
            (1, "0:01", "PT0H0M1S"),
            (271_000, "4:31", "PT0H4M31S"),
            (3_725_000, "1:02:05", "PT1H2M5S"),
        ];
        for (ms, told, iso) in table {
            assert_eq!((of(ms).length().as_str(), of(ms).iso_length().as_str()), (told, iso));
        }
    }

    #[test]
    fn the_first_recording_on_the_first_level_is_taken_out() {
        let inside = "> ```audio\n> src: media:aa\n> ```\n\nChữ.\n\n```audio\nsrc: media:bb\n```\n";
        let mut body = read(inside).0;
        assert_eq!(body.sounds().len(), 2);
        assert_eq!(body.take_first_sound().unwrap().media, "bb");
        assert_eq!(body.sounds().len(), 1);
        assert_eq!(body.take_first_sound(), None);
    }
}
