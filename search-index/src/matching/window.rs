//! Goes through the posting lists of a segment, a stretch of documents at a time.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;

/// Documents of a stretch: what is kept of them stays in the processor's near memory.
pub(crate) const STRETCH: u32 = 16_384;
/// The same, as places in memory.
const PLACES: usize = STRETCH as usize;
/// Documents of a list that are gone through in the time in which one is looked up.
const SEEK: u64 = 30;

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Title,
    /// Title, lead, body and all else.
    Whole,
}

/// A list that is being read.
pub(crate) struct Cursor {
    postings: BlockSegmentPostings,
    at: usize,
    weight: f32,
    mask: u64,
    of: Part,
    /// How many of its documents a stretch has on average.
    in_a_stretch: u64,
}

impl Cursor {
    /// Of a list in a segment with so many documents.
    pub(crate) fn new(
        postings: BlockSegmentPostings,
        (weight, mask): (f32, u64),
        of: Part,
        documents: u32,
    ) -> Self {
        let all = u64::from(postings.doc_freq()) * u64::from(STRETCH);
        let in_a_stretch = all / u64::from(documents.clamp(STRETCH, u32::MAX));
        Self { postings, at: 0, weight, mask, of, in_a_stretch }
    }

    /// The next document of the list, without going on.
    pub(crate) fn next_doc(&self) -> Option<u32> {
        self.postings.docs().get(self.at).copied()
    }
}

/// How much a document's length tempers a frequency, by the byte that stands for the length.
pub(crate) struct Lengths([f32; 256]);

impl Lengths {
    pub(crate) fn new(k1: f32, b: f32, average: f32) -> Self {
        let mut table = [0.0; 256];
        for (id, entry) in (0..=u8::MAX).zip(&mut table) {
            #[expect(clippy::cast_precision_loss, reason = "lengths of articles are small")]
            let length = FieldNormReader::id_to_fieldnorm(id) as f32;
            *entry = k1 * (1.0 - b + b * length / average);
        }
        Self(table)
    }

    pub(crate) fn temper(&self, frequency: u32, length: u8) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "frequencies are small")]
        let frequency = frequency as f32;
        let damp = self.0.get(usize::from(length)).copied().unwrap_or(1.0);
        2.2 * frequency / (frequency + damp)
    }
}

/// What is known of the documents of the current stretch.
pub(crate) struct Stretch {
    scores: Vec<f32>,
    masks: Vec<u64>,
    titles: Vec<u8>,
    touched: Vec<u64>,
    /// Room for the documents that other lists are asked about.
    asked: Vec<u64>,
}

impl Default for Stretch {
    fn default() -> Self {
        Self {
            scores: vec![0.0; PLACES],
            masks: vec![0; PLACES],
            titles: vec![0; PLACES],
            touched: vec![0; PLACES / 64],
            asked: vec![0; PLACES / 64],
        }
    }
}

impl Stretch {
    /// Reads all lists up to the end of the stretch that begins at `from`.
    pub(crate) fn fill(
        &mut self,
        from: u32,
        cursors: &mut Vec<Cursor>,
        lengths: (&Lengths, &FieldNormReader),
    ) {
        let end = from.saturating_add(STRETCH);
        cursors.retain_mut(|cursor| {
            loop {
                let Some(next) = cursor.next_doc() else { return false };
                if next >= end {
                    return true;
                }
                self.take((from, end), cursor, lengths);
                if cursor.next_doc().is_none() {
                    cursor.postings.advance();
                    cursor.at = 0;
                }
            }
        });
    }

    /// Adds what other lists say of the documents that were touched, as far as these may matter by
    /// their bits. Nothing else of the lists is read.
    pub(crate) fn complete(
        &mut self,
        from: u32,
        others: &mut [Cursor],
        lengths: (&Lengths, &FieldNormReader),
        matters: impl Fn(u64) -> bool,
    ) {
        if others.is_empty() {
            return;
        }
        let mut asked = std::mem::take(&mut self.asked);
        let mut count = 0;
        for (at, (word, kept)) in self.touched.iter().zip(&mut asked).enumerate() {
            *kept = 0;
            let mut bits = *word;
            while bits != 0 {
                let slot = at * 64 + bits.trailing_zeros() as usize;
                let bit = bits & bits.wrapping_neg();
                bits ^= bit;
                if self.masks.get(slot).is_some_and(|mask| matters(*mask)) {
                    *kept |= bit;
                    count += 1;
                }
            }
        }
        for other in others.iter_mut().filter(|_| count > 0) {
            if count * SEEK < other.in_a_stretch {
                self.seek(from, other, lengths, &asked);
            } else {
                self.pass(from, other, lengths, &asked);
            }
        }
        self.asked = asked;
    }

