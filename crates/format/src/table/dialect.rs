//! What the bytes of a cell say: RFC 4180's quotes, or the backslashes of PostgreSQL's COPY. Whether the text is a number or
//! JSON is for [`super::columns`].

use memchr::memchr;

use super::cells::{Cell, quote};

/// How cells are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub delimiter: u8,
    /// Whether backslashes are escapes and quotes are nothing special.
    pub is_copy: bool,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content<'a> {
    /// Nothing is written there.
    Absent,
    Null,
    Text(&'a str),
}

impl Dialect {
    /// PostgreSQL's COPY text.
    pub const COPY: Self = Self { delimiter: b'\t', is_copy: true };

    /// Reads a cell; `plain` holds its text where that is not written as it is.
    pub fn read<'a>(self, row: &'a str, cell: Cell, plain: &'a mut String) -> Content<'a> {
        let raw = row.get(cell.start..cell.end).unwrap_or_default();
        if raw == "\\N" {
            return Content::Null;
        }
        if self.is_copy {
            if memchr(b'\\', raw.as_bytes()).is_none() {
                return Content::Text(raw);
            }
            return Content::Text(match unescape(raw) {
                Some(text) => {
                    *plain = text;
                    plain
                }
                None => raw,
            });
        }
        if !cell.quoted {
            return if raw.is_empty() { Content::Absent } else { Content::Text(raw) };
        }
        let inside = raw.get(1..).unwrap_or_default();
        match quote(inside.as_bytes()) {
            None => Content::Text(inside),
            Some(end) if end + 1 == inside.len() => Content::Text(inside.get(..end).unwrap_or_default()),
            Some(_) => {
                unquote(inside, plain);
                Content::Text(plain)
            }
        }
    }
}

/// The text behind an opening quote: two quotes are one, and what stands behind the closing one is kept as it is.
fn unquote(inside: &str, plain: &mut String) {
    plain.clear();
    let mut rest = inside;
    while let Some(end) = quote(rest.as_bytes()) {
        plain.push_str(rest.get(..end).unwrap_or_default());
        let behind = rest.get(end + 1..).unwrap_or_default();
        let Some(more) = behind.strip_prefix('"') else {
            plain.push_str(behind);
            return;
        };
        plain.push('"');
        rest = more;
    }
    plain.push_str(rest);
}

/// The text that COPY's escapes stand for; nothing if they make bytes that are no UTF-8.
fn unescape(raw: &str) -> Option<String> {
    let mut plain = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some(at) = memchr(b'\\', rest) {
        plain.extend_from_slice(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some((first, behind)) = rest.split_first() else {
            plain.push(b'\\');
            break;
        };
        rest = behind;
        match first {
            b'b' => plain.push(8),
            b'f' => plain.push(12),
            b'n' => plain.push(b'\n'),
            b'r' => plain.push(b'\r'),
            b't' => plain.push(b'\t'),
            b'v' => plain.push(11),
            b'x' if rest.first().is_some_and(u8::is_ascii_hexdigit) => plain.push(digits(&mut rest, 16, 2, 0)),
            b'0'..=b'7' => plain.push(digits(&mut rest, 8, 2, u32::from(first - b'0'))),
            other => plain.push(*other),
        }
    }
    plain.extend_from_slice(rest);
    String::from_utf8(plain).ok()
}

/// Reads up to `most` digits behind `value`.
fn digits(rest: &mut &[u8], radix: u32, most: usize, mut value: u32) -> u8 {
    for _ in 0..most {
        let Some(digit) = rest.first().and_then(|byte| char::from(*byte).to_digit(radix)) else {
            break;
        };
        value = value * radix + digit;
        *rest = rest.get(1..).unwrap_or_default();
    }
    (value & 0xff) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str, is_copy: bool) -> String {
        let cell = Cell { start: 0, end: raw.len(), quoted: raw.starts_with('"') };
        let mut plain = String::new();
        match (Dialect { delimiter: b',', is_copy }).read(raw, cell, &mut plain) {
            Content::Absent => "absent".to_owned(),
            Content::Null => "null".to_owned(),
            Content::Text(text) => format!("={text}"),
        }
    }

    #[test]
    fn quotes_are_those_of_rfc_4180() {
        for (raw, text) in [
            ("", "absent"),
            ("a b", "=a b"),
            ("\"\"", "="),
            ("\"a\"", "=a"),
            ("\"a\"\"b\"", "=a\"b"),
            ("\"\"\"\"", "=\""),
            ("\"a\"b\"", "=ab\""),
            ("\"a", "=a"),
            ("5\" pipe", "=5\" pipe"),
            ("\\N", "null"),
            ("a\\n", "=a\\n"),
        ] {
            assert_eq!(read(raw, false), text, "{raw}");
        }
    }

    #[test]
    fn escapes_are_those_of_copy() {
        for (raw, text) in [
            ("", "="),
            ("\\N", "null"),
            ("\\\\N", "=\\N"),
            ("a\\tb\\nc\\\\d\\re", "=a\tb\nc\\d\re"),
            ("\\x41\\101\\q\\b\\f\\v", "=AAq\u{8}\u{c}\u{b}"),
            ("\\xc3\\xa9", "=é"),
            ("\\xff", "=\\xff"),
            ("a\\", "=a\\"),
            ("{\"a\":\"\\\\n\"}", "={\"a\":\"\\n\"}"),
        ] {
            assert_eq!(read(raw, true), text, "{raw}");
        }
    }
}
