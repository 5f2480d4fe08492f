//! What a page shows of its pictures and recordings, with the words around them.

use content::body::block::Phrase;
use content::body::sound::{Audio, Sound};
use content::body::{Body, Picture, Pictures};
use themes::texts::Texts;

use super::shelf::Shelf;

/// A shelf that speaks the language of its page.
pub(crate) struct Spoken<'a> {
    pub(crate) shelf: &'a Shelf,
    pub(crate) texts: &'a Texts,
    pub(crate) language: &'a str,
    /// `https://host` of the page.
    pub(crate) base: String,
}

/// A recording of an article, for machines.
pub(crate) struct Recorded<'a> {
    pub(crate) audio: &'a Audio,
    pub(crate) sound: Sound,
}

/// The kept recordings of a body, in order; `address` is absolute below `base`.
pub(crate) fn recorded<'a>(body: &'a Body, shelf: &Shelf, base: &str) -> Vec<Recorded<'a>> {
    let each = body.sounds().into_iter().filter_map(|audio| {
        let mut sound = shelf.sound(&audio.media)?;
        sound.address = format!("{base}{}", sound.src);
        Some(Recorded { audio, sound })
    });
    each.collect()
}

impl Spoken<'_> {
    /// `850 KB`, `1,2 MB`.
    fn size(&self, bytes: u64) -> String {
        let tenths = bytes.div_ceil(100_000);
        if tenths < 10 {
            let size = bytes.div_ceil(1_000).to_string();
            return self.texts.say(self.language, "size-kb", &[("size", size.into())]);
        }
        let values = [
            ("whole", (tenths / 10).to_string().into()),
            ("tenth", (tenths % 10).to_string().into()),
        ];
        self.texts.say(self.language, "size-mb", &values)
    }

    fn facts(&self, key: &str, name: &str, sound: &Sound) -> String {
        let values = [
            ("name", name.to_owned().into()),
            ("length", sound.length().into()),
            ("size", self.size(sound.bytes).into()),
        ];
        self.texts.say(self.language, key, &values)
    }
}

impl Pictures for Spoken<'_> {
    fn picture(&self, media: &str) -> Option<Picture> {
        self.shelf.picture(media)
    }

    fn sound(&self, media: &str) -> Option<Sound> {
        let mut sound = self.shelf.sound(media)?;
        sound.address = format!("{}{}", self.base, sound.src);
        Some(sound)
    }

    fn say(&self, phrase: Phrase<'_>) -> String {
        let plain = |key: &str| self.texts.say(self.language, key, &[]);
        let named = |key: &str, name: &str| {
            self.texts.say(self.language, key, &[("name", name.to_owned().into())])
        };
        match phrase {
            Phrase::Facts(sound) => self.facts("sound-facts", "", sound),
            Phrase::File => plain("sound-file"),
            Phrase::Instead(audio, sound) if audio.title.is_empty() => {
                self.facts("sound-instead", &plain("sound-nameless"), sound)
            }
            Phrase::Instead(audio, sound) => self.facts("sound-instead", &audio.title, sound),
            Phrase::Transcript => plain("sound-transcript"),
            Phrase::Play(name) => named("player-play", name),
            Phrase::PlayMeans(name) => named("player-means", name),
        }
    }
}

#[cfg(test)]
mod tests {
    use content::body::Pictures;
    use content::body::block::Phrase;
    use content::body::sound::Sound;
    use themes::texts::Texts;

    use super::Spoken;
    use crate::media::shelf::Shelf;

    #[test]
    fn a_recording_tells_its_length_and_size_in_the_language_of_the_page() {
        let texts = Texts::load().unwrap();
        let shelf = Shelf::default();
        let told = |language, bytes| {
            let spoken = Spoken { shelf: &shelf, texts: &texts, language, base: String::new() };
            let sound = Sound { bytes, duration_ms: 271_000, ..Sound::default() };
            spoken.say(Phrase::Facts(&sound)).replace(['\u{2068}', '\u{2069}'], "")
        };
        assert_eq!(told("vi", 1_150_001), "4:31, 1,2 MB");
        assert_eq!(told("en", 1_150_001), "4:31, 1.2 MB");
        assert_eq!(told("vi", 99_000), "4:31, 99 KB");
        assert_eq!(told("vi", 999_999), "4:31, 1,0 MB");
    }
}
