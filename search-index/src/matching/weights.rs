//! The numbers that were measured; see the crate's documentation for the table.

/// How much each sort of evidence counts.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    /// Of a question with marks: the very reading, a reading that fits where marks are missing,
    /// any reading.
    pub marked: [f32; 3],
    /// The same of a question without marks.
    pub unmarked: [f32; 3],
    pub single: f32,
    pub pair: f32,
    /// How much more neighbours count that keep together, and those less that met by chance.
    pub cohesion: f32,
    /// How much a document gains that holds more of the question.
    pub cover: f32,
    pub title_single: f32,
    pub title_pair: f32,
    /// When all neighbours of the question are neighbours in the title.
    pub title_whole: f32,
    /// Of what was typed, when the question was repaired.
    pub typed: f32,
    /// Which questions are ranked by their restored marks: none (0), those with some marks (1),
    /// all (2).
    pub restore: f32,
    /// Of the other form of an abbreviation.
    pub alternative: f32,
    pub k1: f32,
    pub b: f32,
    /// Share of the question's weight that a document must hold in pairs.
    pub enough: f32,
    /// The same in single syllables, when pairs find too little.
    pub enough_loose: f32,
    /// Documents whose single syllables are looked at.
    pub pool: usize,
    /// Fewer results than this and single syllables are asked too.
    pub few: usize,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            marked: [0.6, 0.2, 0.2],
            unmarked: [0.25, 0.0, 0.75],
            single: 1.0,
            pair: 0.7,
            cohesion: 0.0,
            cover: 0.0,
            title_single: 0.0,
            title_pair: 0.05,
            title_whole: 12.0,
            typed: 0.2,
            restore: 1.0,
            alternative: 0.8,
            k1: 1.2,
            b: 0.75,
            enough: 0.4,
            enough_loose: 0.7,
            pool: 200,
            few: 20,
        }
    }
}