    /// Looks each of the asked documents up.
    fn seek(
        &mut self,
        from: u32,
        other: &mut Cursor,
        (lengths, norms): (&Lengths, &FieldNormReader),
        asked: &[u64],
    ) {
        for (at, word) in (0..).zip(asked) {
            let mut bits = *word;
            while bits != 0 {
                let doc = from + at * 64 + bits.trailing_zeros();
                bits &= bits - 1;
                let within = other.postings.seek(doc);
                if other.postings.doc(within) == doc {
                    self.add(from, other, (doc, other.postings.freq(within)), (lengths, norms));
                }
            }
        }
    }

    /// Goes through all of the list's documents in the stretch, and adds to those asked.
    fn pass(
        &mut self,
        from: u32,
        other: &mut Cursor,
        lengths: (&Lengths, &FieldNormReader),
        asked: &[u64],
    ) {
        other.at = other.postings.seek(from);
        let end = from.saturating_add(STRETCH);
        loop {
            let docs = other.postings.docs().get(other.at..).unwrap_or_default();
            let freqs = other.postings.freqs().get(other.at..).unwrap_or_default();
            for (at, doc) in docs.iter().enumerate().take_while(|(_, doc)| **doc < end) {
                let slot = (*doc - from) as usize;
                if asked.get(slot / 64).is_some_and(|word| word >> (slot % 64) & 1 == 1) {
                    // Lists of titles have no frequencies.
                    let frequency = freqs.get(at).copied().unwrap_or(1);
                    self.add(from, other, (*doc, frequency), lengths);
                }
            }
            if docs.last().is_none_or(|last| *last >= end) {
                return;
            }
            other.postings.advance();
            other.at = 0;
        }
    }

    fn add(
        &mut self,
        from: u32,
        other: &Cursor,
        (doc, frequency): (u32, u32),
        (lengths, norms): (&Lengths, &FieldNormReader),
    ) {
        let slot = (doc - from) as usize;
        if other.of == Part::Title {
            self.touch(slot, other.weight, other.mask);
            if let Some(count) = self.titles.get_mut(slot) {
                *count = count.saturating_add(1);
            }
        } else {
            let score = other.weight * lengths.temper(frequency, norms.fieldnorm_id(doc));
            self.touch(slot, score, other.mask);
        }
    }

    /// The rest of a list's current block, as far as it lies in the stretch.
    fn take(
        &mut self,
        (from, end): (u32, u32),
        cursor: &mut Cursor,
        (lengths, norms): (&Lengths, &FieldNormReader),
    ) {
        let docs = cursor.postings.docs().get(cursor.at..).unwrap_or_default();
        let mut taken = 0;
        if cursor.of == Part::Title {
            for doc in docs.iter().take_while(|doc| **doc < end) {
                let slot = (doc - from) as usize;
                self.touch(slot, cursor.weight, cursor.mask);
                if let Some(count) = self.titles.get_mut(slot) {
                    *count = count.saturating_add(1);
                }
                taken += 1;
            }
        } else {
            let freqs = cursor.postings.freqs().get(cursor.at..).unwrap_or_default();
            for (doc, freq) in docs.iter().zip(freqs).take_while(|(doc, _)| **doc < end) {
                let score = cursor.weight * lengths.temper(*freq, norms.fieldnorm_id(*doc));
                self.touch((doc - from) as usize, score, cursor.mask);
                taken += 1;
            }
        }
        cursor.at += taken;
    }

    #[inline]
    fn touch(&mut self, slot: usize, score: f32, mask: u64) {
        let all =
            (self.scores.get_mut(slot), self.masks.get_mut(slot), self.touched.get_mut(slot / 64));
        if let (Some(sum), Some(bits), Some(word)) = all {
            *sum += score;
            *bits |= mask;
            *word |= 1 << (slot % 64);
        }
    }

    /// Hands out every document that any list named, ascending, and forgets it.
    pub(crate) fn drain(&mut self, from: u32, mut each: impl FnMut(u32, f32, u64, u8)) {
        for (at, word) in self.touched.iter_mut().enumerate() {
            let mut bits = std::mem::take(word);
            while bits != 0 {
                let slot = at * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let all = (
                    self.scores.get_mut(slot),
                    self.masks.get_mut(slot),
                    self.titles.get_mut(slot),
                );
                if let (Some(score), Some(mask), Some(title)) = all {
                    let (score, mask, title) =
                        (std::mem::take(score), std::mem::take(mask), std::mem::take(title));
                    #[expect(clippy::cast_possible_truncation, reason = "below STRETCH")]
                    let slot = slot as u32;
                    each(from + slot, score, mask, title);
                }
            }
        }
    }
}
