//! What numbers are worth, whatever they are written like, with every digit: `1`, `1.0` and `10e-1` are one.

use std::cmp::Ordering;

/// A number without what does not change its worth. Zero has no digits.
#[derive(Debug, PartialEq, Eq)]
struct Worth {
    negative: bool,
    /// How many digits stand before the point; below zero, how many zeros behind it.
    point: i64,
    digits: String,
}

fn worth(text: &str) -> Worth {
    let negative = text.starts_with('-');
    let text = text.trim_start_matches('-');
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let below = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
    let exponent = exponent.trim_start_matches('+').parse().unwrap_or(below).clamp(i64::MIN / 2, i64::MAX / 2);
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{part}");
    let leading = digits.bytes().take_while(|byte| *byte == b'0').count();
    let digits = digits.trim_matches('0').to_owned();
    if digits.is_empty() {
        return Worth { negative: false, point: 0, digits };
    }
    Worth { negative, point: whole.len() as i64 - leading as i64 + exponent, digits }
}

/// Compares two JSON numbers by what they are worth.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (worth(a), worth(b));
    let sign = |worth: &Worth| if worth.digits.is_empty() { 0 } else { 1 - 2 * i8::from(worth.negative) };
    let by_size = match (a.digits.is_empty(), b.digits.is_empty()) {
        (false, false) => a.point.cmp(&b.point).then_with(|| a.digits.cmp(&b.digits)),
        _ => Ordering::Equal,
    };
    sign(&a).cmp(&sign(&b)).then(if a.negative { by_size.reverse() } else { by_size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_what_they_are_worth() {
        let sorted = [
            "-1e400",
            "-12",
            "-1.5",
            "-1",
            "-0.01",
            "0",
            "1e-9",
            "0.5",
            "1",
            "9",
            "10",
            "12345678901234567890",
            "12345678901234567891",
            "1e99",
        ];
        for (at, a) in sorted.iter().enumerate() {
            for (other, b) in sorted.iter().enumerate() {
                assert_eq!(compare(a, b), at.cmp(&other), "{a} {b}");
            }
        }
        for (a, b) in [("1", "1.0"), ("10e-1", "1"), ("-0", "0.00"), ("1E2", "100"), ("0.5e1", "5")] {
            assert_eq!(compare(a, b), Ordering::Equal, "{a} {b}");
        }
    }
}
