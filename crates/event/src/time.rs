//! Instants, and the usual ways in which exports write them.

/// Microseconds since 1970-01-01T00:00:00Z, without leap seconds. Reaches 290,000 years either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

const DAY: i64 = 86_400;
const MICROS: i64 = 1_000_000;

impl Timestamp {
    /// Reads a date and time in the forms of RFC 3339 and ISO 8601 that exports use:
    /// `2026-03-02T14:03:11.202+01:00`, a space or `t` for the `T`, any number of fraction digits after `.` or `,`,
    /// `Z`, `+01:00`, `+0100`, `+01` (a space may stand before it) or no zone, which is read as UTC. A date alone is its midnight.
    ///
    /// Digits below the microsecond are not part of the instant; the text of an event keeps them.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let number = |range: std::ops::Range<usize>| -> Option<i64> {
            bytes
                .get(range)?
                .iter()
                .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
        };
        let sign = |at: usize, byte: u8| (bytes.get(at) == Some(&byte)).then_some(());
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        sign(4, b'-').and(sign(7, b'-'))?;
        if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
            return None;
        }
        let midnight = days_from_civil(year, month, day) * DAY;
        if bytes.len() == 10 {
            return Some(Self(midnight * MICROS));
        }
        let (Some(b'T' | b't' | b' '), hour, minute) = (bytes.get(10), number(11..13)?, number(14..16)?) else {
            return None;
        };
        sign(13, b':')?;
        let mut at = 16;
        let mut second = 0;
        let mut micros = 0;
        if bytes.get(at) == Some(&b':') {
            second = number(17..19)?;
            at = 19;
            if let Some(b'.' | b',') = bytes.get(at) {
                let digits = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                if digits == 0 {
                    return None;
                }
                let kept = digits.min(6);
                micros = number(at + 1..at + 1 + kept)? * 10i64.pow(6 - kept as u32);
                at += 1 + digits;
            }
        }
        // 24:00:00 and the leap second 60 are legal ISO 8601; both are the beginning of what follows.
        if hour > 24 || minute > 59 || second > 60 {
            return None;
        }
        let zone = zone_seconds(&bytes[at..])?;
        Some(Self((midnight + hour * 3600 + minute * 60 + second - zone) * MICROS + micros))
    }

    /// Reads a count since 1970 whose unit is told by its size: seconds up to 10¹¹, then milliseconds, microseconds,
    /// nanoseconds. That is right for every instant from March 1973 (in milliseconds) to the year 5138 (in seconds).
    pub fn from_epoch(count: i64) -> Option<Self> {
        Some(Self(match count.unsigned_abs() {
            0..100_000_000_000 => count.checked_mul(MICROS)?,
            100_000_000_000..100_000_000_000_000 => count.checked_mul(1000)?,
            100_000_000_000_000..100_000_000_000_000_000 => count,
            _ => count / 1000,
        }))
    }

    /// Milliseconds since 1970, what JavaScript's `Date` counts in.
    pub fn millis(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Writes the instant in UTC with `digits` (0, 3 or 6) digits of fraction: `2026-03-02T13:03:11.202Z`.
    /// Years outside 0 to 9999 get ISO 8601's six-digit form with a sign.
    pub fn write_utc(self, digits: u8, out: &mut String) {
        use std::fmt::Write as _;
        let seconds = self.0.div_euclid(MICROS);
        let micros = self.0.rem_euclid(MICROS);
        let (year, month, day) = civil_from_days(seconds.div_euclid(DAY));
        let time = seconds.rem_euclid(DAY);
        // Writing to a String cannot fail.
        let _ = match year {
            0..=9999 => write!(out, "{year:04}"),
            _ => write!(out, "{year:+07}"),
        };
        let _ = write!(out, "-{month:02}-{day:02}T{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
        let _ = match digits {
            0 => Ok(()),
            3 => write!(out, ".{:03}", micros / 1000),
            _ => write!(out, ".{micros:06}"),
        };
        out.push('Z');
    }
}

fn zone_seconds(zone: &[u8]) -> Option<i64> {
    let zone = zone.strip_prefix(b" ").unwrap_or(zone);
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let (sign, h, m) = match zone {
        [] | [b'Z' | b'z'] => return Some(0),
        b"UTC" | b"GMT" => return Some(0),
        [sign, a, b] => (sign, [*a, *b], [b'0', b'0']),
        [sign, a, b, c, d] | [sign, a, b, b':', c, d] => (sign, [*a, *b], [*c, *d]),
        _ => return None,
    };
    let hours = digit(h[0])? * 10 + digit(h[1])?;
    let minutes = digit(m[0])? * 10 + digit(m[1])?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    match sign {
        b'+' => Some(hours * 3600 + minutes * 60),
        b'-' => Some(-(hours * 3600 + minutes * 60)),
        _ => None,
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar. The year is counted from March, so that
/// the leap day is its last; 400 years are 146,097 days.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_one_instant() {
        let expected = Some(Timestamp(1_772_456_591_202_000));
        for text in [
            "2026-03-02T13:03:11.202Z",
            "2026-03-02T14:03:11.202+01:00",
            "2026-03-02 14:03:11,202000999 +01:00",
            "2026-03-02t08:03:11.202-0500",
            "2026-03-02 13:03:11.202",
            "2026-03-02 14:03:11.202+01",
            "2026-03-02 13:03:11.202 UTC",
        ] {
            assert_eq!(Timestamp::parse(text), expected, "{text}");
        }
        assert_eq!(Timestamp::parse("1970-01-01"), Some(Timestamp(0)));
        assert_eq!(Timestamp::parse("1969-12-31T23:59:59.999999Z"), Some(Timestamp(-1)));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "2026-02-28T25:00",
            "2026-02-28T10:00:00.",
            "2026-02-28T10:00:00X",
            "hello, world",
            "2026-02-28T10:00:00+99:00",
            "२०२६-०२-२८",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn counts_since_1970_tell_their_unit_by_size() {
        let expected = Some(Timestamp(1_772_456_591_000_000));
        for count in [1_772_456_591, 1_772_456_591_000, 1_772_456_591_000_000, 1_772_456_591_000_000_000] {
            assert_eq!(Timestamp::from_epoch(count), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn written_times_read_back(micros in -60_000_000_000_000_000i64..250_000_000_000_000_000) {
            let mut text = String::new();
            Timestamp(micros).write_utc(6, &mut text);
            proptest::prop_assert_eq!(Timestamp::parse(&text), Some(Timestamp(micros)), "{}", text);
        }
    }
}
