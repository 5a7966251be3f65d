//! From JSON bytes to a tree.

use super::scan::{self, Fault, Problem};
use super::text::unescape;
use super::value::{Json, Object};

/// Reads the one value that `input` holds. Of members with the same name the last one counts, as in `JSON.parse`.
///
/// # Errors
/// Bytes that are no JSON (RFC 8259), no UTF-8, or nested deeper than [`scan::MAX_DEPTH`].
pub fn parse(input: &[u8]) -> Result<Json, Fault> {
    let text = std::str::from_utf8(input).map_err(|error| Fault { at: error.valid_up_to(), problem: Problem::Utf8 })?;
    let span = scan::value(input, 0)?;
    let end = scan::skip_space(input, span.end);
    if let Some(byte) = input.get(end) {
        return Err(Fault { at: end, problem: Problem::Unexpected(*byte) });
    }
    let mut reader = Reader { text, at: span.start };
    Ok(reader.value())
}

/// Builds from a text that the scan has accepted: no check is made twice, and depth is bounded.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> u8 {
        self.at = scan::skip_space(self.text.as_bytes(), self.at);
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn value(&mut self) -> Json {
        match self.peek() {
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => Json::String(unescape(self.string()).into()),
            b't' => self.word(4, Json::Bool(true)),
            b'f' => self.word(5, Json::Bool(false)),
            b'n' => self.word(4, Json::Null),
            _ => Json::Number(self.number().into()),
        }
    }

    fn word(&mut self, length: usize, value: Json) -> Json {
        self.at += length;
        value
    }

    fn string(&mut self) -> &'a str {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut end = start;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        self.text.get(start..end).unwrap_or_default()
    }

    fn number(&mut self) -> &'a str {
        let start = self.at;
        let bytes = self.text.as_bytes();
        while let Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') = bytes.get(self.at) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn array(&mut self) -> Json {
        let mut items = Vec::new();
        self.at += 1;
        while self.peek() != b']' {
            items.push(self.value());
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Json::Array(items)
    }

    fn object(&mut self) -> Json {
        let mut members = Object::default();
        self.at += 1;
        while self.peek() != b'}' {
            let name = unescape(self.string());
            self.peek();
            self.at += 1;
            let value = self.value();
            members.insert(name.into(), value);
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Json::Object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit_and_order_stays() {
        let text = r#"{"b":1.10,"a":[12345678901234567890123,-0,1e400],"c":{"x":null,"y":[true,false]},"s":"é\n"}"#;
        let tree = parse(text.as_bytes()).unwrap();
        assert_eq!(tree.to_string(), text);
    }

    #[test]
    fn the_last_of_equal_names_counts() {
        assert_eq!(parse(br#"{"a":1,"a":2}"#).unwrap().to_string(), r#"{"a":2}"#);
    }

    #[test]
    fn hostile_names_are_names() {
        let text = r#"{"__proto__":{"x":1},"constructor":"<script>"}"#;
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
    }

    #[test]
    fn faults_say_where() {
        assert_eq!(parse(b"{} x"), Err(Fault { at: 3, problem: Problem::Unexpected(b'x') }));
        assert_eq!(parse(b"\"\xff\""), Err(Fault { at: 1, problem: Problem::Utf8 }));
    }

    proptest::proptest! {
        #[test]
        fn reads_what_serde_json_writes(numbers: Vec<i64>, strings: Vec<String>) {
            let value = serde_json::json!({"n": numbers, "s": strings, "o": {"deep": [[], {}]}});
            let text = value.to_string();
            let again: serde_json::Value = serde_json::from_str(&parse(text.as_bytes()).unwrap().to_string()).unwrap();
            proptest::prop_assert_eq!(again, value);
        }

        #[test]
        fn any_bytes_give_a_value_or_a_fault(bytes: Vec<u8>) {
            let ours = parse(&bytes).is_ok();
            // serde_json reads numbers into f64 and refuses what overflows it; nothing else may differ.
            if let Ok(value) = serde_json::from_slice::<serde_json::Value>(&bytes) {
                proptest::prop_assert!(ours, "{value}");
            }
        }
    }
}
