//! The data and metadata of an event, as bytes of JSON. Values are copied as they are written, or not at all.

use foldback_event::json::{Member, Members, scan};
use foldback_event::json::{Span, unescape};
use memchr::memchr2;

/// Members of the metadata that hold what is not the source's own: KurrentDB's names, and two of ours.
pub(super) const CORRELATION: &str = "$correlationId";
pub(super) const CAUSATION: &str = "$causationId";
const FIELDS: &str = "$fields";
const NO_OBJECT: &str = "$metadata";

/// If `value` is a string that holds an object, as KurrentDB's Atom feed and Kafka's tools write payloads, that object.
/// Line breaks inside it become spaces; JSON allows them between tokens only.
pub(crate) fn unwrap(value: &str) -> Option<String> {
    unwrap_by(value, |object| scan::value(object.as_bytes(), 0).ok())
}

/// As [`unwrap`]; `check` checks the value that a text begins with, and gives its range.
pub(crate) fn unwrap_by(value: &str, check: impl FnOnce(&str) -> Option<Span>) -> Option<String> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    // Most strings are no objects, which shows before they are unescaped.
    if !inside.starts_with(['{', ' ', '\\']) {
        return None;
    }
    let text = unescape(inside);
    let object = text.trim_matches([' ', '\t', '\r', '\n']);
    let whole = object.starts_with('{') && check(object).is_some_and(|span| span.end == object.len());
    let (from, length) = (text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len(), object.len());
    whole.then(|| {
        let mut text = text.into_owned();
        text.truncate(from + length);
        text.drain(..from);
        one_line(text)
    })
}

/// JSON with spaces for its line breaks, which stand between tokens only.
pub(crate) fn one_line(text: String) -> String {
    if memchr2(b'\r', b'\n', text.as_bytes()).is_none() { text } else { text.replace(['\r', '\n'], " ") }
}

/// Writes an object of these members.
pub(super) fn write_object(input: &[u8], members: &[Member], out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, member) in members.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        // The name's span lies between its quotes.
        let name = Span { start: member.name.start.saturating_sub(1), end: member.name.end + 1 };
        out.extend_from_slice(name.of(input));
        out.push(b':');
        out.extend_from_slice(member.value.of(input));
    }
    out.push(b'}');
}

/// What metadata are made of; each part may be missing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'a> {
    /// The record's own metadata, as JSON.
    pub own: Option<&'a str>,
    /// A string or number, as JSON.
    pub correlation: Option<&'a str>,
    /// A string or number, as JSON.
    pub causation: Option<&'a str>,
    /// The record, and its members that no role takes.
    pub fields: (&'a [u8], &'a [Member]),
}

impl Parts<'_> {
    /// Whether the record's own metadata are all there is, so that they need not be copied.
    pub fn is_own_object(&self) -> bool {
        self.correlation.is_none()
            && self.causation.is_none()
            && self.fields.1.is_empty()
            && self.own.is_none_or(|own| own.starts_with('{'))
    }

    /// Writes them as one object.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        match self.own {
            Some(own) if own.starts_with('{') => {
                let inside = own.strip_prefix('{').and_then(|own| own.strip_suffix('}'));
                out.extend_from_slice(inside.unwrap_or_default().trim().as_bytes());
            }
            Some(own) => {
                begin_member(NO_OBJECT, out);
                out.extend_from_slice(own.as_bytes());
            }
            None => {}
        }
        for (name, value) in [(CORRELATION, self.correlation), (CAUSATION, self.causation)] {
            if let Some(value) = value.filter(|_| !self.has_own(name)) {
                begin_member(name, out);
                // Ids are strings, whatever the source made of them.
                let quote: &[u8] = if value.starts_with('"') { b"" } else { b"\"" };
                out.extend_from_slice(quote);
                out.extend_from_slice(value.as_bytes());
                out.extend_from_slice(quote);
            }
        }
        let (input, members) = self.fields;
        if !members.is_empty() {
            begin_member(FIELDS, out);
            write_object(input, members, out);
        }
        out.push(b'}');
    }

    fn has_own(&self, name: &str) -> bool {
        let Some(own) = self.own else {
            return false;
        };
        let Ok(mut members) = Members::new(own.as_bytes(), 0) else {
            return false;
        };
        while let Ok(Some(member)) = members.next_member() {
            if member.name.of(own.as_bytes()) == name.as_bytes() {
                return true;
            }
        }
        false
    }
}

fn begin_member(name: &str, out: &mut Vec<u8>) {
    if out.len() > 1 {
        out.push(b',');
    }
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_that_hold_objects_are_unwrapped() {
        assert_eq!(unwrap(r#""{\"a\":1}""#).as_deref(), Some(r#"{"a":1}"#));
        assert_eq!(unwrap(r#"" {\r\n\"a\":\"\\n\"}\n""#).as_deref(), Some(r#"{  "a":"\n"}"#));
        for other in [r#""text""#, r#""{""#, r#""[1]""#, r#""{\"a\":1} x""#, "{}", "1"] {
            assert_eq!(unwrap(other), None, "{other}");
        }
    }

    #[test]
    fn metadata_keep_what_they_are_given() {
        let parts = |own, correlation, causation| {
            let mut out = Vec::new();
            let fields = (&b""[..], &[][..]);
            Parts { own, correlation, causation, fields }.write(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(parts(Some("{}"), Some("7"), None), r#"{"$correlationId":"7"}"#);
        assert_eq!(
            parts(Some(r#"{ "$causationId":"x" }"#), Some("\"c\""), Some("\"y\"")),
            r#"{"$causationId":"x","$correlationId":"c"}"#
        );
        assert_eq!(parts(Some("[1]"), None, None), r#"{"$metadata":[1]}"#);
    }
}
