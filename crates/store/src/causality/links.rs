//! What an event says of its correlation, its cause and its span: read from its metadata, or else from its payload.
//! Nothing here knows another event.

use std::borrow::Cow;

use foldback_event::json::{Members, Span, scan, unescape};
use foldback_log::fingerprint;

use super::names::{self, Meaning};

/// How deep objects within metadata are looked into.
const DEEP: u8 = 2;

/// The longest id. What is longer is a text.
const LONGEST: usize = 512;

/// An id, and under which name it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// How sure it is; less is better.
    rank: (u8, u8),
    inside: &'a str,
    name: &'a str,
    /// The id.
    pub id: Cow<'a, str>,
}

impl Link<'_> {
    /// The name for people.
    pub fn name(&self) -> String {
        names::said(self.inside, self.name)
    }
}

/// How an event names its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By its id, or as the span that its own is part of.
    Outright,
    /// As the span in which it came about, which may be an event of the log.
    Within,
}

/// The ids of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links<'a> {
    /// Of its conversation.
    pub correlation: Option<Link<'a>>,
    cause: Option<Link<'a>>,
    parent: Option<Link<'a>>,
    /// Whether it says what its span is part of, be it nothing.
    is_span: bool,
    span: Option<Link<'a>>,
}

impl<'a> Links<'a> {
    /// Reads them. A payload that is no JSON is not looked at.
    pub fn read(metadata: &'a [u8], data: Option<&'a [u8]>) -> Self {
        let mut links = Self::default();
        let mut reader = Reader { links: &mut links, is_data: false };
        reader.object(metadata, 0, b"", 0);
        if let Some(data) = data
            && links.is_empty()
        {
            let mut reader = Reader { links: &mut links, is_data: true };
            reader.object(data, 0, b"", 0);
        }
        links
    }

    fn is_empty(&self) -> bool {
        self.correlation.is_none() && self.cause.is_none() && self.parent.is_none() && self.span.is_none()
    }

    /// The cause, and how it is named.
    pub fn cause(&self) -> Option<(&Link<'a>, Naming)> {
        match self.cause.as_ref().or(self.parent.as_ref()) {
            Some(link) => Some((link, Naming::Outright)),
            None if self.is_span => None,
            None => Some((self.span.as_ref()?, Naming::Within)),
        }
    }

    /// The span that it is or is in.
    pub fn span(&self) -> Option<&str> {
        Some(&self.span.as_ref()?.id)
    }

    /// Whether it is its span itself, and not only something that happened in it.
    pub fn is_span(&self) -> bool {
        self.is_span
    }
}

/// 64 bits of an id. A UUID counts as the same however its letters are written.
pub fn hash(id: &str) -> u64 {
    if is_uuid(id) && id.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return fingerprint(&id.to_ascii_lowercase());
    }
    fingerprint(id)
}

/// The hash under which an event is noted that names its cause so. What only came about in a span is kept apart: an event that
/// came about in the same one has not caused it.
pub fn cause_hash(id: &str, naming: Naming) -> u64 {
    match naming {
        Naming::Outright => hash(id),
        Naming::Within => !hash(id),
    }
}

/// Whether two ids are one.
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || is_uuid(one) && one.eq_ignore_ascii_case(other)
}

fn is_uuid(id: &str) -> bool {
    let bytes = id.as_bytes();
    bytes.len() == 36 && [8, 13, 18, 23].iter().all(|at| bytes[*at] == b'-')
}

struct Reader<'l, 'a> {
    links: &'l mut Links<'a>,
    is_data: bool,
}

