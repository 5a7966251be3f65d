//! One pass over JSON bytes that checks them against RFC 8259 and says where each value ends.
//!
//! It builds nothing and does not recurse, so that any input costs time in proportion to its length.
//! UTF-8 is the caller's to check, once for a whole buffer.

use std::fmt;

use super::note::Note;

/// How deep arrays and objects may nest. Deeper input is refused, so that whatever walks a value may recurse.
pub const MAX_DEPTH: usize = 512;

/// A range of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes of `input` that this range covers.
    pub fn of<'a>(&self, input: &'a [u8]) -> &'a [u8] {
        input.get(self.start..self.end).unwrap_or_default()
    }
}

/// What is wrong with a text that should be JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It stops inside a value.
    End,
    /// A byte that cannot stand here.
    Unexpected(u8),
    /// A control character inside a string, where only its escape may stand.
    Control(u8),
    /// A backslash followed by something that is no escape.
    Escape,
    /// A number with a leading zero, or without digits where it must have some.
    Number,
    /// Arrays and objects nested deeper than [`MAX_DEPTH`].
    Depth,
    /// Bytes that are no UTF-8.
    Utf8,
}

/// A [`Problem`] and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Byte offset within the input that was scanned.
    pub at: usize,
    /// What is wrong there.
    pub problem: Problem,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => f.write_str("it ends inside a JSON value"),
            Self::Unexpected(byte) if byte.is_ascii_graphic() => {
                write!(f, "'{}' cannot stand here in JSON", *byte as char)
            }
            Self::Unexpected(byte) => write!(f, "byte 0x{byte:02x} cannot stand here in JSON"),
            Self::Control(byte) => write!(f, "control character 0x{byte:02x} in a string must be escaped"),
            Self::Escape => f.write_str("a backslash must be followed by one of \"\\/bfnrt or u and four hex digits"),
            Self::Number => f.write_str("this is no JSON number"),
            Self::Depth => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            Self::Utf8 => f.write_str("these bytes are no UTF-8"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.problem, self.at)
    }
}

impl std::error::Error for Fault {}

/// The offset of the first byte from `at` on that is no JSON white space.
#[inline]
pub fn skip_space(input: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = input.get(at) {
        at += 1;
    }
    at
}

/// Checks the one value that begins at `at` (white space before it allowed) and gives its range.
///
/// # Errors
/// The first [`Fault`]; [`Problem::End`] when more bytes could make it whole.
pub fn value(input: &[u8], at: usize) -> Result<Span, Fault> {
    walk(input, at, &mut ())
}

/// As [`value`], telling of what lies inside.
#[inline]
pub(super) fn walk(input: &[u8], at: usize, note: &mut impl Note) -> Result<Span, Fault> {
    let start = skip_space(input, at);
    let mut at = start;
    // One bit a level, set for objects: what a ',' or a closing bracket has to fit.
    let mut objects = [0u64; MAX_DEPTH / 64];
    let mut depth = 0usize;
    loop {
        // A value begins at `at`.
        let begin = at;
        match byte(input, at)? {
            open @ (b'{' | b'[') => {
                if depth == MAX_DEPTH {
                    return Err(Fault { at, problem: Problem::Depth });
                }
                let bit = 1u64 << (depth % 64);
                if open == b'{' {
                    objects[depth / 64] |= bit;
                } else {
                    objects[depth / 64] &= !bit;
                }
                depth += 1;
                note.open(begin);
                at = skip_space(input, at + 1);
                let next = byte(input, at)?;
                // '}' and ']' are each two above their opening bracket in ASCII.
                if next != open + 2 {
                    if open == b'{' {
                        at = name(input, at, note)?;
                    }
                    continue;
                }
                at += 1;
                depth -= 1;
                note.close(at);
            }
            first => {
                at = leaf(input, at, first)?;
                note.leaf(Span { start: begin, end: at });
            }
        }
        // A value has ended before `at`.
        loop {
            if depth == 0 {
                return Ok(Span { start, end: at });
            }
            let in_object = objects[(depth - 1) / 64] & (1 << ((depth - 1) % 64)) != 0;
            at = skip_space(input, at);
            match byte(input, at)? {
                b',' => {
                    at = skip_space(input, at + 1);
                    if in_object {
                        at = name(input, at, note)?;
                    }
                    break;
                }
                b'}' if in_object => at += 1,
                b']' if !in_object => at += 1,
                other => {
                    return Err(Fault { at, problem: Problem::Unexpected(other) });
                }
            }
            note.close(at);
            depth -= 1;
        }
    }
}

/// The value that begins with `first` and holds no others; gives the offset behind it.
#[inline]
fn leaf(input: &[u8], at: usize, first: u8) -> Result<usize, Fault> {
    match first {
        b'"' => string(input, at),
        b't' => word(input, at, b"true"),
        b'f' => word(input, at, b"false"),
        b'n' => word(input, at, b"null"),
        b'-' | b'0'..=b'9' => number(input, at),
        other => Err(Fault { at, problem: Problem::Unexpected(other) }),
    }
}

#[inline]
pub(super) fn byte(input: &[u8], at: usize) -> Result<u8, Fault> {
    input.get(at).copied().ok_or(Fault { at, problem: Problem::End })
}

