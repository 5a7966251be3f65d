//! The times of exports: ISO 8601 and RFC 3339, counts since 1970 in any unit, .NET's `/Date(ms)/`, dates with slashes.
//! It never guesses at forms that name no instant.

mod dates;
mod reading;

pub(crate) use reading::{Doubt, Reading, is_clock, is_date, join, lacks_zone};

use foldback_event::Timestamp;

/// The instant that the text of a JSON string names.
pub(crate) fn from_text(text: &str) -> Option<Timestamp> {
    let other = || dates::parts(text)?.instant(false);
    Timestamp::parse(text).or_else(|| from_number(text)).or_else(|| dot_net(text)).or_else(other)
}

/// The instant that a count since 1970 names: `1690749924`, `1690749924123`, `1690749924.123`.
pub(crate) fn from_number(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.is_empty() || !digits.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = whole.parse().ok()?;
    let base = Timestamp::from_epoch(count)?;
    if fraction.is_empty() {
        return Some(base);
    }
    // The fraction is one of the unit that the whole number told: the step to the next whole number has its size.
    let next = Timestamp::from_epoch(count.checked_add(1)?)?;
    let unit = next.0.checked_sub(base.0)?;
    let kept: String = fraction.chars().take(6).collect();
    let parts: i64 = kept.parse().ok()?;
    let part = parts.checked_mul(unit)? / 10i64.pow(kept.len() as u32);
    let part = if whole.starts_with('-') { -part } else { part };
    Some(Timestamp(base.0.checked_add(part)?))
}

/// `/Date(1690749924123)/` and `/Date(1690749924123+0200)/`: milliseconds in UTC; the zone says how to show it.
fn dot_net(text: &str) -> Option<Timestamp> {
    let inside = text.strip_prefix("/Date(").or_else(|| text.strip_prefix("\\/Date("))?;
    let inside = inside.strip_suffix(")/").or_else(|| inside.strip_suffix(")\\/"))?;
    let sign = usize::from(inside.starts_with('-'));
    let end = inside.get(sign..)?.find(['+', '-']).map_or(inside.len(), |at| at + sign);
    let millis: i64 = inside.get(..end)?.parse().ok()?;
    Some(Timestamp(millis.checked_mul(1000)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_forms_are_understood() {
        let expected = Some(Timestamp(1_690_749_924_123_000));
        for text in [
            "2023-07-30T20:45:24.123Z",
            "1690749924123",
            "1690749924.123",
            "1690749924123.000",
            "/Date(1690749924123)/",
            "/Date(1690749924123+0200)/",
        ] {
            assert_eq!(from_text(text), expected, "{text}");
        }
        assert_eq!(from_text("/Date(-5)/"), Some(Timestamp(-5000)));
        assert_eq!(from_number("-1.5"), Some(Timestamp(-1_500_000)));
    }

    #[test]
    fn what_names_no_instant_is_none() {
        for text in [
            "",
            "-",
            ".",
            "1e9",
            "yesterday",
            "/Date()/",
            "/Date(x)/",
            "/Date(-)/",
            "1.2.3",
            "99999999999999999999",
            "-.5",
        ] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }
}
