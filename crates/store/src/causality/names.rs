//! The names under which systems keep correlation ids, causes and spans. Nothing here looks at a value.

use std::borrow::Cow;

/// What an id under a name is of, and how sure that is: of several, the one with the lowest rank counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The conversation that the event is part of.
    Correlation(u8),
    /// The event that caused it.
    Cause(u8),
    /// The span that it is, or in which it came about.
    Span(u8),
    /// The span that its own is part of.
    Parent(u8),
    /// Trace and span as W3C's header holds them.
    TraceParent,
}

/// Names that only metadata mean so; in a payload they are anybody's.
const ONLY_METADATA: u8 = 3;

/// The longest name that is looked at.
const LONGEST: usize = 64;

/// What a name means. `inside` is the name of the object that it stands in, empty at the top.
pub fn meaning(inside: &[u8], name: &[u8]) -> Option<Meaning> {
    let mut buffer = [0; 2 * LONGEST];
    if !inside.is_empty() {
        let length = plain(inside, &mut buffer)?;
        let behind = plain(name, &mut buffer[length..])?;
        if let Some(found) = known(&buffer[..length + behind]) {
            return Some(found);
        }
    }
    let length = plain(name, &mut buffer)?;
    if let Some(found) = known(&buffer[..length]) {
        return Some(found);
    }
    // What a library or a transport puts in front.
    let last = name.rsplit(|byte| *byte == b'.').next()?;
    let length = plain(last, &mut buffer)?;
    let short = &buffer[..length];
    known(short)
        .or_else(|| [&b"xb3"[..], b"x", b"ce", b"dd"].iter().find_map(|front| known(short.strip_prefix(*front)?)))
}

/// Whether a name means so in a payload too.
pub fn counts_in_data(meaning: Meaning) -> bool {
    match meaning {
        Meaning::Correlation(rank) | Meaning::Cause(rank) | Meaning::Span(rank) | Meaning::Parent(rank) => {
            rank < ONLY_METADATA
        }
        Meaning::TraceParent => true,
    }
}

/// Whether objects of this name hold headers or the like, in a payload.
pub fn holds_metadata(name: &[u8]) -> bool {
    let mut buffer = [0; LONGEST];
    let Some(length) = plain(name, &mut buffer) else { return false };
    matches!(
        &buffer[..length],
        b"metadata" | b"meta" | b"headers" | b"context" | b"trace" | b"tracing" | b"spancontext" | b"extensions"
    )
}

/// The letters and digits of a name in lower case; `None` for one that is too long or has others than ASCII.
fn plain(name: &[u8], out: &mut [u8]) -> Option<usize> {
    if name.len() > LONGEST || name.len() > out.len() {
        return None;
    }
    let mut length = 0;
    for byte in name {
        match byte {
            b'$' | b'_' | b'-' | b'.' | b' ' | b'@' | b':' => continue,
            _ if byte.is_ascii_alphanumeric() => out[length] = byte.to_ascii_lowercase(),
            _ => return None,
        }
        length += 1;
    }
    Some(length)
}

fn known(name: &[u8]) -> Option<Meaning> {
    use Meaning::{Cause, Correlation, Parent, Span, TraceParent};
    Some(match name {
        b"correlationid" | b"correlationidentifier" | b"correlationuuid" => Correlation(0),
        b"correlation" => Correlation(ONLY_METADATA),
        b"conversationid" => Correlation(1),
        b"traceid" => Correlation(2),
        b"requestid" | b"operationid" => Correlation(ONLY_METADATA + 1),
        b"causationid" | b"causationidentifier" | b"causationuuid" | b"causationeventid" | b"causationmessageid" => {
            Cause(0)
        }
        b"causeid" | b"causedbyid" | b"causeeventid" | b"parenteventid" => Cause(1),
        b"causation" | b"causedby" | b"relatedto" => Cause(ONLY_METADATA),
        b"parentspanid" | b"parentspan" | b"spanparentid" => Parent(0),
        b"traceparentid" | b"tracingparentid" | b"spancontextparentid" | b"operationparentid" => Parent(1),
        b"spanid" => Span(0),
        b"traceparent" => TraceParent,
        _ => return None,
    })
}

/// A name as it is said to people: with the one of the object that it stands in.
pub fn said(inside: &str, name: &str) -> String {
    // Where a record's other members were put is nobody's name.
    let inside = if inside == "$fields" { "" } else { inside };
    let whole = if inside.is_empty() { Cow::Borrowed(name) } else { Cow::Owned(format!("{inside}.{name}")) };
    whole.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_many_systems_mean_the_same() {
        use Meaning::{Cause, Correlation, Parent, Span};
        for (name, right) in [
            ("$correlationId", Some(Correlation(0))),
            ("correlation_id", Some(Correlation(0))),
            ("X-Correlation-ID", Some(Correlation(0))),
            ("ce_correlationid", Some(Correlation(0))),
            ("NServiceBus.CorrelationId", Some(Correlation(0))),
            ("eventuous.causation-id", Some(Cause(0))),
            ("NServiceBus.RelatedTo", Some(Cause(3))),
            ("trace.id", Some(Correlation(2))),
            ("X-B3-ParentSpanId", Some(Parent(0))),
            ("dd.span_id", Some(Span(0))),
            ("traceparent", Some(Meaning::TraceParent)),
            ("operation_ParentId", Some(Parent(1))),
            ("id", None),
            ("parentId", None),
            ("cause", None),
            ("correlationidé", None),
        ] {
            assert_eq!(meaning(b"", name.as_bytes()), right, "{name}");
        }
        assert_eq!(meaning(b"trace", b"id"), Some(Correlation(2)));
        assert_eq!(meaning(b"parent", b"span_id"), Some(Parent(0)));
        assert_eq!(meaning(b"headers", b"correlation_id"), Some(Correlation(0)));
        assert_eq!(meaning(b"user", b"id"), None);
        assert_eq!(meaning(&[b'a'; 90], b"spanId"), None);
    }

    #[test]
    fn in_a_payload_only_names_that_nothing_else_has_count() {
        for (name, right) in [("correlationId", true), ("traceparent", true), ("requestId", false), ("causedBy", false)]
        {
            assert_eq!(meaning(b"", name.as_bytes()).map(counts_in_data), Some(right), "{name}");
        }
    }
}
