//! Which compressed form a client takes (`Accept-Encoding`, RFC 9110 section 12.5.3).

/// The forms in which pages are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Zstd,
    Gzip,
}

impl Encoding {
    /// Smallest first.
    pub(crate) const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// Its name in headers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }
}

/// The accepted forms, most wanted first; among equals the smallest first.
pub(crate) fn preferred(accepted: &str) -> [Option<Encoding>; Encoding::ALL.len()] {
    let mut asked = Encoding::ALL.map(|encoding| (weight(accepted, encoding.name()), encoding));
    asked.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    asked.map(|(weight, encoding)| (weight > 0).then_some(encoding))
}

/// In thousandths; 0 is "not this".
fn weight(accepted: &str, name: &str) -> u16 {
    let mut any = 0;
    for entry in accepted.split(',') {
        let mut parts = entry.split(';').map(str::trim);
        let coding = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let weight = quality.map_or(1_000, thousandths);
        if coding.eq_ignore_ascii_case(name) {
            return weight;
        }
        if coding == "*" {
            any = weight;
        }
    }
    any
}

/// `0.5` is 500; what is no number counts as refused.
fn thousandths(text: &str) -> u16 {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.len() <= 3 && text.chars().all(|c| c.is_ascii_digit());
    if !digits(part) {
        return 0;
    }
    match whole {
        "1" => 1_000,
        "0" => format!("{part:0<3}").parse().unwrap_or_default(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding::{Brotli, Gzip, Zstd};
    use super::preferred;

    #[test]
    fn the_most_wanted_comes_first_and_a_refused_one_never() {
        let cases: [(&str, &[super::Encoding]); 9] = [
            ("", &[]),
            ("gzip, deflate, br, zstd", &[Brotli, Zstd, Gzip]),
            ("gzip;q=1.0, br;q=0.5", &[Gzip, Brotli]),
            ("gzip; q=0", &[]),
            ("br;q=0, *", &[Zstd, Gzip]),
            ("identity", &[]),
            ("*;q=0, gzip", &[Gzip]),
            ("GZIP;q=0.001", &[Gzip]),
            ("br;q=2, gzip;q=x", &[]),
        ];
        for (accepted, wanted) in cases {
            let found: Vec<_> = preferred(accepted).into_iter().flatten().collect();
            assert_eq!(found, wanted, "{accepted}");
        }
    }
}
