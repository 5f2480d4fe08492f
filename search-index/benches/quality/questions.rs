//! The development questions in all their variants, and those that are made from them.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::Path;

use anyhow::Result;
use search_index::Document;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

/// One question in one variant.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) variant: String,
    pub(crate) text: String,
    pub(crate) relevant: Vec<String>,
    /// Whether it belongs to the half that weights were chosen on.
    pub(crate) tuned: bool,
}

impl Asked {
    /// Whether it is among every so-many-th question; all variants of one or none are.
    pub(crate) fn is_one_of(&self, every: usize) -> bool {
        let mut hasher = DefaultHasher::new();
        self.id.hash(&mut hasher);
        hasher.finish().is_multiple_of(every as u64)
    }
}

#[derive(Deserialize)]
struct Line {
    qid: String,
    kind: String,
    relevant: Vec<String>,
    variants: BTreeMap<String, String>,
}

/// All questions; those in VNI keys and those with abbreviations are made here.
pub(crate) fn read(folder: &Path, documents: &[Document]) -> Result<Vec<Asked>> {
    let mut all = Vec::new();
    for line in std::fs::read_to_string(folder.join("search-dev.jsonl"))?.lines() {
        let mut line: Line = serde_json::from_str(line)?;
        let clean = line.variants.get("clean").cloned().unwrap_or_default();
        line.variants.insert("vni".to_owned(), vni(&clean));
        for (variant, text) in line.variants {
            all.push(Asked {
                id: line.qid.clone(),
                kind: line.kind.clone(),
                variant,
                text,
                tuned: is_tuned(line.relevant.first()),
                relevant: line.relevant.clone(),
            });
        }
    }
    all.extend(abbreviated(documents));
    Ok(all)
}

/// Halves by a hash of the target, so that all questions for one article are in one half.
fn is_tuned(target: Option<&String>) -> bool {
    let mut hasher = DefaultHasher::new();
    target.hash(&mut hasher);
    hasher.finish().is_multiple_of(2)
}

/// The keys that are pressed with VNI when the input method is off: the letter's mark behind it,
/// the tone behind the syllable.
pub(crate) fn vni(text: &str) -> String {
    let mut keys = String::new();
    let mut tone = None;
    for c in text.nfd() {
        match c {
            '\u{301}' => tone = Some('1'),
            '\u{300}' => tone = Some('2'),
            '\u{309}' => tone = Some('3'),
            '\u{303}' => tone = Some('4'),
            '\u{323}' => tone = Some('5'),
            '\u{302}' => keys.push('6'),
            '\u{31b}' => keys.push('7'),
            '\u{306}' => keys.push('8'),
            'đ' => keys.push_str("d9"),
            'Đ' => keys.push_str("D9"),
            c => {
                if !c.is_alphabetic() {
                    keys.extend(tone.take());
                }
                keys.push(c);
            }
        }
    }
    keys.extend(tone);
    keys
}

const ABBREVIATIONS: [(&str, &str); 14] = [
    ("UBND", "ủy ban nhân dân"),
    ("CSGT", "cảnh sát giao thông"),
    ("BHYT", "bảo hiểm y tế"),
    ("BHXH", "bảo hiểm xã hội"),
    ("CNTT", "công nghệ thông tin"),
    ("THPT", "trung học phổ thông"),
    ("ATGT", "an toàn giao thông"),
    ("TNGT", "tai nạn giao thông"),
    ("HĐND", "hội đồng nhân dân"),
    ("GTVT", "giao thông vận tải"),
    ("LHQ", "Liên Hợp Quốc"),
    ("BĐS", "bất động sản"),
    ("KCN", "khu công nghiệp"),
    ("PCCC", "phòng cháy chữa cháy"),
];
/// Questions for each abbreviation and direction at most.
const OF_EACH: usize = 12;

/// Titles that hold an abbreviation or its long form, with the other one in its place, and two
/// words on either side.
fn abbreviated(documents: &[Document]) -> Vec<Asked> {
    let mut all = Vec::new();
    for (short, long) in ABBREVIATIONS {
        for (from, to) in [(short, long), (long, short)] {
            let titles = documents
                .iter()
                .filter_map(|document| Some((document, replaced(&document.title, from, to)?)));
            for (document, text) in titles.take(OF_EACH) {
                let target = document.source_id.clone();
                all.push(Asked {
                    id: target.clone().unwrap_or_default(),
                    kind: if to == short { "to short" } else { "to long" }.to_owned(),
                    variant: "abbreviation".to_owned(),
                    text,
                    tuned: is_tuned(target.as_ref()),
                    relevant: target.into_iter().collect(),
                });
            }
        }
    }
    all
}

fn replaced(title: &str, from: &str, to: &str) -> Option<String> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let wanted: Vec<String> = from.split_whitespace().map(str::to_lowercase).collect();
    let clean = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let at = words
        .windows(wanted.len())
        .position(|run| run.iter().zip(&wanted).all(|(word, wanted)| clean(word) == *wanted))?;
    let before = words.get(at.saturating_sub(2)..at)?.join(" ");
    let behind: Vec<&str> = words.iter().skip(at + wanted.len()).take(2).copied().collect();
    Some(format!("{before} {to} {}", behind.join(" ")))
}
