//! Numbers, ids and times as the text of a log: appended to a byte buffer, without allocating, since
//! a benchmark's log is written at hundreds of megabytes a second.
//!
//! It never reads a clock; times are given as milliseconds since 1970-01-01T00:00:00Z.

/// Milliseconds of one second, minute, hour and day.
pub(crate) const SECOND: u64 = 1_000;
pub(crate) const MINUTE: u64 = 60 * SECOND;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

/// 2026-03-02T00:00:00Z, a Monday: the day on which every generated log begins.
pub(crate) const FIRST_DAY: u64 = 20_514 * DAY;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `number` in decimal.
pub(crate) fn put_number(out: &mut Vec<u8>, number: u64) {
    put_padded(out, number, 1);
}

/// Appends `number` in decimal with zeros in front up to `width` digits.
pub(crate) fn put_padded(out: &mut Vec<u8>, mut number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    while number > 0 {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let first = first.min(digits.len().saturating_sub(width));
    out.extend_from_slice(&digits[first..]);
}

/// Appends an amount in hundredths as a JSON number with exactly two decimals.
pub(crate) fn put_money(out: &mut Vec<u8>, cents: i64) {
    if cents < 0 {
        out.push(b'-');
    }
    let cents = cents.unsigned_abs();
    put_number(out, cents / 100);
    out.push(b'.');
    put_padded(out, cents % 100, 2);
}

/// Appends a UUID in its usual form of 36 characters.
pub(crate) fn put_uuid(out: &mut Vec<u8>, uuid: u128) {
    let bytes = uuid.to_be_bytes();
    let mut text = [b'-'; 36];
    let mut at = 0;
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = HEX[usize::from(byte >> 4)];
        text[at + 1] = HEX[usize::from(byte & 15)];
        at += 2;
    }
    out.extend_from_slice(&text);
}

/// Appends a time as RFC 3339 in UTC with milliseconds.
pub(crate) fn put_time(out: &mut Vec<u8>, millis: u64) {
    put_date(out, millis);
    let of_day = millis % DAY;
    out.push(b'T');
    put_padded(out, of_day / HOUR, 2);
    out.push(b':');
    put_padded(out, of_day % HOUR / MINUTE, 2);
    out.push(b':');
    put_padded(out, of_day % MINUTE / SECOND, 2);
    out.push(b'.');
    put_padded(out, of_day % SECOND, 3);
    out.push(b'Z');
}

/// Appends the date of a time, by Howard Hinnant's `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
pub(crate) fn put_date(out: &mut Vec<u8>, millis: u64) {
    let days = millis / DAY + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    put_padded(out, year_of_era + era * 400 + u64::from(month <= 2), 4);
    out.push(b'-');
    put_padded(out, month, 2);
    out.push(b'-');
    put_padded(out, day, 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(put: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        put(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn times_are_rfc_3339() {
        let time = |millis| written(|out| put_time(out, millis));
        assert_eq!(time(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(time(FIRST_DAY), "2026-03-02T00:00:00.000Z");
        assert_eq!(time(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(time(1_798_761_599_999), "2026-12-31T23:59:59.999Z");
    }

    #[test]
    fn money_has_two_decimals() {
        let money = |cents| written(|out| put_money(out, cents));
        assert_eq!(money(0), "0.00");
        assert_eq!(money(5), "0.05");
        assert_eq!(money(-810), "-8.10");
        assert_eq!(money(1_234_560), "12345.60");
    }

    #[test]
    fn a_uuid_keeps_every_digit() {
        let uuid = 0x0123_4567_89ab_4def_8123_4567_89ab_cdef;
        assert_eq!(written(|out| put_uuid(out, uuid)), "01234567-89ab-4def-8123-456789abcdef");
    }
}
