//! Which syllables Vietnamese can have: onset, rhyme and tone, written down by us.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::analysis::normal::Form;

const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";

/// After any onset; `qu` and `gi` take those of their own.
const RHYMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp \
    ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt \
    iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng \
    oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u \
    ua uân uâng uât uây uc ui um un ung up ut uê uêch uênh uêu uơ uôc uôi uôm uôn uông uôt uy uya \
    uych uynh uyên uyêt uyt uyu uyn uyp ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt \
    ươu y yêm yên yêng yêt yêu";

static SYLLABLES: LazyLock<HashSet<Form>> = LazyLock::new(|| {
    let mut all = HashSet::new();
    for rhyme in RHYMES.split_whitespace() {
        for onset in ONSETS.split_whitespace().chain([""]) {
            if joins(onset, rhyme) {
                all.insert(Form::of(&format!("{onset}{rhyme}")));
            }
        }
    }
    all
});

/// Whether an onset is written before a rhyme.
fn joins(onset: &str, rhyme: &str) -> bool {
    let front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
    match onset {
        "c" | "g" | "ng" if front => onset == "g" && rhyme.starts_with('i'),
        "k" | "gh" | "ngh" => front,
        "qu" => !rhyme.starts_with(['o', 'ô', 'u', 'ư', 'i']) || rhyme == "i",
        "gi" => !rhyme.starts_with(['i', 'y']),
        "" => true,
        _ => !rhyme.starts_with("yê"),
    }
}

/// Whether a form is a Vietnamese syllable.
pub(crate) fn is_syllable(form: &Form) -> bool {
    let (marks, tone) = split_tone(&form.marks);
    let stopped = form.folded.ends_with(['c', 'p', 't']) || form.folded.ends_with("ch");
    if stopped && matches!(tone, Some('2' | '3' | '4')) {
        return false;
    }
    SYLLABLES.contains(&Form { folded: form.folded.clone(), marks: marks.to_owned() })
}

/// The marks of the letters, and the tone.
pub(crate) fn split_tone(marks: &str) -> (&str, Option<char>) {
    match marks.chars().next_back() {
        Some(tone @ '1'..='5') => (marks.get(..marks.len() - 1).unwrap_or_default(), Some(tone)),
        _ => (marks, None),
    }
}

#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = &'static Form> {
    SYLLABLES.iter()
}

#[cfg(test)]
mod tests {
    use super::is_syllable;
    use crate::analysis::normal::Form;

    #[test]
    fn syllables_and_what_is_none() {
        for yes in
            ["chuyển", "đổi", "số", "nghiêng", "quý", "gì", "giêng", "khuya", "ước", "Yên", "quyết"]
        {
            assert!(is_syllable(&Form::of(yes)), "{yes}");
        }
        for no in ["chuyeenr", "cng", "trump", "cì", "ngê", "họcc", "mằt", "w", ""] {
            assert!(!is_syllable(&Form::of(no)), "{no}");
        }
    }
}