impl<'a> Reader<'_, 'a> {
    /// Looks through the members of the object that begins at `at`. What is no object, or broken, says nothing.
    fn object(&mut self, text: &'a [u8], at: usize, inside: &'a [u8], depth: u8) {
        let Ok(mut members) = Members::new(text, at) else { return };
        while let Ok(Some(member)) = members.next_member() {
            self.member(text, inside, member.name.of(text), member.value, depth);
        }
    }

    fn member(&mut self, text: &'a [u8], inside: &'a [u8], name: &'a [u8], value: Span, depth: u8) {
        match value.of(text).first() {
            Some(b'{') if depth < DEEP && (!self.is_data || names::holds_metadata(name)) => {
                self.object(text, value.start, name, depth + 1);
            }
            Some(b'[') if depth < DEEP && names::holds_metadata(name) => self.list(text, value, name, depth + 1),
            Some(b'{' | b'[') | None => {}
            Some(_) => self.word(inside, name, value.of(text), depth),
        }
    }

    /// Headers as lists have them: `[name, value, ..]`, or objects that each hold a name and a value.
    fn list(&mut self, text: &'a [u8], list: Span, inside: &'a [u8], depth: u8) {
        let mut at = scan::skip_space(text, list.start + 1);
        let mut name: Option<&'a [u8]> = None;
        while let Ok(value) = scan::value(text, at) {
            let item = value.of(text);
            if item.first() == Some(&b'{') {
                self.pair(text, value.start, inside, depth);
            } else if let Some(name) = name.take() {
                self.word(inside, name, item, depth);
            } else {
                name = inner(item);
            }
            at = scan::skip_space(text, value.end);
            if text.get(at) != Some(&b',') {
                break;
            }
            at = scan::skip_space(text, at + 1);
        }
    }

    /// `{"key":name,"value":value}`; any other object is one whose members are headers.
    fn pair(&mut self, text: &'a [u8], at: usize, inside: &'a [u8], depth: u8) {
        let (mut key, mut value) = (None, None);
        let Ok(mut members) = Members::new(text, at) else { return };
        while let Ok(Some(member)) = members.next_member() {
            match member.name.of(text) {
                b"key" | b"name" | b"k" => key = inner(member.value.of(text)),
                b"value" | b"v" | b"stringValue" => value = Some(member.value.of(text)),
                _ => {}
            }
        }
        match (key, value) {
            (Some(key), Some(value)) => self.word(inside, key, value, depth),
            _ => self.object(text, at, inside, depth),
        }
    }

    /// A string, a number or a literal under a name.
    fn word(&mut self, inside: &'a [u8], name: &'a [u8], value: &'a [u8], depth: u8) {
        let Some(meaning) = names::meaning(inside, name) else { return };
        if self.is_data && !names::counts_in_data(meaning) {
            return;
        }
        let (Ok(inside), Ok(name)) = (std::str::from_utf8(inside), std::str::from_utf8(name)) else { return };
        let id = id_of(value);
        let link = |rank, id| Link { rank: (rank, depth), inside, name, id };
        let links = &mut *self.links;
        match meaning {
            Meaning::Correlation(rank) => better(&mut links.correlation, id.map(|id| link(rank, id))),
            Meaning::Cause(rank) => better(&mut links.cause, id.map(|id| link(rank, id))),
            Meaning::Span(rank) => better(&mut links.span, id.map(|id| link(rank, id))),
            Meaning::Parent(rank) => {
                links.is_span = true;
                better(&mut links.parent, id.map(|id| link(rank, id)));
            }
            Meaning::TraceParent => {
                let part = |at| {
                    let part = id.as_deref()?.split('-').nth(at)?;
                    is_id(part).then(|| Cow::Owned(part.to_owned()))
                };
                // A name of its own says it better.
                better(&mut links.correlation, part(1).map(|id| link(2, id)));
                better(&mut links.span, part(2).map(|id| link(1, id)));
            }
        }
    }
}

fn better<'a>(place: &mut Option<Link<'a>>, found: Option<Link<'a>>) {
    if let Some(found) = found
        && place.as_ref().is_none_or(|before| found.rank < before.rank)
    {
        *place = Some(found);
    }
}

