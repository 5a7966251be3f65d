//! CloudEvents 1.0 in their JSON form, and CDEvents, which wrap them. The binary form of transports is not here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Shape;
use super::draft::{Data, Draft, Metadata};
use super::view::Object;
use crate::Role;

const ROLES: &[(Role, &[&str])] = &[
    (Role::Stream, &["source"]),
    (Role::EventType, &["type"]),
    (Role::Id, &["id"]),
    (Role::Time, &["time"]),
    (Role::Data, &["data"]),
    (Role::Position, &["sequence"]),
];

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "cloudevents",
        name: "CloudEvents",
        evidence: "have specversion, id, source and type",
        fits,
        roles: ROLES,
        rule: Some(read),
        ..Shape::PLAIN
    },
    Shape {
        id: "cdevents",
        name: "CDEvents",
        evidence: "have a subject, and a context with id, source, type and timestamp",
        fits: |record| {
            let context = record.object("context");
            context.is_some_and(|context| context.has_all(&["id", "source", "type", "timestamp"]))
                && record.object("subject").is_some_and(|subject| subject.is_text("id"))
        },
        roles: &[
            (Role::Stream, &["subject", "id"]),
            (Role::EventType, &["context", "type"]),
            (Role::Id, &["context", "id"]),
            (Role::Time, &["context", "timestamp"]),
            (Role::Data, &["subject"]),
            (Role::Metadata, &["context"]),
        ],
        ..Shape::PLAIN
    },
];

pub(super) fn fits(record: &Object<'_>) -> bool {
    ["specversion", "id", "source", "type"].into_iter().all(|name| record.is_text(name))
}

/// The subject is the stream, else the source. The attributes that play no role, extensions too, are the metadata.
pub(super) fn read(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !fits(record) {
        return;
    }
    let subject = record.word("subject");
    let stream = if subject.is_some() { "subject" } else { "source" };
    let content_type = record.word("datacontenttype");
    let bytes = record.get("data_base64").and_then(|value| STANDARD.decode(value.text()?.as_bytes()).ok());
    let taken = if bytes.is_some() { "data_base64" } else { "data" };
    let data = match bytes {
        Some(bytes) => decoded(bytes, content_type.as_deref().unwrap_or_default()),
        None => Data::of(record.get("data")),
    };
    let without =
        [stream, taken, "id", "type", "time", "sequence", "correlationid", "causationid", "traceparent", "tracestate"];
    // What a trace is part of is told by the middle of its parent.
    let parent = record.word("traceparent");
    let trace = parent.as_deref().and_then(|parent| parent.split('-').nth(1)).map(Into::into);
    out(Draft {
        stream: record.word(stream).unwrap_or_default(),
        event_type: record.word("type").unwrap_or_default(),
        id: record.word("id"),
        time: record.get("time").and_then(|value| value.time()),
        data,
        metadata: Metadata::rest(record, &without)
            .with("traceparent", record.get("traceparent"))
            .with("tracestate", record.get("tracestate"))
            .correlation(record.word("correlationid").or(trace))
            .causation(record.word("causationid"))
            .finish(),
        position: record.word("sequence"),
        ..Draft::default()
    });
}

/// Bytes that were written as Base64: as JSON where they are that.
pub(super) fn decoded<'a>(bytes: Vec<u8>, content_type: &str) -> Data<'a> {
    let json = String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes).and_then(|text| {
        let end = foldback_event::json::scan::value(text.as_bytes(), 0).map(|span| span.end);
        let whole = end.is_ok_and(|end| text.get(end..).is_some_and(|rest| rest.trim_ascii().is_empty()));
        if whole { Ok(text) } else { Err(text.into_bytes()) }
    });
    match json {
        Ok(text) => Data::json(text.trim_ascii().replace(['\r', '\n'], " ")),
        Err(bytes) if content_type.is_empty() => Data::Bytes(bytes, "application/octet-stream".into()),
        Err(bytes) => Data::Bytes(bytes, content_type.to_owned().into()),
    }
}
