//! Whether a value fits what a query says of it.

use std::cmp::Ordering;

use foldback_event::json::scan::{skip_space, value};
use foldback_event::json::unescape;
use foldback_replay::compare_numbers;

use super::needle::Needle;
use super::path::{Step, elements, values};

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is there.
    Is,
    /// It is equal.
    Equal(Wanted),
    /// It is there and not equal; of several values, none is.
    Other(Wanted),
    /// It is greater or less, or equal too where that is wanted as well.
    Order(Ordering, bool, Wanted),
    /// Its text contains this.
    Contains(Needle),
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// As a text.
    pub text: Box<str>,
    /// Whether it is written like a JSON number, without quotation marks.
    pub is_number: bool,
    /// Whether it stood between quotation marks: then it is a text and nothing else.
    pub is_quoted: bool,
}

impl Wanted {
    /// What is written behind a comparison.
    pub fn new(text: String, is_quoted: bool) -> Self {
        Self { is_number: !is_quoted && is_number(&text), text: text.into(), is_quoted }
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && value(text.as_bytes(), 0).is_ok_and(|span| span.end == text.len())
}

impl Test {
    /// Whether it holds of what a path leads to in JSON.
    pub fn holds(&self, json: &[u8], path: &[Step]) -> bool {
        match self {
            Self::Is => !values(json, path, &mut |_| false),
            Self::Other(wanted) => {
                let (mut any, mut equal) = (false, false);
                each(json, path, &mut |value| {
                    any = true;
                    equal = compared(value, wanted) == Some(Ordering::Equal);
                    !equal
                });
                any && !equal
            }
            Self::Equal(wanted) => !each(json, path, &mut |value| compared(value, wanted) != Some(Ordering::Equal)),
            Self::Order(order, or_equal, wanted) => !each(json, path, &mut |value| {
                let seen = ordered(value, wanted);
                !(seen == Some(*order) || (*or_equal && seen == Some(Ordering::Equal)))
            }),
            Self::Contains(needle) => !values(json, path, &mut |value| match string(value) {
                Some(text) => !needle.is_in(unescape(text).as_bytes()),
                None => !needle.is_in_json(value),
            }),
        }
    }

    /// Whether it may hold of JSON that does not name the last member of its path: it never does.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Equal(wanted) if !wanted.is_number => Some(&wanted.text),
            _ => None,
        }
    }
}

/// Shows the values that a path leads to, and of an array that it leads to also the elements.
fn each(json: &[u8], path: &[Step], show: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    values(json, path, &mut |value| {
        show(value)
            && (value.first() != Some(&b'[')
                || elements(value, skip_space(value, 0), &mut |element| show(element.of(value))))
    })
}

/// The inside of a JSON string.
fn string(value: &[u8]) -> Option<&str> {
    let inside = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    std::str::from_utf8(inside).ok()
}

/// How a value compares, for equality: everything but a number is equal or nothing.
fn compared(value: &[u8], wanted: &Wanted) -> Option<Ordering> {
    match value.first()? {
        b'"' => {
            let text = unescape(string(value)?);
            let same = *text == *wanted.text
                || (wanted.is_number && is_number(&text) && compare_numbers(&text, &wanted.text).is_eq());
            same.then_some(Ordering::Equal)
        }
        b'{' | b'[' => None,
        b't' | b'f' | b'n' => (!wanted.is_quoted && value == wanted.text.as_bytes()).then_some(Ordering::Equal),
        _ => number(value, wanted),
    }
}

/// How a value compares, for order: numbers with numbers, texts that are no numbers by their characters.
fn ordered(value: &[u8], wanted: &Wanted) -> Option<Ordering> {
    match value.first()? {
        b'"' => {
            let text = unescape(string(value)?);
            match wanted.is_number {
                true => is_number(&text).then(|| compare_numbers(&text, &wanted.text)),
                false => Some((*text).cmp(&*wanted.text)),
            }
        }
        b'{' | b'[' | b't' | b'f' | b'n' => None,
        _ => number(value, wanted),
    }
}

fn number(value: &[u8], wanted: &Wanted) -> Option<Ordering> {
    let text = std::str::from_utf8(value).ok().filter(|_| wanted.is_number)?;
    Some(compare_numbers(text, &wanted.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(test: &Test, value: &str) -> bool {
        test.holds(format!("{{\"a\":{value}}}").as_bytes(), &[Step::Name("a".into())])
    }

    fn wanted(text: &str) -> Wanted {
        Wanted::new(text.to_owned(), false)
    }

    #[test]
    fn equal_is_by_worth_and_by_text() {
        for (text, equal, other) in [
            (
                "3",
                &["3", "3.0", "30e-1", "\"3\"", "\"3.0\"", "[1,3]"][..],
                &["4", "\"x\"", "null", "{\"b\":3}", "[1]"][..],
            ),
            ("tea", &["\"tea\"", "\"t\\u0065a\"", "[\"tea\"]"], &["\"Tea\"", "1"]),
            ("true", &["true", "\"true\""], &["false"]),
            ("null", &["null"], &["0"]),
            ("12345678901234567890", &["12345678901234567890"], &["12345678901234567891"]),
        ] {
            for value in equal {
                assert!(fits(&Test::Equal(wanted(text)), value), "{value} = {text}");
                assert!(!fits(&Test::Other(wanted(text)), value), "{value} != {text}");
            }
            for value in other {
                assert!(!fits(&Test::Equal(wanted(text)), value), "{value} = {text}");
                assert!(fits(&Test::Other(wanted(text)), value), "{value} != {text}");
            }
        }
        assert!(!fits(&Test::Equal(Wanted::new("3".to_owned(), true)), "3"));
        assert!(!Test::Other(wanted("3")).holds(b"{}", &[Step::Name("a".into())]));
    }

    #[test]
    fn order_is_of_numbers_or_of_texts() {
        let more = |text: &str| Test::Order(Ordering::Greater, false, wanted(text));
        let least = |text: &str| Test::Order(Ordering::Less, true, wanted(text));
        for (test, yes, no) in [
            (more("3"), &["3.1", "\"4\"", "1e9", "[1,9]"][..], &["3", "\"x\"", "null", "true"][..]),
            (least("3"), &["3", "-1e400", "\"2\""], &["3.01"]),
            (more("2026-03-01"), &["\"2026-03-02\"", "\"2026-03-01T00:00\""], &["\"2026-02-28\"", "5"]),
        ] {
            yes.iter().for_each(|value| assert!(fits(&test, value), "{test:?} {value}"));
            no.iter().for_each(|value| assert!(!fits(&test, value), "{test:?} {value}"));
        }
    }

    #[test]
    fn contains_looks_into_texts_numbers_and_what_holds_others() {
        let test = Test::Contains(Needle::new("TE"));
        assert!(fits(&test, "\"green tea\"") && fits(&test, "{\"x\":\"tea\"}") && fits(&test, "\"t\\u0065\""));
        assert!(!fits(&test, "\"coffe\"") && fits(&Test::Contains(Needle::new("1")), "310"));
    }
}