/// A member's name and the colon behind it; gives where its value may begin.
#[inline]
fn name(input: &[u8], at: usize, note: &mut impl Note) -> Result<usize, Fault> {
    let after = string_or_fault(input, at)?;
    note.name(Span { start: at + 1, end: after - 1 });
    colon(input, after)
}

#[inline]
pub(super) fn string_or_fault(input: &[u8], at: usize) -> Result<usize, Fault> {
    match byte(input, at)? {
        b'"' => string(input, at),
        other => Err(Fault { at, problem: Problem::Unexpected(other) }),
    }
}

#[inline]
pub(super) fn colon(input: &[u8], at: usize) -> Result<usize, Fault> {
    let at = skip_space(input, at);
    match byte(input, at)? {
        b':' => Ok(skip_space(input, at + 1)),
        other => Err(Fault { at, problem: Problem::Unexpected(other) }),
    }
}

fn word(input: &[u8], at: usize, word: &[u8]) -> Result<usize, Fault> {
    for (offset, expected) in word.iter().enumerate() {
        let found = byte(input, at + offset)?;
        if found != *expected {
            return Err(Fault { at: at + offset, problem: Problem::Unexpected(found) });
        }
    }
    Ok(at + word.len())
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Which bytes of `word` end a run of plain string bytes: a quote, a backslash or a control character.
///
/// The lowest set high bit marks the first such byte truly; bits above it may be false.
#[inline]
fn stops(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    ((quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash) | control) & HIGHS
}

/// The string that begins with the quote at `at`; gives the offset behind its closing quote.
#[inline]
fn string(input: &[u8], at: usize) -> Result<usize, Fault> {
    let mut at = at + 1;
    loop {
        while let Some(eight) = input.get(at..at + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
            let stops = stops(u64::from_le_bytes(eight));
            if stops != 0 {
                at += (stops.trailing_zeros() / 8) as usize;
                break;
            }
            at += 8;
        }
        match byte(input, at)? {
            b'"' => return Ok(at + 1),
            b'\\' => match byte(input, at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                b'u' => {
                    for offset in 2..6 {
                        if !byte(input, at + offset)?.is_ascii_hexdigit() {
                            return Err(Fault { at, problem: Problem::Escape });
                        }
                    }
                    at += 6;
                }
                _ => {
                    return Err(Fault { at, problem: Problem::Escape });
                }
            },
            control @ 0..0x20 => {
                return Err(Fault { at, problem: Problem::Control(control) });
            }
            _ => at += 1,
        }
    }
}

#[inline]
fn digits(input: &[u8], mut at: usize) -> Result<usize, Fault> {
    if !byte(input, at)?.is_ascii_digit() {
        return Err(Fault { at, problem: Problem::Number });
    }
    while input.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    Ok(at)
}

#[inline]
fn number(input: &[u8], at: usize) -> Result<usize, Fault> {
    let mut at = if input.get(at) == Some(&b'-') { at + 1 } else { at };
    if byte(input, at)? == b'0' {
        at += 1;
        if input.get(at).is_some_and(u8::is_ascii_digit) {
            return Err(Fault { at, problem: Problem::Number });
        }
    } else {
        at = digits(input, at)?;
    }
    if input.get(at) == Some(&b'.') {
        at = digits(input, at + 1)?;
    }
    if let Some(b'e' | b'E') = input.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = input.get(at) {
            at += 1;
        }
        at = digits(input, at)?;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Result<(), Fault> {
        let span = value(text.as_bytes(), 0)?;
        let end = skip_space(text.as_bytes(), span.end);
        match text.as_bytes().get(end) {
            None => Ok(()),
            Some(byte) => Err(Fault { at: end, problem: Problem::Unexpected(*byte) }),
        }
    }

    #[test]
    fn accepts_and_refuses_what_serde_json_does() {
        for text in [
            "0",
            "-0",
            "1.5e+3",
            "1E400",
            "\"\\u00e9\\ud800\"",
            "[]",
            "{}",
            "[ ]",
            "{ }",
            " [1 , 2] ",
            "[[],{}]",
            "{\"a\":{\"b\":[true,false,null]}}",
            "\"0123456789abcdef\\n01234567\"",
            "\"0123456\\\\\"",
            "\"é€𝄞 long enough for words\"",
        ] {
            assert_eq!(whole(text), Ok(()), "{text}");
        }
        for text in [
            "",
            " ",
            "-",
            "01",
            "1.",
            ".5",
            "1e",
            "+1",
            "[1,]",
            "[,1]",
            "{,}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "[1}",
            "{\"a\":1]",
            "tru",
            "nul1",
            "\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"a\nb\"",
            "\"01234567\u{1}\"",
            "[1 2]",
            "1 2",
            "NaN",
            "'a'",
            "[1]]",
        ] {
            assert!(whole(text).is_err(), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_the_place_of_what_is_wrong() {
        assert_eq!(whole("[1, x]"), Err(Fault { at: 4, problem: Problem::Unexpected(b'x') }));
        assert_eq!(whole("{\"a\": tru"), Err(Fault { at: 9, problem: Problem::End }));
        assert_eq!(whole("\"ab\\q\""), Err(Fault { at: 3, problem: Problem::Escape }));
    }

    #[test]
    fn depth_is_bounded_without_recursion() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert_eq!(whole(&nested(MAX_DEPTH)), Ok(()));
        assert_eq!(whole(&nested(10_000)).map_err(|fault| fault.problem), Err(Problem::Depth));
    }
}
