//! What the text of a cell is as JSON: an object or array as it is written, a number with all its digits, or a string.

use foldback_event::json::{scan, write_string};

/// What the values of a column are, as far as its first rows tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing was seen of it: each value tells for itself.
    #[default]
    Open,
    /// JSON, of which some are objects or arrays.
    Json,
    Number,
    Text,
}

impl Kind {
    /// The kind of a column that was `self` and has a value of this text too.
    pub fn with(self, text: &str) -> Self {
        let own = match text.as_bytes().first() {
            Some(b'{' | b'[' | b'\\') if is_json(text) || from_hex(text).is_some() => Self::Json,
            Some(b'-' | b'0'..=b'9') if is_json(text) => Self::Number,
            _ => Self::Text,
        };
        match (self, own) {
            (Self::Open, own) => own,
            // JSON values may be numbers, strings or null as well.
            (Self::Json, _) | (Self::Number, Self::Json) if own == Self::Json || is_json(text) => Self::Json,
            (kind, own) if kind == own => kind,
            _ => Self::Text,
        }
    }

    /// Writes a value.
    pub fn write(self, text: &str, out: &mut String) {
        let first = text.as_bytes().first();
        let as_it_is = match self {
            Self::Text => false,
            Self::Open => matches!(first, Some(b'{' | b'[' | b'-' | b'0'..=b'9')) && is_json(text),
            Self::Number => matches!(first, Some(b'-' | b'0'..=b'9')) && is_json(text),
            Self::Json => is_json(text),
        };
        if as_it_is {
            out.push_str(text);
        } else if let Some(json) = from_hex(text).filter(|_| matches!(self, Self::Open | Self::Json)) {
            out.push_str(&json);
        } else {
            string(text, out);
        }
    }
}

/// Writes a string, most of which have nothing to escape.
fn string(text: &str, out: &mut String) {
    // Without a branch for each byte, many are looked at in one step.
    let has_escapes = text.bytes().fold(false, |found, byte| found | (byte < 0x20) | (byte == b'"') | (byte == b'\\'));
    if has_escapes {
        write_string(text, out);
        return;
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}

/// Whether the text is one JSON value and nothing else.
pub(super) fn is_json(text: &str) -> bool {
    scan::value(text.as_bytes(), 0).is_ok_and(|span| scan::skip_space(text.as_bytes(), span.end) == text.len())
}

/// The JSON object or array in a binary column of PostgreSQL, which is written as `\x` and hexadecimal digits.
fn from_hex(text: &str) -> Option<String> {
    let digits = text.strip_prefix("\\x")?.as_bytes();
    // Most that are no JSON show it by their first byte: `{` is 7b, `[` is 5b.
    if !matches!(digits.get(..2), Some(b"7b" | b"7B" | b"5b" | b"5B")) || digits.len() % 2 != 0 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = digits
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    String::from_utf8(bytes?).ok().filter(|text| is_json(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> (Kind, String) {
        let kind = values.iter().fold(Kind::Open, |kind, text| kind.with(text));
        let mut out = String::new();
        for value in values {
            kind.write(value, &mut out);
            out.push(' ');
        }
        (kind, out)
    }

    #[test]
    fn a_column_has_one_kind() {
        assert_eq!(column(&["1", "2.50", "-3e4"]), (Kind::Number, "1 2.50 -3e4 ".to_owned()));
        assert_eq!(column(&["1", "007"]), (Kind::Text, r#""1" "007" "#.to_owned()));
        assert_eq!(column(&["{\"a\":1.0}", "[ ]", "null", "\"x\""]).0, Kind::Json);
        assert_eq!(column(&["1", "{}"]), (Kind::Json, "1 {} ".to_owned()));
        assert_eq!(column(&["[1]", "[INFO] x"]), (Kind::Text, r#""[1]" "[INFO] x" "#.to_owned()));
        assert_eq!(column(&["\\x7b7d"]), (Kind::Json, "{} ".to_owned()));
        assert_eq!(column(&["\\x7b7", "\\xff"]).0, Kind::Text);
    }

    #[test]
    fn what_does_not_fit_its_column_is_a_string() {
        for (kind, text, json) in [
            (Kind::Json, "{\"a\"", r#""{\"a\"""#),
            (Kind::Number, "1a", r#""1a""#),
            (Kind::Open, "true", r#""true""#),
            (Kind::Open, "[1]", "[1]"),
            (Kind::Open, "-", r#""-""#),
        ] {
            let mut out = String::new();
            kind.write(text, &mut out);
            assert_eq!(out, json);
        }
    }
}
