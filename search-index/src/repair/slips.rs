//! Folded syllables that one slip of the finger makes of another.

/// Keys that lie beside each other.
fn neighbours(key: char) -> &'static str {
    match key {
        'q' => "wa",
        'w' => "qes",
        'e' => "wrd",
        'r' => "etf",
        't' => "ryg",
        'y' => "tuh",
        'u' => "yij",
        'i' => "uok",
        'o' => "ipl",
        'p' => "ol",
        'a' => "qsz",
        's' => "adwx",
        'd' => "sfec",
        'f' => "dgrv",
        'g' => "fhtb",
        'h' => "gjyn",
        'j' => "hkum",
        'k' => "jli",
        'l' => "kop",
        'z' => "ax",
        'x' => "zcs",
        'c' => "xvd",
        'v' => "cbf",
        'b' => "vng",
        'n' => "bmh",
        'm' => "nj",
        _ => "",
    }
}

/// Longest word that is repaired; longer ones are no syllables.
const LETTERS_MAX: usize = 10;

/// What may have been meant, with the cost of the slip. Two letters changed places, one is
/// missing, one too many, or one is its neighbour on the keyboard.
pub(crate) fn meant(typed: &str) -> Vec<(String, f32)> {
    let letters: Vec<char> = typed.chars().collect();
    let mut all = Vec::new();
    if letters.len() > LETTERS_MAX || !letters.iter().all(char::is_ascii_lowercase) {
        return all;
    }
    let with = |at: usize, gone: usize, put: &[char]| -> String {
        let (before, rest) = letters.split_at(at);
        before.iter().chain(put).chain(rest.iter().skip(gone)).collect()
    };
    for at in 0..=letters.len() {
        if let Some([one, two]) = letters.get(at..at + 2)
            && one != two
        {
            all.push((with(at, 2, &[*two, *one]), 0.0));
        }
        if let Some(letter) = letters.get(at) {
            for other in neighbours(*letter).chars() {
                all.push((with(at, 1, &[other]), 0.3));
            }
            if letters.len() > 1 {
                all.push((with(at, 1, &[]), 0.8));
            }
        }
        for missing in 'a'..='z' {
            all.push((with(at, 0, &[missing]), 0.5));
        }
    }
    all
}
