//! Figures that the desk types, and the numbers of documents: read strictly, written the Vietnamese
//! way.

/// Most figures of a block.
pub const FIGURES_MAX: usize = 8;
/// Longest part of a line, in characters.
const PART_MAX: usize = 120;
/// Most digits of a value: what a reader can still take in.
const DIGITS_MAX: usize = 18;

/// A figure with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// `1.234,5`: dots between thousands, a comma before decimals.
    pub value: String,
    /// `tỷ đồng`, `%`; may be empty.
    pub unit: String,
    pub label: String,
    /// Who counted; may be empty.
    pub source: String,
    /// As of when, in the desk's words; may be empty.
    pub date: String,
}

/// A line `value | unit | label | source | date`; the last two may be missing. Nothing when it is
/// no such line.
#[must_use]
pub fn figure(line: &str) -> Option<Figure> {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    if parts.len() > 5 || parts.iter().any(|part| part.chars().count() > PART_MAX) {
        return None;
    }
    let part = |at: usize| parts.get(at).copied().unwrap_or_default().to_owned();
    let label = part(2);
    if label.is_empty() {
        return None;
    }
    let value = number(&part(0))?;
    Some(Figure { value, unit: part(1), label, source: part(3), date: part(4) })
}

/// A number as Vietnamese writes it, with its thousands apart. What could be read in two ways, such
/// as `12.5`, is none: a wrong figure is worse than no figure.
#[must_use]
pub fn number(typed: &str) -> Option<String> {
    let (sign, rest) = match typed.strip_prefix(['-', '−']) {
        Some(rest) => ("−", rest),
        None => typed.strip_prefix('+').map_or(("", typed), |rest| ("+", rest)),
    };
    let (whole, decimals) = match rest.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (rest, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !whole.split('.').all(digits) || !decimals.is_none_or(digits) {
        return None;
    }
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    let mut others = groups.peekable();
    if others.peek().is_some() && (first.len() > 3 || !others.all(|group| group.len() == 3)) {
        return None;
    }
    let plain: String = whole.chars().filter(char::is_ascii_digit).collect();
    if plain.len() + decimals.map_or(0, str::len) > DIGITS_MAX {
        return None;
    }
    let mut out = sign.to_owned();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push(',');
        out.push_str(decimals);
    }
    Some(out)
}

/// The number and sign of a legal document that a text names, `15/2024/QĐ-UBND`: digits, slashes
/// and the letters of who issued it, as Decree 30/2020/NĐ-CP, appendix I, wants them.
#[must_use]
pub fn document_number(text: &str) -> Option<&str> {
    let edge = |c: char| !c.is_alphanumeric();
    text.split_whitespace().map(|word| word.trim_matches(edge)).find(|word| {
        let Some((number, sign)) = word.split_once('/') else { return false };
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let rest = sign.rsplit('/').next().unwrap_or_default();
        let signs = |c: char| c == '-' || c.is_alphanumeric();
        let letters = rest.chars().next().is_some_and(char::is_uppercase);
        is_number && letters && rest.chars().all(signs) && word.chars().count() <= 40
    })
}

#[cfg(test)]
mod tests {
    use super::{document_number, figure, number};

    #[test]
    fn numbers_are_written_the_vietnamese_way() {
        for (typed, written) in [
            ("1234,5", "1.234,5"),
            ("1.234,50", "1.234,50"),
            ("1234567", "1.234.567"),
            ("12", "12"),
            ("0,75", "0,75"),
            ("-1200", "−1.200"),
            ("+3,1", "+3,1"),
        ] {
            assert_eq!(number(typed).as_deref(), Some(written), "{typed}");
        }
        for wrong in
            ["", "12.5", "1.2345", "1,2,3", "1,", ",5", "1..234", "x", "1e9", "<b>", "１２", "--1"]
        {
            assert_eq!(number(wrong), None, "{wrong}");
        }
        assert_eq!(number(&"9".repeat(19)), None);
    }

    #[test]
    fn a_figure_is_a_line_with_at_least_a_value_a_unit_and_a_label() {
        let one =
            figure(" 8654,3 | tỷ đồng | Thu ngân sách | Cục Thống kê | 6 tháng 2024 ").unwrap();
        assert_eq!((one.value.as_str(), one.unit.as_str()), ("8.654,3", "tỷ đồng"));
        assert_eq!((one.source.as_str(), one.date.as_str()), ("Cục Thống kê", "6 tháng 2024"));
        assert_eq!(figure("12 | | Số xã").unwrap().unit, "");
        for wrong in ["12", "12 | xã", "x | xã | Số xã", "1 | a | b | c | d | e", " | | x"] {
            assert_eq!(figure(wrong), None, "{wrong}");
        }
        assert_eq!(figure(&format!("1 | | {}", "ệ".repeat(121))), None);
    }

    #[test]
    fn a_document_s_number_is_found_in_its_title() {
        for (title, found) in [
            ("Quyết định số 15/2024/QĐ-UBND ban hành quy chế", Some("15/2024/QĐ-UBND")),
            ("Kế hoạch (123/KH-UBND): chuyển đổi số", Some("123/KH-UBND")),
            ("Họp ngày 12/5/2024", None),
            ("Tỷ lệ 3/4 hộ", None),
            ("1/<script>", None),
            ("/QĐ-UBND", None),
        ] {
            assert_eq!(document_number(title), found, "{title}");
        }
    }
}