/// What stands between the quotes of a string.
fn inner(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// The id that a value is, if it is one.
fn id_of(value: &[u8]) -> Option<Cow<'_, str>> {
    let text = match inner(value) {
        Some(inside) => unescape(std::str::from_utf8(inside).ok()?),
        None if value.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-') => {
            Cow::Borrowed(std::str::from_utf8(value).ok()?)
        }
        None => return None,
    };
    is_id(&text).then_some(text)
}

/// Ids of zeros alone stand for none: UUIDs, traces and spans are written so where there are none.
fn is_id(text: &str) -> bool {
    let is_zero = text.len() >= 8 && text.bytes().all(|byte| matches!(byte, b'0' | b'-'));
    !text.is_empty() && text.len() <= LONGEST && !is_zero
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Correlation, cause and span: names and ids.
    fn said(metadata: &str, data: &str) -> String {
        let links = Links::read(metadata.as_bytes(), Some(data.as_bytes()));
        let link = |link: &Link<'_>| format!("{}={}", link.name(), link.id);
        let cause = links.cause().map(|(cause, naming)| {
            let within = if naming == Naming::Within { "within " } else { "" };
            format!("{within}{}", link(cause))
        });
        let parts = [links.correlation.as_ref().map(link), cause, links.span().map(str::to_owned)];
        parts.map(Option::unwrap_or_default).join(" | ")
    }

    #[test]
    fn ids_are_found_wherever_systems_put_them() {
        for (metadata, data, right) in [
            (r#"{"$correlationId":"c","$causationId":"e"}"#, "{}", "$correlationId=c | $causationId=e | "),
            (r#"{"causation_id":7,"$fields":{"correlation_id":"a\/b"}}"#, "", "correlation_id=a/b | causation_id=7 | "),
            (r#"{"headers":["correlation-id","c","x","y"]}"#, "", "headers.correlation-id=c |  | "),
            (r#"{"headers":[{"key":"causationId","value":"e"}]}"#, "", " | headers.causationId=e | "),
            (
                r#"{"headers":{"ce_traceparent":"00-0af7-b7ad-01"}}"#,
                "",
                "headers.ce_traceparent=0af7 | within headers.ce_traceparent=b7ad | b7ad",
            ),
            ("", r#"{"trace_id":"t","span_id":"s","parent_span_id":"p"}"#, "trace_id=t | parent_span_id=p | s"),
            ("", r#"{"trace_id":"t","span_id":"s","parent_span_id":""}"#, "trace_id=t |  | s"),
            (r#"{"traceId":"t","spanId":"s"}"#, "", "traceId=t | within spanId=s | s"),
            (r#"{"trace":{"id":"t"},"correlation":{"id":"c"}}"#, "", "correlation.id=c |  | "),
            (r#"{"request":{"id":"r"}}"#, "", "request.id=r |  | "),
            (
                "",
                r#"{"metadata":{"correlationId":"c"},"causedBy":"Bob","request":{"id":"r"}}"#,
                "metadata.correlationId=c |  | ",
            ),
            // What the metadata say, the payload does not overrule.
            (r#"{"correlationId":"c"}"#, r#"{"correlationId":"d","causationId":"x"}"#, "correlationId=c |  | "),
            (r#"{"correlationId":"00000000-0000-0000-0000-000000000000"}"#, "", " |  | "),
            (r#"{"correlationId":null,"causationId":true}"#, "[1,2]", " |  | "),
            (r#"{"correlationId":"c""#, "{", " |  | "),
        ] {
            let right = if metadata.ends_with("\"c\"") { "correlationId=c |  | " } else { right };
            assert_eq!(said(metadata, data), right, "{metadata} {data}");
        }
    }

    #[test]
    fn uuids_are_the_same_in_either_case_and_other_ids_are_not() {
        let (one, other) = ("0AAEC32E-5395-4898-9189-9A065FAA47E5", "0aaec32e-5395-4898-9189-9a065faa47e5");
        assert!(is_same(one, other) && hash(one) == hash(other));
        assert!(!is_same("aB3", "ab3") && hash("aB3") != hash("ab3"));
    }
}
