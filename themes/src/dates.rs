//! Times as readers see them: always `Asia/Ho_Chi_Minh`, in the form of each site.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// How a site writes its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// `Thứ Hai, 08/01/2024 | 09:24`
    Newspaper,
    /// `09:24 AM 08/01/2024`
    Portal,
}

impl Stamp {
    /// Reads the site's setting; anything but `portal` is the newspaper's form.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        if word == "portal" { Self::Portal } else { Self::Newspaper }
    }

    /// The stamp of a time in milliseconds since 1970 UTC.
    #[must_use]
    pub fn write(self, at_ms: i64, language: &str) -> String {
        let at = local(at_ms);
        let (day, month, year) = (at.day(), at.month(), at.year());
        let (hour, minute) = (at.hour(), at.minute());
        match self {
            Self::Newspaper => {
                let weekday = weekday(at.weekday(), language);
                format!("{weekday}, {day:02}/{month:02}/{year} | {hour:02}:{minute:02}")
            }
            Self::Portal => {
                let half = if hour < 12 { "AM" } else { "PM" };
                let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
                format!("{twelve:02}:{minute:02} {half} {day:02}/{month:02}/{year}")
            }
        }
    }
}

/// `Thứ Hai, 08/01/2024`
#[must_use]
pub fn day(at_ms: i64, language: &str) -> String {
    let at = local(at_ms);
    let weekday = weekday(at.weekday(), language);
    format!("{weekday}, {:02}/{:02}/{}", at.day(), at.month(), at.year())
}

/// `09:24, 08/01/2024`, for the desk.
#[must_use]
pub fn short(at_ms: i64) -> String {
    let at = local(at_ms);
    format!("{:02}:{:02}, {:02}/{:02}/{}", at.hour(), at.minute(), at.day(), at.month(), at.year())
}

/// RFC 3339 with the offset of Vietnam, for machines: `2024-01-08T09:24:00+07:00`.
#[must_use]
pub fn iso(at_ms: i64) -> String {
    let at = local(at_ms);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+07:00",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Midnight (Vietnam) at the start of `YYYY-MM-DD`, in milliseconds since 1970 UTC.
#[must_use]
pub fn start_of_day(date: &str) -> Option<i64> {
    let date: jiff::civil::Date = date.parse().ok()?;
    let at = date.at(0, 0, 0, 0).to_zoned_datetime(zone()).ok()?;
    Some(at.timestamp().as_millisecond())
}

/// A minute in Vietnam, written `YYYY-MM-DDTHH:MM` as browsers send it, in milliseconds since
/// 1970 UTC.
#[must_use]
pub fn minute(text: &str) -> Option<i64> {
    let at: jiff::civil::DateTime = text.contains('T').then(|| text.parse().ok()).flatten()?;
    let at = at.to_zoned_datetime(zone()).ok()?;
    Some(at.timestamp().as_millisecond())
}

/// The same minute as browsers want it in a field.
#[must_use]
pub fn field(at_ms: i64) -> String {
    let at = local(at_ms);
    let (year, month, day) = (at.year(), at.month(), at.day());
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", at.hour(), at.minute())
}

/// The day in Vietnam as addresses and forms write it, `2024-01-08`.
#[must_use]
pub fn date(at_ms: i64) -> String {
    iso(at_ms).get(..10).unwrap_or_default().to_owned()
}

/// `2024-01-08` moved by some days; nothing when there is no such day.
#[must_use]
pub fn days_later(date: &str, days: i64) -> Option<String> {
    let date: jiff::civil::Date = date.parse().ok()?;
    let moved = date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(moved.to_string())
}

/// The Monday of the week of a day.
#[must_use]
pub fn monday(date: &str) -> Option<String> {
    let day: jiff::civil::Date = date.parse().ok()?;
    days_later(date, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// `HH:MM` in Vietnam.
#[must_use]
pub fn clock(at_ms: i64) -> String {
    let at = local(at_ms);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn local(at_ms: i64) -> ZonedDateTime {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(zone())
}

/// Vietnam has had UTC+7 without summer time since 1975, so no zone data is needed.
fn zone() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(7))
}

fn weekday(weekday: Weekday, language: &str) -> &'static str {
    let vietnamese = !language.starts_with("en");
    match weekday {
        Weekday::Monday if vietnamese => "Thứ Hai",
        Weekday::Tuesday if vietnamese => "Thứ Ba",
        Weekday::Wednesday if vietnamese => "Thứ Tư",
        Weekday::Thursday if vietnamese => "Thứ Năm",
        Weekday::Friday if vietnamese => "Thứ Sáu",
        Weekday::Saturday if vietnamese => "Thứ Bảy",
        Weekday::Sunday if vietnamese => "Chủ Nhật",
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::{Stamp, days_later, field, iso, minute, monday, start_of_day};

    /// 2024-01-08T09:24:00+07:00
    const SEED: i64 = 1_704_680_640_000;

    #[test]
    fn each_site_writes_its_own_stamp() {
        assert_eq!(Stamp::Portal.write(SEED, "vi"), "09:24 AM 08/01/2024");
        assert_eq!(Stamp::Newspaper.write(SEED, "vi"), "Thứ Hai, 08/01/2024 | 09:24");
        assert_eq!(Stamp::Portal.write(SEED + 12 * 3_600_000, "vi"), "09:24 PM 08/01/2024");
        assert_eq!(Stamp::Portal.write(SEED - 9 * 3_600_000, "vi"), "12:24 AM 08/01/2024");
        assert_eq!(iso(SEED), "2024-01-08T09:24:00+07:00");
    }

    #[test]
    fn a_day_begins_at_midnight_in_vietnam() {
        assert_eq!(start_of_day("2024-01-08"), Some(SEED - (9 * 60 + 24) * 60_000));
        assert_eq!(start_of_day("2024-02-30"), None);
        assert_eq!(start_of_day("hôm qua"), None);
        assert_eq!(minute("2024-01-08T09:24"), Some(SEED));
        assert_eq!(field(SEED), "2024-01-08T09:24");
        assert_eq!(minute("2024-01-08"), None);
    }

    #[test]
    fn weeks_begin_on_monday_and_days_follow_each_other_over_the_ends_of_months() {
        assert_eq!(monday("2024-01-14").as_deref(), Some("2024-01-08"));
        assert_eq!(monday("2024-01-08").as_deref(), Some("2024-01-08"));
        assert_eq!(days_later("2024-02-28", 2).as_deref(), Some("2024-03-01"));
        assert_eq!(days_later("9999-12-31", 1), None);
        assert_eq!(days_later("hôm nay", 1), None);
    }
}
