//! Makes any number of articles out of real ones.
//!
//! How: article *n* takes the title and lead of one sample and its paragraphs in turn from that
//! one and two others, as many as the first has. Numbers are replaced by others of the same
//! length, and each run of two or more capitalised syllables (names of people and places) by such a
//! run from another sample. Everything follows from *n*, so that two runs make the same. Lengths,
//! frequencies of syllables and pairs, and repetition of themes stay those of real news; the
//! number of different pairs grows with the number of articles, as it does there.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "places in lists and texts that were measured the line before"
)]

use content::id::ArticleId;
use search_index::{Document, Kind, Placement};

/// Real texts, and the names found in them.
pub(crate) struct Garden {
    samples: Vec<Document>,
    names: Vec<String>,
}

/// Places of names that are learnt.
const NAMES_MAX: usize = 40_000;

impl Garden {
    pub(crate) fn new(samples: Vec<Document>) -> Self {
        let mut names = Vec::new();
        for sample in &samples {
            for run in sample.lead.split(|c: char| !c.is_alphanumeric() && c != ' ') {
                names.extend(capitals(run).map(|(from, to)| run[from..to].to_owned()));
            }
        }
        names.sort_unstable();
        names.dedup();
        let every = (names.len() / NAMES_MAX).max(1);
        let names = names.into_iter().step_by(every).collect();
        Self { samples, names }
    }

    /// Article `number`, from 1.
    pub(crate) fn article(&self, number: u64) -> Document {
        let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let own = self.pick(&mut dice);
        let others = [own, self.pick(&mut dice), self.pick(&mut dice)];
        let mut body = String::with_capacity(own.body.len() + 256);
        for (at, _) in own.body.split("\n\n").enumerate() {
            let from = others[at % 3];
            let Some(paragraph) = from.body.split("\n\n").nth(at) else { continue };
            self.vary(paragraph, &mut dice, &mut body);
            body.push_str("\n\n");
        }
        let vary = |text: &str, dice: &mut Dice| {
            let mut out = String::with_capacity(text.len() + 32);
            self.vary(text, dice, &mut out);
            out
        };
        let place = own.placements.first().cloned().unwrap_or_default();
        Document {
            article: ArticleId::new(i64::try_from(number).unwrap_or_default()),
            source_id: Some(format!("grown-{number}")),
            title: vary(&own.title, &mut dice),
            lead: vary(&own.lead, &mut dice),
            body,
            bylines: vec![self.names[dice.below(2_000) % self.names.len()].clone()],
            language: if dice.below(20) == 0 { "en" } else { "vi" }.to_owned(),
            kind: Kind::ALL[dice.below(40).min(4)],
            published_ms: 1_200_000_000_000
                + i64::try_from(dice.below(500_000_000)).unwrap_or_default() * 1_000,
            placements: vec![Placement { url: format!("/bai/{number}"), ..place }],
            ..Document::default()
        }
    }

    fn pick(&self, dice: &mut Dice) -> &Document {
        &self.samples[dice.below(self.samples.len())]
    }

    fn vary(&self, text: &str, dice: &mut Dice, out: &mut String) {
        let mut done = 0;
        for (from, to) in capitals(text) {
            digits(&text[done..from], dice, out);
            out.push_str(&self.names[dice.below(self.names.len())]);
            done = to;
        }
        digits(&text[done..], dice, out);
    }
}

fn digits(text: &str, dice: &mut Dice, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii_digit() {
            out.push(char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or_default()));
        } else {
            out.push(c);
        }
    }
}

/// Runs of two or more capitalised words with single blanks between them.
fn capitals(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut words = text.split(' ').scan(0, |at, word| {
        let from = *at;
        *at += word.len() + 1;
        Some((from, word))
    });
    std::iter::from_fn(move || {
        let mut run: Option<(usize, usize, usize)> = None;
        for (from, word) in words.by_ref() {
            let whole = word.chars().all(char::is_alphabetic);
            let capital = whole && word.chars().next().is_some_and(char::is_uppercase);
            match &mut run {
                Some((_, to, count)) if capital => (*to, *count) = (from + word.len(), *count + 1),
                Some((start, to, count)) if *count > 1 => return Some((*start, *to)),
                _ if capital => run = Some((from, from + word.len(), 1)),
                _ => run = None,
            }
        }
        run.filter(|(_, _, count)| *count > 1).map(|(start, to, _)| (start, to))
    })
}

/// The same throws for the same number.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % sides.max(1) as u64).unwrap_or_default()
    }
}
