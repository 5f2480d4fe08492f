//! The numbers that were measured; see the crate's documentation for the table.

/// How much each sort of evidence counts.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    /// Of a question with marks: the very reading, a reading that fits where marks are missing,
    /// any reading.
    pub marked: [f32; 3],
    /// The same of a question without marks.
    pub unmarked: [f32; 3],
    /// The same of a question with some marks.
    pub half: [f32; 3],
    pub single: f32,
    pub pair: f32,
    /// A whole number of a document.
    pub code: f32,
    /// How much more neighbours count that keep together, and those less that met by chance.
    pub cohesion: f32,
    /// How much a document gains that holds more of the question.
    pub cover: f32,
    pub title_single: f32,
    pub title_pair: f32,
    /// When all neighbours of the question are neighbours in the title.
    pub title_whole: f32,
    /// How much a document gains when the words' first occurrences come in the question's order.
    pub in_order: f32,
    /// For the share of the words that stand in its title or lead.
    pub head: f32,
    /// For how far its text speaks of every compound of the question, of the one that it speaks of
    /// least, and of all in one place.
    pub spoken_of: f32,
    pub least: f32,
    pub together: f32,
    /// How much a text that is twice as long loses when a question is asked in words that ask.
    pub length: f32,
    /// Documents whose text is read to see that.
    pub read: usize,
    /// The same when the question has an abbreviation: each form finds its own.
    pub read_others: usize,
    /// Of what was typed, when the question was repaired.
    pub typed: f32,
    /// Which questions are ranked by their restored marks: none (0), those with some marks (1),
    /// all (2).
    pub restore: f32,
    /// Of a title that has the question with the other form of an abbreviation, beside one that has
    /// it as it was asked.
    pub alternative: f32,
    pub k1: f32,
    pub b: f32,
    /// Share of the question's weight that a document must hold in pairs to be a result.
    pub enough_well: f32,
    /// The same where fewer results than `fringe` hold that much.
    pub enough: f32,
    pub fringe: usize,
    /// The same in single syllables, when pairs find too little.
    pub enough_loose: f32,
    /// Documents whose single syllables are looked at.
    pub pool: usize,
    /// Postings that are read for one question, so that it never takes long.
    pub postings: u64,
    /// Fewer results than this and single syllables are asked too.
    pub few: usize,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            marked: [1.0, 0.84, 0.04],
            unmarked: [0.12, 0.0, 0.9],
            half: [0.2, 0.5, 0.5],
            single: 0.75,
            pair: 0.7,
            code: 3.0,
            cohesion: 0.1,
            cover: 1.7,
            title_single: 0.0,
            title_pair: 0.0025,
            title_whole: 33.0,
            in_order: 0.4,
            head: 0.07,
            spoken_of: 0.75,
            least: 0.24,
            together: 0.5,
            length: 0.3,
            read: 16,
            read_others: 40,
            typed: 0.2,
            restore: 0.0,
            alternative: 1.0,
            k1: 2.0,
            b: 0.75,
            enough_well: 0.5,
            enough: 0.14,
            fringe: 200,
            enough_loose: 0.7,
            pool: 80,
            postings: 400_000,
            few: 20,
        }
    }
}
