//! Recordings, and link cards to what lies elsewhere.

use super::super::block::Phrase;
use super::super::player::player;
use super::super::sound::{Audio, Sound};
use super::{Body, Pictures, SafeHtml, Style, Writer, escape};

/// One recording by itself, to stand above the text.
#[must_use]
pub fn sound_to_html(audio: &Audio, pictures: &dyn Pictures, text_first: TextFirst) -> SafeHtml {
    let body = Body::default();
    let style = match text_first {
        TextFirst::No => Style::Page,
        TextFirst::Yes => Style::TextFirst(&|_, _| String::new()),
    };
    let mut writer = Writer::new(&body, pictures, style);
    writer.audio(audio);
    SafeHtml(writer.out)
}

/// Whether the reader wants the text first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFirst {
    Yes,
    No,
}

impl Writer<'_> {
    pub(super) fn audio(&mut self, audio: &Audio) {
        let Some(sound) = self.pictures.sound(&audio.media) else { return };
        self.out.push_str("<figure class=\"audio\"");
        if audio.reading && !matches!(self.style, Style::Feed(_)) {
            self.out.push_str(" data-reading");
        }
        self.out.push_str(">\n");
        if matches!(self.style, Style::TextFirst(_)) {
            self.out.push_str("<a class=\"picture-link\"");
            self.attribute("href", &sound.src);
            self.out.push('>');
            escape(&self.pictures.say(Phrase::Instead(audio, &sound)), &mut self.out);
            self.out.push_str("</a>\n");
        } else {
            self.sound_caption(audio, &sound);
            self.sound_player(audio, &sound);
        }
        self.transcript(audio);
        self.out.push_str("</figure>\n");
    }

    /// Title – voice – length and size.
    fn sound_caption(&mut self, audio: &Audio, sound: &Sound) {
        self.out.push_str("<figcaption>");
        let facts = self.pictures.say(Phrase::Facts(sound));
        let facts = if facts.is_empty() { sound.length() } else { facts };
        let parts = [("b", &audio.title), ("cite", &audio.credit), ("span", &facts)];
        let told = parts.iter().filter(|(_, words)| !words.is_empty());
        for (at, (name, words)) in told.enumerate() {
            self.push(&[if at == 0 { "<" } else { " – <" }, name, ">"]);
            escape(words, &mut self.out);
            self.push(&["</", name, ">"]);
        }
        self.out.push_str("</figcaption>\n");
    }

    /// Nothing of the file is loaded before somebody presses.
    fn sound_player(&mut self, audio: &Audio, sound: &Sound) {
        let src = self.address(&sound.src);
        self.out.push_str("<audio controls preload=\"none\"");
        self.attribute("src", &src);
        if !audio.title.is_empty() {
            self.attribute("aria-label", &audio.title);
        }
        self.out.push_str("></audio>\n<p><a");
        let feed = matches!(self.style, Style::Feed(_));
        self.attribute("href", if feed { &src } else { &sound.address });
        self.out.push('>');
        let file = self.pictures.say(Phrase::File);
        let name = if file.is_empty() { &audio.title } else { &file };
        escape(if name.is_empty() { &src } else { name }, &mut self.out);
        self.out.push_str("</a></p>\n");
    }

    fn transcript(&mut self, audio: &Audio) {
        if audio.transcript.is_empty() {
            return;
        }
        if matches!(self.style, Style::Feed(_)) {
            self.blocks(&audio.transcript);
            return;
        }
        let name = self.pictures.say(Phrase::Transcript);
        self.out.push_str("<details>\n<summary>");
        escape(if name.is_empty() { &audio.title } else { &name }, &mut self.out);
        self.out.push_str("</summary>\n");
        self.blocks(&audio.transcript);
        self.out.push_str("</details>\n");
    }

    /// A link; where its player is known the page's script can offer that, once it is asked for.
    pub(super) fn embed(&mut self, url: &str, title: &str) {
        self.out.push_str("<p class=\"embed\"");
        if let Some(player) = player(url).filter(|_| !matches!(self.style, Style::Feed(_))) {
            self.attribute("data-player", &player.address);
            self.attribute("data-play", &self.pictures.say(Phrase::Play(player.name)));
            self.attribute("data-means", &self.pictures.say(Phrase::PlayMeans(player.name)));
        }
        self.out.push_str("><a rel=\"noopener\"");
        self.attribute("href", url);
        self.out.push('>');
        escape(if title.is_empty() { url } else { title }, &mut self.out);
        self.out.push_str("</a></p>\n");
    }
}
