//! The inside of JSON strings: from escaped to plain text and back.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The plain text of the inside of a string that [`super::scan`] has accepted.
///
/// Half of a surrogate pair has no place in Unicode text and becomes U+FFFD; the event's bytes still hold it.
pub fn unescape(inside: &str) -> Cow<'_, str> {
    let Some(first) = first_escape(inside.as_bytes()) else {
        return Cow::Borrowed(inside);
    };
    let mut plain = String::with_capacity(inside.len());
    // What is copied next begins at `from`.
    let (mut from, mut slash) = (0, Some(first));
    while let Some(at) = slash {
        let behind = at + 2;
        plain.push_str(inside.get(from..at).unwrap_or_default());
        from = behind;
        let short = match inside.as_bytes().get(at + 1) {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let (unit, length) = code_point(inside.get(behind..).unwrap_or_default());
                from = (behind + length).min(inside.len());
                unit
            }
            // It stands for itself, and is copied with what follows.
            other => {
                from = at + usize::from(other.is_some());
                slash = next_escape(inside, behind);
                continue;
            }
        };
        plain.push(short);
        slash = next_escape(inside, from);
    }
    plain.push_str(inside.get(from..).unwrap_or_default());
    Cow::Owned(plain)
}

/// Where the first backslash stands.
///
/// Names and ids are short: eight bytes at a time beat both each byte by itself and a search that must first be set up.
#[inline]
fn first_escape(inside: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, rest) = inside.as_chunks::<8>();
    let may_hold = |word: &[u8; 8]| {
        let other = u64::from_le_bytes(*word) ^ (ONES * b'\\' as u64);
        other.wrapping_sub(ONES) & !other & (ONES << 7) != 0
    };
    let from = words.iter().position(may_hold).unwrap_or(words.len()) * 8;
    if from == words.len() * 8 {
        return Some(from + rest.iter().position(|byte| *byte == b'\\')?);
    }
    inside[from..].iter().position(|byte| *byte == b'\\').map(|at| from + at)
}

fn next_escape(inside: &str, from: usize) -> Option<usize> {
    first_escape(inside.as_bytes().get(from..)?).map(|at| from + at)
}

/// The character whose number stands at the beginning of `rest`, behind a `\u`, and how long that is.
fn code_point(rest: &str) -> (char, usize) {
    const UNKNOWN: char = '\u{fffd}';
    let unit = code_unit(rest);
    if !(0xd800..0xdc00).contains(&unit) {
        return (char::from_u32(unit).unwrap_or(UNKNOWN), 4);
    }
    match rest.get(4..).and_then(|rest| rest.strip_prefix("\\u")).map(code_unit) {
        Some(low @ 0xdc00..0xe000) => {
            (char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)).unwrap_or(UNKNOWN), 10)
        }
        _ => (UNKNOWN, 4),
    }
}

fn code_unit(rest: &str) -> u32 {
    let digits = rest.get(..4).unwrap_or_default();
    u32::from_str_radix(digits, 16).unwrap_or(0xfffd)
}

/// Writes `plain` as a JSON string, quotes included.
pub fn write_string(plain: &str, out: &mut String) {
    out.push('"');
    // Most have nothing to escape; without a branch for each byte, many are looked at in one step.
    let has_escapes = plain.bytes().fold(false, |found, byte| found | (byte < 0x20) | (byte == b'"') | (byte == b'\\'));
    if !has_escapes {
        out.push_str(plain);
        out.push('"');
        return;
    }
    let mut from = 0;
    for (at, byte) in plain.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&plain[from..at]);
        out.push_str(short);
        if short.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{byte:04x}");
        }
        from = at + 1;
    }
    out.push_str(&plain[from..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_the_text_they_stand_for() {
        for (inside, plain) in [
            ("plain", "plain"),
            (r#"a\"b\\c\/d"#, "a\"b\\c/d"),
            (r"\b\f\n\r\t", "\u{8}\u{c}\n\r\t"),
            (r"\u00e9\ud834\udd1e!", "é𝄞!"),
            (r"\ud834x", "\u{fffd}x"),
            (r"\udd1e", "\u{fffd}"),
            (r"\ud834\u0041", "\u{fffd}A"),
        ] {
            assert_eq!(unescape(inside), plain, "{inside}");
        }
    }

    #[test]
    fn written_strings_read_back() {
        for plain in ["", "a\"b", "\u{1}\u{1f}", "tab\tline\nback\\", "é𝄞</script>"] {
            let mut text = String::new();
            write_string(plain, &mut text);
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), plain);
            assert_eq!(unescape(&text[1..text.len() - 1]), plain);
        }
    }
}
